"""The decision rules in force on a day, ready to run: read once from the packs, used for many episodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import Citation
from unlisted.base.outcome import Truth
from unlisted.rules.checks import Call, Check
from unlisted.rules.evaluate import run_check
from unlisted.rules.given import Given
from unlisted.rules.rule import Rule
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import version_on
from unlisted.rules.tables import CodeEntry

PACK = "coding.decision."
PACKS = ("modality", "management", "units", "additions", "delivery", "unlisted")


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """One rule on one day. ``number`` is its place in the order (``r07``); no check: it only states."""

    id: str
    number: str
    pack: str
    codes: tuple[str, ...]
    says: str
    check: Check | None
    citations: tuple[Citation, ...]
    stale: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """Every decision rule on a day, in order, with the codes they speak of."""

    on: date
    rules: tuple[DecisionRule, ...]
    codes: dict[str, CodeEntry]
    version: str

    def of(self, pack: str) -> tuple[DecisionRule, ...]:
        """Return the rules of one pack, in order."""
        return tuple(rule for rule in self.rules if rule.pack == pack)

    def rule(self, name: str) -> DecisionRule:
        """Return a rule by the end of its id."""
        for item in self.rules:
            if item.id.endswith("." + name):
                return item
        raise LookupError(f"no decision rule {name}")


def decision_rules(rulebook: Rulebook, on: date) -> DecisionRules:
    """Select the versions in force on the day; a rule without one keeps its place and is not in force."""
    found: list[DecisionRule] = []
    for name in PACKS:
        pack = rulebook.packs[PACK + name]
        found += [_on(rule, name, on, rulebook) for rule in pack.rules]
    return DecisionRules(on, tuple(found), dict(rulebook.codes), rulebook.version)


def _on(rule: Rule, pack: str, on: date, rulebook: Rulebook) -> DecisionRule:
    version = version_on(rule, on)
    order = rule.applies_to.named
    codes = tuple(code for name in order for code in sorted(rulebook.groups.get(name, {name})))
    if version is None:
        return DecisionRule(rule.id, rule.name[:3], pack, codes, "", None, (), False, False)
    return DecisionRule(
        rule.id,
        rule.name.split("_", maxsplit=1)[0],
        pack,
        codes,
        version.says,
        version.check,
        version.citations,
        on > version.verified_through,
        True,
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one predicate found about one fact."""

    slug: str
    truth: Truth


def run(rule: DecisionRule, given: Given) -> tuple[Truth, tuple[Leaf, ...]]:
    """Run a rule's check; return its truth and what each predicate contributed to it."""
    if rule.check is None:
        return Truth.MET, ()
    truth, _ = run_check(rule.check, given)
    return truth, tuple(_leaves(rule.check, given, negated=False))


def _leaves(check: Check, given: Given, *, negated: bool) -> Iterator[Leaf]:
    if isinstance(check, Call):
        truth, _ = check.predicate.test(given, check.argument)
        slug = check.argument if isinstance(check.argument, str) else str(check.argument[0])
        if negated and truth is not Truth.UNKNOWN:
            truth = Truth.UNMET if truth is Truth.MET else Truth.MET
        yield Leaf(slug, truth)
        return
    flips = check.kind == "not"
    for part in check.parts:
        yield from _leaves(part, given, negated=negated != flips)
