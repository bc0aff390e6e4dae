"""Comity: dialogue, rules, decisions and shared AI, on a record that anybody can recompute."""

__version__ = "0.1.0"
