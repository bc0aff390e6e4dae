"""Sign-offs as rows that are only ever added."""
