"""What every page of the site shares: its frame, its style, its languages and its headers."""
