"""An entry is cited by who, what, when, its number and record, in the reader's language."""

from html import unescape

import pytest

from comity.render import LANGUAGES, voice
from comity.site.record.citing import entry_citation, entry_permalink
from comity.site.record.queries import EntryLine
from tests.site.moments import NOW

ORIGIN = "example.org/record"
ENTRY = EntryLine(
    1234, "dialogue.publish_report", "x/secretary", "dialogue:report:dia-1", NOW, "A/1", "Wells"
)


def cited(line, code="en"):
    return unescape(entry_citation(line, "The <b>Assembly</b>", ORIGIN, voice(LANGUAGES[code])))


def test_says_who_did_what_when_and_where_it_stands():
    plain = cited(ENTRY).replace("<bdi>", "").replace("</bdi>", "")
    assert plain == (
        "The <b>Assembly</b>, “Report published”, Wells, A/1, 21 November 2026. "
        f'Entry 1,234 of the record {ORIGIN}. <bdi dir="ltr">/record/entries/1234/'
    )


def test_what_has_no_title_is_cited_by_its_act_alone():
    bare = EntryLine(7, "record.deployed", "x/server", "record:instance:x", NOW, "", "")
    assert "”, <bdi>21 November 2026" in cited(bare)


def test_what_has_a_title_and_no_symbol_is_cited_by_its_title():
    named = EntryLine(7, "members.change_status", "x/secretary", "p:q:r", NOW, "", "Halvorin")
    assert "”, <bdi>Halvorin</bdi>, <bdi>21 November 2026" in cited(named)


def test_names_are_escaped_and_isolated():
    said = entry_citation(ENTRY, "<b>A</b>", ORIGIN, voice(LANGUAGES["ar"]))
    assert "<b>" not in said
    assert "<bdi>Wells</bdi>" in said


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_the_page_of_an_entry_has_the_line_and_a_place_that_leads_there(client, published):
    page = client.get("/en/record/entries/1/").content.decode()
    assert 'id="cite"' in page
    assert "Entry <bdi>1</bdi> of the record" in page
    assert client.get(entry_permalink(1), follow=True).status_code == 200
