"""The demonstration: an invented organisation, planted through the same actions as any other."""

from comity.site.demo.run import Wish, run

__all__ = ["Wish", "run"]
