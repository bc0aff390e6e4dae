"""Parties, roles and mandates as values."""
