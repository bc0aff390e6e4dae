import pytest

from comity.site.dialogue.actions import EMBED
from comity.site.record.models import Entry
from tests.site.api.conftest import ID, MODERATOR, token_of
from tests.site.members.factories import somebody

pytestmark = pytest.mark.django_db
PLACE = f"conversations/{ID}/embedding"
HERE, THERE = "https://www.example.org", "https://council.example.org:8443"
FRAME = f"/en/dialogue/conversations/{ID}/embed/"


@pytest.fixture
def secretary(live):
    """Somebody whose office may set the list."""
    return somebody("secretary", person="p-frames")


def listed(program):
    return program.get(PLACE).json()["origins"]


def test_a_list_is_set_as_a_whole_and_read_by_anybody(secretary, program, client):
    who = token_of(secretary)
    assert listed(program) == []
    done = program.post(PLACE, {"origins": [HERE, THERE]}, **who)
    assert done.json() == {"conversation": ID, "origins": [THERE, HERE]}
    assert listed(program) == [THERE, HERE]
    assert f"frame-ancestors {THERE} {HERE}" in client.get(FRAME).headers["Content-Security-Policy"]
    # The same list again enters nothing; none of it at all takes the permission away.
    program.post(PLACE, {"origins": [THERE, HERE]}, **who)
    assert Entry.objects.filter(act=EMBED).count() == 1
    assert program.post(PLACE, {"origins": []}, **who).json()["origins"] == []
    assert "frame-ancestors 'none'" in client.get(FRAME).headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "origins",
    [
        ["https://*.example.org"],
        [f"{HERE}; script-src *"],
        ["http://www.example.org"],
        [f"{HERE}/page"],
        [HERE, HERE],
        [f"https://n{number}.example.org" for number in range(21)],
        [1],
        HERE,
    ],
)
def test_threat_what_is_no_origin_is_refused_and_the_list_stays(secretary, program, origins):
    who = token_of(secretary)
    program.post(PLACE, {"origins": [THERE]}, **who)
    assert program.post(PLACE, {"origins": origins}, **who).status_code == 422
    assert listed(program) == [THERE]


def test_threat_T3_only_who_may_sets_it(secretary, program):
    for who, status in (
        ({}, 401),
        (token_of(secretary, "read"), 403),
        (token_of(MODERATOR), 403),
    ):
        assert program.post(PLACE, {"origins": [HERE]}, **who).status_code == status
    assert listed(program) == []
