"""The demonstration: an invented organisation, planted through the same actions as any other."""
