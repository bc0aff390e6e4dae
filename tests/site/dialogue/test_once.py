import pytest
from django.test import RequestFactory

from comity.site.dialogue.once import once_of


def told(once):
    return once_of(RequestFactory().post("/", {"once": once}))


def test_a_token_of_ours_is_taken_as_it_is():
    assert told("0f" * 16) == "0f" * 16


@pytest.mark.parametrize("once", ["", "0F" * 16, "0f" * 17, "0f" * 15 + "\n0", "x" * 32, "٠" * 32])
def test_anything_else_is_a_form_of_its_own(once):
    first, second = told(once), told(once)
    assert first != second
    assert told(first) == first
