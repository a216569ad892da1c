"""Section 4: ordered decision rules, related codes with values, modifiers, providers, diagnoses, edits."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.money import format_usd
from unlisted.base.outcome import Available, Reason, Unavailable
from unlisted.pricing.medicare import NATIONAL, price_service
from unlisted.report.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    ChartKind,
    Column,
    Gap,
    Heading,
    Known,
    Section,
    Table,
)
from unlisted.report.conflicts import conflict_blocks
from unlisted.report.draft import Draft, dollars, figure, make_table, missing
from unlisted.report.words import ADJUDICATION, count, plain
from unlisted.rules.select import RuleAnswer, select

DECISION_PACK = "coding.decision_order"
MODIFIER_PACK = "coding.modifiers"
_SHORT = 60


def coding_section(draft: Draft) -> Section:
    """Assemble the section."""
    decision = _decision_table(draft)
    blocks: list[Block] = [
        Heading("on-decision-rules", "When a listed code applies instead"),
        _decision_chart(draft, decision),
        decision,
        Heading("on-related-codes", "Related codes with values"),
        _related(draft),
        Heading("on-modifiers", "Modifiers"),
        _rules_list(draft, MODIFIER_PACK),
        *conflict_blocks(draft, coding=True),
        Heading("on-units", "Units"),
        _question_list(draft, "coding.units"),
        Heading("on-listed-first", "Listed codes to test first"),
        _question_list(draft, "coding.listed_first"),
        Heading("on-provider-taxonomies", "Provider taxonomies"),
        _taxonomies(draft),
        Heading("on-diagnosis-groups", "Diagnosis groups"),
        _diagnoses(draft),
        Heading("on-edit-pairs", "Procedure-to-procedure edits"),
        _pairs(draft),
    ]
    return Section(4, "coding", "Coding", Known.PARTLY, tuple(blocks))


def _decision_table(draft: Draft) -> Table:
    rows = []
    pack = draft.rulebook.packs.get(DECISION_PACK)
    for rule in pack.rules if pack else ():
        answer = select(rule, draft.day)
        number = rule.name.split("_", 1)[0].upper().lstrip("R").lstrip("0")
        if isinstance(answer, RuleAnswer):
            note = f" ({answer.note})" if answer.note else ""
            rows.append(
                [
                    Cell(f"R{number.lower()}", number.lower()),
                    draft.cell(answer.says + note, answer.evidence),
                    Cell(str(answer.confidence), str(answer.confidence)),
                ]
            )
        else:
            rows.append([Cell(f"R{number.lower()}"), missing(answer.reason), missing(answer.reason)])
    return make_table(
        "decision-rules",
        "Decision rules in order; an unlisted code is the last answer, reached by excluding the others",
        (Column("rule", "Rule"), Column("says", "Test and result"), Column("confidence", "Confidence")),
        rows,
        sort="testing; the first of R1 to R8 that fits selects",
        note="R9 to R15 adjust or add; R16 to R19 guard the unlisted codes.",
    )


def _decision_chart(draft: Draft, table: Table) -> Chart:
    data = []
    for position, row in enumerate(table.rows, start=1):
        test, _, outcome = row[1].text.partition(":")
        if not outcome:
            test, outcome = row[1].text, "see the table"
        unlisted = outcome.strip().startswith(tuple(draft.rulebook.groups["unlisted_radiation"]))
        data.append(
            (
                ("step", position),
                ("question", f"{row[0].text} {_clip(test)}"),
                ("outcome", _clip(outcome.strip())),
                ("kind", "unlisted" if unlisted else "listed"),
            )
        )
    return Chart(
        "chart-decision",
        ChartKind.DECISION_PATH,
        f"From candidate codes to {draft.code}",
        f"The {len(table.rows)} tests in order, each with the code or the action it leads to; only the last "
        "ones reach an unlisted code.",
        tuple(data),
        table.id,
    )


def _clip(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rsplit(" ", 1)[0] + " …"


def _related(draft: Draft) -> Table:
    factor = draft.tables.conversion_factor(draft.day)
    rows = []
    for code in (draft.code, *draft.comparators):
        entry = draft.rulebook.codes.get(code)
        fee = draft.tables.relative_values(code, draft.day)
        row = [Cell(code, code), Cell(entry.name if entry else code, entry.name if entry else code)]
        if isinstance(fee, Available):
            values = fee.value
            row += [
                draft.cell(values.status, fee.evidence),
                figure(values.work),
                figure(values.total(facility=False)),
            ]
            price = _national(draft, code)
            row.append(
                dollars(
                    price.value,
                    draft.citations.mark(factor.evidence if isinstance(factor, Available) else ()),
                )
                if isinstance(price, Available)
                else missing(price.reason, "no Medicare price")
            )
            row.append(Cell(values.pctc_indicator, values.pctc_indicator))
        else:
            row += [missing(fee.reason)] * 5
        opps = draft.tables.opps_line(code, draft.day)
        if isinstance(opps, Available):
            rate = "" if opps.value.rate is None else f" {format_usd(opps.value.rate)}"
            row.append(draft.cell(f"{opps.value.status_indicator}{rate}", opps.evidence))
        else:
            row.append(missing(opps.reason))
        units = draft.tables.units_line(code, draft.day, "practitioner")
        if isinstance(units, Available):
            row.append(
                draft.cell(f"{units.value.units}/{units.value.adjudication_indicator}", units.evidence)
            )
        else:
            row.append(missing(units.reason))
        rows.append(row)
    stated = f"{factor.value}" if isinstance(factor, Available) else "not loaded"
    judged = "; ".join(f"{key}: {words}" for key, words in ADJUDICATION.items())
    return make_table(
        "related-codes",
        f"{draft.code} beside the listed codes it is measured against, {draft.day.isoformat()}",
        (
            Column("code", "Code"),
            Column("name", "In our words"),
            Column("status", "Status"),
            Column("work", "Work", "RVU", "right"),
            Column("total", "Total, office", "RVU", "right"),
            Column("national", "National, office", "USD", "right"),
            Column("pctc", "PC/TC"),
            Column("opps", "Outpatient"),
            Column("mue", "Units/judged"),
        ),
        rows,
        sort="this code, then by code",
        note=f"National: total RVU x {stated}, before geographic adjustment. Judged {judged}.",
    )


def _national(draft: Draft, code: str) -> Available[Decimal] | Unavailable:
    fee = draft.tables.relative_values(code, draft.day)
    factor = draft.tables.conversion_factor(draft.day)
    if isinstance(fee, Unavailable):
        return fee
    if isinstance(factor, Unavailable):
        return factor
    return price_service(fee.value, NATIONAL, factor.value, facility=False)


def _rules_list(draft: Draft, pack_id: str) -> Bullets | Gap:
    pack = draft.rulebook.packs.get(pack_id)
    answers = [select(rule, draft.day) for rule in (pack.rules if pack else ())]
    said = [draft.say_rule(answer) for answer in answers if isinstance(answer, RuleAnswer)]
    if not said:
        return Gap("Modifiers", Reason.NOT_SEARCHED, f"the rulebook has no pack {pack_id}", "the pack")
    return Bullets(tuple(said))


def _question_list(draft: Draft, question: str) -> Bullets | Gap:
    found = draft.rulebook.answers(question, code=draft.code, on=draft.day)
    said = []
    for item in found:
        if not isinstance(item.answer, RuleAnswer):
            continue
        who = draft.rulebook.payers[item.rule.payer].name if item.rule.payer else ""
        text = (
            item.answer.says
            if not who or who.split()[0] in item.answer.says
            else f"{who}: {item.answer.says}"
        )
        said.append(draft.say(text, item.answer.evidence))
    if not said:
        asks = draft.rulebook.questions[question].asks
        return Gap(
            asks, Reason.NOT_SEARCHED, f"no rule answers {question} for {draft.code}", "a payer's own rule"
        )
    return Bullets(tuple(said))


def _taxonomies(draft: Draft) -> Table:
    rows = [
        [
            draft.cell(item.code, item.citations),
            Cell(item.name, item.name),
            Cell(plain(item.role), item.role),
            Cell(item.says, item.says),
        ]
        for item in draft.rulebook.taxonomies
    ]
    return make_table(
        "provider-taxonomies",
        f"Provider taxonomy codes of those who render or bill the work ({count(len(rows), 'code')})",
        (
            Column("code", "Code"),
            Column("name", "In our words"),
            Column("role", "Role"),
            Column("says", "What is known"),
        ),
        rows,
        sort="the rulebook",
    )


def _diagnoses(draft: Draft) -> Table:
    rows = [
        [
            draft.cell(item.title, item.citations),
            Cell(", ".join(item.codes), ", ".join(item.codes)),
            Cell(item.says, item.says),
            Cell(str(item.confidence), str(item.confidence)),
        ]
        for item in draft.rulebook.diagnosis_groups
    ]
    return make_table(
        "diagnosis-groups",
        f"ICD-10-CM groups seen with this work ({count(len(rows), 'group')})",
        (
            Column("group", "Group"),
            Column("codes", "Codes"),
            Column("says", "What is known"),
            Column("confidence", "Confidence"),
        ),
        rows,
        sort="the rulebook",
        note="A diagnosis supports necessity; it does not select an unlisted code.",
    )


def _pairs(draft: Draft) -> Table | Gap:
    pairs = draft.tables.pairs.get(draft.code, ())
    if not pairs:
        return Gap(
            f"Procedure-to-procedure edits of {draft.code}",
            Reason.NOT_LOADED,
            "the edit tables that come with the package",
            "the quarter's edit file (unlisted data load ncci FILE)",
        )
    rows = [
        [
            draft.cell(pair.column_one, pair.evidence),
            Cell(pair.column_two, pair.column_two),
            Cell(plain(pair.setting), pair.setting),
            Cell(
                "never together" if pair.modifier_indicator == "0" else "with a modifier",
                pair.modifier_indicator,
            ),
        ]
        for pair in pairs
    ]
    return make_table(
        "edit-pairs",
        f"Active edit pairs of {draft.code} with codes this report shows ({count(len(rows), 'pair')})",
        (
            Column("one", "Column one (paid)"),
            Column("two", "Column two (denied)"),
            Column("setting", "Setting"),
            Column("indicator", "Together?"),
        ),
        rows,
        sort="setting, column one, column two",
        note="A pair not listed here is no proof that two codes may be billed together.",
    )
