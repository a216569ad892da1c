"""Collect what is wrong with a form or a time log, and raise it as one error."""

from __future__ import annotations

from dataclasses import dataclass, field

from unlisted.base.errors import BrokenFileError

MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing wrong. ``line`` and ``column`` count from 1. No value of the file is kept: it may be PHI."""

    line: int
    column: int
    element: str
    what: str
    fix: str

    def at(self, name: str) -> str:
        """Write ``file:line:column, element: what``."""
        place = f"{name}:{self.line}:{self.column}" if self.line else name
        return f"{place}, {self.element}: {self.what}"


@dataclass(slots=True)
class Problems:
    """The problems of one file, in the order they were met."""

    name: str
    found: list[FormProblem] = field(default_factory=list)

    def add(self, line: int, column: int, element: str, what: str, fix: str) -> None:
        """Note one problem."""
        self.found.append(FormProblem(line, column, element, what, fix))

    @property
    def enough(self) -> bool:
        """Say whether more problems need no place any more: finding a place reads the file again."""
        return len(self.found) >= MAX_SHOWN

    def raise_if_any(self) -> None:
        """Raise the one error, or return."""
        if self.found:
            raise self.as_error()

    def as_error(self) -> BrokenFileError:
        """Return one error that names every problem (the first 20)."""
        shown = sorted(self.found[:MAX_SHOWN], key=lambda item: (item.line, item.column))
        more = len(self.found) - len(shown)
        lines = [problem.at(self.name) for problem in shown] + ([f"and {more} more"] if more else [])
        return BrokenFileError(
            f"{self.name} cannot be read as a form: {len(self.found)} problem"
            + ("s" if len(self.found) > 1 else ""),
            where="\n  ".join(lines),
            why="a fact that is misread would end in a claim",
            fix="; ".join(dict.fromkeys(problem.fix for problem in shown)),
        )
