"""A report as one file: no script, no request, in six languages, fit for screen and print."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final, NamedTuple

from comity.render.arrival import arrived
from comity.render.asking import asked
from comity.render.beside import Beside
from comity.render.catalogue import Language
from comity.render.doubts import breakdown_tables, doubts, not_audited
from comity.render.flags import flagged
from comity.render.markup import Html, joined, tag, visible
from comity.render.method import check_yourself, definitions, facts
from comity.render.sections import (
    common_ground,
    differences,
    full_tables,
    opinion_groups,
    participation,
)
from comity.render.sentences import Report, state, summary
from comity.render.slate import representative_list
from comity.render.state import VerifyNote
from comity.render.voice import Voice, voice

__all__ = ["document_head", "report_html", "stylesheet"]

LONGEST_IN_MARGIN: Final = 80
PLAIN: Final = re.compile(r"[^A-Za-z0-9 ]")


class _Parts(NamedTuple):
    """What stands beside the report: what is computed of it, and the organisation's disclaimer."""

    slate: Mapping[str, Any] | None
    beside: Beside
    disclaimer: tuple[str, str]


def report_html(
    report: Report,
    language: Language,
    verify: VerifyNote | None = None,
    *,
    slate: Mapping[str, Any] | None = None,
    beside: Beside | None = None,
    disclaimer: tuple[str, str] = ("", ""),
) -> str:
    """Return the whole report as an HTML document that needs nothing beside it.

    ``report`` is the value of ``report.json``, with translations if ``translated`` has added them;
    ``slate`` is the value of ``slate.json``, ``beside`` what else was computed beside it,
    ``disclaimer`` the language tag and the words of who publishes it, if they have any. Its texts
    are hostile data: they are escaped and isolated. The document forbids itself scripts and
    requests. Equal arguments give equal text.
    """
    speaker = voice(language)
    style = stylesheet() + _margins(report, verify, speaker)
    document = tag(
        "html",
        "\n",
        document_head(_title(report, speaker), style),
        "\n",
        _body(report, verify, _Parts(slate, beside or Beside(), disclaimer), speaker),
        "\n",
        lang=language.tag,
        dir=language.direction,
    )
    return f"<!doctype html>\n{document}\n"


@cache
def stylesheet() -> str:
    """Return the style of reports: colours, type and the parts that ``sections`` writes."""
    return (files("comity.render") / "css" / "report.css").read_text(encoding="utf-8")


def document_head(title: str, style: str) -> Html:
    """Return the head of a document that forbids itself scripts and requests."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        "\n",
        tag("style", Html(style)),
    )


def _body(report: Report, verify: VerifyNote | None, parts: _Parts, speaker: Voice) -> Html:
    main = tag(
        "main",
        *_headline(report, verify, speaker),
        tag(
            "div",
            tag("div", *_middle(report, parts, speaker)),
            _side(report, verify, speaker),
            class_="two",
        ),
        *_ending(report, speaker),
        *_disclaimer(*parts.disclaimer),
    )
    simulated = speaker.say("Simulated: the people and the votes in this report are invented.")
    banner = [tag("header", tag("p", simulated), class_="demo")] if _is_simulated(report) else []
    return tag("body", *banner, main, tag("footer", _foot(report, verify, speaker)))


def _headline(report: Report, verify: VerifyNote | None, speaker: Voice) -> list[Html]:
    published = verify is not None and verify.publication is not None
    return [
        tag("p", speaker.say("Report on a conversation"), class_="kind"),
        tag("h1", tag("bdi", _title(report, speaker))),
        tag("p", state(verify, speaker), class_="state published" if published else "state"),
        *([tag("p", audit, class_="state")] if (audit := not_audited(report, speaker)) else []),
    ]


def _middle(report: Report, parts: _Parts, speaker: Voice) -> list[Html]:
    beside = parts.beside
    took_part = [participation(report, speaker), arrived(beside.arrival, report, speaker)]
    change = [doubts(report, speaker), flagged(beside.flags, report, speaker)]
    change.append(asked(beside.routing, report, speaker))
    return [
        summary(report, speaker),
        _section(speaker.say("Common ground"), common_ground(report, speaker)),
        _section(speaker.say("Where opinions differ"), differences(report, speaker)),
        _section(speaker.say("Opinion groups"), opinion_groups(report, speaker)),
        _section(speaker.say("Who took part"), joined(took_part)),
        _section(speaker.say("How easily could this change?"), joined(change)),
        _section(
            speaker.say("A list that represents"), representative_list(parts.slate, report, speaker)
        ),
    ]


def _side(report: Report, verify: VerifyNote | None, speaker: Voice) -> Html:
    protected = report["conversation"]["ballots"] == "protected"
    check = check_yourself(verify, speaker, protected=protected)
    return tag(
        "div",
        _section(speaker.say("Check it yourself"), check),
        _section(speaker.say("Facts"), facts(report, speaker)),
        class_="side",
    )


def _ending(report: Report, speaker: Voice) -> list[Html]:
    return [
        _section(
            speaker.say("Every statement"),
            joined([full_tables(report, speaker), breakdown_tables(report, speaker)]),
        ),
        _section(
            speaker.say("What the words mean"),
            tag("div", definitions(report, speaker), class_="terms"),
        ),
    ]


def _disclaimer(language: str, text: str) -> list[Html]:
    return [tag("p", text, class_="soft", lang=language, dir="auto")] if text else []


def _section(heading: str, body: Html) -> Html:
    return tag("section", "\n", tag("h2", heading), "\n", body, "\n")


def _foot(report: Report, verify: VerifyNote | None, speaker: Voice) -> Html:
    made = speaker.say_html(
        "Made by {function}, version {version}, with {product}.",
        function=tag("bdi", report["function"]["name"]),
        version=tag("bdi", report["function"]["version"]),
        product="Comity",
    )
    command = tag("code", (verify or VerifyNote()).command, dir="ltr")
    return joined([made, speaker.say_html("To check: {command}", command=command)], speaker.gap)


def _margins(report: Report, verify: VerifyNote | None, speaker: Voice) -> str:
    """Return the running lines of a print: title above; state, verify line and page below."""
    title = _css_string(_title(report, speaker)[:LONGEST_IN_MARGIN])
    command = _css_string((verify or VerifyNote()).command)
    above = [title]
    if _is_simulated(report):
        above.append(_css_string(" · " + speaker.say("Simulated")))
    lines = (
        f"@top-left{{content:{' '.join(above)}}}",
        f"@bottom-left{{content:{command}}}",
        f"@bottom-center{{content:{_css_string(_day(verify, speaker))}}}",
        '@bottom-right{content:counter(page) "/" counter(pages)}',
    )
    return f"\n@page{{{''.join(lines)}}}\n"


def _day(verify: VerifyNote | None, speaker: Voice) -> str:
    if verify is None:
        return ""
    if verify.publication is not None:
        return speaker.date(verify.publication.day)
    return speaker.date(verify.computed) if verify.computed else ""


def _css_string(text: str) -> str:
    """Return ``text`` as a CSS string in which nothing but letters and digits stands for itself."""
    safe = PLAIN.sub(lambda match: f"\\{ord(match.group()):06x}", visible(text))
    return f'"{safe}"'


def _title(report: Report, speaker: Voice) -> str:
    return str(report["conversation"]["title"]) or speaker.say("Conversation without a title")


def _is_simulated(report: Report) -> bool:
    return bool(report["conversation"]["simulated"])
