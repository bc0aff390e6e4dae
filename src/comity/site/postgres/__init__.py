"""Django's PostgreSQL backend with one writer at a time and a role that cannot change rules."""
