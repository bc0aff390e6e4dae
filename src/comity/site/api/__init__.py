"""The programming interface: the queries and actions of the pages, as JSON, below ``/api/v1/``."""
