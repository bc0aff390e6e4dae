"""Every command says what it does, down to each option, and has its place in the docs."""

from collections.abc import Iterator

import click
import pytest

from comity.cli import main
from docs.generated import commands_page


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if not isinstance(command, click.Group):
        return
    context = click.Context(command, info_name=name)
    for verb in command.list_commands(context):
        child = command.get_command(context, verb)
        assert child is not None, f"{name} {verb} is listed but does not exist"
        yield from walk(child, f"{name} {verb}")


COMMANDS = [pytest.param(name, command, id=name) for name, command in walk(main, "comity")]


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_a_command_has_help_in_a_sentence(name: str, command: click.Command) -> None:
    assert command.help, f"{name} has no help"
    assert command.help.strip().partition("\n\n")[0].endswith((".", ":"))


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_option_has_help(name: str, command: click.Command) -> None:
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [f"{name} {each.opts[0]}" for each in options if not each.help] == []


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_a_command_has_its_place_in_the_reference(name: str, command: click.Command) -> None:
    page = commands_page(main)
    assert f" {name}\n" in page
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [each.opts[0] for each in options if each.opts[0] not in page] == []
