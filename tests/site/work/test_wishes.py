"""What people chose, and who has not left."""

import pytest

from comity.site.work.wishes import languages_of, who_asked, wish_of
from tests.site.members.factories import close_account, somebody
from tests.site.work.mailing import wants

pytestmark = pytest.mark.django_db


def test_before_anything_was_chosen_nothing_comes(log):
    somebody("moderator")
    found = wish_of("p-1", "fr")
    assert (found.address, found.rhythm, found.reminders, found.language) == (
        "",
        "none",
        False,
        "fr",
    )


def test_who_asked_and_has_not_left_is_reminded(log):
    for person in ("p-1", "p-2", "p-3"):
        somebody("moderator", person=person)
        wants(person, reminders=person != "p-3", language="ar")
    close_account("p-2")
    assert who_asked() == ["p-1"]
    assert languages_of()["p-1"] == "ar"
