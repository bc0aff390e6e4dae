import pytest

from comity.people import Acting
from comity.site.dialogue.permissions import own_statement_fault

MODERATOR = Acting("p-1", "Ilsa Verrane", ())


@pytest.mark.parametrize(
    ("author", "acting", "browser", "own"),
    [
        ("p-1", MODERATOR, "", True),
        ("voter", MODERATOR, "voter", True),
        ("voter", None, "voter", True),
        ("voter", MODERATOR, "other", False),
        ("by-account", MODERATOR, "other", True),
        ("", MODERATOR, "", False),
        ("", None, "", False),
    ],
)
def test_who_wrote_a_statement_does_not_decide_on_it(author, acting, browser, own):
    assert (own_statement_fault(author, acting, ("by-account", browser), 3) is not None) is own
