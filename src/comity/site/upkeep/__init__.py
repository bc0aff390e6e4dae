"""Upkeep of an instance from its server: begin, look over, back up, bring back."""
