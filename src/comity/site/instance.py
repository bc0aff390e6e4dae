"""What an instance says about itself: its organisation, who answers for it, what is switched on."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from comity.fault import N_, Fault, FaultKind, Place, refuse
from comity.site.profile import Profile, read_profile

__all__ = ["OPERATOR", "Instance", "demo_world", "read_instance"]

UNREADABLE: Final = FaultKind(
    "site.instance_unreadable",
    N_("the file cannot be read: {reason}"),
    N_("instance.toml is a TOML file"),
    N_("Correct the line named, or start again from docs/howto/run-for-an-organisation."),
)
MISSING: Final = FaultKind(
    "site.instance_incomplete",
    N_("“{member}” is missing, empty or no text"),
    N_("an instance says who runs it, for whom, under which law and for how long it keeps data"),
    N_("Add it to instance.toml."),
)
BAD_ORIGIN: Final = FaultKind(
    "site.instance_origin",
    N_("the record cannot be named {name}"),
    N_("a name has at most 100 small letters, digits, dots, hyphens and slashes"),
    N_("Choose another for site.origin, such as council.example/record."),
)
OTHER_HOST: Final = FaultKind(
    "site.instance_passkey_host",
    N_("passkeys cannot belong to {name}"),
    N_("passkeys belong to one of the names in site.hosts, which people open by TLS"),
    N_("Name one of them in site.passkey_host, or leave it out: then there are no passkeys."),
)
ORIGIN: Final = re.compile(r"[a-z0-9][a-z0-9./-]{0,99}", re.ASCII)
SERIES: Final = re.compile(r"[A-Z0-9]{1,12}")
OPERATOR: Final = ("controller", "contact", "host_state", "legal_regime", "retention")
PSEUDONYM_DAYS: Final = 30
LONGEST_DAYS: Final = 3_650
DEMO_WORLD: Final = "data/people/demo-parties/1.json"


@dataclass(frozen=True, slots=True)
class Instance:
    """An organisation's own words about its site.

    ``names`` are the organisation's names by language tag, ``operator`` holds controller, contact,
    host_state, legal_regime and retention, ``origin`` is the name of its record (a name, not an
    address), ``hosts`` are the host names it answers to, ``series`` begins each symbol, such as
    ``A24/DIA/1``. The key of a conversation's pseudonyms is destroyed ``pseudonym_days`` after it
    was closed. Passkeys belong to ``passkey_host``, one of ``hosts``; without it there are none.
    ``profile`` is how it shows itself.
    """

    names: Mapping[str, str]
    operator: Mapping[str, str]
    origin: str
    pillars: tuple[str, ...] = ("dialogue",)
    hosts: tuple[str, ...] = ()
    simulated: bool = False
    series: str = "ORG"
    pseudonym_days: int = PSEUDONYM_DAYS
    passkey_host: str = ""
    profile: Profile = field(default_factory=Profile)

    def name(self, language: str) -> str:
        """Return the organisation's name in the language of this tag, else its first name."""
        return self.names.get(language) or next(iter(self.names.values()))


def read_instance(file: Path) -> Instance:
    """Return the instance ``file`` describes; raise ``RefusedError`` with everything missing."""
    place = Place(file.name)
    try:
        members = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse(UNREADABLE.at(place, reason=error)) from error
    faults = list(_missing(members, place))
    if faults:
        raise refuse(*faults)
    site = members["site"]
    if site.get("passkey_host", "") not in ("", *site["hosts"]):
        raise refuse(OTHER_HOST.at(place, name=site["passkey_host"]))
    if not ORIGIN.fullmatch(site["origin"]):
        raise refuse(BAD_ORIGIN.at(place, name=site["origin"]))
    return Instance(
        names=members["organisation"],
        operator={name: members["operator"][name] for name in OPERATOR},
        origin=site["origin"],
        pillars=tuple(site.get("pillars", ("dialogue",))),
        hosts=tuple(site["hosts"]),
        series=site.get("series", "ORG"),
        pseudonym_days=site.get("pseudonym_days", PSEUDONYM_DAYS),
        passkey_host=site.get("passkey_host", ""),
        profile=read_profile(members.get("profile", {}), file.parent, place),
    )


def demo_world() -> tuple[Instance, Mapping[str, Any]]:
    """Return the invented organisation as an instance, and the whole data file it comes from."""
    world = json.loads((files("comity") / DEMO_WORLD).read_text(encoding="utf-8"))
    instance = Instance(
        names=world["organisation"]["names"],
        operator=world["organisation"]["operator"],
        origin=world["organisation"]["origin"],
        hosts=("localhost", "127.0.0.1", "[::1]"),
        simulated=True,
        series=world["organisation"]["symbol"],
        passkey_host="localhost",
    )
    return instance, world


def _missing(members: Mapping[str, Any], place: Place) -> list[Fault]:
    """Return a fault for each member that is absent, empty or of another type."""
    site, names = _table(members, "site"), _table(members, "organisation")
    operator = _table(members, "operator")
    wanted = {
        "organisation": _texts(list(names.values())),
        "site.origin": _texts([site.get("origin")]),
        "site.hosts": _texts(site.get("hosts")),
        "site.series": SERIES.fullmatch(str(site.get("series", "ORG"))) is not None,
        "site.pseudonym_days": _days(site.get("pseudonym_days", PSEUDONYM_DAYS)),
        "site.pillars": not site.get("pillars") or _texts(site["pillars"]),
    }
    wanted |= {f"operator.{name}": _texts([operator.get(name)]) for name in OPERATOR}
    return [MISSING.at(place, member=member) for member, right in wanted.items() if not right]


def _table(members: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = members.get(name)
    return found if isinstance(found, dict) else {}


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(each) for each in value)


def _days(value: object) -> bool:
    return type(value) is int and 0 < value <= LONGEST_DAYS


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
