import pytest

from comity.people import Party


def test_a_name_comes_in_the_language_asked_for():
    party = Party("p1", "state", {"en": "Quenthar", "ar": "كوينثار"})
    assert party.name("ar") == "كوينثار"


def test_a_missing_name_falls_back_to_the_original_and_not_to_english():
    party = Party("p1", "state", {"en": "Quenthar", "fr": "Quenthare"}, original="fr")
    assert party.name("ru") == "Quenthare"


def test_a_party_without_a_name_in_its_original_language_is_refused():
    with pytest.raises(ValueError, match="original language"):
        Party("p1", "state", {"en": "Quenthar"}, original="fr")
