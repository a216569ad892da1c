"""What one validation finds, and the checks that lead from one part of a resource into another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import Any

from unlisted.base.outcome import Severity
from unlisted.formats.fhir.limits import MAX_ISSUES
from unlisted.formats.fhir.profiles.definitions import Definitions, Package
from unlisted.formats.fhir.profiles.issue import FIX, WHY, Issue
from unlisted.formats.fhir.profiles.item import At, Item
from unlisted.formats.fhir.profiles.references import Surroundings
from unlisted.formats.fhir.profiles.snapshot import Compiled, Node


class Findings:
    """The issues of one validation, what was not checked, and what was already answered.

    ``within`` is the validation that tries this one: answers are shared with it, issues are not.
    """

    def __init__(
        self, definitions: Definitions, asking: Package | None, within: Findings | None = None
    ) -> None:
        self.definitions = definitions
        self.asking = asking
        self.issues: dict[tuple[str, str, str], Issue] = {}
        self.not_checked: Counter[str] = Counter()
        self.profiles: dict[str, None] = {}
        self.invariants = 0
        self.left_off = 0
        self._kept: Counter[Severity] = Counter()
        self.answers: dict[tuple[int, str], bool | None] = within.answers if within else {}
        self.around_of: dict[int, Surroundings] = within.around_of if within else {}

    def error(self, at: At, where: str, rule: str, what: str, *, why: str = "", fix: str = "") -> None:
        """Note a breach, each once."""
        self._note(
            Issue(
                Severity.BLOCKING,
                where,
                at.profile,
                rule,
                what,
                why or WHY.get(rule, ""),
                fix or FIX.get(rule, ""),
            )
        )

    def warning(self, at: At, where: str, rule: str, what: str, *, why: str = "") -> None:
        """Note what a profile only advises."""
        self._note(Issue(Severity.WARNING, where, at.profile, rule, what, why))

    def _note(self, issue: Issue) -> None:
        """Keep an issue once; beyond the limit, issues of its severity are counted and not kept."""
        key = (issue.location, issue.rule, issue.what)
        if key in self.issues:
            return
        if self._kept[issue.severity] >= MAX_ISSUES:
            self.left_off += 1
            return
        self._kept[issue.severity] += 1
        self.issues[key] = issue


class Checking(Findings, ABC):
    """A validation under way, as its parts see it: a reference or a slice leads back into the whole."""

    @abstractmethod
    def resource(
        self,
        value: Any,
        where: str,
        around: Surroundings,
        extra: tuple[str, ...] = (),
        asking: Package | None = None,
    ) -> None:
        """Check a resource against what it claims, or else against its base definition."""

    @abstractmethod
    def root(self, compiled: Compiled, value: Any, where: str, around: Surroundings) -> None:
        """Check a value against a whole profile or type; a check under way is not begun again."""

    @abstractmethod
    def conforms(self, value: Any, url: str, asking: Package | None, around: Surroundings) -> bool | None:
        """Say whether a resource conforms to a profile; ``None`` where the profile is not loaded."""

    @abstractmethod
    def check_object(self, node: Node, shape: Node, value: Any, where: str, at: At, *, whole: bool) -> None:
        """Check the children of an object; ``whole`` also refuses what the definition does not know.

        ``shape`` holds the children: the node itself, or the root of its type.
        """

    @abstractmethod
    def check_value(self, node: Node, item: Item, at: At, *, whole: bool) -> None:
        """Check one value against one element definition."""
