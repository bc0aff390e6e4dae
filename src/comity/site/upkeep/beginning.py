"""Writes what an instance begins with: who answers for it, and its secret."""

import json
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from comity.edge import create_file, make_folder, read_bounded
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.site.instance import OPERATOR, read_instance

__all__ = ["Answers", "read_answers", "refuse_begun", "write_instance"]

INSTANCE: Final = "instance.toml"
SECRET: Final = "secret"  # noqa: S105 - the name of a file, no secret
LARGEST: Final = 1_000_000
PUBLIC: Final = 0o644
SECRET_FOLDER: Final = 0o700

BEGUN: Final = FaultKind(
    "site.upkeep_begun",
    N_("it is there already"),
    N_("an instance is begun where none is, never over one"),
    N_("Name other folders in COMITY_CONFIG_DIR and COMITY_DATA_DIR, or go on with this one."),
)
BAD_ANSWERS: Final = FaultKind(
    "site.upkeep_bad_answers",
    N_("the answers cannot be read: {reason}"),
    N_("answers are the tables of instance.toml and administrator.name, in TOML"),
    N_("Correct the line named. docs/howto/run-for-an-organisation shows a whole file."),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: names by language tag, the site, who answers, the first administrator.

    ``emblem`` is the file of the emblem that ``profile`` names; it is copied beside the instance.
    """

    names: Mapping[str, str]
    site: Mapping[str, Any]
    operator: Mapping[str, str]
    administrator: str
    profile: Mapping[str, Any] = field(default_factory=dict)
    emblem: Path | None = None


def read_answers(file: Path) -> Answers:
    """Return the answers in ``file``; refuse what lacks the name of an administrator."""
    place = Place(str(file))
    try:
        told = tomllib.loads(read_bounded(file, LARGEST).decode("utf-8"))
        names, site, operator = (dict(told[part]) for part in ("organisation", "site", "operator"))
        profile = dict(told.get("profile", {}))
        administrator = told["administrator"]["name"]
        if not isinstance(administrator, str) or not administrator.strip():
            raise refuse(BAD_ANSWERS.at(place, reason=phrase(N_("administrator.name is empty"))))
    except KeyError as error:
        raise refuse(
            BAD_ANSWERS.at(place, reason=phrase(N_("{name} is missing"), name=error.args[0]))
        ) from error
    except (TypeError, ValueError) as error:
        raise refuse(BAD_ANSWERS.at(place, reason=error)) from error
    emblem = _beside(file, profile.get("emblem"))
    return Answers(names, site, operator, administrator.strip(), profile, emblem)


def _beside(file: Path, name: object) -> Path | None:
    """Return the emblem that lies beside the answers; one that is there already needs no copy."""
    if not isinstance(name, str) or not name or Path(name).name != name:
        return None
    found = file.parent / name
    return found if found.is_file() else None


def refuse_begun(config: Path, data: Path) -> None:
    """Refuse where something of an instance is there already, naming all of it."""
    wanted = (config / INSTANCE, config / SECRET, config / "keys" / "site.key", data)
    there = [path for path in wanted if path.exists()]
    if there:
        raise refuse(*(BEGUN.at(Place(str(path))) for path in there))


def write_instance(answers: Answers, config: Path) -> Path:
    """Write instance.toml and a secret into ``config``; return the file of the secret.

    The description is written last: what was cut off before is not yet an instance.
    """
    text = _as_toml(answers).encode()
    make_folder(config, SECRET_FOLDER)
    copied = _copy_emblem(answers.emblem, config)
    trial = config / f".{secrets.token_hex(8)}.{INSTANCE}"
    create_file(trial, text, PUBLIC)
    try:
        read_instance(trial)
    except RefusedError:
        if copied is not None:
            copied.unlink()
        raise
    finally:
        trial.unlink()
    secret = config / SECRET
    create_file(secret, f"{secrets.token_urlsafe(48)}\n".encode())
    create_file(config / INSTANCE, text, PUBLIC)
    return secret


def _copy_emblem(emblem: Path | None, config: Path) -> Path | None:
    """Return the copy of ``emblem`` in ``config``, or None where nothing was to be copied."""
    if emblem is None or (config / emblem.name).exists():
        return None
    copy = config / emblem.name
    create_file(copy, read_bounded(emblem, LARGEST), PUBLIC)
    return copy


def _as_toml(answers: Answers) -> str:
    operator = {name: answers.operator.get(name, "") for name in OPERATOR}
    tables = {"organisation": answers.names, "site": answers.site, "operator": operator}
    if answers.profile:
        tables["profile"] = answers.profile
    parts = []
    for name, members in tables.items():
        lines = [f"{_key(key)} = {_value(value)}" for key, value in members.items()]
        parts.append("\n".join([f"[{name}]", *lines]))
    return "\n\n".join(parts) + "\n"


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_value(one)}' for key, one in value.items())} }}"
    # A JSON text or list of texts is one of TOML as well, but for the one sign named here.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
