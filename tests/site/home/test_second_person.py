"""The page names acts of the table, by the rules of the checks, in the reader's language."""

import pytest

from comity.render import LANGUAGES, voice
from comity.site.home.second_person import SECOND, second_persons_in
from comity.site.members.permissions import role_table


def test_each_act_is_one_of_the_table_and_has_words_of_its_own():
    acts = {rule.act for rule in role_table().acts}
    assert {one.act for one in SECOND} <= acts
    told = second_persons_in(voice(LANGUAGES["en"]))
    assert not {one.act for one in told} & acts
    assert len({one.why for one in told}) == len(SECOND)


@pytest.mark.django_db
def test_the_page_is_found_from_the_table_of_roles(client, log):
    assert b"/en/second-person/" in client.get("/en/members/roles/").content
    page = client.get("/en/second-person/").content.decode()
    for one in second_persons_in(voice(LANGUAGES["en"])):
        assert one.why in page
        assert one.rule[1:] in page
