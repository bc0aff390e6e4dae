import re

import pytest
from django.test import override_settings

from comity.site.members.codes import ALPHABET, digest_of, new_code, tidied


def test_codes_are_long_random_and_free_of_signs_that_are_mistaken():
    drawn = {new_code(2) for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code) for code in drawn)
    assert not set("01OILU") & set(ALPHABET)
    assert len(ALPHABET) ** 10 > 2**49


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcde-fgh23", "ABCDEFGH23"),
        (" ABCDE  FGH23 ", "ABCDEFGH23"),
        ("ABCDE–FGH٢٣", "ABCDEFGH23"),
        ("ＡＢＣＤＥ２３", "ABCDE23"),
        ("\u202eABCDE", "ABCDE"),
        ("", ""),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(typed, meant):
    assert tidied(typed) == meant


def test_a_digest_needs_the_secret_and_serves_one_purpose():
    own = digest_of("code", "ABCDE")
    assert own == digest_of("code", "abc-de")
    assert own != digest_of("invitation", "ABCDE")
    with override_settings(SECRET_KEY="another secret, also long enough"):
        assert own != digest_of("code", "ABCDE")


def test_a_million_signs_are_not_read():
    assert len(tidied("A" * 1_000_000)) <= 100
