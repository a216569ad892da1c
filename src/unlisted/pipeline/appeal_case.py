"""Put together what an appeal of one case is written from, in memory: the packet's case and the denial."""

from __future__ import annotations

from unlisted.base.outcome import Available
from unlisted.denials.appeal.case import AppealCase, DeniedLine
from unlisted.denials.route import Route
from unlisted.pipeline.packet_case import CaseInputs, packet_case
from unlisted.remittance.variance import Expectation, compare_amounts


def appeal_case(inputs: CaseInputs, denied: DeniedLine, route: Route) -> AppealCase:
    """Return the appeal's case. Raises ``MissingDataError`` where review, comparator or payer is missing."""
    case = packet_case(inputs)
    fee, price = case.column.fee, case.column.price
    expected = Expectation(
        case.line.charge,
        fee.floor.value if isinstance(fee.floor, Available) else None,
        None,
        inputs.comparator,
        price.value if isinstance(price, Available) else None,
    )
    variance = (
        compare_amounts(denied.allowed, denied.paid, denied.remarks, expected) if denied.allowed else None
    )
    return AppealCase(case, denied, route, expected, variance)
