"""Remittances and acknowledgements as the JSON answer has them. No name or member id of a patient in it."""

from __future__ import annotations

from unlisted.base.outcome import Finding
from unlisted.claim import status_words as words
from unlisted.claim.acknowledgement import (
    FunctionalAcknowledgement,
    InterchangeAcknowledgement,
    StatusItem,
    StatusReport,
)
from unlisted.claim.model import Adjustment
from unlisted.remittance.balance import PaymentBalance
from unlisted.remittance.model import PaymentEnd, RemittanceClaim, RemittanceLine

Answer = FunctionalAcknowledgement | StatusReport | InterchangeAcknowledgement
Plain = dict[str, object]


def finding_plain(item: Finding) -> Plain:
    """Return a finding."""
    return {
        "code": item.code,
        "severity": item.severity.value,
        "where": item.where,
        "message": item.message,
        "fix": item.fix,
    }


def payment_plain(balance: PaymentBalance, end: PaymentEnd, claims: list[Plain]) -> Plain:
    """Return a payment with its claims; call after ``balance.finish``."""
    payment = balance.payment
    return {
        "trace_number": payment.trace_number,
        "payer_id": payment.payer_id,
        "payer": payment.payer.name,
        "payee_npi": payment.payee.id if payment.payee.id_qualifier == "XX" else "",
        "method": payment.method,
        "paid_on": payment.paid_on,
        "paid_amount": payment.amount,
        "interchange": payment.interchange,
        "claims": claims,
        "provider_adjustments": [
            {"reason": item.reason, "reference": item.reference, "amount": item.amount}
            for item in end.provider_adjustments
        ],
        "balanced": not any(item.code.startswith("balance.") for item in balance.findings),
        "findings": [finding_plain(item) for item in balance.findings if item.where.startswith("payment")],
    }


def claim_plain(claim: RemittanceClaim, findings: tuple[Finding, ...]) -> Plain:
    """Return a claim of a remittance."""
    return {
        "patient_control_number": claim.patient_control_number,
        "payer_claim_control_number": claim.payer_control_number,
        "status_code": claim.status,
        "charge_amount": claim.charge,
        "allowed_amount": claim.allowed,
        "paid_amount": claim.paid,
        "patient_responsibility_amount": claim.patient_responsibility,
        "claim_frequency_code": claim.frequency,
        "adjustments": _adjustments(claim.adjustments),
        "remarks": list(claim.remarks),
        "lines": [_line_plain(line) for line in claim.lines],
        "findings": [finding_plain(item) for item in findings],
    }


def _line_plain(line: RemittanceLine) -> Plain:
    return {
        "line_control_number": line.control_number,
        "billing_code": line.code,
        "modifiers": list(line.modifiers),
        "submitted_code": line.submitted_code,
        "revenue_code": line.revenue_code,
        "date_of_service": line.service_from,
        "date_of_service_to": line.service_to,
        "units": line.units,
        "charge_amount": line.charge,
        "allowed_amount": line.allowed,
        "paid_amount": line.paid,
        "patient_responsibility_amount": line.patient_responsibility,
        "adjustments": _adjustments(line.adjustments),
        "remarks": list(line.remarks),
    }


def _adjustments(items: tuple[Adjustment, ...]) -> list[Plain]:
    return [
        {
            "group": item.group,
            "claim_adjustment_reason_code": item.reason,
            "amount": item.amount,
            "quantity": item.quantity,
        }
        for item in items
    ]


def answer_plain(item: Answer) -> Plain:
    """Return an acknowledgement with what it means in words."""
    if isinstance(item, InterchangeAcknowledgement):
        return {
            "kind": "TA1",
            "interchange": item.interchange,
            "status": item.status,
            "note": item.note,
            "accepted": item.accepted,
            "means": words.interchange_words(item),
        }
    if isinstance(item, FunctionalAcknowledgement):
        return {
            "kind": item.kind,
            "group_control_number": item.group_control,
            "version": item.version,
            "status": item.status,
            "means": words.functional_words(item),
            "sets": [
                {
                    "kind": one.kind,
                    "control_number": one.control,
                    "status": one.status,
                    "accepted": one.accepted,
                    "codes": list(one.codes),
                    "errors": [
                        {"segment": error.segment, "position": error.position, "loop": error.loop}
                        | {"code": error.code, "means": words.segment_words(error)}
                        for error in one.errors
                    ],
                }
                for one in item.sets
            ],
        }
    return {
        "kind": "277CA" if item.is_acknowledgement else "277",
        "version": item.version,
        "reference": item.reference,
        "created_on": item.created_on,
        "payer": item.source,
        "items": [_item_plain(one) for one in item.items],
    }


def _item_plain(item: StatusItem) -> Plain:
    return {
        "level": item.level,
        "trace": item.trace,
        "payer_claim_control_number": item.payer_control_number,
        "line_control_number": item.line_control_number,
        "billing_code": item.code,
        "date_of_service": item.service_from,
        "accepted": not words.item_refused(item),
        "statuses": [
            {
                "category": one.category,
                "code": one.code,
                "entity": one.entity,
                "action": one.action,
                "amount": one.amount,
                "means": words.status_words(one.category),
            }
            for one in item.statuses
        ],
    }
