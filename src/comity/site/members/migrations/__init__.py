"""Migrations: forward only, each named."""
