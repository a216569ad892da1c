"""Write an imported episode as a person reads it: plans, fractions, findings, files, what is missing.

No name or number of the patient is shown; file names are.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from unlisted.base.outcome import Finding, Severity
from unlisted.episode.derive.totals import CourseTotals, course_totals
from unlisted.episode.episode import Episode
from unlisted.episode.fact import Held
from unlisted.episode.plan import Plan

WIDTH = 110
MAX_FINDINGS = 40
_ORDER = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.ADVICE: 2}
_STEP = Decimal("0.001")
NOT_KNOWN = "not known"


def episode_text(episode: Episode) -> str:
    """Return the summary of an imported episode."""
    console = Console(file=StringIO(), width=WIDTH, highlight=False, force_terminal=False)
    totals = course_totals(episode)
    for line in _headline(episode, totals):
        console.print(Text(line))
    for title, table in (
        ("Plans", _plans(episode)),
        ("Fractions", _fractions(episode)),
        ("Plan changes", _changes(episode)),
        ("Findings", _findings(episode)),
        ("Files not used", _unused(episode)),
    ):
        if table.row_count:
            console.print()
            console.print(Text(title))
            console.print(table)
    missing = missing_sections(episode)
    console.print()
    console.print(Text(f"Missing: {', '.join(missing) if missing else 'no section is empty'}"))
    if episode.unmapped:
        count = plural(len(episode.unmapped), "element")
        console.print(
            Text(f"Not taken over: {count} of the sources; the episode file lists each as unmapped")
        )
    console.print(Text("Step by step, with what each gap weakens: unlisted episode check"))
    text = console.file.getvalue() if isinstance(console.file, StringIO) else ""
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _headline(episode: Episode, totals: CourseTotals) -> list[str]:
    planned = str(totals.fractions_planned) if totals.fractions_planned is not None else "an unknown number"
    dose = gray(totals.dose_delivered_gy) if totals.fractions_delivered else ""
    of = f" of {gray(totals.dose_planned_gy)}" if dose and totals.dose_planned_gy is not None else ""
    kinds = Counter(source.kind for source in episode.sources if source.used)
    lines = [
        f"Episode {episode.id}",
        f"Fractions  {totals.fractions_delivered} of {planned} delivered" + (f", {dose}{of}" if dose else ""),
    ]
    if totals.records:
        days = totals.treatment_days
        lines.append(
            f"Delivery   {plural(totals.records, 'record')} on {plural(len(days), 'date')} "
            f"({days[0]} to {days[-1]})"
        )
        lines.append(
            f"Events     {plural(totals.machine_stops, 'machine stop')}, {totals.continued} continued, "
            f"{plural(totals.overrides, 'override')}, {plural(totals.plan_changes, 'plan change')}"
        )
    used = sum(kinds.values())
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    lines.append(f"Files      {used} of {len(episode.sources)} used ({listed})")
    return lines


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def gray(dose: Decimal | None) -> str:
    """Write a dose to 0.001 Gy."""
    return f"{dose.quantize(_STEP)} Gy" if dose is not None else "a dose no source states"


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0))


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))


def _said(held: Held[Any]) -> str:
    if not held.is_known:
        return NOT_KNOWN
    value = held.value
    shown = value.value if hasattr(value, "value") else value
    return f"{shown} (sources contradict)" if held.in_conflict else str(shown)


def _plans(episode: Episode) -> Table:
    table = _table("plan", "technique", "fractions", "dose a fraction", "approved", "standing")
    for plan in episode.plans:
        each = gray(plan.dose_per_fraction_gy.value) if plan.dose_per_fraction_gy.is_known else NOT_KNOWN
        approved = _said(plan.approval)
        if approved == "approved" and plan.approved_on.is_known:
            approved = str(plan.approved_on.value)
        _row(
            table,
            _said(plan.label),
            _techniques(plan),
            _said(plan.fractions_planned),
            each,
            approved,
            _standing(plan),
        )
    return table


def _techniques(plan: Plan) -> str:
    counts = Counter(beam.technique.value for beam in plan.beams)
    return ", ".join(f"{count} × {name.replace('_', ' ')}" for name, count in counts.items()) or "no beam"


def _standing(plan: Plan) -> str:
    if plan.excluded:
        return f"left out: {plan.excluded}"
    if plan.stereotactic_proposed and not plan.stereotactic_confirmed.is_known:
        return f"counts; stereotactic? {plan.why_stereotactic}"
    return "counts"


def _fractions(episode: Episode) -> Table:
    table = _table("no.", "plan", "fraction", "day", "dose", "remarks", "evidence")
    labels = {plan.uid: _said(plan.label) for plan in episode.plans}
    for course_number, fraction in enumerate(episode.fractions, 1):
        parts = _parts(episode, fraction.record_uids, fraction.number)
        remarks = [
            *([] if fraction.complete else ["not complete"]),
            *([f"continued ({' + '.join(parts)})"] if fraction.continued else []),
            *([plural(fraction.machine_stops, "machine stop")] if fraction.machine_stops else []),
            *([plural(fraction.overrides, "override")] if fraction.overrides else []),
        ]
        place = next((e for e in fraction.evidence if hasattr(e, "locator")), None)
        shown = getattr(place, "file_name", "") if place else ""
        _row(
            table,
            str(course_number),
            labels.get(fraction.plan_uid, "not among the files"),
            str(fraction.number),
            ", ".join(day.isoformat() for day in fraction.days),
            gray(fraction.dose_gy) if fraction.dose_gy is not None else NOT_KNOWN,
            ", ".join(remarks),
            shown,
        )
    return table


def _parts(episode: Episode, uids: tuple[str, ...], number: int) -> list[str]:
    shown = []
    for record in episode.records:
        if record.uid in uids and record.fraction_number == number:
            doses = [beam.dose_gy for beam in record.beams if beam.dose_gy is not None]
            shown.append(gray(sum(doses, Decimal(0))))
    return shown


def _changes(episode: Episode) -> Table:
    table = _table("from", "to", "on", "reason")
    labels = {plan.uid: _said(plan.label) for plan in episode.plans}
    for change in episode.plan_changes:
        names = (labels.get(uid, "not among the files") for uid in (change.from_plan_uid, change.to_plan_uid))
        _row(table, *names, _said(change.on), _said(change.reason))
    return table


def sorted_findings(episode: Episode) -> list[Finding]:
    """Return the findings, the weighty first; files not used stand in a list of their own."""
    shown = [item for item in episode.findings if item.code != "file_not_used"]
    return sorted(shown, key=lambda item: _ORDER[item.severity])


def _findings(episode: Episode) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    found = sorted_findings(episode)
    for item in found[:MAX_FINDINGS]:
        lines = [item.message, f"evidence: {item.where}" if item.where else "", f"to do: {item.fix}"]
        _row(table, item.severity.value, "\n".join(line for line in lines if line))
    if len(found) > MAX_FINDINGS:
        _row(table, "", f"and {len(found) - MAX_FINDINGS} more, in the episode file")
    return table


def _unused(episode: Episode) -> Table:
    table = _table("file", "why")
    unused = [source for source in episode.sources if not source.used]
    for source in unused[:MAX_FINDINGS]:
        _row(table, source.name, source.note)
    if len(unused) > MAX_FINDINGS:
        _row(table, f"and {len(unused) - MAX_FINDINGS} more", "in the episode file")
    return table


def missing_sections(episode: Episode) -> list[str]:
    """Return the sections of an episode of which the sources hold nothing."""
    empty = Episode(id=episode.id)
    sections = {
        "patient": episode.patient != empty.patient,
        "coverage": bool(episode.coverages),
        "diagnosis": bool(episode.diagnoses),
        "consultation": episode.consultation != empty.consultation,
        "tumor board": episode.tumor_board != empty.tumor_board,
        "simulation": bool(episode.simulations),
        "signed prescription": any(order.signed_by.is_known for order in episode.prescriptions),
        "plan": any(not plan.excluded for plan in episode.plans),
        "treatment record": bool(episode.records or episode.fractions),
        "image guidance": bool(episode.image_guidance),
        "on-treatment visit": bool(episode.visits),
        "reason for the plan change": all(c.reason.is_known for c in episode.plan_changes),
        "time log": bool(episode.time_log),
        "completion summary": episode.completion != empty.completion,
    }
    return [name for name, there in sections.items() if not there]
