"""What the page and the interface give of receipts; the page's own tests look inside of them."""

import pytest

from comity.site.dialogue.queries import ballots_cast
from comity.site.dialogue.receipt_files import receipt_files
from tests.site.api.conftest import ID, live, program, voter

__all__ = ["live", "program"]
pytestmark = pytest.mark.django_db


def test_what_is_not_in_the_record_yet_has_the_signed_word_alone(live, program, client):
    who = voter(program)
    vote = {"votes": [{"statement": 1, "vote": 1}]}
    assert program.post(f"conversations/{ID}/votes", vote, **who).status_code == 200
    assert set(receipt_files(ID, [1])) == {"waiting.intake"}
    assert ballots_cast(ID, "nobody") == []
