"""The command line: ``comity NOUN VERB``."""

import click

__all__ = ["main"]


@click.group()
@click.version_option(package_name="comity")
def main() -> None:
    """Dialogue, rules, decisions and shared AI, on a record that anybody can recompute."""
