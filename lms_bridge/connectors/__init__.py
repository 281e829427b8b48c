"""One LMS each: connectors speak their LMS's language, and know neither one another nor a plan."""
