from comity.standards.parties import party_key, party_name


def test_a_name_is_kept_as_it_is_but_for_spaces():
    assert party_name("  Viet \u00a0 Nam ") == "Viet Nam"
    assert party_name("Co\u0302te") == "C\u00f4te"


def test_one_party_has_one_key_however_it_is_written():
    assert party_key("Co\u0302te d'Ivoire") == party_key("C\u00d4TE  d'ivoire ")
    assert party_key("Niger") != party_key("Nigeria")


def test_what_cannot_be_seen_makes_no_other_party():
    assert party_key("Ira\u200cn") == party_key("Iran")
    assert party_key("\u200fA") == party_key("a")
