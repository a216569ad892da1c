"""Assemble the report of one code on one day: eleven sections, the findings, the list of sources."""

from __future__ import annotations

from unlisted.base.errors import UnknownNameError
from unlisted.pricing.tables import MedicareTables
from unlisted.report.blocks import InputFile, Report
from unlisted.report.draft import BenchmarkRuns, ReportRequest, make_draft
from unlisted.report.sections.benchmarks import benchmarks_section
from unlisted.report.sections.checklist import checklist_section
from unlisted.report.sections.clinical import clinical_section
from unlisted.report.sections.code import code_section
from unlisted.report.sections.coding import coding_section
from unlisted.report.sections.gaps import gaps_section
from unlisted.report.sections.method import method_section
from unlisted.report.sections.payers import payers_section
from unlisted.report.sections.summary import findings, status_line, summary_section
from unlisted.report.sections.updates import updates_section
from unlisted.report.sections.variability import variability_section
from unlisted.rules.rulebook import Rulebook


def check_code(rulebook: Rulebook, code: str) -> None:
    """Raise ``UnknownNameError`` for a code the rulebook has no entry of."""
    if code in rulebook.codes:
        return
    near = sorted(known for known in rulebook.codes if known[:3] == code[:3])[:8]
    raise UnknownNameError(
        f"no code {code} in the rulebook",
        why="a report needs at least the code's own entry: its name in our words, its family, its years",
        fix=f"did you mean one of {', '.join(near)}?" if near else "see `unlisted rules list`",
    )


def assemble_report(
    request: ReportRequest,
    rulebook: Rulebook,
    tables: MedicareTables,
    runs: BenchmarkRuns | None = None,
    inputs: tuple[InputFile, ...] = (),
) -> Report:
    """Return the report as one value. The same arguments give an equal value.

    ``runs`` are benchmark runs over files at hand; without them the sections on money show what comes
    with the package, and say what is not loaded.
    """
    check_code(rulebook, request.billing_code)
    draft = make_draft(request, rulebook, tables, runs, inputs)
    five = findings(draft)
    sections = (
        summary_section(draft),
        code_section(draft),
        clinical_section(draft),
        coding_section(draft),
        payers_section(draft),
        variability_section(draft),
        benchmarks_section(draft),
        updates_section(draft),
        checklist_section(draft),
        gaps_section(draft),
        method_section(draft),
    )
    return Report(
        billing_code=request.billing_code,
        name=draft.entry.name[0].upper() + draft.entry.name[1:],
        as_of=request.as_of,
        status_line=status_line(draft),
        findings=five,
        sections=sections,
        citations=draft.citations.entries(),
        inputs=draft.inputs,
        payers_as_of=rulebook.verified_through,
        software_version=request.software_version,
        rulebook_version=rulebook.version,
        reproduce=request.reproduce,
    )
