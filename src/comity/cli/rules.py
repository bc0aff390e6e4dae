"""``comity rules``: the rules of decision, to read, check, compare and try on worked cases."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.cli.options import FILE

if TYPE_CHECKING:
    from comity.standards import CaseResult

__all__ = ["rules"]

DIFFERENT: Final = 1
LARGEST: Final = 50_000_000
AS_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.group(short_help="The rules of decision: list, show, check, compare, test.")
def rules() -> None:
    """Read, check and compare the rules by which bodies decide; they are data, not code."""


@rules.command("list", short_help="The rules that come with the package.")
@AS_JSON
def list_rules(*, as_json: bool) -> None:
    """List every rule that comes with the package, with its version and title."""
    from comity.cli.shipped_rules import shipped_rules  # noqa: PLC0415 - loads the package's data

    found = shipped_rules().values()
    if as_json:
        click.echo(json.dumps([_line(rule) for rule in found], ensure_ascii=False))
        return
    width = max(len(rule.name) for rule in found)
    for rule in found:
        click.echo(f"{rule.name:<{width}}  {rule.title}")


@rules.command(short_help="One rule, with its source and tests.")
@click.argument("rule")
@AS_JSON
def show(rule: str, *, as_json: bool) -> None:
    """Show RULE, an id such as unga-important-question or a file, as text or as its own JSON."""
    from comity.cli.shipped_rules import rule_data  # noqa: PLC0415 - loads the package's data
    from comity.standards import described, read_decision_rule  # noqa: PLC0415 - loads numpy

    data = rule_data(rule)
    read = read_decision_rule(data, rule)
    click.echo(data.decode().rstrip() if as_json else "\n".join(described(read)))


@rules.command(short_help="Whether a rule file is sound.")
@click.argument("file", type=FILE)
@AS_JSON
def check(file: Path, *, as_json: bool) -> None:
    """Check FILE, a rule of your own: every fault with its place and how to mend it."""
    from comity.cli.shipped_rules import rule_data  # noqa: PLC0415 - loads the package's data
    from comity.standards import read_decision_rule  # noqa: PLC0415 - loads numpy

    rule = read_decision_rule(rule_data(str(file)), str(file))
    click.echo(
        json.dumps(_line(rule), ensure_ascii=False)
        if as_json
        else f"{file}: {rule.name} is sound. SHA-256: {rule.sha256}"
    )


@rules.command(short_help="What a rule says that its predecessor does not.")
@click.argument("old")
@click.argument("new")
@AS_JSON
def diff(old: str, new: str, *, as_json: bool) -> None:
    """Compare OLD and NEW, ids or files; ends with 1 where they differ."""
    from comity.cli.shipped_rules import rule_data  # noqa: PLC0415 - loads the package's data
    from comity.standards import rule_changes  # noqa: PLC0415 - loads numpy

    changes = rule_changes((rule_data(old), old), (rule_data(new), new))
    if as_json:
        click.echo(json.dumps([list(each) for each in changes], ensure_ascii=False))
    for place, before, after in [] if as_json else changes:
        click.echo(f"{place}: {before} -> {after}")
    if not as_json and not changes:
        click.echo("They say the same.")
    raise SystemExit(DIFFERENT if changes else 0)


@rules.command(short_help="Worked cases: does each come out as it says?")
@click.argument("cases", type=FILE, required=False)
@click.option("--shipped", is_flag=True, help="The cases of every rule that comes along.")
@AS_JSON
def test(cases: Path | None, *, shipped: bool, as_json: bool) -> None:
    """Run the worked cases of CASES, or with --shipped those of every rule; 1 if one fails."""
    from comity.cli.shipped_rules import named_rule, shipped_cases  # noqa: PLC0415 - loads data
    from comity.edge import read_bounded  # noqa: PLC0415 - loads cryptography
    from comity.standards import run_cases  # noqa: PLC0415 - loads numpy

    if (cases is None) is not shipped:
        raise click.UsageError("name a file of cases, or give --shipped")
    files = shipped_cases() if cases is None else [(str(cases), read_bounded(cases, LARGEST))]
    found = [(name, result) for name, data in files for result in run_cases(data, name, named_rule)]
    if shipped:
        found += _entering()
    failed = [(name, result) for name, result in found if not result.holds]
    click.echo(json.dumps(_tested(found)) if as_json else "\n".join(_told(found, failed)))
    raise SystemExit(DIFFERENT if failed else 0)


def _entering() -> "list[tuple[str, CaseResult]]":
    """Return how the worked cases of rules of entry into force come out."""
    from comity.cli.register_files import run_cases  # noqa: PLC0415 - loads numpy
    from comity.standards import CaseResult  # noqa: PLC0415 - loads numpy

    passed, failed = run_cases(None)
    wrong = [
        CaseResult(case, {key: ("–", value) for key, value in other.items()})
        for case, other in failed.items()
    ]
    held = [CaseResult(f"entry-into-force-{at}", {}) for at in range(passed)]
    return [("entry into force", result) for result in (*held, *wrong)]


def _line(rule: Any) -> dict[str, Any]:
    names = ("id", "version", "sha256", "date", "title", "source")
    return {name: getattr(rule, name) for name in names}


def _tested(found: "Iterable[tuple[str, CaseResult]]") -> dict[str, Any]:
    results = [result for _, result in found]
    wrong = [result for result in results if not result.holds]
    return {
        "passed": len(results) - len(wrong),
        "failed": [result.id for result in wrong],
        "why": [
            {"id": result.id, "differs": dict(result.differs), "refusal": result.refusal}
            for result in wrong
        ],
    }


def _told(
    found: "list[tuple[str, CaseResult]]", failed: "list[tuple[str, CaseResult]]"
) -> Iterable[str]:
    for name, result in failed:
        yield f"{name}, {result.id}: {result.refusal or 'does not come out'}"
        for key, (wanted, given) in result.differs.items():
            yield f"  {key}: the case says {wanted}, the rule gives {given}"
    yield f"{len(found) - len(failed)} of {len(found)} cases come out as they say."
