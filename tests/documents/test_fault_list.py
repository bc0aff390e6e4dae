import pytest

from comity.documents import LONGEST_LIST, FaultList
from comity.documents.csv import EMPTY
from comity.fault import Place, RefusedError


def test_faults_come_by_line() -> None:
    faults = FaultList("f.csv")
    for line in (7, 2, 5):
        faults.add(EMPTY.at(Place("f.csv", line)))
    assert [fault.place.line for fault in faults.faults] == [2, 5, 7]
    assert len(faults) == 3


def test_nothing_found_refuses_nothing() -> None:
    faults = FaultList("f.csv")
    faults.refuse_any()
    assert (len(faults), list(faults.faults), faults.full) == (0, [], False)


def test_a_full_list_says_that_reading_stopped() -> None:
    faults = FaultList("f.csv")
    for line in range(LONGEST_LIST + 50):
        faults.add(EMPTY.at(Place("f.csv", line)))
    assert faults.full
    with pytest.raises(RefusedError) as refused:
        faults.refuse_any()
    assert len(refused.value.faults) == LONGEST_LIST + 1
    assert refused.value.faults[-1].code == "documents.more_faults"
    assert refused.value.faults[-1].values["count"] == "1000"
