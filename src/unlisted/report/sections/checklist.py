"""Section 9: the documentation checklist, and coding practices that support a clean claim."""

from __future__ import annotations

from unlisted.report.blocks import Block, Cell, Column, Heading, Known, Paragraph, Section, Table
from unlisted.report.draft import Draft, make_table
from unlisted.report.payer_choice import asked_payers
from unlisted.report.words import STEP_WORDS, count, plain
from unlisted.rules.rule import Rule
from unlisted.rules.select import RuleAnswer, Scope, in_scope, select, version_on

_STRENGTH_ORDER = {"required": 0, "recommended": 1, "accepted_practice": 2}


def checklist_section(draft: Draft) -> Section:
    """Assemble the section."""
    blocks: list[Block] = [
        Paragraph(
            (
                draft.say(
                    "An element that was looked at and is incomplete is not the same as one not begun."
                ),
                draft.say("No stock text: notes alike between patients or days invite a denial."),
            )
        )
    ]
    for step, title in STEP_WORDS.items():
        blocks += [Heading(f"on-checklist-{step.replace('_', '-')}", title), _elements(draft, step, title)]
    blocks += [Heading("on-clean-claim", "Practices that support a clean claim"), _practices(draft)]
    return Section(9, "checklist", "Documentation checklist", Known.KNOWN, tuple(blocks))


def _elements(draft: Draft, step: str, title: str) -> Table:
    elements = sorted(
        (e for e in draft.rulebook.elements if e.step == step),
        key=lambda e: (_STRENGTH_ORDER[e.strength.value], e.id),
    )
    rows = [
        [
            draft.cell(plain(e.element), e.citations),
            Cell(e.says, e.says),
            Cell(plain(e.strength.value), e.strength.value),
            Cell(e.applies_to, e.applies_to),
        ]
        for e in elements
    ]
    return make_table(
        f"checklist-{step.replace('_', '-')}-elements",
        f"{title}: {count(len(rows), 'element')}",
        (
            Column("element", "Element"),
            Column("says", "What the record says"),
            Column("strength", "Strength"),
            Column("applies_to", "Applies to"),
        ),
        rows,
        sort="required first",
    )


def _practices(draft: Draft) -> Table:
    order = {payer.id: n for n, payer in enumerate(asked_payers(draft))}
    rules = [rule for rule in draft.rulebook.rules.values() if _is_practice(draft, rule, order)]
    rows = []
    for rule in sorted(rules, key=lambda r: (order.get(r.payer, -1), r.id)):
        answer, version = select(rule, draft.day), version_on(rule, draft.day)
        if not isinstance(answer, RuleAnswer) or version is None or version.if_unmet is None:
            continue
        holder = draft.rulebook.payers[rule.payer].name if rule.payer else "any payer"
        rows.append(
            [
                Cell(holder, rule.payer),
                draft.cell(answer.says, answer.evidence),
                Cell(str(version.if_unmet.severity), str(version.if_unmet.severity)),
                Cell(plain(version.if_unmet.next_step).capitalize(), version.if_unmet.next_step),
            ]
        )
    return make_table(
        "clean-claim-practices",
        f"Tests this software runs before a line for {draft.code} leaves ({count(len(rows), 'test')})",
        (
            Column("payer", "Whose rule"),
            Column("says", "Rule"),
            Column("severity", "If unmet"),
            Column("next_step", "Next step"),
        ),
        rows,
        sort="any payer first, then the registry",
        note="Blocking: the line must not be sent. An unknown answer never counts as met.",
    )


def _is_practice(draft: Draft, rule: Rule, order: dict[str, int]) -> bool:
    version = version_on(rule, draft.day)
    return (
        version is not None
        and version.check is not None
        and (not rule.payer or rule.payer in order)
        and in_scope(rule, Scope(code=draft.code))
    )
