"""Rows of one's own work say no more than they must."""

from comity.site.work.models import ReadMark
from tests.site.conftest import NOW


def test_a_mark_shows_up_to_where_and_not_whose():
    assert str(ReadMark(person_id="p-1", size=3, at=NOW)) == "3"
