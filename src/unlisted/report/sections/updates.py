"""Section 8: dated changes of policies, with what was added and removed."""

from __future__ import annotations

from unlisted.base.outcome import Reason
from unlisted.report.blocks import Block, Cell, Chart, ChartKind, Column, Known, Paragraph, Section, Table
from unlisted.report.draft import Draft, make_table, missing
from unlisted.report.payer_choice import asked_payers, short_name
from unlisted.report.words import count, plain
from unlisted.rules.tables import PolicyChange
from unlisted.rules.vocabulary import NOT_ASKED


def updates_section(draft: Draft) -> Section:
    """Assemble the section, newest change first."""
    changes = _chosen(draft)
    table = _table(draft, changes)
    dated = [change for change in changes if _day(change)]
    chart = Chart(
        "chart-timeline",
        ChartKind.TIMELINE,
        "Policy changes by date and payer",
        f"{count(len(dated), 'dated change')} of {len({c.payer for c in dated})} payers and programs.",
        tuple(
            (
                ("date", _day(change)),
                ("label", change.policy),
                ("payer", short_name(draft.rulebook.payers[change.payer])),
                ("kind", str(change.kind)),
            )
            for change in dated
        ),
        table.id,
    )
    intro = Paragraph((draft.say("Dates are as the sources give them: a day, a month or a year."),))
    blocks: tuple[Block, ...] = (intro, chart, table)
    return Section(8, "policy-updates", "Policy updates", Known.PARTLY, blocks)


def _chosen(draft: Draft) -> list[PolicyChange]:
    asked = {payer.id for payer in asked_payers(draft)}
    family = {
        entry.code for entry in draft.rulebook.codes.values() if entry.kind in ("unlisted", "management")
    }
    related = {draft.code, *draft.comparators} | family
    wanted = [
        change
        for change in draft.rulebook.changes
        if (change.payer in asked or draft.rulebook.payers[change.payer].kind in NOT_ASKED)
        and (not change.codes or change.codes & related or not draft.request.payers)
        and (not _day(change) or _day(change) <= draft.day.isoformat())
    ]
    return sorted(wanted, key=lambda c: (_day(c), c.id), reverse=True)


def _day(change: PolicyChange) -> str:
    return change.effective_on or change.published_on


def _table(draft: Draft, changes: list[PolicyChange]) -> Table:
    rows = []
    for change in changes:
        policy = f"{change.policy} ({change.policy_number})" if change.policy_number else change.policy
        parts = [change.says]
        parts += [f"Added: {change.added}"] if change.added else []
        parts += [f"Removed: {change.removed}"] if change.removed else []
        parts += [f"Next review: {change.next_review_on}"] if change.next_review_on else []
        rows.append(
            [
                Cell(_day(change), _day(change))
                if _day(change)
                else missing(Reason.NOT_PUBLISHED, "undated"),
                Cell(draft.rulebook.payers[change.payer].name, change.payer),
                draft.cell(policy, change.citations),
                Cell(plain(str(change.kind)), str(change.kind)),
                Cell(" ".join(parts), change.says),
                Cell(", ".join(sorted(change.codes)), ", ".join(sorted(change.codes))),
                Cell(change.action, change.action),
                Cell(", ".join(rule.split(".", 1)[-1] for rule in change.rules), ", ".join(change.rules)),
            ]
        )
    return make_table(
        "policy-changes",
        f"Changes up to {draft.day.isoformat()} that bear on the code or on radiation therapy "
        f"({count(len(rows), 'change')})",
        (
            Column("date", "Effective, else published"),
            Column("payer", "Payer or program"),
            Column("policy", "Policy"),
            Column("kind", "Kind"),
            Column("says", "What changed"),
            Column("codes", "Codes named"),
            Column("action", "What a billing office does"),
            Column("rules", "Rules it made or touched"),
        ),
        rows,
        sort="newest first; undated last",
    )
