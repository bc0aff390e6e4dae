"""Acts of silence from a file: what is read, and every fault with its line."""

from datetime import UTC, datetime

import pytest

from comity.fault import RefusedError
from comity.standards.roll_call_channel import Officer
from comity.standards.silence import silence_of
from comity.standards.silence_acts import Addressee
from comity.standards.silence_reading import read_silence_acts
from tests.standards.silences import TERMS, TEXT, after, why

OPEN = (
    "act,at,party,region,by,text,deadline,rule,chair,staff,channel,officers\n"
    "addressee,,Averissa,north,,,,,,,,\n"
    "addressee,, Belquoria ,south,,,,,,,,\n"
    f"open,2026-10-30T21:00:00Z,,,,{TEXT},2026-11-02T21:00:00Z,"
    "silence-procedure/1,Chair,Ana; Ben,,\n"
)


def faults_of(text):
    with pytest.raises(RefusedError) as refused:
        read_silence_acts(text.encode())
    return [
        (fault.code.removeprefix("standards."), fault.place.line) for fault in refused.value.faults
    ]


def test_silence_an_opening_is_read_with_those_addressed():
    (opened,) = read_silence_acts(OPEN.encode())
    assert opened.addressees == (Addressee("Averissa", "north"), Addressee("Belquoria", "south"))
    assert (opened.staff, opened.line) == (("Ana", "Ben"), 4)
    assert opened.deadline == datetime(2026, 11, 2, 21, tzinfo=UTC)
    assert silence_of(TERMS, [opened]).state(after(1)) == "open"


def test_silence_officers_are_read_with_their_parties():
    line = "break,2026-11-01T00:00:00Z,Averissa,,,,,,,,voice,Ana@Averissa; Ben @ Belquoria\n"
    acts = read_silence_acts((OPEN + line).encode())
    assert acts[1].officers == (Officer("Ana", "Averissa"), Officer("Ben", "Belquoria"))
    assert silence_of(TERMS, acts).state(after(1)) == "broken"


def test_silence_every_time_and_text_of_an_act_is_read():
    head = "act,at,party,attempted,start,end,mandate_until,about,reason,part,evidence\n"
    times = ",".join(f"2026-11-01T0{hour}:00:00Z" for hour in range(1, 5))
    line = f"admit_late,2026-11-01T00:00:00Z,Averissa,{times},7,why,part 4,a mail\n"
    (act,) = read_silence_acts((head + line).encode())
    read = (act.attempted, act.start, act.end, act.mandate_until)
    assert [each and each.hour for each in read] == [1, 2, 3, 4]
    assert (act.about, act.reason, act.part, act.evidence) == ("7", "why", "part 4", "a mail")


def test_silence_what_an_act_may_not_do_is_no_fault_of_the_file():
    late = "break,2026-11-02T21:00:01Z,Averissa,,,,,,,,,\n"
    silence = silence_of(TERMS, read_silence_acts((OPEN + late).encode()))
    assert why(silence) == ["silence_after_deadline"]
    assert silence.refused[0].fault.place.line == 5


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("when,what\n", [("received_columns", 1)]),
        ("act,at,partey\n", [("received_columns", 1)]),
        ("act,at\nbreaks,2026-11-01T00:00:00Z\n", [("silence_act", 2)]),
        ("act,at\nbreak,2026-11-01 00:00\n", [("received_at", 2)]),
        ("act,at\nbreak,2026-11-01T00:00:00\n", [("received_at", 2)]),
        ("act,at\nbreak,2026-02-30T00:00:00Z\n", [("received_at", 2)]),
        (
            "act,at\nbreak,2026-11-01T00:00:00+01:00\nclose,\n",
            [("received_at", n) for n in (2, 3)],
        ),
        ("act,at,deadline\nopen,2026-11-01T00:00:00Z,soon\n", [("received_at", 2)]),
        ("act,at,party\nbreak,2026-11-01T00:00:00Z,Ave\u202erissa\n", [("unplain_text", 2)]),
    ],
)
def test_silence_faults_are_told_with_their_line(text, faults):
    assert faults_of(text) == faults
