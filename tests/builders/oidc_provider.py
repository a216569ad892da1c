"""A small OpenID Connect provider on this machine. It keeps to the rules, and breaks one on request."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from builders.serving import serving

CLIENT_ID, CLIENT_SECRET = "desk-of-the-test", "not a secret, a test"


@dataclass
class Misdeeds:
    """What the provider does wrong. ``claims`` overwrite those of the token; ``None`` leaves one out.

    ``sign``: key (right), other key, none, secret (the client's), mixed (an unknown key id), garbage.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    sign: str = "key"
    without_token: bool = False
    described: dict[str, Any] = field(default_factory=dict)
    token_status: int = 200
    keys_status: int = 200
    email_by_userinfo: bool = False
    userinfo: dict[str, Any] = field(default_factory=dict)


class TestProvider:
    """The provider: who signs in next (``email``, ``subject``), and its misdeeds."""

    __test__ = False

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.curve_key = ec.generate_private_key(ec.SECP256R1())
        self.email, self.subject, self.verified = "biller@riverside.test", "person-1", True
        self.wrong = Misdeeds()
        self.asked: dict[str, dict[str, str]] = {}
        self.refusals: list[str] = []

    def described(self) -> dict[str, Any]:
        """Return the document providers describe themselves with."""
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found: dict[str, Any] = {f"{name}_endpoint": f"{self.issuer}/{at}" for name, at in names.items()}
        found |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        found["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
        return {**found, **self.wrong.described}

    def keys(self) -> dict[str, Any]:
        """Return the public keys."""
        made = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        curve = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.curve_key.public_key()))
        return {
            "keys": [
                {**made, "kid": "k1", "alg": "RS256", "use": "sig"},
                {**curve, "kid": "k2", "alg": "ES256", "use": "sig"},
            ]
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Return where a signed-in person is led back to."""
        code = secrets.token_urlsafe(16)
        self.asked[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, given: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer the exchange of a code, once, for the client that began it."""
        began = self.asked.pop(given.get("code", ""), None)
        made = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        if (
            began is None
            or (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET)
            or given.get("redirect_uri") != began["redirect_uri"]
            or (began.get("code_challenge_method"), began.get("code_challenge")) != ("S256", challenge)
        ):
            self.refusals.append("token")
            return 400, {"error": "invalid_grant"}
        answer: dict[str, Any] = {"access_token": "t1", "token_type": "Bearer", "expires_in": 300}
        if not self.wrong.without_token:
            answer["id_token"] = self._signed(self._claims(began.get("nonce", "")))
        return self.wrong.token_status, answer

    def userinfo(self) -> dict[str, Any]:
        """Return what the user-info endpoint says."""
        said = {"sub": self.subject, "email": self.email, "email_verified": self.verified}
        return {**said, **self.wrong.userinfo}

    def _claims(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        if not self.wrong.email_by_userinfo:
            claims |= {"email": self.email, "email_verified": self.verified}
        return {name: value for name, value in (claims | self.wrong.claims).items() if value is not None}

    def _signed(self, claims: dict[str, Any]) -> str:
        how = self.wrong.sign
        if how == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})
        if how == "secret":
            return jwt.encode(claims, CLIENT_SECRET * 2, algorithm="HS256", headers={"kid": "k1"})
        if how == "curve":
            return jwt.encode(claims, self.curve_key, algorithm="ES256", headers={"kid": "k2"})
        if how == "garbage":
            return "not.a.token"
        key = self.other_key if how == "other key" else self.key
        kid = {"mixed": "k2", "unknown": "k9"}.get(how, "k1")
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Be silent."""

    def do_GET(self) -> None:
        """Answer what is asked by address."""
        made: TestProvider = self.server.made  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", made.authorize(dict(parse_qsl(parts.query))))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif parts.path == "/.well-known/openid-configuration":
            self._say(200, made.described())
        elif parts.path == "/keys":
            self._say(made.wrong.keys_status, made.keys())
        elif parts.path == "/userinfo" and self.headers.get("Authorization") == "Bearer t1":
            self._say(200, made.userinfo())
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        """Answer the exchange of a code."""
        made: TestProvider = self.server.made  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        self._say(*made.token(given))

    def _say(self, status: int, content: Any) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def oidc_provider() -> AbstractContextManager[TestProvider]:
    """Run the provider while the block runs."""
    return serving(_Handler, TestProvider)
