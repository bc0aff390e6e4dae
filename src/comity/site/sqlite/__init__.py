"""Django's SQLite backend with one writer at a time and a connection that cannot change rules."""
