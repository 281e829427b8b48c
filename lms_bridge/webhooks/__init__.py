"""Events to others (Standard Webhooks): signed, fenced, and with limits."""
