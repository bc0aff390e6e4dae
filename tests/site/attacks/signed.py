"""What is tried with sign-offs, by each function that takes one."""

from collections.abc import Mapping
from typing import Final

from tests.site.attacks.attack import Attack

__all__ = ["SIGNED"]

PAGES: Final = "site/dialogue/pages/"

SIGNED: Final[Mapping[str, Attack]] = {
    "comity.site.dialogue.actions.report.publish_report": Attack(
        "a report is published by a sign-off of other bytes",
        "refused; nothing is written",
        "site/dialogue/actions/test_report.py::test_nobodys_word_puts_other_bytes_into_effect",
        "site/dialogue/actions/test_report.py::test_one_act_writes_row_sign_off_and_entries_together",
    ),
    "comity.site.dialogue.actions.publication.enter_publication": Attack(
        "a publication is entered by a sign-off of other bytes",
        "refused; nothing is written",
        "site/dialogue/actions/test_publication.py::test_what_was_not_signed_enters_nothing",
        "site/dialogue/actions/test_publication.py::test_sign_off_and_publication_are_entered_and_the_columns_name_both",
    ),
    "comity.site.dialogue.actions.restating.publish_restatement": Attack(
        "a restatement is published by a sign-off of other bytes",
        "refused; nothing is written",
        "site/dialogue/actions/test_restating.py::test_nobodys_word_puts_other_bytes_into_effect",
        f"{PAGES}test_restating.py::test_the_whole_way_from_the_report_to_a_restatement_anybody_checks",
    ),
    "comity.site.dialogue.actions.auditing.attest_report": Attack(
        "an auditor's word is entered by a sign-off of other words",
        "refused; nothing is written",
        "site/dialogue/actions/test_auditing.py::test_nobodys_word_for_other_words_is_entered",
        "site/dialogue/actions/test_auditing.py::test_an_auditors_word_names_what_they_signed",
    ),
    "comity.site.oversight.actions.record_sign_off": Attack(
        "a machine, an expired mandate, another digest or another subject signs off",
        "refused; no row is left",
        "site/oversight/test_actions.py::test_what_puts_nothing_into_effect_leaves_no_row",
        "site/oversight/test_actions.py::test_the_entry_seals_the_name_and_can_be_opened_until_it_is_erased",
    ),
    **dict.fromkeys(
        (
            "comity.site.oversight.signing.ask_passkey",
            "comity.site.oversight.signing.purpose_of",
        ),
        Attack(
            "what is asked of a passkey for one item or person is used for another",
            "refused: the nonce is drawn for one sign-off",
            "site/oversight/test_signing.py::test_threat_T3_nonce_drawn_for_something_else_is_refused",
            "site/oversight/test_signing.py::test_what_is_asked_for_is_bound_to_item_and_person",
        ),
    ),
    **dict.fromkeys(
        (
            "comity.site.oversight.signing.signed_faults",
            "comity.site.oversight.signing.with_assertion",
        ),
        Attack(
            "a passkey’s signature is forged, replayed, or made by another’s or a revoked key",
            "refused, when it is sent and again in the act’s transaction",
            "site/oversight/test_signing.py::test_threat_T3_forged_passkey_signature_is_refused",
            "site/oversight/test_signing.py::test_threat_T3_what_a_passkey_signed_is_kept_with_the_sign_off_and_in_its_entry",
        ),
    ),
}
"""By each function of the site that takes a sign-off."""
