"""What a plug-in is given of a report: its figures as they stand in sentences, and statements."""

from comity.oversight import Asked, InformationClass, Source
from comity.render.quotation import is_shown
from comity.render.sentences import Report
from comity.render.voice import Voice

__all__ = ["quotation_marks", "summary_asked"]


def summary_asked(report: Report, speaker: Voice, information: InformationClass) -> Asked:
    """Return what a summary of ``report`` may be made of, in the language of ``speaker``.

    Statements that a moderator rejected, and shares of too few people, are not among it.
    """
    counts = report["participation"]
    figures = {name: counts[name] for name in ("participants", "votes", "statements")}
    figures["common_ground"] = len(report["common_ground"])
    figures["groups"] = len(report["groups"]["list"])
    told = {name: speaker.number(value) for name, value in figures.items()}
    shown = [one for one in report["statements"] if is_shown(one) and one["text"]]
    for one in shown:
        for side in ("agree", "disagree"):
            share = one[f"{side}_share"]
            if share["value"] is not None:
                told[f"statement.{one['id']}.{side}"] = speaker.figure(share)
    found = {str(one): "difference" for one in report["differences"]}
    found |= {str(one): "common_ground" for one in report["common_ground"]}
    sources = [
        Source(one["id"], one["language"] or "", one["text"], found.get(one["id"], ""))
        for one in shown
    ]
    return Asked(speaker.language.tag, information, told, tuple(sources))


def quotation_marks(speaker: Voice) -> tuple[str, str]:
    """Return the marks that this language puts before and after a quotation."""
    before, _, after = speaker.say("“{text}”", text="\0").partition("\0")
    return before, after
