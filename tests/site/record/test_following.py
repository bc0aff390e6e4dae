"""The site's own log is followed with its content, as any exported record is."""
