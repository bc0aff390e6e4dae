"""The lines of the table of attacks for the interface: each operation that does something."""

from collections.abc import Mapping
from typing import Final

from tests.site.attacks.attack import Attack

__all__ = ["OPERATIONS"]

API: Final = "site/api/"
ONE: Final = "POST /api/v1/conversations/{conversation}"


def _office(control: str) -> Attack:
    return Attack(
        "a program without a token, with one that is only to read, or of another role",
        "refused; nothing is done",
        f"{API}test_offices.py::test_no_act_of_an_office_is_open_to_who_has_no_token",
        f"{API}test_offices.py::{control}",
    )


OPERATIONS: Final[Mapping[str, Attack]] = {
    "POST /api/v1/join": Attack(
        "a voter’s token is looked for in database and logs",
        "it is kept nowhere",
        f"{API}test_participation.py::test_by_code_or_link_one_joins_and_gets_a_token_that_is_kept_nowhere",
        f"{API}test_participation.py::test_by_code_or_link_one_joins_and_gets_a_token_that_is_kept_nowhere",
    ),
    f"{ONE}/votes": Attack(
        "votes without a voter’s token, or other votes under a key that was used",
        "refused; none is kept",
        f"{API}test_participation.py::test_a_vote_without_a_voters_token_is_refused",
        f"{API}test_participation.py::test_votes_are_kept_and_the_bad_one_is_named",
    ),
    f"{ONE}/statements": Attack(
        "a statement is sent many times, or is none",
        "kept once, or refused whole",
        f"{API}test_participation.py::test_a_statement_that_is_none_is_refused_and_nothing_kept",
        f"{API}test_participation.py::test_a_statement_waits_for_a_moderator_and_is_sent_once",
    ),
    f"{ONE}/statements/{{number}}/decision": _office(
        "test_a_moderator_reads_what_waits_and_decides_in_their_name"
    ),
    f"{ONE}/seeds": _office("test_seeds_are_added_once_by_one_key"),
    f"{ONE}/close": _office("test_the_secretariat_closes"),
    "POST /api/v1/conversations": _office("test_the_table_of_roles_and_acts_holds_for_programs"),
    f"{ONE}/translations": _office("test_the_table_of_roles_and_acts_holds_for_programs"),
    f"{ONE}/appeals/{{number}}/decision": Attack(
        "a program decides on an appeal without a token for it, or for who rejected the statement",
        "refused; nothing is done",
        f"{API}test_judging.py::test_threat_T3_who_rejected_a_statement_does_not_judge_its_appeal",
        f"{API}test_judging.py::test_another_moderator_overturns_a_rejection",
    ),
    f"{ONE}/concerns/{{number}}/decision": Attack(
        "a program decides on concerns without a token for it",
        "refused; nothing is done",
        f"{API}test_judging.py::test_concerns_are_for_who_may_decide_on_them",
        f"{API}test_judging.py::test_a_moderator_decides_on_concerns_once",
    ),
    f"{ONE}/embedding": Attack(
        "a program lets a page show a conversation without a token, or names what is no origin",
        "refused; the list stays",
        f"{API}test_embedding.py::test_threat_what_is_no_origin_is_refused_and_the_list_stays",
        f"{API}test_embedding.py::test_a_list_is_set_as_a_whole_and_read_by_anybody",
    ),
    "POST /api/v1/members/lists": Attack(
        "a program enters people without a token for each act, or for one delegation alone",
        "refused; nobody is entered",
        f"{API}test_member_lists.py::test_threat_T3_a_token_that_lacks_one_act_enters_nobody",
        f"{API}test_member_lists.py::test_a_list_is_looked_at_and_then_entered_once",
    ),
    "POST /api/v1/members/lists/{batch}/take-back": Attack(
        "a program closes the accounts of a list without a token for it",
        "refused; all stay open",
        f"{API}test_member_lists.py::test_threat_T3_only_who_may_close_accounts_takes_a_list_back",
        f"{API}test_member_lists.py::test_a_list_is_taken_back_until_somebody_has_access",
    ),
    f"{ONE}/sign-off": Attack(
        "a program signs a report off",
        "refused; it says where a person signs",
        f"{API}test_offices.py::test_a_token_signs_nothing_and_says_where_a_person_does",
        f"{API}test_document.py::test_no_address_signs_anything_off_or_publishes",
    ),
}
