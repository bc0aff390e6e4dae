import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.embedding import MOST_ORIGINS, origin_faults


def codes(*origins):
    return [fault.code for fault in origin_faults(origins)]


@pytest.mark.parametrize("origin", ["https://a.example", "https://xn--9ca.b-c.org:8443"])
def test_an_origin_is_taken(origin):
    assert codes(origin) == []


@pytest.mark.parametrize(
    "origin",
    [
        "http://a.example", "https://a.example/", "https://*.example", "https://a.example ",
        "https://a.example; script-src *", "https://a.example\n", "https://A.example", "'self'",
        "*", "https:", "https://localhost", "https://a.example:0", "https://a.example:65536",
        "https://u@a.example", "https://a..example", "https://-a.example", "https://é.example", "",
    ],
)  # fmt: skip
def test_threat_what_is_no_plain_origin_is_refused(origin):
    assert codes(origin) == ["dialogue.embed_origin"]


def test_there_are_at_most_twenty_each_once():
    many = [f"https://a{number}.example" for number in range(MOST_ORIGINS + 1)]
    assert codes(*many[:-1]) == []
    assert codes(*many) == ["dialogue.embed_many"]
    assert codes(many[0], many[0]) == ["dialogue.embed_many"]


@given(st.text(alphabet="https:/.a-;'* \n,", max_size=40))
def test_nothing_that_passes_ends_a_directive(text):
    assert codes(text) or not set(text) & set(" ;,'*\n")
