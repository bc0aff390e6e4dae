"""Template filters, loaded in every template."""
