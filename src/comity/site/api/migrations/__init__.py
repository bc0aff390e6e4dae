"""How the tables of the interface came about."""
