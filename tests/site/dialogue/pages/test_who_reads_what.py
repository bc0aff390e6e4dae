"""Each page of this room by each role: what is not public is read by those who may act on it."""

from datetime import timedelta
from importlib import import_module

import pytest

from comity.people import Acting, Mandate, Role
from comity.site.dialogue.actions import (
    ACT,
    CLOSE,
    DECIDE,
    DECIDE_CONCERNS,
    MODERATE,
    OPEN,
    SEED,
    TRANSLATE,
)
from comity.site.dialogue.urls import file_patterns, page_patterns
from comity.site.members.permissions import role_table
from tests.site.dialogue.flagged import draft_flagged
from tests.site.dialogue.world import ID, NOW, opened, submit
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
ROOM = "/en/dialogue/conversations/"
PAGE = f"{ROOM}{ID}/"
YEAR = timedelta(days=365)
FORM = '<form class="write"'
ROLES = [role.id for role in role_table().roles]

# Pages by the act that whoever reads them may do.
GUARDED = {
    "conversation-opening": OPEN,
    "conversation-draft": ACT,
    "conversation-seeding": SEED,
    "conversation-translations": TRANSLATE,
    "conversation-flags": DECIDE,
}
# Pages that anybody reads, with parts that only some do: what shows the part, and its act.
PARTLY = {
    "conversation-office": {
        'value="accepted"': MODERATE,
        'id="concerns"': DECIDE_CONCERNS,
        f'action="{PAGE}do/close"': CLOSE,
        f'href="{PAGE}seeds/"': SEED,
        f'href="{PAGE}translations/"': TRANSLATE,
    },
}
PUBLIC = {
    *("dialogue", "join", "conversation", "conversation-ballot", "conversation-mine"),
    *("conversation-invite", "conversation-suggest", "conversation-short"),
    *("conversation-appealing", "conversation-concern-form", "conversation-trail"),
    *("report", "report-all", "report-breakdowns", "report-changes", "report-method"),
    *("report-downloads", "report-audit", "report-workbook", "report-map", "report-map-png"),
    *("report-map-image", "report-chart", "report-chart-png", "report-bundle", "report-json"),
    *("report-statements", "report-votes", "report-comments"),
    *("restatement", "restatement-audit", "restatement-bundle"),
    *("conversation-results", "conversation-data"),
    *("conversation-embed", "conversation-embedding", "conversation-recusal"),
    *("report-withdrawing", "this-browser"),
    *("conversation-without-network", "conversation-worker"),
    # Before the close it says no number but to who may close: ``test_who_came``.
    "conversation-participation",
}
# What waits for a signature only once ten people have left: tried in ``test_restating``.
APART = {"conversation-restate"}


def test_threat_T5_every_page_of_the_room_says_who_reads_it():
    names = {one.name for one in (*page_patterns, *file_patterns) if "/do/" not in str(one.pattern)}
    assert names == {*GUARDED, *PARTLY, *PUBLIC, *APART}


@pytest.fixture
def as_role(monkeypatch):
    """Have pages see somebody whose mandate names every act, in a role that may do a few."""

    def become(role: str | None):
        scope = frozenset((OPEN, ACT, MODERATE, CLOSE, SEED, TRANSLATE, DECIDE, DECIDE_CONCERNS))
        start, end = NOW - YEAR, NOW + YEAR
        mandate = Mandate("m-1", "p-1", Role("assembly", role or "none"), scope, start, end)
        who = Acting("p-1", "Name", (mandate,)) if role else None
        for page in ("opening", "running", "seeding", "translating", "flagging"):
            # By import: the face of the package has a page of the same name.
            module = import_module(f"comity.site.dialogue.pages.{page}")
            monkeypatch.setattr(module, "acting", lambda request: who)
            monkeypatch.setattr(module, "now", lambda: NOW)

    return become


@pytest.fixture
def drafted(log, instance):
    """A conversation that is closed, and its report drafted: in it some are flagged."""
    draft_flagged(instance)
    opened(instance, id="dia-8", symbol="A24/DIA/8")  # another one, which is open


ADDRESS = {
    "conversation-opening": "/en/dialogue/open/",
    "conversation-draft": f"{PAGE}draft/",
    "conversation-seeding": f"{ROOM}dia-8/seeds/",
    "conversation-translations": f"{ROOM}dia-8/translations/",
    "conversation-flags": f"{PAGE}flags/",
}


def test_threat_T5_a_guarded_page_is_read_by_the_roles_of_its_act(drafted, client, as_role):
    for name, act in GUARDED.items():
        seen = {}
        for role in (None, *ROLES):
            as_role(role)
            answer = client.get(ADDRESS[name])
            seen[role] = answer.status_code == 200
            assert answer.status_code in {200, 303, 403, 409}, (name, role)
            assert (FORM in answer.content.decode()) == (answer.status_code == 200), (name, role)
        allowed = [role for role in ROLES if role_table().allows(role, act)]
        assert [role for role, shown in seen.items() if shown] == allowed, name
        assert 0 < len(allowed) < len(ROLES), name


@pytest.mark.parametrize(("part", "act"), PARTLY["conversation-office"].items())
def test_a_part_is_shown_to_the_roles_of_its_act(log, instance, client, as_role, part, act):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    for role in (None, *ROLES):
        as_role(role)
        answer = client.get(f"{PAGE}office/")
        allowed = role is not None and role_table().allows(role, act)
        assert answer.status_code == 200
        assert (part in answer.content.decode()) == allowed, role


def test_the_way_to_the_draft_is_shown_to_who_may_read_it(drafted, client, as_role):
    for role in (None, *ROLES):
        as_role(role)
        page = client.get(f"{PAGE}office/").content.decode()
        allowed = role is not None and role_table().allows(role, ACT)
        assert (f"{PAGE}draft/" in page) == allowed
        assert "Computed, and waiting" in page


@pytest.mark.parametrize("role", ["delegate", "moderator", "secretary"])
def test_threat_T5_who_is_only_signed_in_does_not_read_the_draft(drafted, client, role):
    somebody(role, person="p-9", party="p-far" if role == "delegate" else "assembly")
    sign_in(client, "p-9")
    answer = client.get(f"{PAGE}draft/")
    assert (answer.status_code, FORM in answer.content.decode()) == (
        (200, True) if role == "secretary" else (403, False)
    )


def test_the_office_leads_to_flags_who_may_decide_on_them(drafted, as_role, client):
    shown = {}
    for role in ROLES:
        as_role(role)
        page = client.get(f"{PAGE}office/").content.decode()
        shown[role] = f'href="{PAGE}flags/"' in page
    assert shown == {role: role_table().allows(role, DECIDE) for role in ROLES}
