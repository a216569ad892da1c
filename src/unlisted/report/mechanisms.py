"""Mechanism before money: how each payer sets the payment of an unlisted line."""

from __future__ import annotations

from unlisted.report.blocks import Block, Cell, Chart, ChartKind, Column
from unlisted.report.draft import Draft, make_table, missing
from unlisted.report.payer_choice import asked_payers, short_name
from unlisted.report.unknown import why_unknown
from unlisted.report.words import MECHANISM_WORDS, REASON_WORDS, count
from unlisted.rules.select import RuleAnswer, Selection
from unlisted.rules.vocabulary import PayerKind

QUESTION = "pricing.mechanism"


def stated_mechanisms(draft: Draft) -> tuple[tuple[str, Selection], ...]:
    """Return (payer id, rule) for each payer whose own text states how it pays, in the report's order."""
    found = []
    for payer in asked_payers(draft):
        for item in draft.rulebook.answers(QUESTION, payer=payer.id, code=draft.code, on=draft.day):
            answer = item.answer
            own = not item.inherited_from
            if own and isinstance(answer, RuleAnswer) and answer.value and answer.value.mechanism:
                found.append((payer.id, item))
    return tuple(found)


def mechanism_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return the table and its chart: a mechanism, or unavailable with the reason, for each payer."""
    stated = stated_mechanisms(draft)
    by_payer: dict[str, list[RuleAnswer]] = {}
    for payer_id, item in stated:
        if isinstance(item.answer, RuleAnswer):
            by_payer.setdefault(payer_id, []).append(item.answer)
    rows, data = [], []
    for payer in asked_payers(draft):
        if payer.kind is PayerKind.MEDICARE_CONTRACTOR and payer.id not in by_payer:
            continue
        for answer in by_payer.get(payer.id, ()):
            value = answer.value
            mechanism = value.mechanism if value else None
            words = MECHANISM_WORDS[mechanism] if mechanism else ""
            percent = f" ({value.percent.normalize():f} %)" if value and value.percent is not None else ""
            rows.append(
                [
                    Cell(payer.name, payer.id),
                    draft.cell(words + percent, answer.evidence),
                    Cell(answer.says, answer.says),
                    Cell(answer.effective, answer.effective),
                    Cell(str(answer.confidence), str(answer.confidence)),
                ]
            )
            data.append((("payer", short_name(payer)), ("mechanism", words)))
        if payer.id not in by_payer:
            why = why_unknown(draft, payer.id, QUESTION)
            rows.append(
                [
                    Cell(payer.name, payer.id),
                    missing(why.reason, f"unavailable: {REASON_WORDS[why.reason]}"),
                    Cell(f"Searched: {why.searched}", why.searched),
                    missing(why.reason),
                    missing(why.reason),
                ]
            )
    table = make_table(
        "mechanisms",
        f"How each payer sets the payment of {draft.code}, {draft.day.isoformat()} "
        f"({len(by_payer)} of {count(len({row[0].value for row in rows}), 'payer')} state it)",
        (
            Column("payer", "Payer"),
            Column("mechanism", "Mechanism"),
            Column("says", "What its text says"),
            Column("effective", "Effective"),
            Column("confidence", "Confidence"),
        ),
        rows,
        sort="the payer registry",
    )
    chart = Chart(
        "chart-mechanism",
        ChartKind.MECHANISM,
        f"Mechanism by payer for {draft.code}",
        f"{len(by_payer)} payers and programs state how they pay; the table adds the silent ones.",
        tuple(data),
        table.id,
    )
    return chart, table
