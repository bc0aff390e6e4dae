"""A small provider of OpenID Connect that listens on this computer and signs with its own key.

Written from the specification (OpenID Connect Core 1.0, RFC 7636), so that what asks it is compared
with somebody else's reading. ``changes`` make it lie.
"""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, unquote_plus, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from jwt.algorithms import ECAlgorithm

CLIENT, SECRET = "comity-test", "a secret: with signs"
GONE = object()


def unsigned(claims: dict) -> str:
    """Return a token that nobody signed (RFC 7519 §6)."""
    parts = ({"alg": "none", "typ": "JWT", "kid": "one"}, claims)
    written = [urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts]
    return ".".join([*written, ""])


class Provider:
    """Its people are texts; ``claims`` are put into what it signs, ``GONE`` takes one out."""

    def __init__(self):
        self.key, self.stranger = (
            generate_private_key(SECP256R1()),
            generate_private_key(SECP256R1()),
        )
        self.codes, self.asked, self.issuer = {}, [], ""
        self.claims, self.told, self.sign = {}, {}, None
        self.basic, self.verifies = True, True

    def authorize(self, address: str, subject: str) -> dict[str, str]:
        """Sign ``subject`` in, who came by ``address``; return the query to go back with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert "openid" in query["scope"].split()
        code = token_urlsafe(8)
        self.codes[code] = (subject, query)
        return {"code": code, "state": query["state"], "iss": self.issuer}

    def answer(self, path: str, form: dict | None, headers) -> tuple[int, dict]:
        """Return status and JSON of what it is asked."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic" if self.basic else "client_secret_post"
                ],
                **self.told,
            }
        if path == "/keys":
            public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [{**public, "kid": "one", "use": "sig", "alg": "ES256"}]}
        return self._token(form or {}, headers)

    def _token(self, form, headers):
        subject, query = self.codes.pop(form.get("code"), (None, {}))
        if subject is None or not self._is_client(form, headers):
            return 400, {"error": "invalid_grant"}
        challenge = sha256(form["code_verifier"].encode()).digest()
        fits = urlsafe_b64encode(challenge).rstrip(b"=").decode() == query["code_challenge"]
        if self.verifies and not (fits and form["redirect_uri"] == query["redirect_uri"]):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": subject,
            "aud": query["client_id"],
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 300,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not GONE}
        return 200, {
            "access_token": "unused",
            "token_type": "Bearer",
            "id_token": self._signed(kept),
        }

    def _signed(self, claims):
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": "one"})

    def _is_client(self, form, headers):
        if not self.basic:
            return (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        pair = b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        return tuple(map(unquote_plus, pair.split(":"))) == (CLIENT, SECRET)


@contextmanager
def running():
    """Give a provider that listens until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._give(None)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._give({name: values[0] for name, values in parse_qs(body).items()})

        def _give(self, form):
            status, said = provider.answer(self.path, form, self.headers)
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
