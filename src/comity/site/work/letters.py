"""Letters in words: plain text in the reader's language, which does nothing but tell.

What others wrote, such as a title, stands between marks that keep its direction to itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from unicodedata import category

from comity.canonical import sha256_hex
from comity.language import DIRECTION_CONTROLS
from comity.render import Language, Voice, voice

__all__ = ["Sheet", "address_of", "apart", "dated", "letter", "when"]

ISOLATE: Final = "\u2068"
END: Final = "\u2069"
LONGEST_LINE: Final = 300
LONGEST_ADDRESS: Final = 254
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every letter says besides its own words: from whom, where the site is."""

    organisation: str
    sender: str
    site: str
    simulated: bool = False


def address_of(typed: str) -> str | None:
    """Return the mail address that was typed, or None where it is none, or more than one."""
    plain = typed.strip()
    if len(plain) > LONGEST_ADDRESS or not ADDRESS.fullmatch(plain) or ".." in plain:
        return None
    return plain


def apart(text: str) -> str:
    """Return what somebody else wrote on one line, in its own direction and unable to leave it."""
    plain = "".join(sign for sign in text if sign not in DIRECTION_CONTROLS)
    return f"{ISOLATE}{' '.join(plain.split())[:LONGEST_LINE]}{END}"


def when(at: datetime, speaker: Voice) -> str:
    """Return a time in UTC in words."""
    moment = at.astimezone(UTC)
    return f"{speaker.date(moment.date())}, {moment:%H:%M} UTC"


def letter(
    *, key: str, to: str, title: str, lines: Sequence[str], sheet: Sheet, language: Language
) -> EmailMessage:
    """Return a letter; ``key`` makes it one, however often it is handed over.

    It holds no picture, no address but those of the site, and none that does anything when opened.
    """
    speaker = voice(language)
    name = sheet.organisation
    message = EmailMessage(policy=SMTP)
    message["From"] = _header(f"{_quoted(name)} <{sheet.sender}>")
    message["To"] = _header(to)
    message["Subject"] = _header(f"{' '.join(name.split())}: {title}")
    message["Message-ID"] = f"<{sha256_hex(key.encode())[:32]}@{sheet.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    settings = f"{sheet.site}/{language.code}/my-work/mail/"
    message["List-Unsubscribe"] = f"<{settings}>"
    last = [
        "",
        "--",
        speaker.say("To get no more mail, sign in and choose so on this page:"),
        settings,
    ]
    first = [speaker.say("This organisation is invented: a demonstration."), ""]
    body = "\n".join([*(first if sheet.simulated else ()), *lines, *last])
    message.set_content(f"{body}\n", charset="utf-8", cte="8bit")
    message["Content-Language"] = language.tag
    return message


def dated(message: EmailMessage, at: datetime) -> EmailMessage:
    """Return ``message`` with its date."""
    message["Date"] = format_datetime(at.astimezone(UTC))
    return message


def _header(text: str) -> str:
    """Return ``text`` where it stays on its line, else raise ``ValueError``."""
    if any(category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
        raise ValueError("a header would hold a sign that is not printed")
    return text


def _quoted(name: str) -> str:
    plain = " ".join(name.split()).replace("\\", "").replace('"', "")
    return f'"{plain}"'
