"""How letters leave: into a folder of the data, or by SMTP to a server that the operator named."""

import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol

from comity.canonical import sha256_hex
from comity.edge import make_folder, read_bounded, write_atomically
from comity.fault import N_, FaultKind, Place, refuse
from comity.site.configuration import Configuration

__all__ = ["Outbox", "Post", "PostSettings", "Smtp", "post_settings", "try_post"]

PATIENCE: Final = 20.0
PRIVATE: Final = 0o600
LARGEST: Final = 10_000
SECURITY: Final = ("starttls", "tls", "none")
SITE: Final = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?", re.ASCII)
ADDRESS: Final = re.compile(r"[^\s@<>\"]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII)

BAD_SETTING: Final = FaultKind(
    "site.mail_setting",
    N_("it is “{value}”"),
    N_("mail goes to a folder, or by SMTP as the settings say"),
    N_("See docs/howto/mail for what each setting may be."),
)
NO_MAIL: Final = FaultKind(
    "site.mail_not_taken",
    N_("the mail server does not take mail: {reason}"),
    N_("letters go by the server that COMITY_SMTP_HOST names"),
    N_("Correct host, port, user or password. Letters wait meanwhile and nothing is lost."),
)


class Post(Protocol):
    """What takes letters."""

    def send(self, letter: EmailMessage) -> None:
        """Take one letter; raise ``OSError`` where it cannot be taken now."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder of letters, one file each. The same letter twice is the same file."""

    folder: Path

    def send(self, letter: EmailMessage) -> None:
        """Write the letter as a file that any mail program opens."""
        make_folder(self.folder)
        name = sha256_hex(str(letter["Message-ID"]).encode())[:32]
        write_atomically(self.folder / f"{name}.eml", letter.as_bytes(), PRIVATE)


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""

    def send(self, letter: EmailMessage) -> None:
        """Hand the letter to the server."""
        with self._open() as server:
            server.send_message(letter)

    def greet(self) -> None:
        """Open a connection as for a letter, and send none."""
        with self._open() as server:
            server.noop()

    def _open(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=PATIENCE, context=secure
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            if self.security == "starttls":
                server.starttls(context=secure)
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException):
            with suppress(OSError, smtplib.SMTPException):
                server.close()
            raise
        return server


@dataclass(frozen=True, slots=True)
class PostSettings:
    """How mail leaves, whom it is from, and the address of the site that its links begin with."""

    post: Post
    sender: str
    site: str


def post_settings(configuration: Configuration, environment: Mapping[str, str]) -> PostSettings:
    """Return how mail leaves: into the folder ``outbox`` unless ``COMITY_MAIL`` is ``smtp``."""
    host = (configuration.instance.hosts or ("localhost",))[0]
    site = environment.get("COMITY_SITE_ADDRESS") or _usual_site(host, demo=configuration.demo)
    if not SITE.fullmatch(site):
        raise refuse(BAD_SETTING.at(Place("COMITY_SITE_ADDRESS"), value=site[:60]))
    sender = environment.get("COMITY_MAIL_FROM") or f"comity@{host}"
    if not ADDRESS.fullmatch(sender):
        raise refuse(BAD_SETTING.at(Place("COMITY_MAIL_FROM"), value=sender[:60]))
    way = environment.get("COMITY_MAIL", "folder")
    if way == "folder":
        return PostSettings(Outbox(configuration.data_folder / "outbox"), sender, site)
    if way != "smtp":
        raise refuse(BAD_SETTING.at(Place("COMITY_MAIL"), value=way[:60]))
    return PostSettings(_smtp(environment), sender, site)


def try_post(settings: PostSettings) -> None:
    """Refuse where the mail server takes no mail now; a folder always does."""
    if isinstance(settings.post, Smtp):
        try:
            settings.post.greet()
        except (OSError, smtplib.SMTPException) as error:
            raise refuse(NO_MAIL.at(Place(settings.post.host), reason=_reason(error))) from error


def _reason(error: Exception) -> str:
    return type(error).__name__ if not str(error) else str(error)[:200]


def _usual_site(host: str, *, demo: bool) -> str:
    return "http://localhost:8000" if demo else f"https://{host}"


def _smtp(environment: Mapping[str, str]) -> Smtp:
    host = environment.get("COMITY_SMTP_HOST", "")
    port = environment.get("COMITY_SMTP_PORT", "587")
    security = environment.get("COMITY_SMTP_SECURITY", "starttls")
    if not host:
        raise refuse(BAD_SETTING.at(Place("COMITY_SMTP_HOST"), value=host))
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise refuse(BAD_SETTING.at(Place("COMITY_SMTP_PORT"), value=port[:60]))
    if security not in SECURITY:
        raise refuse(BAD_SETTING.at(Place("COMITY_SMTP_SECURITY"), value=security[:60]))
    user, password = environment.get("COMITY_SMTP_USER", ""), _password(environment)
    if user and security == "none":
        # A password is never said in the clear.
        raise refuse(BAD_SETTING.at(Place("COMITY_SMTP_SECURITY"), value=security))
    return Smtp(host, int(port), security, user, password)


def _password(environment: Mapping[str, str]) -> str:
    file = environment.get("COMITY_SMTP_PASSWORD_FILE")
    if not file:
        return environment.get("COMITY_SMTP_PASSWORD", "")
    try:
        return read_bounded(Path(file), LARGEST).decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise refuse(BAD_SETTING.at(Place("COMITY_SMTP_PASSWORD_FILE"), value=file)) from error
