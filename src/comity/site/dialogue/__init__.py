"""Conversations on the site: for now their published reports."""
