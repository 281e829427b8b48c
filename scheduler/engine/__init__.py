"""The search: from a problem to the best schedule it can find, and a bound that proves how good."""
