"""A problem of a rule file: where it stands, what is wrong, why it matters, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.errors import RulePackError
from unlisted.base.outcome import Finding, Severity

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file. ``line`` and ``column`` count from 1; 0 means the whole file."""

    code: str
    path: str
    line: int
    column: int
    element: str
    what: str
    why: str
    fix: str

    @property
    def where(self) -> str:
        """Say the place as ``file:line:column, element``."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{place}, {self.element}" if self.element else place

    def as_finding(self) -> Finding:
        """Return the problem as a finding of the report kind."""
        message = f"{self.what} ({self.why})" if self.why else self.what
        return Finding(self.code, Severity.BLOCKING, message, where=self.where, fix=self.fix)


def as_error(problems: tuple[Problem, ...]) -> RulePackError:
    """Return one error that names every problem of the first broken file."""
    first_path = problems[0].path
    mine = [problem for problem in problems if problem.path == first_path]
    others = len({problem.path for problem in problems}) - 1
    what = f"{first_path} breaks the rulebook format" + (f" (and {others} other files)" if others else "")
    lines = [f"{problem.where}: {problem.what}" for problem in mine]
    fixes = list(dict.fromkeys(problem.fix for problem in mine if problem.fix))
    return RulePackError(
        what,
        where="\n  ".join(["", *lines]).strip(),
        why=mine[0].why or "a broken file could answer wrongly without anyone noticing",
        fix="; ".join(fixes),
    )
