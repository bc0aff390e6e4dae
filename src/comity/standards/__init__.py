"""Texts, decisions and who is bound by them: rules as data, outcomes as values."""

__all__: list[str] = []
