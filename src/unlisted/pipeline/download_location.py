"""Where a file lies on the network, told apart from the signature that lets one fetch it."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

WEB = ("http", "https")
STORES = ("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory")
"""Object stores, read by fsspec where it is installed (``memory`` is its own, for tests)."""

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SIGNATURES = (
    (re.compile(r"^x-amz-.*$"), "x-amz-signature"),
    (re.compile(r"^x-goog-.*$"), "x-goog-signature"),
    (re.compile(r"^(expires|signature|key-pair-id|policy|awsaccesskeyid|googleaccessid)$"), "signature"),
    (re.compile(r"^(sig|se|sp|sv|sr|st|spr|sip|skoid|sktid|skt|ske|sks|skv)$"), "sig"),
)
"""Query names of S3, Google, CloudFront and Azure signatures, each with the name that shows it is one."""
_SECRET = re.compile(r"token|auth|secret|password|api-?_?key|hmac", re.IGNORECASE)
_SHOWN_DIGITS = 8
_CHECKSUM = re.compile(r"^sha256=([0-9a-fA-F]{64})$")


def is_url(text: str) -> bool:
    """Say whether a text is an address rather than a path."""
    match = _SCHEME.match(text)
    return match is not None and match[1].lower() in (*WEB, *STORES)


@lru_cache(maxsize=65_536)
def public_location(url: str) -> str:
    """Return the address without signature, password and fragment: what may be stored and shown.

    Two addresses that differ in these only are one file. A token that is no signature may name the file:
    eight digits of its hash stand for it.
    """
    parts = urlsplit(url)
    host = parts.netloc.rsplit("@", 1)[-1].lower()
    for scheme, port in (("http", ":80"), ("https", ":443")):
        if parts.scheme.lower() == scheme:
            host = host.removesuffix(port)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    present = {name.lower() for name, _ in pairs}
    signing = [names for names, sign in _SIGNATURES if sign in present]
    query = sorted(
        (name, _shown(name, value))
        for name, value in pairs
        if not any(names.match(name.lower()) for names in signing)
    )
    return urlunsplit((parts.scheme.lower(), host, parts.path, urlencode(query), ""))


def _shown(name: str, value: str) -> str:
    if not _SECRET.search(name):
        return value
    return "hash-" + hashlib.sha256(value.encode()).hexdigest()[:_SHOWN_DIGITS]


def file_name(url: str) -> str:
    """Return the last part of the path."""
    return unquote(urlsplit(url).path).rstrip("/").rsplit("/", 1)[-1] or urlsplit(url).netloc


def expected_sha256(url: str) -> str:
    """Return the checksum that a fragment ``#sha256=…`` states, or an empty text."""
    match = _CHECKSUM.match(urlsplit(url).fragment)
    return match[1].lower() if match else ""


def without_fragment(url: str) -> str:
    """Return what is asked of the server."""
    return urlunsplit(urlsplit(url)._replace(fragment=""))


def signature_expiry(url: str) -> str:
    """Return what a signed address says of its end, so that later ends sort later; empty if nothing."""
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}
    if (ends := query.get("expires", "")).isdigit():
        return f"{int(ends):020d}"
    begins = query.get("x-amz-date") or query.get("x-goog-date") or query.get("se") or ""
    return "".join(character for character in begins if character.isdigit())
