"""The identity token: believed only after every check of OpenID Connect Core, section 3.1.3.7."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures by a key of the provider. Unsigned tokens and shared secrets are never taken."""
LEEWAY = 30
"""Seconds two clocks may differ by."""
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


class TokenRefusedError(Exception):
    """The token is not believed; ``reason`` is a word of ours, without anything the token holds."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def verified_claims(
    token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str
) -> Mapping[str, Any]:
    """Return the claims of a token, or raise ``TokenRefusedError``.

    ``keys`` is the provider's key set (JWKS). Signature, issuer, audience, time and nonce all have to fit.
    """
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            _key(token, keys),
            algorithms=list(ALGORITHMS),
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": _REQUIRED},
        )
    except jwt.ExpiredSignatureError as error:
        raise TokenRefusedError("expired") from error
    except jwt.InvalidAudienceError as error:
        raise TokenRefusedError("other audience") from error
    except jwt.InvalidIssuerError as error:
        raise TokenRefusedError("other issuer") from error
    except jwt.InvalidSignatureError as error:
        raise TokenRefusedError("wrong signature") from error
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise TokenRefusedError("no valid token") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client_id:
        raise TokenRefusedError("other audience")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise TokenRefusedError("wrong nonce")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise TokenRefusedError("no subject")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """Return the provider's key that the token names, where it fits the signature the token states."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise TokenRefusedError("not signed by a key")
    every = jwt.PyJWKSet.from_dict(dict(keys)).keys
    named = [key for key in every if key.key_id == header.get("kid")]
    if len(named) != 1 or named[0].algorithm_name != header["alg"]:
        raise TokenRefusedError("signed by an unknown key")
    return named[0]
