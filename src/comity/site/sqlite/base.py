"""Where Django looks for the backend that ``ENGINE`` names."""

from comity.site.sqlite.wrapper import DatabaseWrapper

__all__ = ["DatabaseWrapper"]
