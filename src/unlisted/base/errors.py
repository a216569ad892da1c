"""The one tree of errors: what happened, where, why it matters, what to do.

Expected outcomes are values (``Unavailable``, ``Finding``); these exceptions are for broken files,
refused actions and failed transports. ``code`` is stable and documented; ``exit_code`` is what the
command line returns.
"""

from __future__ import annotations

from typing import ClassVar


class UnlistedError(Exception):
    """Stop with a message a person can act on.

    ``what`` happened, ``where`` (file, line, element), ``why`` it matters, ``fix``: what to do.
    None of the four may hold protected health information.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"where: {self.where}")
        if self.why:
            lines.append(f"why it matters: {self.why}")
        if self.fix:
            lines.append(f"what to do: {self.fix}")
        return "\n".join(lines)


class UsageError(UnlistedError):
    """The call itself does not make sense."""

    code = "usage"
    exit_code = 2


class InputError(UnlistedError):
    """A file given to us cannot be read as what it claims to be."""

    code = "input"
    exit_code = 3


class BrokenFileError(InputError):
    """A file is truncated, malformed or contradicts its own format."""

    code = "broken_file"


class UnsupportedFormatError(InputError):
    """A file is whole, but of a kind or version that is not read here."""

    code = "unsupported_format"


class LimitExceededError(InputError):
    """A file goes beyond a stated safety limit (size, depth, ratio)."""

    code = "limit_exceeded"


class DownloadError(InputError):
    """A file at a web address cannot be had: refused, gone, cut, or not what it was."""

    code = "download"


class RulePackError(UnlistedError):
    """A file of the rulebook breaks the rule-pack format."""

    code = "rule_pack"
    exit_code = 4


class UnknownNameError(UnlistedError):
    """A code, payer, rule or table is asked for that is not known here."""

    code = "unknown_name"
    exit_code = 5


class MissingDataError(UnlistedError):
    """Data are needed that have not been loaded."""

    code = "missing_data"
    exit_code = 6


class MissingExtraError(UnlistedError):
    """An optional part is not installed; the message names the command that installs it."""

    code = "missing_extra"
    exit_code = 7


class OutputError(UnlistedError):
    """A result cannot be written; nothing half-written is left behind."""

    code = "output"
    exit_code = 8
