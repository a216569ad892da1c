"""What every section is assembled from: the request, the rulebook, Medicare's tables, benchmark runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.base.money import format_usd
from unlisted.base.outcome import Reason, Unavailable
from unlisted.benchmarks.values import BenchmarkRun
from unlisted.pricing.tables import MedicareTables
from unlisted.report.blocks import Cell, Column, Gap, InputFile, Sentence, Table
from unlisted.report.citations import Citations
from unlisted.report.words import REASON_WORDS
from unlisted.rules.coverage import CoverageRow, coverage_register
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.select import RuleAnswer
from unlisted.rules.tables import CodeEntry


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked: the code, the day, and which payers and states (empty: all)."""

    billing_code: str
    as_of: date
    payers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    software_version: str = ""
    reproduce: str = ""


@dataclass(frozen=True, slots=True)
class BenchmarkRuns:
    """One dataset looked at three ways: nationally, by state, and by payer and contract."""

    national: BenchmarkRun
    by_state: BenchmarkRun
    by_payer: BenchmarkRun


@dataclass(frozen=True, slots=True)
class Draft:
    """The material of one report, and the citations it has used so far.

    ``register`` is what is known of the code, by payer and question.
    """

    request: ReportRequest
    rulebook: Rulebook
    tables: MedicareTables
    runs: BenchmarkRuns | None = None
    inputs: tuple[InputFile, ...] = ()
    citations: Citations = field(default_factory=Citations)
    register: Mapping[tuple[str, str], CoverageRow] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Return the billing code."""
        return self.request.billing_code

    @property
    def day(self) -> date:
        """Return the day the report answers for."""
        return self.request.as_of

    @property
    def entry(self) -> CodeEntry:
        """Return the code's own entry of the registry."""
        return self.rulebook.codes[self.code]

    @property
    def comparators(self) -> tuple[str, ...]:
        """Return the listed codes an unlisted one is measured against, else the code's family."""
        named = self.rulebook.groups.get(f"comparators_{self.code}")
        if named is None:
            family = self.entry.family
            named = frozenset(
                e.code
                for e in self.rulebook.codes.values()
                if e.family == family and e.kind != "unlisted" and self.in_force(e)
            )
        return tuple(sorted(named - {self.code}))

    def in_force(self, entry: CodeEntry) -> bool:
        """Say whether a code may be reported on the report's day."""
        starts = entry.effective_from is None or entry.effective_from <= self.day
        return starts and (entry.effective_to is None or self.day <= entry.effective_to)

    def say(self, text: str, evidence: Iterable[Evidence] = ()) -> Sentence:
        """Return a sentence with its evidence marks."""
        return self.citations.say(text, evidence)

    def say_rule(self, answer: RuleAnswer, holder: str = "") -> Sentence:
        """Return what a rule says; ``holder`` names another payer whose rule is taken over."""
        text = f"{answer.says} (Taken over from {holder}.)" if holder else answer.says
        return self.citations.say(text, answer.evidence)

    def gap(self, what: str, why: Unavailable) -> Gap:
        """Return a line for something not known."""
        return Gap(what, why.reason, why.searched, why.would_fill, why.searched_on)

    def cell(self, text: str, evidence: Iterable[Evidence] = (), value: Decimal | int | None = None) -> Cell:
        """Return a table cell with its evidence marks."""
        return Cell(text, text if value is None else value, self.citations.mark(evidence))


def make_draft(
    request: ReportRequest,
    rulebook: Rulebook,
    tables: MedicareTables,
    runs: BenchmarkRuns | None = None,
    inputs: Iterable[InputFile] = (),
) -> Draft:
    """Return the material of a report with nothing cited yet."""
    register = coverage_register(rulebook, (request.billing_code,), request.as_of)
    return Draft(
        request,
        rulebook,
        tables,
        runs,
        tuple(sorted(inputs, key=lambda item: item.file_name)),
        register={(row.payer, row.question): row for row in register},
    )


def missing(reason: Reason, text: str = "") -> Cell:
    """Return a cell that says why nothing stands in it."""
    return Cell(text or REASON_WORDS[reason], None, (), reason)


def figure(value: Decimal | int | None, *, places: int = 2) -> Cell:
    """Return a plain figure, or nothing where the source rightly states none."""
    if value is None:
        return Cell("none", None)
    shown = f"{value:,.{places}f}" if isinstance(value, Decimal) else f"{value:,}"
    return Cell(shown, value)


def dollars(value: Decimal | None, marks: tuple[int, ...] = (), *, cents: bool = True) -> Cell:
    """Return dollars, or "none" where the source rightly states no amount."""
    if value is None:
        return Cell("none", None, marks)
    return Cell(format_usd(value, cents=cents), value, marks)


def make_table(
    table_id: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    sort: str = "",
    note: str = "",
) -> Table:
    """Return a table whose rows are as wide as its columns."""
    made = tuple(tuple(row) for row in rows)
    for row in made:
        if len(row) != len(columns):
            raise ValueError(f"table {table_id}: a row of {len(row)} cells under {len(columns)} columns")
    return Table(table_id, caption, tuple(columns), made, sort, note)
