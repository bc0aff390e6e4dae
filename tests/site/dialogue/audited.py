"""A published report on protected ballots, with auditors of two parties, for tests of the audit."""

from collections.abc import Mapping
from datetime import timedelta

from comity.canonical import sha256_hex
from comity.dialogue import attest
from comity.edge import signer_from_seed
from comity.oversight import Person, SignOff
from comity.people import Acting
from comity.record import MANIFEST, read_bundle
from comity.registry import REGISTRY
from comity.site.dialogue.actions import (
    ACT,
    ATTEST,
    Finding,
    attest_report,
    give_sealed_bundle,
    members_to_sign,
    publish_report,
    to_attest,
)
from comity.site.dialogue.tasks import draft_now
from comity.site.record.models import Log
from comity.subject import Subject
from tests.site.conftest import sequence, sign_off
from tests.site.dialogue.closed import close_voted
from tests.site.dialogue.world import ID, LATER, person
from tests.site.members.factories import somebody

__all__ = [
    "auditor",
    "drafted_members",
    "given",
    "members_of",
    "note_of",
    "publish",
    "publish_members",
    "publish_protected",
    "say",
    "stranger",
    "word_of",
]


def publish_protected(instance) -> str:
    """Open, vote, close, draft and publish a protected conversation; return its id."""
    close_voted(instance, ballots="protected")
    publish(instance)
    return ID


def publish(instance) -> None:
    """Draft and publish the report on what was closed."""
    draft_now(instance, ID, "en")
    publish_members(instance, drafted_members(instance))
    sequence(instance.log_folder)


def drafted_members(instance) -> Mapping[str, bytes]:
    """Return what somebody signs of the draft."""
    return members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)


def publish_members(instance, members: Mapping[str, bytes]) -> None:
    """Sign ``members`` off and publish them."""
    subject = Subject("dialogue", "report", ID, sha256_hex(members[MANIFEST]))
    publish_report(
        log=Log.objects.get(),
        members=members,
        sign_off=sign_off(subject, at=LATER),
        symbol="A24/DIA/7",
        folder=instance.bundle_folder,
        now=LATER,
    )


def auditor(number: int) -> Acting:
    """Return an auditor of party ``number``, entered with party, account and mandate."""
    return somebody(
        "auditor", person=f"p-audit{number}", party=f"p-{number}", name=f"Auditor {number}"
    )


def given(instance, who, now=LATER, report=ID) -> dict[str, bytes]:
    """Return the members of the sealed bundle, as ``who`` is given it."""
    data = give_sealed_bundle(
        log=Log.objects.get(), report=report, acting=who, folder=instance.sealed_folder, now=now
    )
    return dict(read_bundle(data).members)


def members_of(instance) -> dict[str, bytes]:
    """Return the members of the public bundle."""
    (file,) = instance.bundle_folder.glob("*.zip")
    return dict(read_bundle(file.read_bytes()).members)


def note_of(instance, who, sealed=None, public=None) -> str:
    """Return what ``comity dialogue attest`` writes for an auditor."""
    signer = signer_from_seed(f"auditor-{who.person}", bytes([7]) * 32)
    sealed = sealed or given(instance, who)
    note = attest(sealed, public or members_of(instance), REGISTRY, signer, who.name)
    return note.decode()


def word_of(instance, who, finding: Finding, at=LATER + timedelta(hours=1), report=ID) -> SignOff:
    """Return an auditor's word for what they found, by password and code."""
    return SignOff(
        id=f"s-{who.person}-{Log.objects.get().size}",
        act=ATTEST,
        subject=to_attest(report=report, finding=finding, folder=instance.sealed_folder),
        signer=Person(who.person),
        name=who.name,
        mandate=who.mandates[0],
        nonce="n",
        at=at,
    )


def say(
    instance, who, finding: Finding, now=LATER + timedelta(hours=1), report=ID, sign_off=None
) -> None:
    """Have an auditor sign what they found."""
    attest_report(
        log=Log.objects.get(),
        report=report,
        finding=finding,
        sign_off=sign_off or word_of(instance, who, finding, now, report),
        folder=instance.sealed_folder,
        now=now,
    )
    sequence(instance.log_folder)


def stranger(role: str) -> Acting:
    """Return somebody whose mandate is for the acts, and whose role is not an auditor's."""
    return person(role, ACT, "dialogue.attest_report", "dialogue.give_sealed_bundle")
