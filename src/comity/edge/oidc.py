"""Signing in at somebody else's provider: the code flow of OpenID Connect Core 1.0 with PKCE.

What a provider signed is checked by a library (PyJWT, the extra ``oidc``). Nothing is asked of
anybody until somebody begins to sign in this way, and then only of the provider that is configured.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import create_default_context
from threading import BoundedSemaphore
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

from comity import __version__
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.record import plain

__all__ = [
    "OidcAsked",
    "OidcClient",
    "OidcProvider",
    "Proved",
    "address_to_ask",
    "find_provider",
    "is_secured",
    "prove",
]

DISCOVERY: Final = "/.well-known/openid-configuration"
SCOPE: Final = "openid profile"
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures by a key of the provider alone: none, and none by a secret that both share."""
REQUIRED: Final = ("iss", "sub", "aud", "exp", "iat")
LEEWAY: Final = 60
"""Seconds that two clocks may be apart."""
SILENCE: Final = 10.0
AT_A_TIME: Final = 4
"""So many ask a provider at once: while it is silent, the other threads serve everybody else."""
LARGEST: Final = 200_000
LONGEST: Final = 255
LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
OK: Final = 200
_PLACES: Final = BoundedSemaphore(AT_A_TIME)
SHOWN: Final = ("preferred_username", "email", "name")

NOT_REACHED: Final = FaultKind(
    "edge.provider_not_reached",
    N_("{host} gives no usable answer: {reason}"),
    N_("who signs in elsewhere is asked there, by the addresses that the provider publishes"),
    N_("Sign in with name, password and code, and tell who runs this site."),
)
NOT_PROVED: Final = FaultKind(
    "edge.sign_in_not_proved",
    N_("what {host} says does not prove who you are: {reason}"),
    N_("its word is signed by its own key, for this site, for this attempt, and counts once"),
    N_("Begin again. If it stays so, sign in with name, password and code."),
)


@dataclass(frozen=True, slots=True)
class OidcClient:
    """How this site is known to a provider; without a ``secret`` by PKCE alone."""

    issuer: str
    name: str
    secret: str = ""

    @property
    def host(self) -> str:
        """Return what people know the provider by."""
        return urlsplit(self.issuer).hostname or ""


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """The addresses that a provider publishes; ``basic`` says how it wants to know the client."""

    authorization: str
    token: str
    keys: str
    basic: bool


@dataclass(frozen=True, slots=True)
class OidcAsked:
    """What one attempt is known by: the way back, and three values that nobody else knows."""

    back: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proved:
    """Whom the provider has signed for: its own id of them, and what it calls them."""

    subject: str
    shown: str


def is_secured(address: str) -> bool:
    """Return whether an address is reached by TLS, or is on this computer."""
    try:
        parts = urlsplit(address)
        reached = parts.scheme == "https" or parts.hostname in LOCAL
        return reached and parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def find_provider(client: OidcClient) -> OidcProvider:
    """Return what the provider says of itself; raise ``RefusedError`` where that is not usable."""
    said = _json(client, client.issuer.rstrip("/") + DISCOVERY)
    if said.get("issuer") != client.issuer:
        raise _not_reached(client, phrase(N_("it calls itself otherwise")))
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = [said.get(name) for name in names]
    if not all(isinstance(one, str) and is_secured(one) for one in addresses):
        raise _not_reached(client, phrase(N_("it names no secured addresses")))
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = isinstance(methods, list) and "client_secret_basic" in methods
    authorization, token, keys = map(str, addresses)
    return OidcProvider(authorization, token, keys, basic)


def address_to_ask(client: OidcClient, provider: OidcProvider, asked: OidcAsked) -> str:
    """Return where the browser goes to sign in at the provider."""
    challenge = urlsafe_b64encode(sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "scope": SCOPE,
        "client_id": client.name,
        "redirect_uri": asked.back,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    mark = "&" if "?" in provider.authorization else "?"
    return f"{provider.authorization}{mark}{urlencode(query)}"


def prove(client: OidcClient, provider: OidcProvider, asked: OidcAsked, code: str) -> Proved:
    """Return for whom the provider signs, given the ``code`` that came back.

    Raises ``RefusedError`` unless its word is signed by a key of its own and for this attempt.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.back,
        "code_verifier": asked.verifier,
        "client_id": client.name,
    }
    headers = {}
    if client.secret and provider.basic:
        pair = f"{quote_plus(client.name)}:{quote_plus(client.secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    elif client.secret:
        form["client_secret"] = client.secret
    token = _json(client, provider.token, form, headers).get("id_token")
    if not isinstance(token, str):
        raise _not_proved(client, phrase(N_("there is no token")))
    return _proved(client, _claims(client, token, _json(client, provider.keys)), asked)


def _claims(client: OidcClient, token: str, keys: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a token says, signed for us by one of ``keys`` and not out of date."""
    import jwt  # noqa: PLC0415 - the extra ``oidc``, for whom it is configured

    try:
        named = jwt.get_unverified_header(token).get("kid")
        known = [one for one in jwt.PyJWKSet.from_dict(dict(keys)).keys if _signs(one)]
        fitting = [one for one in known if one.key_id == named or named is None]
        if len(fitting) != 1:
            raise _not_proved(
                client, phrase(N_("it is signed by no key that the provider publishes"))
            )
        found: Mapping[str, Any] = jwt.decode(
            token,
            key=fitting[0],
            algorithms=list(ALGORITHMS),
            audience=client.name,
            issuer=client.issuer,
            leeway=LEEWAY,
            options={"require": list(REQUIRED)},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise _not_proved(client, type(error).__name__) from error
    return found


def _signs(key: Any) -> bool:
    return key.public_key_use in {None, "sig"} and key.algorithm_name in ALGORITHMS


def _proved(client: OidcClient, claims: Mapping[str, Any], asked: OidcAsked) -> Proved:
    nonce, subject = claims.get("nonce"), claims["sub"]
    answers = isinstance(nonce, str) and nonce.isascii() and compare_digest(nonce, asked.nonce)
    if not answers:
        raise _not_proved(client, phrase(N_("it is the answer to another attempt")))
    others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if others else client.name) != client.name:
        raise _not_proved(client, phrase(N_("it is for another site")))
    if not isinstance(subject, str) or not subject.isascii() or not 0 < len(subject) <= LONGEST:
        raise _not_proved(client, phrase(N_("it names nobody")))
    texts = (claims.get(name) for name in SHOWN)
    shown = next((one for one in texts if isinstance(one, str) and one.strip()), subject)
    return Proved(subject, plain(shown, LONGEST))


def _json(
    client: OidcClient,
    address: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Mapping[str, Any]:
    """Return the JSON object at ``address``, asked for once and without being sent on."""
    if not _PLACES.acquire(blocking=False):
        raise _not_reached(client, phrase(N_("it has not answered others yet")))
    try:
        status, data = _asked(address, form, headers or {})
        found = json.loads(data) if status == OK else None
    except (OSError, HTTPException, RecursionError, ValueError) as error:
        raise _not_reached(client, type(error).__name__) from error
    finally:
        _PLACES.release()
    if status != OK and form is not None:
        raise _not_proved(client, phrase(N_("it does not take the code that came back")))
    if not isinstance(found, dict):
        raise _not_reached(client, phrase(N_("it answers {status}"), status=status))
    return found


def _asked(
    address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=SILENCE, context=create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=SILENCE)
    )
    told = {"Accept": "application/json", "User-Agent": f"comity/{__version__}", **headers}
    if form is not None:
        told["Content-Type"] = "application/x-www-form-urlencoded"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        method, body = ("GET", None) if form is None else ("POST", urlencode(form))
        connection.request(method, path, body, told)
        response = connection.getresponse()
        data = response.read(LARGEST + 1)
    finally:
        connection.close()
    if len(data) > LARGEST:
        raise ValueError(phrase(N_("too long")))
    return response.status, data


def _not_reached(client: OidcClient, reason: str) -> RefusedError:
    return refuse(NOT_REACHED.at(Place(client.issuer), host=client.host, reason=reason))


def _not_proved(client: OidcClient, reason: str) -> RefusedError:
    return refuse(NOT_PROVED.at(Place(client.issuer), host=client.host, reason=reason))
