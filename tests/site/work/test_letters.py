"""A letter is plain text, keeps foreign words to themselves, and takes no header from outside."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.render import LANGUAGES, voice
from comity.site.work.letters import Sheet, address_of, apart, dated, letter, when

SHEET = Sheet("Assembly", "comity@assembly.test", "https://assembly.test")


def made(language="en", **changes):
    members = {"key": "k", "to": "a@example.org", "title": "News", "lines": ["One."]}
    members |= {"sheet": SHEET, **changes}
    return letter(**members, language=LANGUAGES[language])


def read(message):
    return email.message_from_bytes(message.as_bytes(), policy=email.policy.default)


@pytest.mark.parametrize("typed", ["a@example.org", " a.b+c@x-y.test.org ", "o'neil@test.org"])
def test_an_address_is_taken_as_it_is_typed(typed):
    assert address_of(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@b",
        "a@example.org, b@example.org",
        "A <a@example.org>",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@exa\x00mple.org",
        "-a@example.org",
        "a..b@example.org",
        "a@-example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 260 + ".org",
        "ä@example.org",
    ],
)
def test_what_is_no_single_address_is_none(typed):
    assert address_of(typed) is None


@given(st.text())
def test_no_address_ever_holds_a_sign_that_ends_a_header(text):
    found = address_of(text)
    assert found is None or not re.search(r"[\s,;<>\"]", found)


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\u2028", "\u0085"])
@pytest.mark.parametrize("member", ["to", "title"])
def test_a_header_that_would_break_off_is_refused(sign, member):
    with pytest.raises(ValueError, match=r"header|linefeed"):
        made(**{member: f"a@example.org{sign}Bcc: thief@example.org"})


def test_an_organisation_of_several_lines_gets_no_header_of_its_own():
    sheet = Sheet('A "B"\r\nBcc: thief@example.org', "c@assembly.test", "https://assembly.test")
    message = read(made(sheet=sheet))
    assert message["Bcc"] is None
    assert len(message["From"].addresses) == 1
    assert message["From"].addresses[0].addr_spec == "c@assembly.test"


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_text_alone_without_anything_that_follows_its_reader(code):
    message = read(made(code))
    assert message.get_content_type() == "text/plain"
    assert not message.is_multipart()
    assert message["Content-Language"] == LANGUAGES[code].tag
    links = re.findall(r"\w+://\S+", message.get_content())
    assert links == [f"https://assembly.test/{code}/my-work/mail/"]
    assert "?" not in links[0]
    assert message["List-Unsubscribe"] == f"<{links[0]}>"
    assert message["List-Unsubscribe-Post"] is None  # it needs somebody who is signed in


def test_a_key_makes_one_message_id():
    assert made()["Message-ID"] == made(title="Other")["Message-ID"]
    assert made()["Message-ID"] != made(key="l")["Message-ID"]


def test_what_others_wrote_cannot_turn_what_stands_around_it():
    hostile = apart("\u202eevil\u2069\u2066 text\nnew line")
    assert hostile == "\u2068evil text new line\u2069"
    assert apart("x" * 999) == f"\u2068{'x' * 300}\u2069"
    arabic = read(made("ar", lines=[f"- {apart('A question')} ·"])).get_content()
    assert "\u2068A question\u2069" in arabic


@given(st.text())
def test_isolates_are_always_closed(text):
    found = apart(text)
    assert (found[0], found[-1]) == ("\u2068", "\u2069")
    assert not set(found[1:-1]) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\r\n")


def test_a_demonstration_says_so_and_a_real_site_does_not():
    sheet = Sheet("A", "c@assembly.test", "https://assembly.test", simulated=True)
    assert "invented" in read(made(sheet=sheet)).get_content()
    assert "invented" not in read(made()).get_content()


def test_times_are_in_utc():
    at = datetime(2026, 11, 27, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert when(at, voice(LANGUAGES["en"])) == "26 November 2026, 22:30 UTC"
    assert dated(made(), at)["Date"] == "Thu, 26 Nov 2026 22:30:00 +0000"
    assert dated(made(), at.astimezone(UTC))["Date"].endswith("+0000")
