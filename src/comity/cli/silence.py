"""``comity silence``: a silence procedure, replayed from its acts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from comity.cli.options import FILE

if TYPE_CHECKING:
    from datetime import datetime

    from comity.canonical import Json
    from comity.standards import Silence, SilenceAct, SilenceTerms

__all__ = ["silence"]

PILLAR: Final = "standards"
LARGEST: Final = 1_000_000
INSTANT: Final = click.DateTime(["%Y-%m-%dT%H:%M:%SZ"])


@click.group(short_help="A silence procedure, replayed from its acts.")
def silence() -> None:
    """Replay silence procedures: what each act changed, and what came of it."""


@silence.command(short_help="The state after each act, and the outcome.")
@click.argument("acts", type=FILE)
@click.option("--rule", required=True, metavar="ID|FILE", help="A shipped procedure, or a file.")
@click.option("--at", type=INSTANT, help="Only what was received by this time, in UTC.")
@click.option("--json", "as_json", is_flag=True, help="Print states and outcome as JSON.")
def replay(acts: Path, rule: str, at: "datetime | None", *, as_json: bool) -> None:
    """Replay ACTS, a CSV file with the columns act and at, and print the state after each.

    The last lines tell the outcome, who broke silence, and how many are known to have heard.
    Acts that were refused are printed with the reason; they change nothing.
    """
    from datetime import UTC  # noqa: PLC0415 - only here

    from comity.canonical import encode  # noqa: PLC0415 - only here
    from comity.edge import read_bounded  # noqa: PLC0415 - with the rest
    from comity.standards import read_silence_acts, silence_outcome  # noqa: PLC0415 - loads numpy

    given = read_silence_acts(read_bounded(acts, LARGEST), acts.name)
    steps = _steps(_terms(rule), given)
    if at is not None:
        steps = [each for each in steps if (each[1].clock or each[0].at) <= at.replace(tzinfo=UTC)]
    end = steps[-1][1] if steps else None
    asked = _after(end) if at is None else at.replace(tzinfo=UTC)
    sheet = None if end is None else silence_outcome(end, asked)
    told = [_step(act, silence) for act, silence in steps]
    if as_json:
        click.echo(encode({"steps": [dict(each) for each in told], "outcome": sheet}).decode())
        return
    click.echo("\n".join([*map(_line, told), *_sheet_lines(sheet)]))


def _terms(rule: str) -> "SilenceTerms":
    from comity.edge import read_bounded  # noqa: PLC0415 - as above
    from comity.standards import read_silence_terms  # noqa: PLC0415 - loads numpy

    shipped_ones = _procedures()
    wanted = [each for each in shipped_ones if rule in (each[0], f"{each[0]}/{each[1]}")]
    if wanted:
        return read_silence_terms(shipped_ones[max(wanted)], rule)
    if not Path(rule).is_file():
        names = ", ".join(sorted({name for name, _ in shipped_ones}))
        told = f"there is no procedure {rule}; these come with the package: {names}"
        raise click.BadParameter(told, param_hint="--rule")
    return read_silence_terms(read_bounded(Path(rule), LARGEST), rule)


def _procedures() -> dict[tuple[str, int], bytes]:
    """Return the shipped files of terms by id and version."""
    from comity.canonical import decode  # noqa: PLC0415 - only here
    from comity.edge import shipped, shipped_versions  # noqa: PLC0415 - as above
    from comity.standards import SILENCE_SCHEMA  # noqa: PLC0415 - loads numpy

    files = {found: shipped(PILLAR, *found) for found in shipped_versions(PILLAR)}
    members: dict[tuple[str, int], Any] = {found: decode(data) for found, data in files.items()}
    return {
        found: files[found] for found in files if members[found].get("schema") == SILENCE_SCHEMA
    }


def _steps(
    terms: "SilenceTerms", acts: "tuple[SilenceAct, ...]"
) -> "list[tuple[SilenceAct, Silence]]":
    from comity.standards import after_act, silence_of  # noqa: PLC0415 - loads numpy

    state, found = silence_of(terms, ()), []
    for act in acts:
        state = after_act(state, act)
        found.append((act, state))
    return found


def _after(state: "Silence | None") -> "datetime":
    """Return the second after the last act and after every deadline."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - only here

    if state is None or state.clock is None:
        return datetime.min.replace(tzinfo=UTC)
    ends = [part.deadline for part in state.rounds]
    return max([state.clock, *ends]) + timedelta(seconds=1)


def _step(act: "SilenceAct", state: "Silence") -> "dict[str, Json]":
    refused = state.refused[-1].fault.code if _is_refused(act, state) else None
    return {
        "at": act.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "act": act.kind,
        "party": act.party or act.by,
        "state": state.state(state.clock or act.at),
        "refused": refused,
    }


def _is_refused(act: "SilenceAct", state: "Silence") -> bool:
    return bool(state.refused) and state.refused[-1].act is act


def _line(step: "dict[str, Json]") -> str:
    told = f"{step['at']}  {step['act']:<14} {step['party']:<20} {step['state']}"
    return f"{told}  (refused: {step['refused']})" if step["refused"] else told


def _sheet_lines(sheet: Any) -> list[str]:
    if sheet is None:
        return ["There are no acts."]
    lines = ["", f"Outcome at {sheet['at']}: {sheet['state']}"]
    for place, part in enumerate(sheet["rounds"], 1):
        numbers = part["numbers"]
        lines.append(f"  text {place}, {part['texts'][0][:12]}…: {part['state']}")
        lines.append(
            f"    {numbers['entitled']} entitled, {numbers['acknowledged']} acknowledged,"
            f" {numbers['opened']} opened, {numbers['never_reached']} never reached"
        )
        broke = [*part["broken_by"], *part["admitted_late"]]
        lines += [f"    broken by {each['party']} at {each['at']}" for each in broke]
    lines += [f"  held, until an officer admits it: a break of {each}" for each in sheet["held"]]
    return lines
