"""The desk's settings as the environment gives them: read once, checked, with words for what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unlisted.base.errors import UsageError

PREFIX = "UNLISTED_DESK_"
SECRETS = ("SECRET_KEY", "FILE_KEYS", "AUDIT_KEY")
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


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
        rates=Path(given["UNLISTED_RATES"]).resolve() if given.get("UNLISTED_RATES", "").strip() else None,
    )


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
