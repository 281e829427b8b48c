"""The tables' history: numbered scripts, each run once, in their order. None is ever edited."""
