"""Section 10: what is unavailable, why, what was searched, and what would fill it."""

from __future__ import annotations

from collections import Counter, defaultdict

from unlisted.base.outcome import Reason, Unavailable
from unlisted.report.blocks import Block, Cell, Column, Gap, Heading, Known, Paragraph, Section, Table
from unlisted.report.draft import Draft, make_table
from unlisted.report.payer_choice import asked_payers
from unlisted.report.words import REASON_WORDS, TOPIC_WORDS, count
from unlisted.rules.coverage import CoverageRow, CoverageStatus
from unlisted.rules.select import Scope, in_scope, select

REASON_MEANS: dict[Reason, str] = {
    Reason.NOT_PUBLISHED: "looked for where it would stand; nothing there",
    Reason.BEHIND_LOGIN: "stands where only contracted users can read",
    Reason.NOT_SEARCHED: "nobody looked yet",
    Reason.LICENCE_RESTRICTED: "exists, may not be reproduced",
    Reason.SOURCE_NOT_RETAINED: "known to exist; the text is not held",
    Reason.CONFLICTING_SOURCES: "sources say different things",
    Reason.NO_OBSERVATIONS: "files were read; no usable value in them",
    Reason.NOT_LOADED: "a file exists that was not given to this report",
}


def gaps_section(draft: Draft) -> Section:
    """Assemble the section."""
    wanted = {payer.id for payer in asked_payers(draft)}
    register = [row for row in draft.register.values() if row.payer in wanted]
    unknown = [row for row in register if row.status in (CoverageStatus.UNAVAILABLE, CoverageStatus.HOLE)]
    blocks: list[Block] = [
        Paragraph(
            (
                draft.say(
                    f"Of {count(len(register), 'answer')} asked for ({count(len(wanted), 'payer')} by "
                    f"{count(len(draft.rulebook.questions), 'question')}), {len(unknown):,} are not known."
                ),
                draft.say("Not seen is never a proof of absence."),
            )
        ),
        Heading("on-gaps-by-reason", "By reason"),
        _by_reason(unknown),
        Heading("on-gaps-by-question", "By question"),
        _by_question(draft, register),
        Heading("on-gaps-searched", "Searched for and not found"),
        *_rule_gaps(draft),
    ]
    return Section(10, "unavailable", "What is unavailable", Known.UNAVAILABLE, tuple(blocks))


def _by_reason(unknown: list[CoverageRow]) -> Table:
    counts = Counter(row.reason or Reason.NOT_SEARCHED for row in unknown)
    rows = [
        [
            Cell(REASON_WORDS[reason], str(reason)),
            Cell(f"{n:,}", n),
            Cell(REASON_MEANS[reason], REASON_MEANS[reason]),
        ]
        for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return make_table(
        "gaps-by-reason",
        "Unknown answers by reason",
        (Column("reason", "Reason"), Column("n", "Answers", "n", "right"), Column("means", "It means")),
        rows,
        sort="most first",
    )


def _by_question(draft: Draft, register: list[CoverageRow]) -> Table:
    by_question: dict[str, Counter[CoverageStatus]] = defaultdict(Counter)
    fills: dict[str, Counter[str]] = defaultdict(Counter)
    for row in register:
        by_question[row.question][row.status] += 1
        if row.would_fill:
            fills[row.question][row.would_fill] += 1
    rows = []
    for question in draft.rulebook.questions.values():
        counts = by_question[question.id]
        would = fills[question.id].most_common(1)
        unknown = counts[CoverageStatus.UNAVAILABLE] + counts[CoverageStatus.HOLE]
        rows.append(
            [
                Cell(TOPIC_WORDS[question.topic], str(question.topic)),
                Cell(question.asks, question.id),
                *(Cell(str(counts[s]), counts[s]) for s in (CoverageStatus.KNOWN, CoverageStatus.PARTLY)),
                Cell(str(unknown), unknown),
                Cell(would[0][0], would[0][0]) if would else Cell("", None),
            ]
        )
    return make_table(
        "gaps-by-question",
        f"What is known of {draft.code} by question, over all payers shown",
        (
            Column("topic", "Topic"),
            Column("question", "Question"),
            Column("known", "Known", "payers", "right"),
            Column("partly", "Partly", "payers", "right"),
            Column("unknown", "Not known", "payers", "right"),
            Column("fill", "What would most often fill it"),
        ),
        rows,
        sort="the questions",
        note="Partly: undated, stale, weakly supported or contradicted.",
    )


def _rule_gaps(draft: Draft) -> list[Gap]:
    scope = Scope(code=draft.code)
    found = []
    for rule in sorted(draft.rulebook.rules.values(), key=lambda r: r.id):
        answer = select(rule, draft.day)
        if not isinstance(answer, Unavailable) or rule.question or not in_scope(rule, scope):
            continue
        holder = f"{draft.rulebook.payers[rule.payer].name}: " if rule.payer else ""
        what = f"{holder}{rule.name.replace('_', ' ')}"
        found.append(draft.gap(what[:1].upper() + what[1:], answer))
    return found
