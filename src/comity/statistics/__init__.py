"""Intervals, resampling, multiplicity and agreement, shared by the pillars."""
