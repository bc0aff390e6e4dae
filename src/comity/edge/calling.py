"""Asks a running site through its interface: what it refuses is a refusal here.

The token goes to the one host that was named, over TLS that is checked, or to this computer; a site
that sends elsewhere is not followed. What answers has a time and a size.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from ssl import create_default_context
from time import monotonic
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from comity import __version__
from comity.edge.files import read_bounded
from comity.fault import N_, Fault, FaultKind, Place, RefusedError, phrase, refuse, worded
from comity.record import plain

__all__ = [
    "CalledSite",
    "as_described",
    "ask_site",
    "called_site",
    "site_for_voter",
    "tell_site",
    "told_faults",
]

SILENCE: Final = 20.0
PATIENCE: Final = 60.0
LARGEST_ANSWER: Final = 4_000_000
LARGEST_TOKEN: Final = 1_000
PIECE: Final = 65_536
LONGEST_WORDS: Final = 1_000
MOST_TOLD: Final = 200
DONE: Final = 200
BELOW: Final = "/api/v1/"
NOTE: Final = "Intake-Note"

NO_SITE: Final = FaultKind(
    "edge.no_site",
    N_("this is no address of a site: {reason}"),
    N_("a site is named by its address, with https:// unless it runs on this computer"),
    N_("Give it after --site, or in COMITY_SITE."),
)
NO_TOKEN: Final = FaultKind(
    "edge.no_site_token",
    N_("there is no token"),
    N_("what is done on a site is done with a token of a person"),
    N_("Make one on the page of your account; name its file in COMITY_TOKEN_FILE."),
)
UNANSWERED: Final = FaultKind(
    "edge.site_unanswered",
    N_("the site gave no answer that can be read: {reason}"),
    N_("a site answers within a time, in JSON, from the host that was named"),
    N_("Run the same command again: what was done already is not done twice."),
)


@dataclass(frozen=True, slots=True)
class CalledSite:
    """A site to be asked: its address, and the tokens, which no message shows.

    ``token`` is a person's, ``voter`` that of somebody who takes part; either may be empty.
    """

    address: SplitResult
    token: str = field(repr=False)
    voter: str = field(default="", repr=False)


def called_site(address: str, environment: Mapping[str, str]) -> CalledSite:
    """Return the site at ``address`` with the token that ``environment`` holds or names a file of.

    Raises ``RefusedError`` where a token would go over the net for anybody to read.
    """
    parts = _parts(address)
    token = environment.get("COMITY_TOKEN", "")
    if not token and (named := environment.get("COMITY_TOKEN_FILE", "")):
        token = read_bounded(Path(named), LARGEST_TOKEN).decode("ascii", "replace")
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise refuse(NO_TOKEN.at(Place("COMITY_TOKEN")))
    return CalledSite(parts, token)


def site_for_voter(address: str, voter: str = "") -> CalledSite:
    """Return the site at ``address`` for somebody who takes part; raises ``RefusedError``."""
    return CalledSite(_parts(address), "", voter)


@contextmanager
def as_described(site: CalledSite) -> Iterator[None]:
    """Refuse an answer that has another form than the interface describes, once it is read."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unanswered(site, f"{type(error).__name__} {error}") from error


def ask_site(site: CalledSite, path: str) -> Any:
    """Return what the site gives at ``path`` below its interface."""
    return _called(site, "GET", path, b"", {})


def tell_site(site: CalledSite, path: str, said: Mapping[str, Any], once: str = "") -> Any:
    """Have the site do what ``said`` asks; the same sent again within a day is done once.

    So is what is sent with the same ``once``, where that is given.
    """
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    key = once or sha256(f"{path}\n".encode() + body).hexdigest()[:48]
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    return _called(site, "POST", path, body, headers)


def _parts(address: str) -> SplitResult:
    place = Place(plain(address[:LONGEST_WORDS]) or "COMITY_SITE")
    try:
        parts = urlsplit(address)
        port_fits = parts.port != 0
    except ValueError as error:
        raise refuse(NO_SITE.at(place, reason=error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_fits:
        raise refuse(
            NO_SITE.at(place, reason=phrase(N_("it does not begin with https:// and a host")))
        )
    if parts.username or parts.query or parts.fragment or parts.path.strip("/"):
        raise refuse(NO_SITE.at(place, reason=phrase(N_("there is more than a host in it"))))
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise refuse(NO_SITE.at(place, reason=phrase(N_("a token is never sent without TLS"))))
    return parts


def _is_near(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _called(
    site: CalledSite, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> Any:
    sent = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": f"comity/{__version__}",
        **headers,
    }
    if site.token:
        sent["Authorization"] = f"Bearer {site.token}"
    if site.voter:
        sent["Voter-Token"] = site.voter
    connection = _connection(site.address)
    try:
        connection.request(method, f"{BELOW}{path}", body or None, sent)
        with connection.getresponse() as response:
            status, data = response.status, _read(response)
            note = response.headers.get(NOTE, "")
        answer = json.loads(data)
    except (OSError, HTTPException, UnicodeError, ValueError, RecursionError) as error:
        raise _unanswered(site, worded(error) or type(error).__name__) from error
    finally:
        connection.close()
    if status != DONE:
        raise _refused(site, status, answer)
    return _with_note(answer, note)


def _with_note(answer: Any, note: str) -> Any:
    """Return an answer with the signed note that came beside it, as ``intake_note``."""
    if not note or not isinstance(answer, dict):
        return answer
    try:
        text = b64decode(note, validate=True).decode("ascii")
    except ValueError:
        # What was done is done, whatever came beside the answer.
        return answer
    return {**answer, "intake_note": text}


def _connection(parts: SplitResult) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port or 80, timeout=SILENCE)
    context = create_default_context()
    return HTTPSConnection(host, parts.port or 443, timeout=SILENCE, context=context)


def _read(response: HTTPResponse) -> bytes:
    ends, data = monotonic() + PATIENCE, bytearray()
    if 300 <= response.status < 400:
        raise ValueError(
            phrase(N_("it sends elsewhere, and the token is for the host that was named"))
        )
    while piece := response.read1(PIECE):
        data += piece
        if len(data) > LARGEST_ANSWER:
            raise ValueError(phrase(N_("it has more than {most} bytes"), most=LARGEST_ANSWER))
        if monotonic() > ends:
            raise TimeoutError(phrase(N_("it takes too long")))
    return bytes(data)


def _unanswered(site: CalledSite, reason: str) -> RefusedError:
    # Whether anything was done is not known, so nothing is said of it.
    where = Place(plain(site.address.geturl()))
    return RefusedError([UNANSWERED.at(where, reason=plain(reason[:LONGEST_WORDS]))], wrote=True)


def _refused(site: CalledSite, status: int, told: Any) -> RefusedError:
    """Return the refusal of the site as it worded it."""
    faults = told_faults(told)
    return RefusedError(faults) if faults else _unanswered(site, f"status {status}")


def told_faults(told: Any) -> list[Fault]:
    """Return the faults that an answer names, as the site worded them."""
    listed = told.get("faults") if isinstance(told, dict) else None
    return [_fault(one) for one in (listed if isinstance(listed, list) else [])[:MOST_TOLD]]


def _fault(told: Any) -> Fault:
    of = told if isinstance(told, dict) else {}
    values = {
        name: plain(str(of.get(name, ""))[:LONGEST_WORDS]) for name in ("found", "rule", "remedy")
    }
    place = Place(plain(str(of.get("place", ""))[:LONGEST_WORDS]) or "request")
    return Fault("edge.site_refused", place, "{found}", "{rule}", "{remedy}", values)
