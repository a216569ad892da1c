"""Guards of a decision: units and codes of the date, bills, coverage in doubt, a course cut short."""

from __future__ import annotations

from unlisted.base.outcome import Finding, Severity, Truth
from unlisted.coding.candidates import weigh
from unlisted.coding.decision import State
from unlisted.coding.decision_rules import run
from unlisted.coding.edits import EditTables, check_lines
from unlisted.coding.request import UNLISTED_OF
from unlisted.coding.work import Work
from unlisted.rules.given import Given

BUNDLING = ("77432", "77435", "77469")
"""Management codes beside which 77470 is not reported (rule ``r12_77470``)."""


def check_guards(work: Work, tables: EditTables) -> None:
    """Run the guards of the unlisted codes, and the pair and unit edits of the day."""
    unlisted = [line.code for line in work.lines if line.code in UNLISTED_OF.values()]
    for name in ("r19_one_unit", "r19_one_unlisted_code"):
        rule = work.rules.rule(name)
        for item in weigh(rule, work.rules, work.facts):
            if item.code in unlisted and item.state is not State.FITS:
                work.findings.append(
                    Finding(
                        name,
                        Severity.BLOCKING,
                        f"{rule.says} {'; '.join(item.because)}.",
                        fix="a person reviews the units and codes of the date",
                        evidence=rule.citations,
                    )
                )
    _grenz(work)
    _cut_short(work)
    _facility(work, unlisted)
    daily = [(line.code, 1 if line.code == "77427" else line.units or 1) for line in work.lines]
    work.findings += check_lines(daily, work.request, work.rules.on, tables)


def _grenz(work: Work) -> None:
    rule = work.rules.rule("r01a_grenz_rays")
    barred = run(rule, Given(course=work.facts.known()))[0] is Truth.UNMET
    if barred and {line.code for line in work.lines} & {"77401", "77436", "77437"}:
        work.findings.append(
            Finding(
                "grenz_rays",
                Severity.BLOCKING,
                rule.says,
                fix="a person reviews the coverage",
                evidence=rule.citations,
            )
        )


def _cut_short(work: Work) -> None:
    """Warn of a course that was stopped and is reported once, whatever was planned: no source settles it."""
    status = work.episode.completion.status
    once = [line for line in work.lines if line.code in {"77431", *BUNDLING}]
    if not once or not status.is_known or status.in_conflict or status.value != "stopped":
        return
    line = once[0]
    rule = next(item for item in work.rules.rules if item.id == line.rule_id)
    work.findings.append(
        Finding(
            "course_cut_short",
            Severity.WARNING,
            "the course was stopped, and no source seen settles whether "
            f"{line.code} stands for fewer fractions than planned",
            fix="ask the payer, and keep the reason for stopping at hand",
            evidence=(*status.evidence, *rule.citations),
        )
    )


def _facility(work: Work, unlisted: list[str]) -> None:
    rule = work.rules.rule("r18_facility_bill")
    for item in weigh(rule, work.rules, work.facts):
        if item.code not in unlisted:
            continue
        if item.state is State.EXCLUDED:
            work.findings.append(
                Finding(
                    "facility_bill",
                    Severity.WARNING,
                    rule.says,
                    fix="leave it off the hospital's bill; send the professional claim",
                    evidence=rule.citations,
                )
            )
        elif item.state is State.UNKNOWN:
            for slug in item.open_facts:
                work.ask(slug, rule.id, blocks=False, why=work.says(slug))
