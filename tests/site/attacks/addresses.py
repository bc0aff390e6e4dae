"""The lines of the table of attacks for addresses: each that takes something, by its name."""

from collections.abc import Mapping
from typing import Final

from tests.site.attacks.attack import Attack

__all__ = ["ADDRESSES"]

PAGES: Final = "site/dialogue/pages/"
MEMBERS: Final = "site/members/"
RESTATED: Final = (
    f"{PAGES}test_restating.py::test_the_whole_way_from_the_report_to_a_restatement_anybody_checks"
)
WORK: Final = "site/work/test_pages.py::"
FORMS: Final = "site/attacks/test_forms.py::"


def _office(control: str, whom: str) -> Attack:
    return Attack(
        f"who has no mandate {whom}",
        "refused, and no row changes",
        f"{FORMS}test_attack_who_has_no_mandate_changes_no_row_by_any_form",
        control,
    )


def _signed_in(proof: str, control: str) -> Attack:
    return Attack(
        "a visitor changes what somebody keeps for themself",
        "asked to sign in; nothing changes",
        f"{WORK}{proof}",
        f"{WORK}{control}",
    )


ADDRESSES: Final[Mapping[str, Attack]] = {
    "account": Attack(
        "somebody ends a session that is another person’s",
        "the form ends one’s own alone",
        f"{MEMBERS}test_account_pages.py::test_nobody_ends_the_session_of_somebody_else",
        f"{MEMBERS}test_account_pages.py::test_one_can_end_another_session_of_ones_own",
    ),
    "accredit": _office(
        f"{MEMBERS}test_accreditation_pages.py::test_a_party_is_entered_with_its_names_status_and_cap",
        "enters a party",
    ),
    "confirm": Attack(
        "who has a stolen session guesses the password",
        "ten attempts, then none",
        f"{MEMBERS}test_guessing.py::test_threat_T5_guessing_in_a_stolen_session_ends_after_ten_attempts",
        f"{MEMBERS}test_signing_in.py::test_confirming_needs_password_and_the_next_code",
    ),
    "api": Attack(
        "a form of another site, sent with the cookies of a session",
        "a cookie means nothing there; see the operations of the interface",
        "site/api/test_mount.py::test_a_form_of_another_site_needs_no_token_of_a_form_and_does_nothing",
        "site/api/test_offices.py::test_a_moderator_reads_what_waits_and_decides_in_their_name",
    ),
    "clear-browser": Attack(
        "another site has a browser forget by whom its votes were sent",
        "refused without a token of our page",
        f"{PAGES}test_clearing.py::test_threat_another_site_clears_nothing",
        f"{PAGES}test_clearing.py::test_the_cookies_go_and_who_is_signed_in_stays_so",
    ),
    "app": Attack(
        "who has a stolen session connects an app of their own, or guesses its codes",
        "asked again who they are; attempts are counted",
        f"{MEMBERS}test_app_pages.py::test_threat_T3_nothing_is_changed_without_showing_again_who_one_is",
        f"{MEMBERS}test_app_pages.py::test_one_connects_an_app_and_signs_in_by_it",
    ),
    "conversation-admit": _office(
        f"{PAGES}test_admitting.py::test_an_officer_admits_with_password_and_code_and_the_page_falls_silent",
        "admits what came late",
    ),
    "conversation-appeal": Attack(
        "somebody appeals against what was decided on another’s statement",
        "its author appeals, and nobody else",
        f"{PAGES}test_appealing.py::test_nobody_else_sees_the_form_nor_can_send",
        f"{PAGES}test_appealing.py::test_the_author_finds_the_way_sends_it_and_reads_that_it_waits",
    ),
    "conversation-close": _office(
        f"{PAGES}test_running.py::test_the_secretary_closes_with_password_and_code",
        "closes a conversation",
    ),
    "conversation-concern": Attack(
        "one person raises concerns without number",
        "one of each person about each statement, and so many about one",
        "site/dialogue/actions/test_concerns.py::test_threat_T5_one_person_and_one_statement_fill_no_disk",
        f"{PAGES}test_concerning.py::test_a_voter_finds_the_way_raises_one_and_takes_it_back",
    ),
    "conversation-decide-flags": _office(
        f"{PAGES}test_flagging.py::test_a_secretary_decides_and_the_next_draft_shows_it",
        "decides on flagged voters",
    ),
    "conversation-do-restate": _office(RESTATED, "signs a restatement of a report"),
    "conversation-draft-by": _office(
        f"{PAGES}test_plugin_drafting.py::test_who_may_sign_has_it_drafted_by_the_plug_in_that_is_installed",
        "has a plug-in write a draft",
    ),
    "conversation-draft-report": _office(
        f"{PAGES}test_running.py::test_the_whole_report_is_read_before_it_is_signed",
        "reads a report that nobody has signed",
    ),
    "conversation-draw-up": _office(RESTATED, "draws up a restatement of a report"),
    "conversation-judge": _office(
        f"{PAGES}test_appealing.py::test_another_moderator_reads_it_and_overturns",
        "decides on an appeal",
    ),
    "conversation-judge-concerns": _office(
        f"{PAGES}test_concerning.py::test_a_moderator_reads_it_without_a_number_and_rejects",
        "decides on concerns",
    ),
    "conversation-leave": Attack(
        "somebody takes out what another browser sent",
        "each browser reaches its own alone",
        f"{PAGES}test_leaving.py::test_nobody_takes_out_what_another_browser_sent",
        f"{PAGES}test_leaving.py::test_what_taking_out_means_is_read_before_it_is_done",
    ),
    "conversation-moderate": _office(
        f"{PAGES}test_running.py::test_a_moderator_rejects_with_a_reason", "rejects a statement"
    ),
    "conversation-open": _office(
        f"{PAGES}test_opening.py::test_a_conversation_is_checked_and_then_opened",
        "opens a conversation",
    ),
    "conversation-publish": _office(
        f"{PAGES}test_running.py::test_two_sentences_are_changed_and_signed",
        "signs and publishes a report",
    ),
    "conversation-receipts": Attack(
        "a stranger asks for somebody’s receipts",
        "there are none for them",
        f"{PAGES}test_leaving.py::test_a_stranger_gets_no_receipts",
        f"{PAGES}test_leaving.py::test_before_the_batch_a_promise_and_afterwards_receipts",
    ),
    "conversation-remind": _office(
        f"{WORK}test_an_officer_sets_the_hours_and_sees_who_has_not_acted",
        "sets when others are reminded",
    ),
    "conversation-recuse": _office(
        f"{PAGES}test_recusing.py::test_a_moderator_keeps_out_and_decides_on_nothing_there_any_more",
        "keeps somebody out of a conversation",
    ),
    "conversation-review": _office(
        f"{PAGES}test_running.py::test_two_sentences_are_changed_and_signed",
        "sees what a signature would bind",
    ),
    "conversation-seeds": _office(
        f"{PAGES}test_seeding.py::test_statements_are_checked_and_then_added_and_voted_on",
        "adds statements of the organisation",
    ),
    "conversation-send": Attack(
        "one person floods the moderators",
        "a few wait from each, and so many from all",
        "site/dialogue/actions/test_statements.py::test_threat_T5_one_person_keeps_no_moderator_busy",
        f"{PAGES}test_live.py::test_a_statement_is_checked_before_it_is_sent",
    ),
    "conversation-set-embedding": _office(
        f"{PAGES}test_embedding.py::test_the_secretary_sets_the_list_with_password_and_code",
        "lets a page of theirs frame a conversation",
    ),
    "conversation-translate": _office(
        f"{PAGES}test_translating.py::test_a_reader_without_script_sees_question_and_statement_in_their_language",
        "enters a translation",
    ),
    "conversation-vote": Attack(
        "a mark of another statement, or one made up, is sent as a vote",
        "it counts for nothing",
        f"{PAGES}test_live.py::test_a_mark_of_another_statement_or_made_up_counts_for_nothing",
        f"{PAGES}test_live.py::test_one_tap_from_the_link_to_the_first_vote",
    ),
    "invitation": Attack(
        "invitations are guessed",
        "ten attempts from an address, then none",
        f"{MEMBERS}test_guessing.py::test_threat_T5_invitations_are_not_guessed",
        f"{MEMBERS}test_signing_in.py::test_an_invitation_gives_codes_again_until_the_first_sign_in",
    ),
    "members-enter-list": _office(
        f"{MEMBERS}test_import_pages.py::test_a_list_is_looked_at_entered_and_its_sheets_are_shown",
        "enters a list of members",
    ),
    "members-take-back-list": _office(
        f"{MEMBERS}test_import_pages.py::test_a_list_is_taken_back_before_anybody_signs_in",
        "takes back a list of members",
    ),
    "my-work-keep-mail": _signed_in(
        "test_opening_the_page_of_a_letter_changes_nothing_and_asks_to_sign_in",
        "test_mail_is_chosen_confirmed_and_stopped",
    ),
    "my-work-seen": _signed_in(
        "test_a_visitor_is_asked_to_sign_in_and_nothing_moves",
        "test_the_button_moves_the_mark_to_what_the_page_showed",
    ),
    "oidc-code": Attack(
        "who runs the provider signs in as somebody here, by its word or by an address alike",
        "the next code is asked for; nobody is matched by name or address",
        f"{MEMBERS}test_oidc_pages.py::test_threat_T5_unlinked_subject_is_nobody_whatever_its_address",
        f"{MEMBERS}test_oidc_pages.py::test_one_links_ones_account_and_signs_in_by_it_and_a_code",
    ),
    "oidc-link": Attack(
        "who has a stolen session links the account with one of their own elsewhere",
        "password and code are asked for again",
        f"{MEMBERS}test_oidc_pages.py::test_threat_T5_only_who_showed_again_who_they_are_links",
        f"{MEMBERS}test_oidc_pages.py::test_one_links_ones_account_and_signs_in_by_it_and_a_code",
    ),
    "party-status": _office(
        f"{MEMBERS}test_accreditation_pages.py::test_a_status_is_added_and_the_earlier_one_stays",
        "changes a party’s status",
    ),
    "passkeys": Attack(
        "who has a stolen session adds a passkey of their own, or sends a registration again",
        "asked again who they are; each challenge counts once",
        f"{MEMBERS}test_passkey_pages.py::test_threat_T3_nothing_is_added_or_removed_without_showing_again_who_one_is",
        f"{MEMBERS}test_passkey_pages.py::test_one_adds_a_passkey_and_removes_it",
    ),
    "people": Attack(
        "the head of a delegation opens an account in another",
        "each reaches their own delegation alone",
        f"{MEMBERS}test_pages.py::test_threat_T5_a_head_does_not_reach_another_delegation",
        f"{MEMBERS}test_pages.py::test_a_delegation_opens_its_own_accounts_and_prints_the_sheet",
    ),
    "person": Attack(
        "a head gives a role that is not theirs to give",
        "refused by the table of roles",
        f"{MEMBERS}test_mandate_pages.py::test_threat_T5_a_head_gives_no_role_that_only_the_secretariat_gives",
        f"{MEMBERS}test_mandate_pages.py::test_a_mandate_is_given_with_its_acts_until_the_end_of_a_day",
    ),
    "report-withdraw": _office(
        f"{PAGES}test_withdrawing.py::test_a_reviewer_withdraws_it_and_everybody_reads_why",
        "withdraws a report",
    ),
    "report-attest": _office(
        f"{PAGES}test_auditing.py::test_an_auditor_downloads_counts_and_attests",
        "attests a report on protected votes",
    ),
    "report-sealed": _office(
        f"{PAGES}test_auditing.py::test_an_auditor_downloads_counts_and_attests",
        "downloads protected votes",
    ),
    "restatement-attest": _office(
        f"{PAGES}test_auditing.py::test_restated_figures_have_an_audit_of_their_own",
        "attests restated figures",
    ),
    "restatement-sealed": _office(
        f"{PAGES}test_auditing.py::test_restated_figures_have_an_audit_of_their_own",
        "downloads the votes that were left",
    ),
    "sign-in": Attack(
        "password and code are guessed",
        "ten attempts, then none, even for the right code",
        f"{MEMBERS}test_guessing.py::test_threat_T5_guessing_ends_after_ten_attempts_even_for_the_right_code",
        f"{MEMBERS}test_signing_in.py::test_password_and_code_sign_in",
    ),
    "tokens": Attack(
        "who has a stolen session makes a token for a program",
        "password and code are asked for again",
        "site/api/test_pages.py::test_password_and_code_are_asked_for_again_before_a_token_is_made",
        "site/api/test_pages.py::test_a_token_is_shown_once",
    ),
}
"""By the name of each address that takes something."""
