"""Lists of members by a token: looked at, entered once, faults by row, taken back."""

from base64 import b64encode
from datetime import timedelta

import pytest

from comity.site.api.models import KeptAnswer
from comity.site.members.models import MandateRow, PartyRow, PersonRow
from comity.site.members.permissions import role_table
from comity.site.record.models import Entry
from tests.site.api.conftest import NOW, token_of
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PLACE = "members/lists"
UNTIL = (NOW + timedelta(days=300)).date().isoformat()
GOOD = f"Country,Name,role,until\nVale,Ilsa Verrane,delegate,{UNTIL}\nVale,Oren Tal,,\nSund,,,\n"
ALONE = "party,name\nassembly,Oren Tal\n"
ACTS = ("accredit_party", "open_account", "issue_invitation", "give_mandate")


def sent(text=GOOD, **fields):
    data = b64encode(text.encode() if isinstance(text, str) else text).decode()
    columns = {"party": "country"} if text == GOOD else {}
    return {"data": data, "columns": columns, "language": "en", **fields}


def counts():
    return [table.objects.count() for table in (PartyRow, PersonRow, MandateRow, Entry)]


@pytest.fixture
def office(live):
    """A token of the secretariat for all that it may."""
    return token_of(somebody("secretary", person="p-lists"))


def test_a_list_is_looked_at_and_then_entered_once(office, program):
    before = counts()
    told = program.post(PLACE, sent(check=True), **office).json()
    assert (told["batch"], told["parties"], told["people"], told["mandates"]) == (None, 2, 2, 1)
    assert [one["name"] for one in told["invited"]] == ["Ilsa Verrane", "Oren Tal"]
    assert {one["code"] for one in told["invited"]} == {None}
    assert counts() == before
    done = program.post(PLACE, sent(), key="list-of-may", **office)
    assert done.headers["Cache-Control"] == "private, no-store"
    told = done.json()
    assert (told["parties"], told["people"], told["mandates"]) == (2, 2, 1)
    codes = [one["code"] for one in told["invited"]]
    assert all(codes)
    assert counts()[:3] == [before[0] + 2, before[1] + 2, before[2] + 1]
    entered = counts()
    again = program.post(PLACE, sent(), key="list-of-may", **office).json()
    assert again == {**told, "invited": []}
    assert counts() == entered
    # Where the kept answer is gone, too, and that holds neither a code nor a name.
    kept = b"".join(bytes(one.body) for one in KeptAnswer.objects.all()).decode()
    assert not any(one in kept for one in (*codes, "Ilsa Verrane"))
    KeptAnswer.objects.all().delete()
    answer = program.post(PLACE, sent(), key="list-of-may", **office)
    assert answer.json()["faults"][0]["kind"] == "people.list_entered"
    assert counts() == entered


def test_every_fault_is_named_by_its_row_and_nobody_is_entered(office, program):
    before = counts()
    bad = f"party,name,role,until\nVale,Ilsa,delegate,{UNTIL}\nVale,Oren,king,\nVale,=A1,,\n"
    answer = program.post(PLACE, sent(bad), **office)
    assert answer.status_code == 422
    places = [one["place"] for one in answer.json()["faults"]]
    assert [place.startswith("list.csv") for place in places] == [True] * len(places)
    assert {"3" in place for place in places} == {True, False}
    assert counts() == before
    assert str(bad) not in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (sent(data="no base64!"), "people.list_file"),
        (sent(data=""), "people.list_file"),
        (sent("name\nOren\n"), "people.list_column"),
        (sent(columns={"crown": "x"}), "people.list_unknown_column"),
        (sent(ALONE, language="xx"), "api.value"),
        (sent(more="x"), "api.value"),
    ],
)
def test_what_is_no_list_is_refused(office, program, body, kind):
    before = counts()
    answer = program.post(PLACE, body, **office)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["kind"] == kind
    assert counts() == before


@pytest.mark.parametrize("missing", ACTS)
def test_threat_T3_a_token_that_lacks_one_act_enters_nobody(live, program, missing):
    who, before = somebody("secretary", person="p-lists"), counts()
    scope = [f"members.{act}" for act in ACTS if act != missing]
    answer = program.post(PLACE, sent(), **token_of(who, *scope))
    assert answer.status_code == 403
    assert answer.json()["faults"][0]["kind"] == "api.scope"
    assert counts() == before
    # Control: what the list does not need, the token need not be for.
    if missing in {"accredit_party", "give_mandate"}:
        assert program.post(PLACE, sent(ALONE), **token_of(who, *scope)).status_code == 200


@pytest.mark.parametrize("title", [role.id for role in role_table().roles if role.given_by])
def test_the_table_of_roles_and_acts_holds_for_lists(live, program, title):
    """Those of the secretariat and administrators alone, as on the page."""
    who = token_of(somebody(title, person="p-tried"))
    allowed = title in {"secretary", "administrator"}
    back = program.post(f"{PLACE}/1-2/take-back", {}, **who)
    assert back.status_code == (404 if allowed else 403)
    answer = program.post(PLACE, sent(ALONE), **who)
    assert answer.status_code == (200 if allowed else 403), answer.content
    told = {"api.scope", "api.list_office"}
    assert allowed or answer.json()["faults"][0]["kind"] in told


def test_threat_T3_without_a_token_nobody_is_told_or_entered(live, program, client):
    before = counts()
    for headers in ({}, {"Authorization": "Bearer x.y"}):
        assert program.post(PLACE, sent(), **headers).status_code == 401
        assert program.post(f"{PLACE}/1-2/take-back", {}, **headers).status_code == 401
    assert counts() == before


def test_a_list_is_taken_back_until_somebody_has_access(office, program, client):
    batch = program.post(PLACE, sent(), **office).json()["batch"]
    back = f"{PLACE}/{batch}/take-back"
    looked = program.post(back, {"check": True}, **office).json()
    assert looked == {"batch": batch, "people": 2, "done": False}
    assert program.post(back, {}, **office).json() == {**looked, "done": True}
    assert program.post(back, {}, **office).status_code == 404
    assert not PersonRow.objects.filter(party__names__en="Vale", closingrow=None).exists()
    batch = program.post(PLACE, sent(ALONE), **office).json()["batch"]
    sign_in(client, PersonRow.objects.order_by("-entry").first().pk)
    answer = program.post(f"{PLACE}/{batch}/take-back", {}, **office)
    assert answer.status_code == 409
    assert answer.json()["faults"][0]["kind"] == "people.batch_in_use"


def test_threat_T3_only_who_may_close_accounts_takes_a_list_back(live, program):
    who = somebody("secretary", person="p-lists")
    office = token_of(who)
    batch = program.post(PLACE, sent(ALONE), **office).json()["batch"]
    for scope in (("read",), ("members.close_account",), ("members.revoke_mandate",)):
        answer = program.post(f"{PLACE}/{batch}/take-back", {}, **token_of(who, *scope))
        assert answer.status_code == 403
    assert program.post(f"{PLACE}/{batch}/take-back", {}, **office).status_code == 200


@pytest.mark.parametrize("batch", ["x", "1", "1-", "0-0x", "12345678901-1"])
def test_what_names_no_list_is_refused(office, program, batch):
    assert program.post(f"{PLACE}/{batch}/take-back", {}, **office).status_code == 422
