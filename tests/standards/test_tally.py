from comity.standards.rules import BASES
from comity.standards.tally import GivenTallies, Tally

TALLY = Tally(Y=5, N=4, A=3, P=2, absent=1)


def test_bases_add_up():
    found = {name: TALLY.total(parts) for name, parts in BASES.items()}
    assert found == {"members": 15, "present": 14, "cast": 12, "voting": 9}


def test_without_a_roll_members_are_not_known():
    unknown = Tally(Y=5, N=4)
    assert unknown.total(BASES["members"]) is None
    assert unknown.total(("absent",)) is None
    assert unknown.total(BASES["voting"]) == 9


def test_given_tallies_know_only_what_is_given():
    given = GivenTallies({None: TALLY, "region/east": Tally(Y=1)}, {"population": Tally(Y=7)})
    assert given.tally("seat", None) == TALLY
    assert given.tally("population", None) == Tally(Y=7)
    assert given.tally("other", None) is None
    assert given.tally("seat", "region/west") is None
    assert given.sets_of("region") == ("region/east",)
    assert given.sets_of("continent") is None
    assert GivenTallies.of(TALLY).tally("seat", None) == TALLY
