"""Tests of comity.site.work."""
