"""Calendars to subscribe to (iCalendar, RFC 5545), each at a secret address."""
