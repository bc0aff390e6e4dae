"""The command line: ``comity NOUN VERB``.

Nothing heavy is imported here: a command's module is loaded when the command is used.
"""

import os
from errno import EPIPE
from importlib import import_module
from typing import Any, Final

import click

from comity.fault import RefusedError

__all__ = ["main"]

# Where each command lives, in the order in which `comity` lists them, by task.
COMMANDS: Final[dict[str, dict[str, str]]] = {
    "See it work": {
        "try": "comity.cli.try_it:try_it",
        "demo": "comity.cli.site:demo",
    },
    "Talk and find common ground": {
        "dialogue": "comity.cli.dialogue:dialogue",
    },
    "Decide, and keep who is bound": {
        "register": "comity.cli.register:register",
        "decide": "comity.cli.decide:decide",
        "rules": "comity.cli.rules:rules",
        "silence": "comity.cli.silence:silence",
        "roll-call": "comity.cli.roll_call:roll_call",
    },
    "Check what others publish": {
        "verify": "comity.cli.verify:verify",
        "trust": "comity.cli.trust:trust",
        "record": "comity.cli.record:record",
    },
    "Run it for an organisation": {
        "init": "comity.cli.beginning:init",
        "serve": "comity.cli.site:serve",
        "members": "comity.cli.site:members",
        "doctor": "comity.cli.doctor:doctor",
        "upgrade": "comity.cli.upgrade:upgrade",
        "backup": "comity.cli.backup:backup",
        "restore": "comity.cli.backup:restore",
    },
}
REFUSED: Final = 2
PLACES: Final = {name: place for task in COMMANDS.values() for name, place in task.items()}


class TaskGroup(click.Group):
    """A group that loads its commands when asked and lists them by task."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return every command's name, in the order of the tasks."""
        return list(PLACES)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module now; None if there is no such command."""
        if cmd_name not in PLACES:
            return None
        module, _, name = PLACES[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a refusal is worded on standard error and ends with code 2.

        So is what the system refuses where no command foresaw it.
        """
        try:
            return super().invoke(context)
        except RefusedError as refused:
            _tell(refused)
        except OSError as error:
            if error.errno == EPIPE:
                raise
            from comity.edge import system_fault  # noqa: PLC0415 - loads cryptography

            _tell(RefusedError([system_fault(error)], wrote=True))
        return context.exit(REFUSED)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section per task."""
        for task, places in COMMANDS.items():
            with formatter.section(task):
                formatter.write_dl([(name, self._summary(context, name)) for name in places])

    def _summary(self, context: click.Context, name: str) -> str:
        command = self.get_command(context, name)
        return command.get_short_help_str(70) if command else ""


def _tell(refused: RefusedError) -> None:
    from comity.render import LANGUAGES, all_words  # noqa: PLC0415 - loads Babel

    language = LANGUAGES.get(os.environ.get("COMITY_LANG", ""), LANGUAGES["en"])
    for line in all_words(refused.faults, language, wrote_nothing=not refused.wrote):
        click.echo(line, err=True)


@click.group(cls=TaskGroup)
@click.version_option(package_name="comity")
def main() -> None:
    """Dialogue, rules, decisions and shared AI, on a record that anybody can recompute."""
