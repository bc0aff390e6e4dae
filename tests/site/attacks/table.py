"""The table of attacks: each way in, what is tried there, what answers, and the tests for it.

``proof`` shows that the attack fails; ``control`` that the same thing succeeds where it may, or
where the defence is off; where both stand in one test it is named twice. They are ``FILE::TEST``
below ``tests/``. ``test_table`` finds the ways in by the code: a new one without a row fails.
"""

from collections.abc import Mapping
from typing import Final

from tests.site.attacks.addresses import ADDRESSES
from tests.site.attacks.attack import Attack
from tests.site.attacks.operations import OPERATIONS
from tests.site.attacks.signed import SIGNED
from tests.site.attacks.tables import TABLES

__all__ = [
    "ADDRESSES",
    "ATTACKS",
    "COMMANDS",
    "OPERATIONS",
    "SIGNED",
    "TABLES",
    "WRITES_NOTHING",
    "Attack",
]

PAGES: Final = "site/dialogue/pages/"
MEMBERS: Final = "site/members/"
ROWS: Final = "site/attacks/test_rows.py::"
SIGN: Final = "site/attacks/test_sign_offs.py::"
PLUGIN: Final = "edge/test_plugin_process.py::test_threat_T11_"
ANSWER: Final = "oversight/test_answering.py::"


COMMANDS: Final[Mapping[str, Attack]] = {
    "comity members begin": Attack(
        "a second first administrator is entered",
        "refused once anybody is entered",
        f"{MEMBERS}test_beginning.py::test_where_somebody_is_entered_nothing_begins_again",
        f"{MEMBERS}test_beginning.py::test_the_administrator_holds_what_the_role_may_and_no_more",
    ),
    "comity members import": Attack(
        "a list is entered by who does not sign in",
        "refused; nobody is entered",
        "site/test_importing.py::test_who_does_not_sign_in_enters_nobody",
        "site/test_importing.py::test_who_may_enters_a_list_and_gets_the_sheets",
    ),
    "comity members undo": Attack(
        "a list is taken back by who may not enter one, or once somebody of it has access",
        "refused; nobody loses anything",
        f"{MEMBERS}test_importing.py::test_who_may_not_enter_may_not_take_back",
        f"{MEMBERS}test_importing.py::test_a_list_is_taken_back_whole",
    ),
    "comity record add-cosignature": Attack(
        "a witness’s signature under another history is taken in",
        "refused, and the proof of both is kept",
        "site/test_cosigning.py::test_two_histories_are_told_with_the_proof",
        "site/test_cosigning.py::test_a_witness_is_taken_in_and_named",
    ),
    "comity record erase": Attack(
        "content is erased without an entry that says so",
        "the database lets nothing go without it",
        "site/dialogue/actions/test_leaving.py::test_threat_the_database_lets_nothing_go_without_the_erasure",
        "site/test_erasing.py::test_without_a_server_the_entry_gets_its_place_here",
    ),
    "comity record resume": Attack(
        "a copy from yesterday goes on as if it were today’s",
        "it is frozen until the highest known head is told; if that is larger, a new record begins",
        "site/upkeep/test_restore.py::test_where_more_is_known_the_old_key_signs_nothing_and_a_new_record_takes_over",
        "site/upkeep/test_restore.py::test_it_is_frozen_until_told_and_goes_on_where_nobody_knows_more",
    ),
    "comity restore": Attack(
        "an archive that was changed is brought back",
        "refused; nothing is brought back",
        "site/upkeep/test_restore.py::test_what_is_not_as_its_record_says_is_not_brought_back",
        "site/upkeep/test_restore.py::test_it_is_frozen_until_told_and_goes_on_where_nobody_knows_more",
    ),
    "comity upgrade": Attack(
        "rows are not what the record says after a change of tables",
        "undone; the database is as it was",
        "site/upkeep/test_upgrading.py::test_rows_that_differ_from_the_record_afterwards_undo_it",
        "site/upkeep/test_upgrading.py::test_what_waits_is_named_changed_and_compared",
    ),
    **dict.fromkeys(
        [
            f"comity dialogue {verb}"
            for verb in ("open", "seed", "moderate", "translate", "close", "waiting", "results")
        ],
        Attack(
            "a site sends elsewhere, or is named without TLS, to be given the token",
            "refused; the token goes nowhere",
            "edge/test_calling.py::test_threat_a_site_that_sends_elsewhere_is_not_followed",
            "edge/test_calling.py::test_what_is_told_goes_with_token_and_key_and_is_answered",
        ),
    ),
    **dict.fromkeys(
        [f"comity dialogue {verb}" for verb in ("join", "vote", "mine", "receipts")],
        Attack(
            "a token goes to another site or without TLS, or a site names a file elsewhere",
            "refused; the token goes nowhere, and nothing is written outside of its folder",
            "edge/test_voting.py::test_threat_a_site_names_no_place_outside_of_the_folder",
            "edge/test_voting.py::test_a_token_is_kept_for_its_owner_alone_and_sent_as_a_voter_s",
        ),
    ),
    "comity init": Attack(
        "an instance is begun over another",
        "refused",
        "site/upkeep/test_beginning.py::test_nothing_is_begun_over_what_is_there",
        "site/upkeep/test_beginning.py::test_what_is_written_may_start",
    ),
    "comity demo": Attack(
        "personas that need no password are reached on a real site",
        "the addresses lead nowhere",
        "site/test_loopback.py::test_threat_T5_with_a_real_organisation_it_leads_nowhere",
        "site/demo/test_pages.py::test_each_persona_can_be_acted_as_without_script",
    ),
    "comity serve": Attack(
        "a demonstration’s database is served as a real one",
        "it does not start",
        "site/test_operation.py::test_the_database_of_a_demonstration_is_never_served_as_real",
        "site/test_operation.py::test_a_described_instance_is_prepared_and_then_served",
    ),
}
"""By each command that writes to a site."""

WRITES_NOTHING: Final = {
    "comity try": "a folder of its own",
    **{
        f"comity dialogue {verb}": "a file; on one’s own computer"
        for verb in ("attest", "audited", "compat", "convert", "draft")
    },
    "comity dialogue report": "a folder, and one’s own record",
    "comity dialogue seal": "a folder; on one’s own computer",
    "comity decide": "with --out a folder, and one’s own record",
    **{f"comity rules {verb}": "nothing" for verb in ("check", "diff", "list", "show", "test")},
    "comity silence replay": "nothing",
    "comity roll-call replay": "with --ballots a file",
    "comity register status": "with --out a folder, and one’s own record",
    **{
        f"comity register {verb}": "nothing"
        for verb in ("bound", "claim", "count", "party", "test")
    },
    "comity verify": "nothing but the heads it remembers",
    "comity trust add": "one’s own policy",
    "comity record export": "a folder; one’s own record",
    "comity record follow": "a mirror of one’s own",
    **dict.fromkeys(("comity record fork", "comity trust list"), "nothing"),
    "comity record init": "one’s own record",
    "comity record init-witness": "a witness’s own key",
    "comity record prove": "a file; one’s own record",
    "comity record reconcile": "what it found, for the page of the site",
    "comity record rotate": "one’s own record",
    "comity record trust-rotation": "one’s own policy",
    "comity doctor": "nothing",
    "comity backup": "an archive",
}
"""Commands that write to no site, and what they write."""

RECONCILE: Final = "site/test_record_reconcile.py::"
ATTACKS: Final[Mapping[str, Attack]] = {
    "forms": Attack(
        "any field of any form holds what nobody meant",
        "an answer, and never a failure",
        "site/test_hostile_forms.py::test_whatever_is_sent_to_a_form_it_is_answered",
        "site/test_hostile_forms.py::test_control_a_page_that_fails_is_named",
    ),
    "CSRF": Attack(
        "another site sends a form in somebody’s browser",
        "refused: it lacks the token",
        "site/test_page_rules.py::test_what_writes_answers_to_a_form_of_this_site_and_nothing_else",
        "site/test_page_rules.py::test_a_form_from_elsewhere_is_refused",
    ),
    "ORM save": Attack(
        "code of the site saves a changed report, sign-off or entry",
        "refused by the database",
        f"{ROWS}test_attack_save_changes_nothing_that_is_signed",
        f"{ROWS}test_control_without_its_triggers_save_does_it_and_it_is_found",
    ),
    "bulk_create": Attack(
        "code of the site enters reports in bulk, without a sign-off",
        "refused by the database",
        f"{ROWS}test_attack_bulk_create_enters_no_report_without_its_sign_off",
        f"{ROWS}test_control_without_its_triggers_bulk_create_does_it_and_it_is_found",
    ),
    "update": Attack(
        "code of the site updates or deletes many rows at once",
        "refused by the database",
        f"{ROWS}test_attack_update_and_delete_reach_nothing_that_is_signed",
        f"{ROWS}test_control_without_its_triggers_rows_go",
    ),
    "raw SQL": Attack(
        "SQL through the site’s own connection changes a public row",
        "refused by the database",
        f"{RECONCILE}test_record_reconcile_names_raw_sql_on_a_public_row",
        f"{RECONCILE}test_record_reconcile_control_a_page_believes_the_row",
    ),
    "database owner": Attack(
        "who owns the database takes the triggers away and changes a row",
        "the comparison with the record names row and column",
        f"{RECONCILE}test_record_reconcile_names_raw_sql_on_a_public_row",
        f"{RECONCILE}test_record_reconcile_control_a_page_believes_the_row",
    ),
    "database owner and key": Attack(
        "who owns database, files and key rewrites the past",
        "an earlier checkpoint that somebody kept shows it",
        f"{RECONCILE}test_record_reconcile_a_changed_past_entry_is_found_by_an_older_checkpoint",
        f"{RECONCILE}test_record_reconcile_control_a_page_believes_the_row",
    ),
    "REPLACE": Attack(
        "a row is replaced instead of changed",
        "refused: the trigger that keeps a row is asked",
        f"{ROWS}test_attack_replace_takes_no_signed_row_away",
        "site/sqlite/test_authorizer.py::test_replace_asks_the_trigger_that_keeps_a_row",
    ),
    "pragmas": Attack(
        "a setting of the database or a trigger is switched off through the site’s connection",
        "refused by the connection",
        "site/sqlite/test_authorizer.py::test_the_connection_refuses_to_change_rules",
        "site/sqlite/test_authorizer.py::test_control_a_plain_connection_does_it",
    ),
    "replayed sign-off": Attack(
        "a sign-off is used a second time, for the same report or for another",
        "refused",
        f"{SIGN}test_attack_a_sign_off_is_good_for_one_report_once",
        f"{SIGN}test_control_another_report_with_its_own_sign_off_is_published",
    ),
    "forged sign-off": Attack(
        "a sign-off that nobody gave is put into its table, and a report with it",
        "the comparison with the record names it: no entry tells of it",
        f"{SIGN}test_attack_a_forged_sign_off_is_found",
        f"{SIGN}test_control_a_real_sign_off_is_no_difference",
    ),
    "changed digest": Attack(
        "the text is changed after it was shown, before it is signed",
        "refused: the digest is another",
        f"{PAGES}test_running.py::test_nothing_but_what_was_shown_is_signed",
        f"{PAGES}test_running.py::test_the_control_what_was_shown_is",
    ),
    "expired mandate": Attack(
        "somebody acts by a mandate that expired, or that nobody gave",
        "refused, for each act",
        "site/test_roles_and_acts.py::test_people_no_act_without_a_mandate_that_holds_now",
        "site/test_roles_and_acts.py::test_people_each_role_may_do_what_the_table_says_and_nothing_else",
    ),
    "revoked mandate": Attack(
        "somebody acts by a mandate that was revoked since the page was read",
        "refused in the transaction of the act",
        "site/test_roles_and_acts.py::test_threat_T3_no_act_under_a_mandate_that_ended_since_it_was_read",
        "site/oversight/test_reconcile.py::test_control_what_was_signed_before_a_mandate_ended_stays_signed",
    ),
    "machine account": Attack(
        "a machine signs in, or signs off in a role that may",
        "refused",
        "site/test_roles_and_acts.py::test_people_a_machine_signs_off_nothing_even_in_a_role_that_may",
        "site/test_roles_and_acts.py::test_people_each_role_signs_off_what_the_table_says",
    ),
    "machine signs in": Attack(
        "a machine uses the form of people to sign in",
        "refused",
        f"{MEMBERS}test_signing_in.py::test_threat_T5_a_machine_signs_in_nowhere",
        f"{MEMBERS}test_signing_in.py::test_password_and_code_sign_in",
    ),
    "race": Attack(
        "a draft is written anew while somebody reads and signs it",
        "refused: what was shown is not what would be published",
        f"{SIGN}test_attack_a_draft_written_anew_meanwhile_is_not_signed",
        f"{SIGN}test_control_a_draft_nobody_touched_meanwhile_is_signed",
    ),
    "unsigned draft": Attack(
        "a visitor asks every address for a draft that nobody has signed",
        "no page and no file holds a word of it",
        f"{SIGN}test_attack_no_address_gives_an_unsigned_draft_away",
        f"{SIGN}test_control_once_signed_it_is_found_by_the_same_search",
    ),
    "plug-in: database": Attack(
        "a plug-in opens the database or a key",
        "there is no such file where it runs",
        f"{PLUGIN}a_plug_in_opens_no_database_and_no_secret",
        f"{PLUGIN}a_plug_in_opens_no_database_and_no_secret",
    ),
    "plug-in: environment": Attack(
        "a plug-in reads the environment",
        "it is empty",
        f"{PLUGIN}a_plug_in_reads_no_environment",
        f"{PLUGIN}a_plug_in_reads_no_environment",
    ),
    "plug-in: socket": Attack(
        "a plug-in opens a connection",
        "there is no network, unless its manifest has it",
        f"{PLUGIN}a_plug_in_opens_no_socket_to_anybody",
        f"{PLUGIN}a_plug_in_opens_no_socket_to_anybody",
    ),
    "plug-in: processes": Attack(
        "a plug-in begins processes without end, or leaves some behind",
        "few are allowed, and all end with it",
        f"{PLUGIN}a_plug_in_forks_no_bomb",
        f"{PLUGIN}what_a_plug_in_begins_ends_with_it",
    ),
    "plug-in: disk and memory": Attack(
        "a plug-in fills disk or memory",
        "it gets so much and no more",
        f"{PLUGIN}a_plug_in_does_not_fill_the_disk",
        f"{PLUGIN}a_plug_in_takes_no_more_memory_than_it_is_given",
    ),
    "plug-in: output": Attack(
        "a plug-in prints 100 MB, or never ends",
        "it is ended",
        f"{PLUGIN}a_plug_in_that_prints_without_end_is_ended",
        f"{PLUGIN}a_plug_in_that_never_ends_is_ended",
    ),
    "plug-in: no walls": Attack(
        "a plug-in is run where nothing shuts it off",
        "it is refused, unless the operator waives that",
        f"{PLUGIN}where_nothing_can_be_shut_off_a_plug_in_is_refused",
        f"{PLUGIN}where_nothing_can_be_shut_off_a_plug_in_is_refused",
    ),
    "plug-in: ceiling": Attack(
        "a plug-in is given what is above its ceiling",
        "refused before it is run",
        "oversight/test_plugin.py::test_threat_T11_nothing_above_its_ceiling_is_given_to_a_plug_in",
        "site/dialogue/actions/test_plugin_drafting.py::test_a_plug_in_whose_ceiling_is_lower_is_given_nothing",
    ),
    "plug-in: claims": Attack(
        "a plug-in says that a person wrote its answer, or answers with something else",
        "refused; what it writes is a machine’s in any case",
        f"{ANSWER}test_threat_T5_a_plug_in_that_claims_to_be_a_person_is_refused",
        f"{ANSWER}test_control_whoever_wrote_the_words_it_is_the_machine_that_is_named",
    ),
    "100 canaries": Attack(
        "a hundred statements that want to instruct a model",
        "they are sources, and change nothing of what is accepted",
        f"{ANSWER}test_threat_T11_a_hundred_canaries_change_nothing_of_what_is_accepted",
        f"{ANSWER}test_threat_T11_no_canary_is_repeated_outside_a_quotation",
    ),
    "100 canaries published": Attack(
        "the same hundred in a published report",
        "they stand in quotations and nowhere else",
        "site/dialogue/test_canaries.py::test_threat_T11_published_canaries_stand_in_quotations_and_nowhere_else",
        "site/dialogue/test_canaries.py::test_threat_T11_canaries_sent_to_a_conversation_leave_the_others_as_they_are",
    ),
    "fabricated quotes": Attack(
        "a draft quotes what nobody said",
        "refused; the quotation is named",
        f"{ANSWER}test_threat_T11_a_fabricated_quote_is_refused_and_named",
        f"{ANSWER}test_an_honest_draft_is_accepted_with_its_origin_and_what_it_left_out",
    ),
    "fabricated numbers": Attack(
        "a draft holds a number that is not in the table",
        "refused; both numbers are named",
        f"{ANSWER}test_threat_T11_a_fabricated_number_is_refused_with_both",
        f"{ANSWER}test_an_honest_draft_is_accepted_with_its_origin_and_what_it_left_out",
    ),
    "numbers in words": Attack(
        "a draft hides a number among its words, or makes a third of two true ones",
        "refused",
        f"{ANSWER}test_threat_T11_two_true_figures_make_no_third",
        f"{ANSWER}test_control_figures_stand_beside_words_of_any_script",
    ),
}
"""Whatever the way: by the defence that is tried."""
