"""The dialogue engine: votes in, published results out. Pure functions over frozen values."""
