"""Pages made from the code at build time, so that they cannot fall behind it.

A page says where by a line ``<!-- generated: NAME -->``; ``PAGES`` holds the names.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, Final

import click

from comity.cli import main
from comity.fault import KINDS, FaultKind
from tests.site.attacks import table
from tools.tree import SOURCE, load_everything, packages

MARK: Final = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)
SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|$])")
SCHEMAS: Final = {
    name: SOURCE / "data" / "dialogue" / f"{name}.schema" / f"{version}.json"
    for name, version in (
        ("report", 1),
        ("rule", 2),
        ("slate", 1),
        ("translations", 1),
        ("flags", 1),
        ("arrival", 1),
        ("routing", 1),
        ("restatement", 1),
    )
} | {
    name: SOURCE / "data" / "standards" / f"{name}.schema" / "1.json"
    for name in ("decision", "entry-into-force", "register-status")
}
ATTACKS: Final = {
    "Whatever the way": table.ATTACKS,
    "Addresses that take something": table.ADDRESSES,
    "Operations of the interface for programs": table.OPERATIONS,
    "Functions that take a sign-off": table.SIGNED,
    "Tables that the database keeps": table.TABLES,
    "Commands that write to a site": table.COMMANDS,
}
PILLARS: Final = {
    "api": "The interface for programs",
    "canonical": "Bytes and JSON",
    "dialogue": "Conversations",
    "documents": "Files that are read",
    "edge": "Files, keys and folders on this computer",
    "language": "Language",
    "oversight": "Human control",
    "people": "Parties and mandates",
    "record": "The record",
    "render": "Words and pictures",
    "site": "The site",
    "standards": "Rules, decisions and registers",
}


def filled(text: str) -> str:
    """Return the Markdown ``text`` with each mark replaced by what it names."""
    return MARK.sub(lambda mark: PAGES[mark.group(1)](), text)


def escaped(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def first_sentence(thing: object) -> str:
    """Return the first line of the docstring of ``thing``, as Markdown; "" if it has none."""
    line = (inspect.getdoc(thing) or "").partition("\n")[0]
    return line.replace("``", "`")


def commands_page(command: click.Command, name: str = "comity") -> str:
    """Return a section for ``command`` and for each command below it, in their own order."""
    return "\n".join(_command_lines(command, name, 2))


def _command_lines(command: click.Command, name: str, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield from (f"{'#' * level} {name}\n", "```text", usage, "```\n")
    yield _paragraphs(command.help or "")
    yield from (_option_line(option, context) for option in command.params)
    yield ""
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            child = command.get_command(context, verb)
            if child is not None and not child.hidden:
                yield from _command_lines(child, f"{name} {verb}", min(level + 1, 4))


def _paragraphs(text: str) -> str:
    """Return help text as Markdown; a block that click may not rewrap stays as it is."""
    blocks = inspect.cleandoc(text).split("\n\n")
    shown = [
        f"```text\n{block[2:]}\n```" if block.startswith("\b\n") else block.replace("``", "`")
        for block in blocks
    ]
    return "\n\n".join(shown) + "\n"


def _option_line(option: click.Parameter, context: click.Context) -> str:
    if isinstance(option, click.Option):
        described = option.get_help_record(context)
        return f"- `{described[0]}`: {escaped(described[1])}" if described else ""
    kind = "optional" if not option.required else "required"
    return f"- `{option.make_metavar(context)}` ({kind})"


def faults_page(kinds: Mapping[str, FaultKind]) -> str:
    """Return a section per pillar, with each kind of fault under its code."""
    lines: list[str] = []
    for pillar in sorted({code.partition(".")[0] for code in kinds}):
        lines += [f"## {PILLARS.get(pillar, pillar)}\n"]
        for code in sorted(each for each in kinds if each.partition(".")[0] == pillar):
            kind = kinds[code]
            lines += [f"### {code}\n", f"- Found: {escaped(kind.found)}"]
            lines += [f"- Rule: {escaped(kind.rule)}", f"- Remedy: {escaped(kind.remedy)}\n"]
    return "\n".join(lines)


def attacks_page() -> str:
    """Return a table per kind of way in: what is tried, what answers, and the tests for it."""
    lines: list[str] = []
    for heading, attacks in ATTACKS.items():
        lines += [
            f"## {heading}\n",
            "| | what is tried | what answers | tests |",
            "|---|---|---|---|",
        ]
        lines += [_attack_line(name, attack) for name, attack in attacks.items()]
        lines.append("")
    lines += ["## Commands that write to no site\n", "| | what they write |", "|---|---|"]
    lines += [f"| `{name}` | {escaped(what)} |" for name, what in table.WRITES_NOTHING.items()]
    return "\n".join(lines) + "\n"


def _attack_line(name: str, attack: table.Attack) -> str:
    tests = dict.fromkeys(one.rpartition("::")[2] for one in (attack.proof, attack.control))
    named = ", ".join(f"`{test}`" for test in tests)
    short = name.removeprefix("comity.site.")
    return f"| {escaped(short)} | {escaped(attack.tried)} | {escaped(attack.answer)} | {named} |"


def library_page() -> str:
    """Return a section per package of the core, with the first sentence on each public name."""
    lines: list[str] = []
    for name in packages():
        package = import_module(name)
        public = getattr(package, "__all__", ())
        if not public or name.startswith(("comity.cli", "comity.site")):
            continue
        lines += [f"## {name}\n", first_sentence(package) + "\n"]
        lines += [_name_line(each, getattr(package, each)) for each in public]
        lines.append("")
    return "\n".join(lines)


def _name_line(name: str, thing: object) -> str:
    named = inspect.isclass(thing) or inspect.isroutine(thing)
    return f"- `{name}`: {first_sentence(thing)}" if named else f"- `{name}`"


def schema_page(name: str) -> str:
    """Return a line per field of a result: where it is, and what it says."""
    schema = json.loads(SCHEMAS[name].read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    lines = [f"- `{path}`: {escaped(text)}" for path, text in _fields(schema, "", definitions)]
    for title, definition in definitions.items():
        fields = list(_fields(definition, "", definitions))
        if fields:
            lines += [f"\n## {title}\n", definition["description"] + "\n"]
            lines += [f"- `{path}`: {escaped(text)}" for path, text in fields]
    return "\n".join(lines)


def _fields(
    schema: Mapping[str, Any], path: str, definitions: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for name, field in schema.get("properties", {}).items():
        here = f"{path}{name}"
        yield here, field["description"] + _allowed(field, definitions)
        for option in (field, *field.get("anyOf", ())):
            yield from _fields(option, f"{here}.", definitions)
            yield from _fields(option.get("items", {}), f"{here}[].", definitions)


def _allowed(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return what the field may hold: a list of values, or the section that describes it."""
    options = [field, field.get("items", {}), *field.get("anyOf", ())]
    named = next((each["$ref"].rpartition("/")[2] for each in options if "$ref" in each), "")
    if "properties" in definitions.get(named, {}):
        return f" See {named}."
    known = (definitions.get(named, {}), *options)
    values = next((each["enum"] for each in known if "enum" in each), None)
    return f" One of: {', '.join(map(str, values))}." if values else ""


def _all_faults() -> str:
    load_everything()
    return faults_page(KINDS)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "arrival-fields": lambda: schema_page("arrival"),
    "attacks": attacks_page,
    "commands": lambda: commands_page(main),
    "decision-fields": lambda: schema_page("decision"),
    "entry-into-force-fields": lambda: schema_page("entry-into-force"),
    "faults": _all_faults,
    "flags-fields": lambda: schema_page("flags"),
    "library": library_page,
    "register-status-fields": lambda: schema_page("register-status"),
    "report-fields": lambda: schema_page("report"),
    "restatement-fields": lambda: schema_page("restatement"),
    "routing-fields": lambda: schema_page("routing"),
    "rule-fields": lambda: schema_page("rule"),
    "slate-fields": lambda: schema_page("slate"),
    "translations-fields": lambda: schema_page("translations"),
}
