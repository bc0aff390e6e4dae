"""Template filters of the record."""
