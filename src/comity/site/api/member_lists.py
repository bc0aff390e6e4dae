"""Lists of members by a token: looked at, entered, or taken back, all of it or nothing.

The acts are those of the pages, and the token must be for each of them. Codes of invitations are
in the first answer alone: nothing that is kept to answer again has them, nor the names.
"""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from typing import Annotated, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import Path, Router, Schema
from pydantic import Field

from comity.fault import N_, FaultKind, Place, refuse
from comity.render import LANGUAGES
from comity.site.api import sendings
from comity.site.api.answered import once_token
from comity.site.api.callers import TokenBearer, holder
from comity.site.api.limits import LARGEST
from comity.site.api.offices import done_once
from comity.site.api.participation import OnceKey, as_json
from comity.site.api.problems import VALUE
from comity.site.api.public import ERRORS
from comity.site.api.tokens import Holder, require_scope
from comity.site.members.actions import ACCREDIT, CLOSE, GIVE, INVITE, OPEN, REVOKE
from comity.site.members.entering import site_log
from comity.site.members.given_list import NO_FILE, GivenList, entered_as, refuse_entered
from comity.site.members.import_pages import in_office
from comity.site.members.importing import Imported, Invited, import_members, take_back_members
from comity.site.members.member_list import COLUMNS, Line
from comity.site.record.sequencing import wake
from comity.site.ui.languages import active_language

__all__ = ["router"]

router: Final = Router(auth=TokenBearer())
LONGEST: Final = 200
Short = Annotated[str, Field(max_length=LONGEST)]
Batch = Annotated[str, Path(pattern=r"^[0-9]{1,9}-[0-9]{1,9}$")]

NO_OFFICE: Final = FaultKind(
    "api.list_office",
    N_("the mandate of the token is not for all delegations"),
    N_("lists of members are entered and taken back by the secretariat or an administrator"),
    N_("Ask one of them, or enter people one by one on the page of the delegation."),
)


class MemberList(sendings.Sent):
    """A list: the bytes of its file in base64, as CSV, workbook or Indico’s registrations.

    ``columns`` says what our columns are called in it, ``values`` gives one value to all rows;
    ``language`` is that of the names of new parties. With ``check`` it is only looked at.
    """

    file: str = Field("list.csv", min_length=1, max_length=100)
    data: str = Field(max_length=LARGEST)
    columns: dict[str, Short] = Field({}, max_length=len(COLUMNS))
    values: dict[str, Short] = Field({}, max_length=len(COLUMNS))
    language: str = Field("", max_length=35)
    check: bool = False


class Back(sendings.Sent):
    """With ``check`` it is only said how many people it would concern."""

    check: bool = False


class Invitation(Schema):
    """What is printed for somebody who was entered; null where the list was only looked at."""

    party: str
    name: str
    handle: str | None
    code: str | None


class Entered(Schema):
    """What came of a list, or would; ``batch`` is null where it was only looked at.

    ``invited`` has everybody in the order of the list, and nobody when the same is asked again.
    """

    batch: str | None
    parties: int
    people: int
    mandates: int
    invited: list[Invitation]


class TakenBack(Schema):
    """How many accounts were closed, or would be where ``done`` is false."""

    batch: str
    people: int
    done: bool


@router.post("/members/lists", response={200: Entered, **ERRORS})
def enter_list(request: HttpRequest, body: MemberList, once: OnceKey) -> HttpResponse:
    """Enter a list of parties, people and mandates, or look at what would come of it."""
    who = _in_office(request, OPEN, INVITE)
    printed: list[Invitation] = []

    def act() -> HttpResponse:
        given = _given(body)
        lines, batch = entered_as(once_token(f"list {who.token}", once), given.lines(now()))
        refuse_entered(given.file, batch)
        done = _imported(body, who, lines)
        printed.extend(_printed(one, seen=not body.check) for one in done.invited)
        return as_json(_told(done, [], checked=body.check))

    answer = done_once(request, once, who, act)
    return _with_sheets(answer, printed)


@router.post("/members/lists/{batch}/take-back", response={200: TakenBack, **ERRORS})
def take_back(request: HttpRequest, batch: Batch, body: Back, once: OnceKey) -> HttpResponse:
    """Revoke the mandates and close the accounts of a list, until one of its people has access."""
    who = _in_office(request, CLOSE, REVOKE)

    def act() -> HttpResponse:
        count = take_back_members(
            log=site_log(), acting=who.acting, batch=batch, now=now(), only_check=body.check
        )
        transaction.on_commit(wake)
        return as_json(TakenBack(batch=batch, people=count, done=not body.check))

    return done_once(request, once, who, act)


def _in_office(request: HttpRequest, *acts: str) -> Holder:
    """Return for whom the request acts, whose token is for all of ``acts`` and for everybody."""
    who = holder(request, acts[0])
    for needed in acts[1:]:
        require_scope(who, needed)
    if not in_office(who.acting, now()):
        raise refuse(NO_OFFICE.at(Place("token")))
    return who


def _given(body: MemberList) -> GivenList:
    try:
        data = b64decode(body.data, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise refuse(NO_FILE.at(Place("data"), most=LARGEST))
    file = body.file if body.file.isprintable() else "list.csv"
    return GivenList(file, data, body.columns, body.values)


def _imported(body: MemberList, who: Holder, lines: Sequence[Line]) -> Imported:
    done = import_members(
        log=site_log(),
        acting=who.acting,
        lines=lines,
        language=_language(body.language),
        now=now(),
        only_check=body.check,
    )
    # What a list comes to is known once it was entered; what the token is not for is taken back.
    for act, count in ((ACCREDIT, done.parties), (GIVE, done.mandates)):
        if count:
            require_scope(who, act)
    transaction.on_commit(wake)
    return done


def _language(tag: str) -> str:
    if tag and tag not in {one.tag for one in LANGUAGES.values()}:
        raise refuse(VALUE.at(Place("language")))
    return tag or active_language().tag


def _printed(one: Invited, *, seen: bool) -> Invitation:
    handle, code = (one.handle, one.code) if seen else (None, None)
    return Invitation(party=one.party, name=one.name, handle=handle, code=code)


def _told(done: Imported, invited: list[Invitation], *, checked: bool) -> Entered:
    return Entered(
        batch=None if checked else done.batch,
        parties=done.parties,
        people=len(done.invited),
        mandates=done.mandates,
        invited=invited,
    )


def _with_sheets(answer: HttpResponse, printed: list[Invitation]) -> HttpResponse:
    """Return the answer with what is to be printed, which nobody can show again."""
    if not printed or answer.status_code != 200:
        return answer
    told = Entered.model_validate_json(answer.content)
    return as_json(told.model_copy(update={"invited": printed}))
