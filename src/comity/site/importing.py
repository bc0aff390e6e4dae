"""Imports a list of members on the computer of the site, or takes it back, by who may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from comity.edge import create_file, read_bounded
from comity.fault import N_, FaultKind, Place, refuse
from comity.people import Acting
from comity.render import Language
from comity.site.configuration import Configuration, start_faults
from comity.site.members import credentials
from comity.site.members.codes import tidied
from comity.site.members.importing import Imported, import_members, take_back_members
from comity.site.members.member_list import read_member_list
from comity.site.members.models import Account
from comity.site.members.queries import acting_as
from comity.site.members.sheets import sheets_page
from comity.site.members.signing_in import NOT_RIGHT
from comity.site.operation import NO_DATABASE
from comity.site.placing import place_unless_served
from comity.site.record.models import Log

__all__ = ["Importing", "SignIn", "import_list", "take_back_list"]

LARGEST: Final = 10_000_000

SHEETS_THERE: Final = FaultKind(
    "people.sheets_there",
    N_("it is there already"),
    N_("invitations are written to a new file, since they are shown only once"),
    N_("Name another file with --sheets."),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who imports: name, password and the next printed code, which a check does not use up."""

    handle: str
    password: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Importing:
    """What is imported: the file, how its columns are named, values for all rows, the language.

    Without ``sheets`` it is only checked.
    """

    file: Path
    mapping: Mapping[str, str]
    given: Mapping[str, str]
    language: Language
    sheets: Path | None = None


def import_list(asked: Importing, who: SignIn, say: Callable[[str], None]) -> Imported:
    """Enter the list and write the invitations, or only check it; all or nothing."""
    configuration = _site()
    if asked.sheets is not None and asked.sheets.exists():
        raise refuse(SHEETS_THERE.at(Place(str(asked.sheets))))
    now = datetime.now(UTC)
    data = read_bounded(asked.file, LARGEST)
    lines = read_member_list(
        data, asked.file.name, mapping=asked.mapping, given=asked.given, now=now
    )
    acting = _signed_in(who, use_up=asked.sheets is not None)
    with transaction.atomic():
        done = import_members(
            log=Log.objects.get(),
            acting=acting,
            lines=lines,
            language=asked.language.tag,
            now=now,
            only_check=asked.sheets is None,
        )
        if asked.sheets is not None:
            # Codes are shown only here: without the sheets nobody is entered.
            create_file(asked.sheets, _page(configuration, done, asked.language))
    if asked.sheets is not None:
        place_unless_served(configuration, now)
    would = "Would be entered" if asked.sheets is None else "Entered"
    counts = f"{done.parties} parties, {len(done.invited)} people, {done.mandates} mandates"
    say(f"{would}: {counts}.")
    if asked.sheets is not None and done.invited:
        say(f"To take this list back before anybody signs in: comity members undo {done.batch}")
    return done


def take_back_list(batch: str, who: SignIn, say: Callable[[str], None], *, check: bool) -> int:
    """Close the accounts of a list that was entered and revoke its mandates, or only check it."""
    configuration, now = _site(), datetime.now(UTC)
    acting = _signed_in(who, use_up=not check)
    done = take_back_members(
        log=Log.objects.get(), acting=acting, batch=batch, now=now, only_check=check
    )
    if not check:
        place_unless_served(configuration, now)
    say(f"{'Would be taken back' if check else 'Taken back'}: {done} people and their mandates.")
    return done


def _site() -> Configuration:
    """Return what is set for the site of this computer; raise where there is none."""
    configuration: Configuration = settings.COMITY
    faults = start_faults(configuration)
    if faults:
        raise refuse(*faults)
    if not configuration.has_database:
        raise refuse(NO_DATABASE.at(Place(configuration.database_name)))
    return configuration


def _page(configuration: Configuration, done: Imported, language: Language) -> bytes:
    instance = configuration.instance
    return sheets_page(
        done.invited,
        organisation=instance.name(language.tag),
        address=instance.hosts[0],
        language=language,
    )


def _signed_in(who: SignIn, *, use_up: bool) -> Acting:
    found = Account.objects.filter(person__closingrow=None, person__human=True)
    account = found.filter(person__handle=tidied(who.handle)).select_related("person").first()
    right = credentials.password_fits(account, who.password)
    if right and use_up and account is not None:
        right = credentials.use_code(account, who.code, datetime.now(UTC))
    acting = acting_as(account.person_id) if right and account is not None else None
    if acting is None:
        raise refuse(NOT_RIGHT.at(Place("code")))
    return acting
