"""Each act, tried by each role: what happens is what the table of roles and acts says.

The acts come from the code and the roles from the data file. An act of the code that is not in
the table fails here, and so does one of the table that nothing tries.
"""

import ast
import inspect
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic, set_rollback

from comity.edge import shipped
from comity.fault import KINDS, RefusedError
from comity.oversight import Machine, Person
from comity.people import ANYBODY, Acting, Mandate, Role, objection, read_role_table
from comity.registry import REGISTRY
from comity.site.dialogue import actions as dialogue
from comity.site.members import actions as members
from comity.site.members.permissions import role_table
from comity.site.oversight.actions import record_sign_off
from comity.site.record.words import ACTS, ROLES
from tests.site.conftest import NOW, YEAR, bundle, sign_off
from tests.site.members.factories import close_account, revoke, somebody
from tools.tree import modules

pytestmark = pytest.mark.django_db
TABLE = read_role_table(shipped("people", "roles", 1))
PILLARS = ("dialogue", "members", "oversight", "record")

# Acts by the actions that do them. Each asks for permission before it looks at anything else.
ACTING = {
    "dialogue.admit_late": (dialogue.admit_late,),
    "dialogue.allow_embedding": (dialogue.allow_embedding,),
    "dialogue.open_conversation": (dialogue.open_conversation, dialogue.open_with_statements),
    "dialogue.seed_statements": (dialogue.seed_statements,),
    "dialogue.moderate_statement": (dialogue.moderate_statement,),
    "dialogue.decide_appeal": (dialogue.decide_appeal,),
    "dialogue.decide_concerns": (dialogue.decide_concerns,),
    "dialogue.close_conversation": (
        dialogue.begin_closing,
        dialogue.close_conversation,
        dialogue.see_alarms,
    ),
    "dialogue.decide_flag": (dialogue.decide_flags,),
    "dialogue.give_sealed_bundle": (dialogue.give_sealed_bundle,),
    "dialogue.withdraw_report": (dialogue.withdraw_report,),
    "dialogue.enter_translation": (dialogue.enter_translations,),
    "members.accredit_party": (members.accredit_party,),
    "members.change_status": (members.change_status,),
    "members.open_account": (members.open_account,),
    "members.close_account": (members.close_account,),
    "members.issue_invitation": (members.issue_invitation,),
    "members.ask_recovery": (members.ask_recovery,),
    "members.give_mandate": (members.give_mandate,),
    "members.revoke_mandate": (members.revoke_mandate,),
    "members.recuse_person": (members.recuse_person,),
}
# Acts that take effect by a person's sign-off of what they saw.
SIGNED = ("dialogue.attest_report", "dialogue.publish_report", "dialogue.publish_restatement")
# What accompanies an act, and what the server does about its own record: no page reaches these.
OTHERS = {
    "dialogue.destroy_pseudonyms": "by the server, a stated time after a conversation was closed",
    "dialogue.enter_ballots": "by the server, for a batch of ballots",
    "oversight.sign_off": "written with each act that is signed off",
    "dialogue.see_alarms": "entered with a close, by whoever may close",
    "record.begin": "at the first start",
    "record.deploy": "at a start with other software or settings",
    "record.erase_payload": "on the server's command line",
    "record.name_intake_key": "at the first start",
    "record.release_head": "by the server, for a sub-log",
    "record.rotate_key": "on the server's command line",
    "record.strip_bundle": "on one's own computer; the site has no command for it yet",
}
PERMISSION = {
    "people.no_mandate",
    "people.not_signed_in",
    "people.role_may_not",
    "oversight.mandate_not_valid",
    "oversight.signer_not_human",
}


def acts_in_code() -> set[str]:
    """Return what modules of site and record name as an act: no fault, no published function."""
    pattern = re.compile(rf"({'|'.join(PILLARS)})(\.[a-z]+(?:_[a-z]+)*)")
    found = set()
    for name, path in modules().items():
        if name.split(".")[1:2] in (["site"], ["record"]):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                value = getattr(node, "value", None)
                named = isinstance(node, ast.AnnAssign | ast.Assign)
                text = value.value if named and isinstance(value, ast.Constant) else None
                if isinstance(text, str) and pattern.fullmatch(text):
                    found.add(text)
    return found - set(KINDS) - {function for function, _ in REGISTRY}


def unlisted(acts: set[str]) -> set[str]:
    return acts - {rule.act for rule in TABLE.acts}


def test_every_act_of_the_code_is_in_the_table():
    assert len(acts_in_code()) > 15
    assert unlisted(acts_in_code()) == set()


def test_an_act_that_is_not_in_the_table_would_be_found():
    assert unlisted({"dialogue.abolish_voting", "record.begin"}) == {"dialogue.abolish_voting"}


def test_every_act_of_the_table_is_tried():
    opened = {rule.act for rule in TABLE.acts if TABLE.is_open(rule.act)}
    assert {*ACTING, *SIGNED, *OTHERS, *opened} == {rule.act for rule in TABLE.acts}


def test_the_site_asks_the_table_that_is_tried_here():
    assert role_table() == TABLE


def test_every_act_and_role_has_plain_words():
    assert {rule.act for rule in TABLE.acts} <= set(ACTS)
    assert {role.id for role in TABLE.roles} | {ANYBODY} <= set(ROLES)


def mandate_in(role: str, act: str) -> Mandate:
    """A mandate that covers ``act``, though nobody would give it in some of the roles."""
    return Mandate(
        id="m-1",
        holder="p-1",
        role=Role("assembly", role),
        scope=frozenset({act}),
        start=NOW - YEAR,
        end=NOW + YEAR,
    )


def refusal(act, action, who, now=NOW) -> set[str]:
    """Return the codes by which permission is refused; what comes after that is no matter here."""
    given = {"log": None, "acting": who, "now": now}
    needed = inspect.signature(action).parameters
    assert given.keys() <= set(needed), f"{act} does not ask who acts"
    try:
        with atomic():
            action(**{name: given.get(name) for name in needed})
    except RefusedError as error:
        return {fault.code for fault in error.faults} & PERMISSION
    except (AttributeError, TypeError, ValueError, IntegrityError):
        return set()  # past the permission, at arguments that are not there
    return set()


CASES = [(act, role.id) for act in ACTING for role in TABLE.roles]


@pytest.mark.usefixtures("as_if_entered")
@pytest.mark.parametrize(("act", "role"), CASES, ids="-".join)
def test_people_each_role_may_do_what_the_table_says_and_nothing_else(act, role):
    who = Acting("p-1", "Name", (mandate_in(role, act),))
    wanted = set() if TABLE.allows(role, act) else {"people.role_may_not"}
    for action in ACTING[act]:
        assert refusal(act, action, who) == wanted


@pytest.mark.usefixtures("as_if_entered")
@pytest.mark.parametrize("act", ACTING)
def test_people_no_act_without_a_mandate_that_holds_now(act):
    (role, *_) = sorted(TABLE.rule_of(act).roles)
    own = mandate_in(role, act)
    bad = {
        "none": (),
        "other act": (replace(own, scope=frozenset({"dialogue.cast_vote"})),),
        "expired": (replace(own, end=NOW),),
        "revoked": (replace(own, revoked=NOW),),
        "not begun": (replace(own, start=NOW + timedelta(seconds=1)),),
        "somebody else's": (replace(own, holder="p-2"),),
    }
    for action in ACTING[act]:
        assert refusal(act, action, None) == {"people.not_signed_in"}
        assert refusal(act, action, Acting("p-1", "Name", (own,))) == set()
        for mandates in bad.values():
            assert refusal(act, action, Acting("p-1", "N", mandates)) == {"people.no_mandate"}


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("ended", ["revoked", "account closed"])
@pytest.mark.parametrize("act", ACTING)
def test_threat_T3_no_act_under_a_mandate_that_ended_since_it_was_read(act, ended):
    role = max(TABLE.rule_of(act).roles - {"operator"})
    who = somebody(role, act)
    for action in ACTING[act]:
        # The control: as long as it is in force the action goes on to what comes next.
        assert refusal(act, action, who) == set()
        with atomic():
            if ended == "revoked":
                revoke(f"m-p-1-{role}")
            else:
                close_account("p-1")
            assert refusal(act, action, who) == {"people.no_mandate"}
            set_rollback(True)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("act", ACTING)
def test_threat_T3_no_act_under_a_mandate_that_nobody_gave(act):
    role = max(TABLE.rule_of(act).roles - {"operator"})
    who = Acting("p-1", "Name", (mandate_in(role, act),))
    for action in ACTING[act]:
        assert refusal(act, action, who) == {"people.no_mandate"}


def test_an_action_that_asked_too_late_would_be_found():
    def careless(*, log, acting, thing, now):
        return thing.name

    who = Acting("p-1", "Name", (mandate_in("machine", "members.close_account"),))
    assert refusal("members.close_account", careless, who) == set()


@pytest.mark.usefixtures("as_if_entered")
@pytest.mark.parametrize("role", [role.id for role in TABLE.roles])
@pytest.mark.parametrize("act", SIGNED)
def test_people_each_role_signs_off_what_the_table_says(log, act, role):
    one = bundle()
    signed = sign_off(one.subject, act=act, signer=Person("p-1"), mandate=mandate_in(role, act))
    given = {"log": log, "act": act, "subject": one.subject, "title": "T", "symbol": "S/1"}
    with atomic():
        if TABLE.allows(role, act):
            assert record_sign_off(sign_off=signed, **given).role == role
            return
        with pytest.raises(RefusedError) as raised:
            record_sign_off(sign_off=signed, **given)
    assert {fault.code for fault in raised.value.faults} == {"people.role_may_not"}


def test_people_a_machine_signs_off_nothing_even_in_a_role_that_may(log):
    one = bundle()
    robot = Machine("drafter", "m", "1", "00" * 32, "{}", NOW)
    signed = sign_off(one.subject, signer=robot)
    with atomic(), pytest.raises(RefusedError) as raised:
        record_sign_off(
            log=log,
            sign_off=signed,
            act=signed.act,
            subject=one.subject,
            title="T",
            symbol="S/1",
        )
    assert "oversight.signer_not_human" in {fault.code for fault in raised.value.faults}


@pytest.mark.parametrize("act", [rule.act for rule in TABLE.acts if TABLE.is_open(rule.act)])
def test_people_what_everybody_may_is_refused_to_nobody(act):
    assert objection(None, act=act, at=NOW, table=TABLE) is None
    for role in TABLE.roles:
        who = Acting("p-1", "Name", (mandate_in(role.id, act),))
        assert objection(who, act=act, at=NOW, table=TABLE) is None
