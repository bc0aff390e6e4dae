from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.edge import create_key
from comity.fault import RefusedError
from comity.render import LANGUAGES
from comity.site.importing import Importing, SignIn, import_list, take_back_list
from comity.site.members.models import CodeRow, PersonRow
from comity.site.record.models import Entry
from tests.site.conftest import NOW
from tests.site.members.factories import PASSWORD, somebody

UNTIL = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()


@pytest.fixture
def secretary(log, instance, settings, client):
    """Somebody who may, who has signed in once, and the codes left."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.COMITY = replace(instance, described=True)
    far = NOW + timedelta(days=36_500)
    somebody("administrator", end=far)
    who = somebody("secretary", end=far)
    instance.data_folder.mkdir(exist_ok=True)
    instance.database.touch()
    create_key(instance.key_file, lambda _: log.origin)
    import comity.site.members.signing_in as rates  # noqa: PLC0415 - counters of one process

    for rate in rates.attempts():
        rate.clear()
    from tests.site.members import factories  # noqa: PLC0415 - its time is a fixed one

    code = factories.invite(who.person, now=datetime.now(UTC))
    fields = {"code": code, "password": PASSWORD, "again": PASSWORD}
    codes = list(client.post("/en/invitation/", fields).context["codes"])
    return PersonRow.objects.get(pk=who.person).handle, codes


def asked(tmp_path, sheets=None):
    file = tmp_path / "list.csv"
    file.write_text("Country,Name\nVale,Ilsa Verrane\nSund,Oren Tal\n")
    mapping = {"party": "Country"}
    given = {"role": "delegate", "until": UNTIL}
    return Importing(file, mapping, given, LANGUAGES["en"], sheets)


def refused(*arguments):
    with pytest.raises(RefusedError) as raised:
        import_list(*arguments)
    return raised.value.faults[0].code


def test_who_may_enters_a_list_and_gets_the_sheets(secretary, tmp_path):
    handle, codes = secretary
    said = []
    sheets = tmp_path / "sheets.html"
    import_list(asked(tmp_path, sheets), SignIn(handle, PASSWORD, codes[0]), said.append)
    assert said[0] == "Entered: 2 parties, 2 people, 2 mandates."
    batch = said.pop().rpartition(" ")[2]
    check = SignIn(handle, PASSWORD)
    assert take_back_list(batch, check, said.append, check=True) == 2
    assert said.pop() == "Would be taken back: 2 people and their mandates."
    assert sheets.read_text().count("<section>") == 2
    assert sheets.stat().st_mode & 0o777 == 0o600
    again = asked(tmp_path, tmp_path / "other.html")
    assert refused(again, SignIn(handle, PASSWORD, codes[0]), print) == "site.sign_in_refused"
    assert refused(asked(tmp_path, sheets), SignIn(handle, PASSWORD, codes[1]), print) == (
        "people.sheets_there"
    )


def test_a_check_uses_no_code_up_and_leaves_nothing(secretary, tmp_path):
    handle, _ = secretary
    before = Entry.objects.count(), CodeRow.objects.filter(used=False).count()
    said = []
    import_list(asked(tmp_path), SignIn(handle, PASSWORD), said.append)
    assert said == ["Would be entered: 2 parties, 2 people, 2 mandates."]
    assert (Entry.objects.count(), CodeRow.objects.filter(used=False).count()) == before


@pytest.mark.parametrize("wrong", ["handle", "password", "code"])
def test_who_does_not_sign_in_enters_nobody(secretary, tmp_path, wrong):
    handle, codes = secretary
    who = replace(SignIn(handle, PASSWORD, codes[0]), **{wrong: "ANOTHER"})
    before = Entry.objects.count()
    assert refused(asked(tmp_path, tmp_path / "s"), who, print) == "site.sign_in_refused"
    assert (Entry.objects.count(), (tmp_path / "s").exists()) == (before, False)


def test_sheets_that_cannot_be_written_leave_nobody_entered(secretary, tmp_path):
    handle, codes = secretary
    before = Entry.objects.count()
    with pytest.raises(RefusedError):
        import_list(
            asked(tmp_path, tmp_path / "no" / "s"), SignIn(handle, PASSWORD, codes[0]), print
        )
    assert Entry.objects.count() == before
