"""The desk's settings as the environment gives them: read once, checked, with words for what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from unlisted.base.errors import UsageError

PREFIX = "UNLISTED_DESK_"
SECRETS = ("SECRET_KEY", "FILE_KEYS", "AUDIT_KEY")
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True, slots=True)
class Oidc:
    """An OpenID Connect provider people may sign in with.

    ``second_factor``: the provider's own second factor counts, and the desk asks for none beside it.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """What an installation decides. ``file_keys``: the first encrypts, all decrypt (for a change of key).

    ``plain_http`` is for one's own machine only; ``demo`` allows sign-in without a second factor and says
    so on every page. ``rates`` is a dataset of prices, written by ``unlisted rates extract``.
    """

    folder: Path
    secret_key: str
    file_keys: tuple[str, ...]
    audit_key: str
    database_url: str
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    plain_http: bool
    behind_proxy: bool
    demo: bool
    session_minutes: int
    upload_megabytes: int
    api_per_minute: int = 240
    rates: Path | None = None
    oidc: Oidc | None = None


def read_environment(given: Mapping[str, str]) -> Environment:
    """Read and check the variables; raise ``UsageError`` that names the one that is wrong."""

    def text(name: str, default: str = "") -> str:
        return given.get(PREFIX + name, default).strip()

    missing = [PREFIX + name for name in SECRETS if not text(name)]
    if missing:
        raise UsageError(
            f"not set: {', '.join(missing)}",
            why="sign-in, stored files and the audit trail need keys nobody else has",
            fix="start with `unlisted serve --folder DIR`, which makes them, or set them yourself",
        )
    folder = Path(text("FOLDER") or "desk").resolve()
    plain = _flag(text("PLAIN_HTTP"), "PLAIN_HTTP")
    return Environment(
        folder=folder,
        secret_key=text("SECRET_KEY"),
        file_keys=_words(text("FILE_KEYS")),
        audit_key=text("AUDIT_KEY"),
        database_url=given.get("DATABASE_URL", "").strip() or f"sqlite:///{folder / 'desk.sqlite3'}",
        hosts=_words(text("HOSTS")) or (("127.0.0.1", "localhost") if plain else ()),
        origins=_words(text("ORIGINS")),
        plain_http=plain,
        behind_proxy=_flag(text("BEHIND_PROXY"), "BEHIND_PROXY"),
        demo=_flag(text("DEMO"), "DEMO"),
        session_minutes=_whole(text("SESSION_MINUTES", "30"), "SESSION_MINUTES", 5, 720),
        upload_megabytes=_whole(text("UPLOAD_MEGABYTES", "256"), "UPLOAD_MEGABYTES", 1, 4096),
        api_per_minute=_whole(text("API_PER_MINUTE", "240"), "API_PER_MINUTE", 1, 100_000),
        oidc=_oidc(text, plain),
        rates=Path(given["UNLISTED_RATES"]).resolve() if given.get("UNLISTED_RATES", "").strip() else None,
    )


def _oidc(text: Callable[[str], str], plain_http: bool) -> Oidc | None:
    """Read the provider: issuer, client id and secret together, or none of them."""
    issuer, client_id = text("OIDC_ISSUER"), text("OIDC_CLIENT_ID")
    secret, name = text("OIDC_CLIENT_SECRET"), text("OIDC_NAME")
    counts = _flag(text("OIDC_SECOND_FACTOR"), "OIDC_SECOND_FACTOR")
    if not (issuer or client_id or secret):
        return None
    if not (issuer and client_id and secret):
        raise UsageError(
            "the provider is named in part",
            fix=f"set {PREFIX}OIDC_ISSUER, {PREFIX}OIDC_CLIENT_ID and {PREFIX}OIDC_CLIENT_SECRET, or none",
        )
    if not issuer.startswith("https://") and not (plain_http and issuer.startswith("http://127.0.0.1:")):
        raise UsageError(f"{PREFIX}OIDC_ISSUER is no address with https", fix="correct it")
    return Oidc(issuer, client_id, secret, name or "your organization", counts)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _flag(text: str, name: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise UsageError(f"{PREFIX}{name} is neither yes nor no", fix="set it to 1 or 0")
    return text.lower() in _YES


def _whole(text: str, name: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise UsageError(f"{PREFIX}{name} is no number from {least} to {most}", fix="correct it")
    return int(text)
