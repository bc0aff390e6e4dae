"""Where Django looks for the backend that ``ENGINE`` names."""

from comity.site.postgres.wrapper import DatabaseWrapper

__all__ = ["DatabaseWrapper"]
