"""The lines of the table of attacks for tables of which the database keeps something itself."""

from collections.abc import Mapping
from typing import Final

from tests.site.attacks.attack import Attack

__all__ = ["TABLES"]

MEMBERS: Final = "site/members/"
ROWS: Final = "site/attacks/test_rows.py::"


def _kept(proof: str, control: str = f"{ROWS}test_control_without_its_triggers_rows_go") -> Attack:
    return Attack(
        "a row is changed or taken away by SQL",
        "refused by the database itself",
        proof,
        control,
    )


PEOPLE: Final = _kept(
    f"{MEMBERS}test_models.py::test_no_row_goes",
    f"{MEMBERS}test_reconcile.py::test_threat_T3_who_gives_themselves_a_mandate_by_raw_sql_is_found",
)
TABLES: Final[Mapping[str, Attack]] = {
    "dialogue_appeal": _kept(
        "site/dialogue/models/test_appeal.py::test_nothing_it_says_can_be_changed",
        "site/dialogue/models/test_appeal.py::test_it_never_goes_and_its_words_may",
    ),
    "dialogue_concern": _kept(
        "site/dialogue/models/test_concern.py::test_nothing_it_says_can_be_changed",
        "site/dialogue/models/test_concern.py::test_it_never_goes_and_what_it_says_may",
    ),
    "dialogue_attestation": _kept(
        "site/dialogue/models/test_attestation.py::test_an_auditors_word_never_changes"
    ),
    **dict.fromkeys(
        ("dialogue_conversation", "dialogue_statement", "dialogue_vote_line"),
        _kept(
            "site/dialogue/models/test_conversation.py::test_the_database_keeps_what_was_said_and_voted",
            "site/dialogue/models/test_conversation.py::test_the_control_what_an_action_or_an_erasure_does_is_let_through",
        ),
    ),
    "dialogue_published_report": _kept(
        "site/dialogue/models/test_report.py::test_nothing_takes_effect_without_the_sign_off_of_its_bytes",
        "site/dialogue/models/test_report.py::test_with_the_sign_off_of_its_bytes_it_does",
    ),
    "dialogue_restatement": _kept(
        "site/dialogue/actions/test_restating.py::test_threat_the_database_lets_no_restatement_change"
    ),
    "dialogue_translation": _kept(
        "site/dialogue/models/test_translation.py::test_nothing_it_says_can_be_changed",
        "site/dialogue/models/test_translation.py::test_it_never_goes_and_its_words_may",
    ),
    **dict.fromkeys(
        (
            *("members_closing", "members_invitation", "members_mandate", "members_party"),
            *("members_person", "members_recusal", "members_revocation", "members_status"),
        ),
        PEOPLE,
    ),
    "oversight_signoff": _kept(
        "site/oversight/test_models.py::test_the_database_itself_refuses_to_change_a_sign_off",
        "site/oversight/test_models.py::test_a_name_can_be_erased_and_role_and_mandate_stay",
    ),
    **dict.fromkeys(
        ("record_ballotbatch", "record_sealedballot"),
        _kept("site/record/test_batches.py::test_the_database_itself_keeps_what_was_sealed"),
    ),
    "record_entry": _kept(
        "site/record/test_guards.py::test_the_database_itself_refuses_to_change_an_entry",
        "site/record/test_guards.py::test_content_and_key_can_be_erased",
    ),
    "record_subentry": _kept(
        "site/record/test_sublogs.py::test_the_database_itself_keeps_internal_entries"
    ),
    "dialogue_live_snapshot": _kept(
        "site/dialogue/models/test_live.py::test_what_was_shown_never_changes_and_never_goes"
    ),
    "dialogue_participation": _kept(
        "site/dialogue/models/test_participation.py::test_a_count_only_rises"
    ),
    "members_passkey": _kept(
        "site/oversight/test_signing.py::test_threat_T3_a_kept_signature_is_never_changed_or_removed",
        "site/oversight/test_reconcile_signatures.py::test_threat_T3_an_invented_passkey_is_found",
    ),
    "members_passkeyend": _kept(
        f"{MEMBERS}test_passkey_acts.py::test_threat_T3_no_revoked_passkey_comes_back_by_sql"
    ),
    "members_recovery": _kept(
        f"{MEMBERS}test_recovery.py::test_threat_T3_a_request_is_never_changed_or_removed",
        f"{MEMBERS}test_recovery.py::test_threat_T3_a_request_beside_the_record_is_found",
    ),
    "oversight_assertion": _kept(
        "site/oversight/test_signing.py::test_threat_T3_a_kept_signature_is_never_changed_or_removed",
        "site/oversight/test_reconcile_signatures.py::test_threat_T3_raw_sql_on_a_signature_is_found",
    ),
}
"""By each table of which the database keeps something by itself."""
