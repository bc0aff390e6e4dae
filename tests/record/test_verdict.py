"""One code from many steps, and the same for machines."""

from comity.canonical import encode
from comity.record.verdict import NO_REASON, Finding, run_checks, verdict_json
from comity.record.verify import verify_bundle
from tests.record import bundles
from tests.record.bundles import (
    BUNDLE,
    STRANGERS_VIEW,
)


def test_the_most_weighty_of_several_codes_decides():
    def code(*codes: int, unsigned_ok: bool = False) -> int:
        checks = [(str(one), lambda one=one: Finding(None, NO_REASON, one)) for one in codes]
        return run_checks(checks, unsigned_ok=unsigned_ok).code

    assert code(6, 2) == 2
    assert code(6, 4) == 6
    assert code(6, 1) == 6
    assert code(3, 5, 7) == 3
    assert code(5, 7) == 5
    assert code(5, 3, 1) == 1
    assert code(5, unsigned_ok=True) == 0
    assert code(5, 7, unsigned_ok=True) == 7
    assert code(1, 2) == 1, "what comes after a certain code is not run"


def test_the_verdict_for_machines_names_every_step():
    value = verdict_json(verify_bundle(BUNDLE, STRANGERS_VIEW))
    assert value["code"] == 5
    assert value["steps"][0] == {
        "step": "archive",
        "holds": True,
        "key": "members",
        "reason": "11 members",
    }
    assert (value["key"], "not in your policy" in value["reason"]) == ("key_not_in_policy", True)
    assert value["signer"]["fingerprint"] == bundles.SIGNER.key.fingerprint
    assert encode(value)
