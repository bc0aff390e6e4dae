"""Who counts as a witness of the record, and what pages say of it."""

from hashlib import sha256

import pytest

from comity.edge import read_policy, signer_from_seed
from comity.record import COSIGNATURE_V1, Group, Policy, Witness, format_vkey, parse_policy
from comity.site.record.models import Log, WitnessedHead
from comity.site.record.queries import head
from comity.site.record.witnesses import (
    DEMO_WITNESS,
    Quorum,
    policy_in_use,
    published_policy,
    quorum_of,
    witnessing,
)
from tests.site.conftest import SIGNER
from tests.site.record.cosigners import ONE, THREE, TWO, cosigned, forged, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]
DEMO_SEED = sha256(b"comity: the witness of the demonstration").digest()
DEMO = signer_from_seed("demo-witness", DEMO_SEED, COSIGNATURE_V1)
VKEY = format_vkey(SIGNER.key)


def hold(note):
    WitnessedHead.objects.update_or_create(log=Log.objects.get(), size=3, defaults={"note": note})


def test_pages_say_not_witnessed_until_one_has_signed_and_then_by_whom(client, published, instance):
    name_witnesses(instance.witness_file, ONE, TWO, quorum="two")
    report = "/en/dialogue/reports/dia-1/"
    for path in ("/en/record/", "/en/health/", "/en/", report):
        assert "not witnessed" in client.get(path).content.decode()
    hold(cosigned(ONE))
    for path in ("/en/record/", "/en/health/"):
        page = client.get(path).content.decode()
        assert "not witnessed" not in page
        assert ">one.example/witness</bdi>" in page
        assert "Signed for the first 3 entries." in page
        assert "Asked for: 2 of 2. That is not reached." in page
        assert "1 witness of the 2 needed, up to entry 2" in page
    hold(cosigned(ONE, TWO))
    page = client.get("/en/record/").content.decode()
    assert "Asked for: 2 of 2. That is reached." in page
    assert "2 witnesses of the 2 needed, up to entry 2" in client.get(report).content.decode()


def test_without_a_quorum_only_the_count_is_told(client, published, instance):
    name_witnesses(instance.witness_file, ONE)
    hold(cosigned(ONE))
    page = client.get("/en/record/").content.decode()
    assert "1 witness, up to entry 2" in page
    assert "Asked for" not in page


def test_the_witness_of_the_demonstration_counts_for_nothing(client, published, instance):
    assert format_vkey(DEMO.key) == DEMO_WITNESS
    name_witnesses(instance.witness_file, DEMO, quorum="demo-witness")
    hold(cosigned(DEMO))
    at = head()
    assert (at.witnessing.names, at.witnessing.simulated) == ((), ("demo-witness",))
    assert not at.witnessing.met
    assert at.witnesses_of(0) == 0
    page = client.get("/en/record/").content.decode()
    assert "not witnessed" in page
    assert "so it counts for nothing" in page
    # The control: the same with a key whose secret is not in the source.
    name_witnesses(instance.witness_file, ONE, quorum=ONE.key.name)
    hold(cosigned(ONE))
    assert head().witnessing.met


def test_a_demonstration_key_under_another_name_counts_for_nothing_either(published):
    other = signer_from_seed(
        "honest.example",
        sha256(b"comity: the witness of the demonstration").digest(),
        COSIGNATURE_V1,
    )
    policy = Policy((), (Witness("honest", other.key),), quorum="honest")
    seen = witnessing(cosigned(other), VKEY, policy)
    assert (seen.names, seen.met) == ((), False)


def test_what_somebody_wrote_into_the_rows_is_nobodys_signature(client, published, instance):
    name_witnesses(instance.witness_file, ONE, quorum=ONE.key.name)
    true = cosigned(ONE)
    hold(forged(true))
    assert head().witnessing is None
    assert "not witnessed" in client.get("/en/record/").content.decode()
    assert client.get("/log/checkpoint").content == bytes(Log.objects.get().note)
    hold(true)
    assert head().witnessing.names == ("one.example/witness",)


def test_a_witness_that_is_named_no_longer_counts_no_longer(published, instance):
    name_witnesses(instance.witness_file, ONE)
    hold(cosigned(ONE))
    assert head().witnessing.names
    name_witnesses(instance.witness_file, TWO)
    assert head().witnessing.names == ()


def test_the_policy_is_published_with_the_logs_own_key(client, published, instance):
    name_witnesses(instance.witness_file, ONE, TWO, quorum="two")
    answer = client.get("/log/policy.txt")
    policy = parse_policy(answer.content)
    assert [log.key for log in policy.logs] == [SIGNER.key]
    assert policy.witnesses == read_policy(instance.witness_file).witnesses
    assert policy.quorum == "two"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_without_a_file_nobody_is_asked_for(client, published, instance):
    assert published_policy(VKEY, policy_in_use(instance.witness_file)) == (
        f"log {VKEY}\nquorum none\n".encode()
    )


def test_an_empty_log_has_no_policy_yet(client, log):
    assert client.get("/log/policy.txt").status_code == 404


def test_a_mistyped_line_costs_no_page(client, published, instance):
    name_witnesses(instance.witness_file, ONE)
    hold(cosigned(ONE))
    instance.witness_file.write_text("witless x y\nquorum none\n")
    assert client.get("/en/record/").status_code == 200
    assert head().witnessing is None


@pytest.mark.parametrize(
    ("quorum", "expected"),
    [("none", None), ("a", Quorum(1, 1)), ("any", Quorum(1, 3)), ("most", Quorum(2, 2))],
)
def test_how_many_are_asked_for(quorum, expected):
    witnesses = tuple(
        Witness(name, one.key) for name, one in (("a", ONE), ("b", TWO), ("c", THREE))
    )
    groups = (Group("any", 1, ("a", "b", "c")), Group("most", 2, ("any", "d")))
    four = Witness("d", signer_from_seed("d", bytes([4] * 32), COSIGNATURE_V1).key)
    assert quorum_of(Policy((), (*witnesses, four), groups, quorum)) == expected
