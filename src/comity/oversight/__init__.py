"""Drafts, provenance and sign-off as values."""
