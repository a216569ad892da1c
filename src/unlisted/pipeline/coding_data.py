"""Decisions, boards and payer checks as JSON, in the shape of the published schemas."""

from __future__ import annotations

from typing import Any

from unlisted.base.evidence import Citation, EnteredEvidence, Evidence, FileEvidence
from unlisted.base.outcome import Answer, Available, Finding
from unlisted.base.plain import to_plain
from unlisted.coding.decision import Candidate, Decision, Statement
from unlisted.coding.payer_check import PayerAnswer, PayerCheck
from unlisted.pricing.comparator import Board, ComparatorColumn
from unlisted.pricing.outcomes import OutcomeSummary


def evidence_data(item: Evidence) -> dict[str, Any]:
    """Return one piece of evidence with its kind."""
    match item:
        case FileEvidence():
            return {
                "kind": "file",
                "file_name": item.file_name,
                "sha256": item.sha256,
                "locator": item.locator,
            }
        case EnteredEvidence():
            return {
                "kind": "entered",
                "person": item.person,
                "role": item.role,
                "entered_on": item.entered_on.isoformat(),
                "form": item.form,
                **({"why": item.why} if item.why else {}),
            }
        case Citation():
            return {
                "kind": "citation",
                "title": item.source.title,
                "publisher": item.source.publisher,
                "published": item.source.published,
                "url": item.source.url,
                "locator": item.locator,
                "confidence": item.confidence.value,
            }


def _places(items: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [evidence_data(item) for item in items]


def answer_data(answer: Answer[Any]) -> dict[str, Any]:
    """Return an available value with its evidence, or the reason for none."""
    if isinstance(answer, Available):
        return {"available": True, "value": to_plain(answer.value), "evidence": _places(answer.evidence)}
    return {
        "available": False,
        "reason": answer.reason.value,
        "searched": answer.searched,
        "would_fill": answer.would_fill,
    }


def _statement(item: Statement) -> dict[str, Any]:
    return {"text": item.text, "rules": list(item.rules), "evidence": _places(item.evidence)}


def _candidate(item: Candidate) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "stage": item.stage.value,
        "state": item.state.value,
        "rule": item.rule_id,
        "rule_says": item.rule_says,
        "stale": item.stale,
        "because": list(item.because),
        "open_facts": list(item.open_facts),
        "evidence": _places(item.evidence),
        "citations": _places(item.citations),
    }


def _finding(item: Finding) -> dict[str, Any]:
    return {
        "code": item.code,
        "severity": item.severity.value,
        "message": item.message,
        "fix": item.fix,
        "evidence": _places(item.evidence),
    }


def decision_data(found: Decision) -> dict[str, Any]:
    """Return a decision (schema unlisted-code-decision-1)."""
    return {
        "kind": "unlisted-code-decision/1",
        "episode": found.episode_id,
        "date_of_service": found.on.isoformat(),
        "code_year": found.code_year,
        "rulebook_version": found.rulebook_version,
        "request": to_plain(found.request),
        "outcome": found.outcome.value,
        "lines": to_plain(found.lines),
        "questions": to_plain(found.questions),
        "also_ask": to_plain(found.also_ask),
        "candidates": [_candidate(item) for item in found.candidates],
        "remaining": [
            {
                "slug": item.slug,
                "says": item.says,
                "reached_by": list(item.reached_by),
                "wholly": item.wholly,
                "evidence": _places(item.evidence),
            }
            for item in found.remaining
        ],
        "units": [
            {
                "number": item.number,
                "first": item.first.isoformat(),
                "last": item.last.isoformat(),
                "sessions": item.sessions,
                "exam_days": [day.isoformat() for day in item.exam_days],
                "other_visits": list(item.other_visits),
            }
            for item in found.units
        ],
        "routes": [{**to_plain(item), "evidence": _places(item.evidence)} for item in found.routes],
        "edits": [_finding(item) for item in found.edits],
        "explanation": [_statement(item) for item in found.explanation],
        "answers": to_plain(found.answers),
        "refused_answers": list(found.refused_answers),
    }


def _column(item: ComparatorColumn) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "component": item.component,
        "relative_values": answer_data(item.values)
        | ({"value": _values(item)} if isinstance(item.values, Available) else {}),
        "conversion_factor": answer_data(item.conversion_factor),
        "price_usd": answer_data(item.price),
        "dimensions": [
            {
                "dimension": part.dimension.value,
                "percent_more": answer_data(part.percent),
                "reason": part.reason,
                "evidence": _places(part.evidence),
            }
            for part in item.dimensions
        ],
        "activities": [
            {
                "activity": row.activity,
                "logged_minutes": row.logged_minutes,
                "times": row.times,
                "typical_minutes": answer_data(row.typical),
                "n": row.n,
                "setting": row.setting,
                "percent_more": answer_data(row.percent_more),
            }
            for row in item.activities
        ],
        "fee_asked_usd": answer_data(item.fee.asked),
        "fee_floor_usd": answer_data(item.fee.floor),
        "fee_basis": item.fee.basis,
        "asked_percent_of_comparator": answer_data(item.asked_percent_of_comparator),
        "note_text": answer_data(item.note_text),
        "letter": [_statement(sentence) for sentence in item.letter],
    }


def _values(item: ComparatorColumn) -> dict[str, Any]:
    if not isinstance(item.values, Available):
        return {}
    values = item.values.value
    return {
        "work": str(values.work),
        "practice_expense": str(item.practice_expense),
        "malpractice": str(values.malpractice),
        "total": str(item.total_rvu),
        "status": values.status,
        "pctc_indicator": values.pctc_indicator,
        "global_days": values.global_days,
    }


def board_data(board: Board) -> dict[str, Any]:
    """Return a board (schema unlisted-comparator-board-1)."""
    asked = board.asked
    return {
        "kind": "unlisted-comparator-board/1",
        "code": asked.code,
        "date_of_service": asked.on.isoformat(),
        "locality": to_plain(asked.locality),
        "facility": asked.facility,
        "description": asked.description,
        "service": asked.service,
        "modifiers": list(board.modifiers),
        "modifier_note": board.modifier_note,
        "overlap_note": board.overlap_note,
        "percent_of_medicare": answer_data(board.percent_of_medicare),
        "columns": [_column(item) for item in board.columns],
        "market": [{**to_plain(item), "evidence": _places(item.evidence)} for item in board.market],
        "own_outcomes": [summary_data(item) for item in board.own_outcomes],
    }


def summary_data(item: OutcomeSummary) -> dict[str, Any]:
    """Return a summary of outcomes (in schemas unlisted-outcomes-1 and unlisted-comparator-board-1)."""
    return {
        "service": item.service,
        "payer": item.payer,
        "comparator": item.comparator,
        "n": answer_data(item.n),
        "denied": answer_data(item.denied),
        "overturned": answer_data(item.overturned),
        "asked_usd": answer_data(item.asked),
        "allowed_usd": answer_data(item.allowed),
        "paid_usd": answer_data(item.paid),
        "days": answer_data(item.days),
        "comparator_accepted": answer_data(item.comparator_accepted),
    }


def _payer_answer(item: PayerAnswer) -> dict[str, Any]:
    return {**to_plain(item), "citations": _places(item.citations)}


def payer_data(found: PayerCheck) -> dict[str, Any]:
    """Return a payer check (schema unlisted-payer-check-1)."""
    return {
        "kind": "unlisted-payer-check/1",
        "payer": found.payer,
        "payer_name": found.payer_name,
        "code": found.code,
        "as_of": found.on.isoformat(),
        "contract_packs": list(found.contract_packs),
        "points": [
            {
                "topic": item.topic,
                "question": item.question,
                "asks": item.asks,
                "answers": [_payer_answer(answer) for answer in item.answers],
                "unavailable": [answer_data(missing) for missing in item.unavailable],
                "ask": item.ask,
                "timing": [timing.value for timing in item.timing],
                "conflicts": list(item.conflicts),
            }
            for item in found.points
        ],
    }
