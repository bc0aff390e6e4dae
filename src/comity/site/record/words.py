"""Plain words for what entries tell."""

from datetime import date
from typing import Final

from django.urls import is_valid_path

from comity.fault import N_
from comity.render import Voice
from comity.site.record.queries import Head
from comity.site.ui.languages import active_language

__all__ = [
    "act_words",
    "class_words",
    "day_words",
    "role_words",
    "subject_path",
    "witness_words",
]

ACTS: Final = {
    "dialogue.admit_late": N_("Late entries admitted"),
    "dialogue.appeal_rejection": N_("Appeal against a rejection"),
    "dialogue.allow_embedding": N_("Pages that may show it in a frame set"),
    "dialogue.attest_report": N_("Auditor’s word on the counts entered"),
    "dialogue.cast_vote": N_("Vote cast"),
    "dialogue.close_conversation": N_("Conversation closed"),
    "dialogue.decide_appeal": N_("Decision on an appeal"),
    "dialogue.decide_concerns": N_("Decision on concerns about a statement"),
    "dialogue.decide_flag": N_("Decision on voters who voted almost alike"),
    "dialogue.destroy_pseudonyms": N_("Key of a conversation’s pseudonyms destroyed"),
    "dialogue.enter_ballots": N_("Sealed ballots entered"),
    "dialogue.erase_votes": N_("Somebody’s votes taken out"),
    "dialogue.give_sealed_bundle": N_("Sealed votes given to an auditor"),
    "dialogue.moderate_statement": N_("Statement moderated"),
    "dialogue.open_conversation": N_("Conversation opened"),
    "dialogue.raise_concern": N_("Concern about a statement"),
    "dialogue.publish_report": N_("Report published"),
    "dialogue.publish_restatement": N_("Figures of a report restated"),
    "dialogue.see_alarms": N_("Alarms of who took part seen before the close"),
    "dialogue.seed_statements": N_("Statements of the organisation entered"),
    "dialogue.submit_statement": N_("Statement submitted"),
    "dialogue.enter_translation": N_("Translation entered"),
    "dialogue.withdraw_report": N_("Report withdrawn"),
    "members.accredit_party": N_("Party accredited"),
    "members.ask_recovery": N_("New sheet asked for"),
    "members.change_status": N_("Status of a party entered"),
    "members.close_account": N_("Account closed"),
    "members.give_mandate": N_("Mandate given"),
    "members.issue_invitation": N_("Invitation printed"),
    "members.open_account": N_("Account opened"),
    "members.recuse_person": N_("Person recused"),
    "members.register_passkey": N_("Passkey registered"),
    "members.revoke_mandate": N_("Mandate revoked"),
    "members.revoke_passkey": N_("Passkey revoked"),
    "oversight.sign_off": N_("Signed off by a person"),
    "record.begin": N_("Record begun"),
    "record.deploy": N_("Other software or settings came into use"),
    "record.erase_payload": N_("Content erased"),
    "record.name_intake_key": N_("Key of intake notes named"),
    "record.release_head": N_("Head of a sub-log released"),
    "record.rotate_key": N_("Key of the record replaced"),
    "record.strip_bundle": N_("Inputs of a published result erased"),
}
ROLES: Final = {
    "account_holder": N_("Holder of an account"),
    "administrator": N_("Administrator"),
    "anybody": N_("Anybody"),
    "auditor": N_("Auditor"),
    "chair": N_("Chair"),
    "delegate": N_("Delegate"),
    "expert": N_("Expert"),
    "head_of_delegation": N_("Head of delegation"),
    "machine": N_("Machine"),
    "moderator": N_("Moderator"),
    "operator": N_("Operator of the server"),
    "participant": N_("Participant"),
    "reviewer": N_("Reviewer"),
    "secretary": N_("Secretary"),
}
PLURALS: Final = {"party": "parties"}
CLASSES: Final = {
    "public": N_("public"),
    "members": N_("for members"),
    "delegation": N_("for one delegation"),
    "person": N_("about a person"),
}


def act_words(act: str, speaker: Voice) -> str:
    """Return what kind of act it was, or its name in the record where there are no words yet."""
    return speaker.say(ACTS[act]) if act in ACTS else act


def role_words(actor: str, speaker: Voice) -> str:
    """Return the role in which somebody acted, such as ``Secretary``."""
    role = actor.rpartition("/")[2]
    return speaker.say(ROLES[role]) if role in ROLES else role


def class_words(name: str, speaker: Voice) -> str:
    """Return for whom content is."""
    return speaker.say(CLASSES[name]) if name in CLASSES else name


def day_words(day: str, speaker: Voice) -> str:
    """Return the day ``YYYY-MM-DD`` in words, or as it stands where it is none."""
    try:
        return speaker.date(date.fromisoformat(day))
    except ValueError:
        return day


def witness_words(head: Head, speaker: Voice) -> str:
    """Return in a few words how many witnesses stand behind the record, and up to which entry."""
    seen = head.witnessing
    if seen is None or not seen.names:
        return speaker.say("not witnessed")
    witnesses = speaker.plural("{n} witness", "{n} witnesses", len(seen.names))
    last = speaker.number(seen.size - 1)
    if head.quorum is None:
        return speaker.say("{witnesses}, up to entry {last}", witnesses=witnesses, last=last)
    return speaker.say(
        "{witnesses} of the {needed} needed, up to entry {last}",
        witnesses=witnesses,
        needed=speaker.number(head.quorum.needed),
        last=last,
    )


def subject_path(subject: str) -> str:
    """Return the address of the page of a subject ``pillar:kind:id``, empty if it has none."""
    parts = subject.split(":")
    if len(parts) != 3:
        return ""
    pillar, kind, known = parts
    path = f"/{active_language().code}/{pillar}/{PLURALS.get(kind, f'{kind}s')}/{known}/"
    return path if is_valid_path(path) else ""
