"""Migrations of one’s own work."""
