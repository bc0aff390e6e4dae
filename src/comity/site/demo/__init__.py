"""The demonstration: an invented organisation, planted through the same actions as any other."""

from comity.site.demo.run import Wish, run_demo

__all__ = ["Wish", "run_demo"]
