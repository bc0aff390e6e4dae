"""What comes by another way than the web is believed when two officers entered it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.fault import Place
from comity.standards.roll_call_channel import CHANNELS, Officer, credentials_fault, same_name
from tests.standards.roll_call_world import CALLED, ballot

TWO = (Officer("Ana Ruiz", "Belquoria"), Officer("Ben Oyelaran", "Cindovar"))
VOTE = ballot("Averissa", "Y", officers=TWO)


@pytest.mark.parametrize("channel", CHANNELS)
def test_roll_call_two_officers_of_two_parties_are_believed(channel):
    assert credentials_fault(replace(VOTE, channel=channel), CALLED, Place("acts")) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "voice", "officers": ()}, "standards.act_unconfirmed"),
        ({"channel": "mail", "officers": TWO[:1]}, "standards.act_unconfirmed"),
        ({"channel": "floor", "officers": (TWO[0], TWO[0])}, "standards.same_officer"),
        ({"channel": "floor", "officers": (*TWO, TWO[0])}, "standards.same_officer"),
        ({"channel": "fax"}, "standards.channel"),
        ({"mandate_until": CALLED}, "standards.mandate_expired"),
    ],
)
def test_threat_T5_what_cannot_be_believed_is_refused(change, code):
    fault = credentials_fault(replace(VOTE, **change), CALLED, Place("acts", 7))
    assert fault is not None
    assert (fault.code, fault.place) == (code, Place("acts", 7))


def test_roll_call_a_mandate_holds_until_its_end():
    running = replace(VOTE, mandate_until=CALLED + timedelta(seconds=1))
    assert credentials_fault(running, CALLED, Place("acts")) is None


def test_roll_call_names_are_told_apart_by_letters_and_not_by_their_size():
    assert same_name("Zoe\u0301  Ruiz", " ZOÉ ruiz")
    assert not same_name("Zoe Ruiz", "Zoé Ruiz")
