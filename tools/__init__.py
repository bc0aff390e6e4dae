"""Tools for those who work on Comity; not part of the package."""
