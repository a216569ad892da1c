"""Section 1, the status line and the findings: what a reader who stops here must take along."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.evidence import Confidence
from unlisted.base.money import format_usd
from unlisted.base.outcome import Available
from unlisted.benchmarks.values import Weight
from unlisted.market.observation import AmountKind
from unlisted.report.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Known,
    Paragraph,
    Section,
    Sentence,
    Table,
)
from unlisted.report.draft import Draft, make_table
from unlisted.report.mechanisms import stated_mechanisms
from unlisted.report.payer_choice import asked_payers
from unlisted.report.words import FEE_STATUS, MECHANISM_WORDS, count, plain
from unlisted.rules.coverage import CoverageStatus
from unlisted.rules.select import RuleAnswer, select
from unlisted.rules.vocabulary import Mechanism, Topic

NAMED = ("medicare", "aetna", "blue_cross_blue_shield", "cigna", "unitedhealthcare")


def status_line(draft: Draft) -> str:
    """Return the status under Medicare in one line, from the tables of the day."""
    parts = []
    fee = draft.tables.relative_values(draft.code, draft.day)
    if isinstance(fee, Available):
        status = fee.value.status
        parts.append(
            "contractor-priced under Medicare"
            if status == "C"
            else f"Medicare status {status}: {FEE_STATUS.get(status, 'see section 2')}"
        )
    opps = draft.tables.opps_line(draft.code, draft.day)
    if isinstance(opps, Available):
        rate = opps.value.rate
        if rate is not None:
            parts.append(f"hospital outpatient payment {format_usd(rate)}")
        elif opps.value.status_indicator == "N":
            parts.append("packaged on hospital outpatient bills")
        else:
            parts.append("no hospital outpatient payment")
    units = draft.tables.units_line(draft.code, draft.day, "practitioner")
    if isinstance(units, Available):
        parts.append(count(units.value.units, "unit") + " a day")
    line = "; ".join(parts)
    return line[0].upper() + line[1:] if line else "Medicare's tables for this day are not loaded"


def findings(draft: Draft) -> tuple[Sentence, ...]:
    """Return the five findings that matter, each from rules, tables or files of this report."""
    found = [
        _medicare_payment(draft),
        _mechanisms(draft),
        _charges(draft),
        _description(draft),
        _question(draft, "coding.listed_first", payerless=True),
        _question(draft, "coding.units"),
        *_named_rules(draft),
        _question(draft, "documentation.records"),
        _question(draft, "appeal.first_level"),
    ]
    return tuple(sentence for sentence in found if sentence is not None)[:5]


def _description(draft: Draft) -> Sentence | None:
    """Say how many want a description of the service on the claim, and what one of them says."""
    if draft.entry.kind != "unlisted":
        return None
    wanted = [
        (payer, item.answer)
        for payer in asked_payers(draft)
        for item in draft.rulebook.answers(
            "submission.description", payer=payer.id, code=draft.code, on=draft.day
        )
        if isinstance(item.answer, RuleAnswer) and not item.inherited_from
    ]
    if not wanted:
        return None
    payer, answer = min(wanted, key=lambda pair: list(Confidence).index(pair[1].confidence))
    n = len({p.id for p, _ in wanted})
    evidence = [*answer.evidence[:1], *(a.evidence[0] for _, a in wanted)]
    return draft.say(
        f"{n} payers, contractors and programs say how the service must be described on the claim. "
        f"{payer.name}: {answer.says}",
        evidence,
    )


def _named_rules(draft: Draft) -> tuple[Sentence, ...]:
    """Return what coding rules say of a listed code by its own number, best supported first."""
    if draft.entry.kind == "unlisted":
        return ()
    named = [
        answer
        for rule in draft.rulebook.rules.values()
        if rule.topic is Topic.CODING and not rule.payer and draft.code in rule.applies_to.named
        for answer in [select(rule, draft.day)]
        if isinstance(answer, RuleAnswer)
    ]
    named.sort(key=lambda a: (list(Confidence).index(a.confidence), a.rule_id))
    return tuple(draft.say_rule(answer) for answer in named[:3])


def _medicare_payment(draft: Draft) -> Sentence | None:
    said = [
        item.answer
        for item in draft.rulebook.answers(
            "pricing.mechanism", payer="medicare", code=draft.code, on=draft.day
        )
        if isinstance(item.answer, RuleAnswer) and not item.inherited_from
    ]
    fee = draft.tables.relative_values(draft.code, draft.day)
    if not said and isinstance(fee, Available):
        total = fee.value.total(facility=False)
        return draft.say(
            f"Medicare prices {draft.code} by relative values: {total:,.2f} RVU in the office setting.",
            fee.evidence,
        )
    if not said:
        return None
    ordered = sorted(said, key=lambda a: _mechanism(a) is not Mechanism.CONTRACTOR_PRICED)[:2]
    evidence = [citation for answer in ordered for citation in answer.evidence[:2]]
    return draft.say(" ".join(answer.says for answer in ordered), evidence)


def _mechanisms(draft: Draft) -> Sentence | None:
    payers = asked_payers(draft)
    stated = stated_mechanisms(draft)
    if draft.entry.kind != "unlisted" or not payers:
        return None
    holders = {payer_id for payer_id, _ in stated}
    words = []
    for mechanism in Mechanism:
        n = len({p for p, item in stated if _mechanism(item.answer) is mechanism})
        if n:
            words.append(f"{n} {MECHANISM_WORDS[mechanism]}")
    evidence = [
        c for _, item in stated if isinstance(item.answer, RuleAnswer) for c in item.answer.evidence[:1]
    ]
    silent = [draft.rulebook.payers[p].name for p in NAMED if p not in holders and p in draft.rulebook.payers]
    tail = f" Nothing seen says how {_join(silent)} set it." if silent else ""
    return draft.say(
        f"{len(holders)} of {len(payers)} payers, contractors and programs state how they pay: "
        f"{', '.join(words)}.{tail}",
        evidence,
    )


def _mechanism(answer: object) -> Mechanism | None:
    return answer.value.mechanism if isinstance(answer, RuleAnswer) and answer.value else None


def _charges(draft: Draft) -> Sentence | None:
    computed = _computed_charges(draft)
    if computed is not None:
        return computed
    table = draft.rulebook.amounts.get("amounts.market.hospital_gross_charges")
    for row in table.rows if table else ():
        if row["code"] == draft.code and row["system_repeats"] == "kept" and table:
            n, p25, median, p75 = (row[k] for k in ("n", "p25_usd", "median_usd", "p75_usd"))
            if all(isinstance(v, Decimal) for v in (n, p25, median, p75)):
                return draft.say(
                    _charge_text(Decimal(str(n)), _usd(p25), _usd(median), _usd(p75)), table.citations
                )
    return None


def _computed_charges(draft: Draft) -> Sentence | None:
    if draft.runs is None:
        return None
    best: tuple[int, Sentence] | None = None
    for benchmark in draft.runs.national.benchmarks:
        spread = benchmark.by_weight(Weight.HOSPITAL)
        gross = benchmark.stratum.amount_kind == str(AmountKind.GROSS_CHARGE)
        if benchmark.stratum.code != draft.code or not gross or spread is None:
            continue
        p25, median, p75 = (spread.at(p) for p in (25, 50, 75))
        if p25 is None or median is None or p75 is None or (best and best[0] >= spread.count):
            continue
        text = _charge_text(Decimal(spread.count), *(_usd(v) for v in (p25, median, p75)))
        best = (spread.count, draft.say(text, benchmark.evidence[:3]))
    return best[1] if best else None


def _charge_text(n: Decimal, p25: str, median: str, p75: str) -> str:
    return (
        f"{n:,.0f} hospitals post a usable gross charge: median {median}, middle half {p25} to {p75}. "
        "A charge is what is asked, not what anyone pays."
    )


def _usd(value: object) -> str:
    return format_usd(Decimal(str(value)), cents=False)


def _question(draft: Draft, question: str, *, payerless: bool = False) -> Sentence | None:
    found = draft.rulebook.answers(question, payer="medicare", code=draft.code, on=draft.day)
    for item in found:
        if isinstance(item.answer, RuleAnswer) and (not payerless or item.inherited_from):
            return draft.say(item.answer.says, item.answer.evidence)
    return None


def _join(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def summary_section(draft: Draft) -> Section:
    """Assemble the section; the findings stand on the first screen, before it."""
    unlisted = draft.entry.kind == "unlisted"
    why = (
        "One unlisted code hides many services and carries no relative value, so what the claim says of the "
        "work decides: its description, the record and the comparator."
        if unlisted
        else "It is the listed code against which unlisted work of its family is measured first."
    )
    blocks: list[Block] = [
        Paragraph(
            (
                draft.say(f"{draft.code}: {draft.entry.name} ({plain(draft.entry.family)} family)."),
                draft.say(why),
            )
        ),
        _unknown(draft),
        Heading("on-payers-covered", "Payers covered"),
        _payers_table(draft),
    ]
    return Section(1, "summary", "Summary", Known.KNOWN, tuple(blocks))


def _unknown(draft: Draft) -> Paragraph:
    """Say how much of what was asked nobody knows."""
    asked = [draft.register[key] for key in draft.register]
    unknown = [row for row in asked if row.status in (CoverageStatus.UNAVAILABLE, CoverageStatus.HOLE)]
    text = (
        f"Of {len(asked):,} answers asked for, {len(unknown):,} are not known; section 10 says why, what was "
        "searched, and what would fill each gap."
    )
    return Paragraph((draft.say(text),))


def _payers_table(draft: Draft) -> Table:
    counts: dict[str, dict[CoverageStatus, int]] = {}
    for row in draft.register.values():
        by_status = counts.setdefault(row.payer, {})
        by_status[row.status] = by_status.get(row.status, 0) + 1
    rows = []
    for payer in asked_payers(draft):
        got = counts.get(payer.id, {})
        cells = [got.get(status, 0) for status in (CoverageStatus.KNOWN, CoverageStatus.PARTLY)]
        unknown = got.get(CoverageStatus.UNAVAILABLE, 0) + got.get(CoverageStatus.HOLE, 0)
        rows.append(
            [
                Cell(payer.name, payer.id),
                Cell(plain(payer.kind.value), payer.kind.value),
                *(Cell(str(n), n) for n in (*cells, unknown)),
            ]
        )
    return make_table(
        "payers-covered",
        f"{count(len(rows), 'payer')} and how many of {len(draft.rulebook.questions)} questions are answered",
        (
            Column("payer", "Payer"),
            Column("kind", "Kind"),
            Column("known", "Known", "", "right"),
            Column("partly", "Partly", "", "right"),
            Column("unknown", "Not known", "", "right"),
        ),
        rows,
        sort="the payer registry",
        note="Partly: the text is undated, stale, weakly supported or contradicted elsewhere.",
    )
