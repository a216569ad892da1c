"""Section 3: the typical patient, the five steps, uses, published working times, literature."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.outcome import Reason
from unlisted.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Gap,
    Heading,
    Known,
    Paragraph,
    Section,
    Table,
)
from unlisted.report.draft import Draft, make_table, missing
from unlisted.report.words import STEP_WORDS, count, plain
from unlisted.rules.tables import WorkTime
from unlisted.rules.vocabulary import Strength

STORY = (
    "A 64-year-old man with a recurrent soft-tissue sarcoma of the thigh, irradiated before, now has a "
    "complex focal recurrence.",
    "A stereotactic boost with adaptive planning and extra coordination is given.",
    "The patient is synthetic: one story that runs through this software, its tests and its documents.",
)
STEP_STORY: dict[str, str] = {
    "consultation": "Prior records and images are gathered, the earlier radiation is rebuilt, intent is set.",
    "tumor_board": "Several disciplines weigh the options, and the recommendation is written down.",
    "unique_plan": "Simulation, immobilization, image guidance, dosimetry and delivery are planned for "
    "this patient alone.",
    "delivery": "The physician assesses during the sessions, toxicity is graded, the plan is changed "
    "with a reason.",
    "completion": "Necessity, time and complexity are recorded, and why no listed code fits.",
}


def clinical_section(draft: Draft) -> Section:
    """Assemble the section."""
    blocks: list[Block] = [
        Heading("on-typical-patient", "The typical patient"),
        Paragraph(tuple(draft.say(text) for text in STORY)),
        Heading("on-five-steps", "Five steps, and what each must record"),
        _steps(draft),
    ]
    for step, title in STEP_WORDS.items():
        blocks.append(Heading(f"on-step-{plain(step).replace(' ', '-')}", title))
        blocks.append(Paragraph((draft.say(STEP_STORY[step]),)))
        blocks.append(_required(draft, step))
    blocks += [
        Heading("on-use-cases", "Uses in which the code may be right"),
        _use_cases(draft),
        Heading("on-work-times", "Published working times"),
        Paragraph(
            (
                draft.say(
                    "These figures come from other modalities and countries; they compare, and never fill in "
                    "minutes that were not logged."
                ),
            )
        ),
        _work_times(draft),
        Gap(
            "Pre-, intra- and post-service minutes of 77427, 77431, 77432, 77435, 77470 and 77263",
            Reason.NOT_PUBLISHED,
            "articles, fee schedule texts and society pages seen; none gives them",
            "the physician time file of the fee schedule rule",
        ),
        Heading("on-literature", "Literature"),
        _literature(draft),
    ]
    return Section(3, "clinical-context", "Clinical context", Known.PARTLY, tuple(blocks))


def _steps(draft: Draft) -> Table:
    rows = []
    for step, title in STEP_WORDS.items():
        elements = [e for e in draft.rulebook.elements if e.step == step]
        counts = [sum(1 for e in elements if e.strength is strength) for strength in Strength]
        rows.append(
            [Cell(title, title), *(Cell(str(n), n) for n in counts), Cell(str(sum(counts)), sum(counts))]
        )
    return make_table(
        "five-steps",
        "Documentation elements by step and strength (the whole list is in section 9)",
        (
            Column("step", "Step"),
            *(Column(s.value, plain(s.value), align="right") for s in Strength),
            Column("all", "all", align="right"),
        ),
        rows,
        sort="the work",
        note="Required: a payer, regulator, accreditor or billing condition asks for it. Recommended: "
        "a society or guideline does. Accepted practice: a checklist, example or coding advice shows it.",
    )


def _required(draft: Draft, step: str) -> Bullets:
    wanted = [e for e in draft.rulebook.elements if e.step == step]
    chosen = [e for e in wanted if e.strength is Strength.REQUIRED] or wanted[:6]
    return Bullets(tuple(draft.say(e.says, e.citations) for e in chosen))


def _use_cases(draft: Draft) -> Table:
    rows = []
    for case in draft.rulebook.use_cases:
        if draft.entry.kind == "unlisted" and case.codes and draft.code not in case.codes:
            continue
        named = (
            draft.cell(", ".join(dict.fromkeys(c.source.publisher for c in case.named_by)), case.named_by)
            if case.named_by
            else missing(Reason.NOT_PUBLISHED, "named by no source seen")
        )
        codes = ", ".join(sorted(case.codes))
        rows.append([Cell(case.title, case.title), Cell(case.says, case.says), named, Cell(codes, codes)])
    return make_table(
        "use-cases",
        f"Uses of {draft.code}, with the listed code to test first ({count(len(rows), 'use')})",
        (
            Column("use", "Use"),
            Column("says", "What to test first, and what is known"),
            Column("named_by", "Named by"),
            Column("codes", "Codes"),
        ),
        rows,
        sort="the rulebook",
    )


def _minutes(entry: WorkTime) -> str:
    parts = [
        f"{label} {_short(value)}"
        for label, value in (("mean", entry.mean), ("median", entry.median))
        if value is not None
    ]
    if entry.low is not None and entry.high is not None:
        parts.append(f"{_short(entry.low)} to {_short(entry.high)}")
    else:
        parts += [_short(v) for v in (entry.low, entry.high) if v is not None]
    return "; ".join(parts)


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _work_times(draft: Draft) -> Table:
    rows = []
    for entry in draft.rulebook.work_times:
        minutes = _minutes(entry)
        rows.append(
            [
                draft.cell(plain(entry.task), entry.citations),
                Cell(minutes, minutes) if minutes else missing(Reason.NOT_PUBLISHED, "shares only"),
                Cell(entry.n, entry.n) if entry.n else missing(Reason.NOT_PUBLISHED, "not given"),
                Cell(entry.setting, entry.setting),
                Cell(entry.says, entry.says),
            ]
        )
    return make_table(
        "work-times",
        f"Published working times ({count(len(rows), 'figure')}); comparators only",
        (
            Column("task", "Task"),
            Column("minutes", "Time", "minutes"),
            Column("n", "n"),
            Column("setting", "Setting"),
            Column("says", "What was measured"),
        ),
        rows,
        sort="the work",
    )


def _literature(draft: Draft) -> Table:
    rows = [
        [
            Cell(plain(item.topic), item.topic),
            Cell(item.citation, item.citation),
            Cell(item.identifier, item.identifier)
            if item.identifier
            else missing(Reason.NOT_SEARCHED, "no identifier seen"),
            Cell(item.finding, item.finding),
        ]
        for item in draft.rulebook.literature
    ]
    return make_table(
        "literature",
        f"Literature a letter may cite ({count(len(rows), 'item')}), with its limits",
        (
            Column("topic", "Topic"),
            Column("citation", "Citation"),
            Column("identifier", "DOI or PMID"),
            Column("finding", "Finding, in our words"),
        ),
        rows,
        sort="topic, then the rulebook",
    )
