"""Parties, people, mandates and accounts on the site."""
