"""Decisions, boards, payer checks and catalogues for a person at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from unlisted.base.money import format_usd
from unlisted.base.outcome import Answer, Available, Finding
from unlisted.coding.answers import GivenAnswer
from unlisted.coding.catalogue import Catalogue
from unlisted.coding.decision import Candidate, Decision, Outcome, State
from unlisted.coding.payer_check import PayerCheck, PayerPoint
from unlisted.coding.questions import OpenQuestion, label_of
from unlisted.pricing.comparator import Board, ComparatorColumn
from unlisted.rules.vocabulary import CaseResult

WIDTH = 100
_MARKS = {State.FITS: "+ fits", State.EXCLUDED: "- excluded", State.UNKNOWN: "? unknown"}


def _wrap(text: str, indent: int = 0, hang: int = 2) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )


def decision_text(found: Decision, *, show_all: bool = False) -> str:
    """Write the answer first, then the questions, the candidates and the reasons."""
    out = [
        f"Episode {found.episode_id}, date of service {found.on}, code set of {found.code_year}",
        _head(found),
        *_routes(found),
    ]
    if found.questions:
        out += ["", "To be answered first", *_questions(found.questions)]
    if found.also_ask:
        out += ["", "Worth asking (does not hold the answer back)", *_questions(found.also_ask)]
    out += [
        "",
        f"Codes considered, {found.request.stage.value} first",
        *_candidates(found, show_all=show_all),
    ]
    weekly = any(x.code == "77427" and x.state is not State.EXCLUDED for x in found.candidates)
    if found.units and weekly:
        out += ["", "Units of 77427, with the physician's examinations", *_units(found)]
    out += ["", "Why", *(_wrap(f"- {item.text}", 2) for item in found.explanation)]
    if found.answers:
        out += ["", "Answers used"]
        out += [_wrap(_answer_text(x), 2) for x in found.answers]
    out += [_wrap(f"not counted: {text}", 2) for text in found.refused_answers]
    out += ["", f"Rulebook {found.rulebook_version}. Every reason with its evidence: --json"]
    return "\n".join(out)


def answered_text(found: Decision, given: GivenAnswer, name: str) -> str:
    """Say what was kept and what the decision is now, with what is still open."""
    out = [f"Kept in {name}: {_answer_text(given)}", "", _head(found)]
    if found.questions:
        out += ["", "To be answered first", *_questions(found.questions)]
    out += [_wrap(f"not counted: {text}", 2) for text in found.refused_answers]
    return "\n".join(out)


def _routes(found: Decision) -> Iterable[str]:
    """Write, below the answer, what the bill asked for does not carry."""
    for route in found.routes:
        if route.payable is False:
            offer = f"; send it on the {route.offer} claim" if route.offer else ""
            yield _wrap(f"Not on this bill: {route.says}{offer}", 2)


def _head(found: Decision) -> str:
    lines = ", ".join(f"{line.code} × {line.units}" if line.units else line.code for line in found.lines)
    return {
        Outcome.LISTED: f"Listed: {lines}",
        Outcome.UNLISTED: f"Unlisted code among the lines: {lines}",
        Outcome.HOLD: f"Hold{_held(found, lines)}",
    }[found.outcome]


def _held(found: Decision, lines: str) -> str:
    if found.for_review:
        return " for review by a person" + (f" (on record: {lines})" if lines else "")
    return f" (stands already: {lines})" if lines else ""


def _answer_text(x: GivenAnswer) -> str:
    who = f"{x.person}, {x.role.replace('_', ' ')}, {x.on}"
    return f"{label_of(x.question)}: {_value(x.value)} ({who})"


def _value(value: bool | int) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _questions(items: Iterable[OpenQuestion]) -> Iterable[str]:
    for item in items:
        who = "a physician" if item.of.value == "physician" else "someone of the practice"
        yield _wrap(f"{item.slug} ({'by the record' if item.by_record else who}): {item.asks}", 2, 4)
        if item.why:
            yield _wrap(f"because: {item.why}", 6)
        for word, result in (("yes", item.if_yes), ("no", item.if_no)):
            if result:
                yield _wrap(f"{word}: {result}", 6)


def _candidates(found: Decision, *, show_all: bool) -> Iterable[str]:
    stage = found.request.stage
    mine = [item for item in found.candidates if item.stage is stage]
    others = [item for item in found.candidates if item.stage is not stage]
    if not show_all:
        mine = [
            x for x in mine if not x.rule_id.startswith("coding.decision.modality") or x.state is State.FITS
        ]
        others = [x for x in others if x.state is State.FITS]
    alike = groupby((*mine, *others), key=lambda x: (x.state, x.rule_id, x.because))
    for _, group in alike:
        yield _candidate(list(group))
    left = len(found.candidates) - len(mine) - len(others)
    if left:
        yield f"  … {left} more codes of other stages and modalities: --all"


def _candidate(group: list[Candidate]) -> str:
    """Write codes of one rule that have one reason on one line."""
    item = group[0]
    codes = ", ".join(x.code for x in group)
    rule = item.rule_id.rsplit(".", maxsplit=1)[-1].split("_", maxsplit=1)[0].upper()
    text = f"{_MARKS[item.state]:<11} {codes}  {rule:<4} {'; '.join(item.because)}"
    return _wrap(text, 2, 25)


def _units(found: Decision) -> Iterable[str]:
    for unit in found.units:
        exams = ", ".join(day.isoformat() for day in unit.exam_days) or "no examination by a physician"
        yield f"  {unit.number:>2}  {unit.first} to {unit.last}  {unit.sessions} fractions  {exams}"


def board_text(board: Board) -> str:
    """Write the board: one column for each comparator, then reasons, fee and what stands beside."""
    asked = board.asked
    place = asked.locality.name + (f" ({asked.locality.state})" if asked.locality.state else "")
    where = "hospital" if asked.facility else "office"
    out = [
        f"{asked.code} on {asked.on}: comparators in {place}, {where}",
        f"Description: {asked.description or 'none given'}",
        "",
    ]
    out += _table(board.columns)
    if board.overlap_note:
        out += ["", _wrap(f"Mind: {board.overlap_note}.", 2)]
    for column in board.columns:
        out += ["", f"Against {column.code} ({column.name})"]
        out += [
            _wrap(f"{part.dimension.value:<10} {_percent(part.percent)}: {part.reason}", 2, 11)
            for part in column.dimensions
        ]
        for row in column.activities:
            if isinstance(row.typical, Available):
                each = Decimal(row.logged_minutes) / row.times
                logged = f"{row.activity.replace('_', ' ')}: {each:.0f} minutes each time ({row.times})"
                figure = f"published {row.typical.value} (n {row.n}; {row.setting})"
                out.append(_wrap(f"{logged}, {figure}", 4))
        out.append(_wrap(f"note field: {_shown(column.note_text)}", 2))
    out += ["", "Beside it"]
    out += [
        _wrap(f"{x.kind}: {x.says}; n {x.n}, quartiles {x.low} and {x.high}; {x.note}", 2)
        for x in board.market
    ] or ["  no market figure of this code and these comparators"]
    for own in board.own_outcomes:
        out.append(
            _wrap(
                f"own outcomes, {own.payer}, {own.comparator}: n {_plain(own.n)}; asked {_shown(own.asked)}, "
                f"allowed {_shown(own.allowed)}, paid {_shown(own.paid)}",
                2,
            )
        )
    if not board.own_outcomes:
        out.append("  own outcomes: none posted yet")
    out.append(_wrap(f"per cent of Medicare: {_shown(board.percent_of_medicare)}", 2))
    out.append(_wrap(f"modifiers: none; {board.modifier_note}", 2))
    return "\n".join(out)


def _table(columns: tuple[ComparatorColumn, ...]) -> list[str]:
    rows: list[tuple[str, list[str]]] = [
        ("", [column.code for column in columns]),
        ("component", [column.component for column in columns]),
        ("work RVU", [_rvu(c, "work") for c in columns]),
        ("practice expense RVU", [_rvu(c, "practice_expense") for c in columns]),
        ("malpractice RVU", [_rvu(c, "malpractice") for c in columns]),
        ("total RVU", [_rvu(c, "total") for c in columns]),
        ("Medicare price, a unit", [_money(c.price) for c in columns]),
        ("fee asked", [_money(c.fee.asked) for c in columns]),
        ("floor", [_money(c.fee.floor) for c in columns]),
        ("asked, % of its price", [_plain(c.asked_percent_of_comparator) for c in columns]),
    ]
    return [f"  {name:<24}" + "".join(f"{cell:>16}" for cell in cells) for name, cells in rows]


def _rvu(column: ComparatorColumn, part: str) -> str:
    if not isinstance(column.values, Available):
        return "unavailable"
    values = column.values.value
    cells = {
        "work": values.work,
        "practice_expense": column.practice_expense,
        "malpractice": values.malpractice,
        "total": column.total_rvu,
    }
    return str(cells[part])


def _money(answer: Answer[Decimal]) -> str:
    return format_usd(answer.value) if isinstance(answer, Available) else "unavailable"


def _plain(answer: Answer[Decimal] | Answer[int]) -> str:
    return str(answer.value) if isinstance(answer, Available) else "unavailable"


def _percent(answer: Answer[Decimal]) -> str:
    if not isinstance(answer, Available):
        return "no figure"
    return f"{answer.value:+f} %"


def _shown(answer: Answer[str] | Answer[Decimal]) -> str:
    if isinstance(answer, Available):
        return format_usd(answer.value) if isinstance(answer.value, Decimal) else answer.value
    return f"unavailable ({answer.reason.value.replace('_', ' ')}: {answer.searched})"


def payer_text(found: PayerCheck) -> str:
    """Write what the payer wants, topic by topic."""
    out = [f"{found.payer_name}: {found.code} on {found.on}"]
    if found.contract_packs:
        out.append(f"The site's own packs answer: {', '.join(found.contract_packs)}")
    for topic, points in groupby(found.points, key=lambda point: point.topic):
        out += ["", topic.capitalize()]
        for point in points:
            out += _point(point)
    held = [a for point in found.points for a in point.answers if a.result is CaseResult.UNKNOWN]
    if held:
        out += ["", f"{len(held)} rules could not be held against this line: say more of it (--help)."]
    return "\n".join(out)


def _point(point: PayerPoint) -> list[str]:
    name = point.question.split(".", maxsplit=1)[1].replace("_", " ")
    if not point.answers:
        return [_wrap(f"{name}: unavailable. Ask: {point.ask}", 2)]
    out = []
    for item in point.answers:
        marks = [item.effective, f"verified {item.verified_through}"]
        if item.outdated:
            marks.append("outdated")
        elif item.stale:
            marks.append("stale")
        if item.from_contract:
            marks.append("own contract")
        if item.overridden_by:
            marks.append(f"overridden by {item.overridden_by}")
        if item.inherited_from:
            marks.append(f"taken over from {item.inherited_from.replace('_', ' ')}")
        if item.only_for:
            marks.append(f"only for {', '.join(item.only_for)}, which this line does not say")
        if item.result.value in {"met", "unmet"}:
            marks.append(f"this line: {item.result.value}")
        source = item.citations[0].source.publisher if item.citations else "no citation"
        out.append(_wrap(f"{name}: {item.answer} [{source}; {'; '.join(marks)}]", 2))
    if point.timing:
        out.append(f"    documents go: {', '.join(t.words for t in point.timing)}")
    if point.ask:
        out.append(_wrap(f"nothing surely applies. Ask: {point.ask}", 4))
    out += [_wrap(f"payers or sources differ: {text}", 4) for text in point.conflicts]
    return out


def catalogue_text(catalogue: Catalogue, found: tuple[Finding, ...]) -> str:
    """Write the services, each with its description and length, and what is wrong with them."""
    out = [f"{catalogue.practice}: {len(catalogue.services)} services"]
    for item in catalogue.services:
        fee = format_usd(item.fee) if item.fee is not None else "no fee"
        last = item.history[-1] if item.history else None
        out += [
            "",
            f"{item.id} ({item.code}, like {item.comparator}, {fee}, review by {item.review_by})",
            f"  {item.description} ({len(item.description)} characters)",
            _wrap(f"evidence: {', '.join(item.evidence)}", 2),
        ]
        if last:
            out.append(_wrap(f"last change {last.on} by {last.by}, {last.role}: {last.change}", 2))
        out += [_wrap(f"{x.severity.value}: {x.message}", 2) for x in found if x.where == item.id]
    return "\n".join([*out, "", f"{len(found)} findings"])
