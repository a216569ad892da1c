"""Build observations for benchmark tests: one plain price, changed by what a case is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from unlisted.market.observation import AmountKind, Observation, ProviderGroup, SourceKind

PAYER_PRICE = Observation(
    source_kind=SourceKind.PAYER_IN_NETWORK,
    file_name="payer.json",
    sha256="aa" * 32,
    locator="/in_network/0/negotiated_rates/0/negotiated_prices/0",
    publisher="Example Health",
    file_date=date(2026, 3, 1),
    billing_code="77499",
    billing_code_type="CPT",
    billing_class="professional",
    amount_kind=AmountKind.NEGOTIATED_DOLLAR,
    amount=Decimal("250"),
    negotiated_type="negotiated",
    expiration_date=date(9999, 12, 31),
    providers=(ProviderGroup("ein", "11-1111111", ("1234567893",)),),
)

HOSPITAL_PRICE = Observation(
    source_kind=SourceKind.HOSPITAL_STANDARD_CHARGES,
    file_name="hospital.csv",
    sha256="bb" * 32,
    locator="row 4",
    publisher="Example Hospital",
    publisher_id="010001",
    state="AL",
    file_date=date(2026, 3, 27),
    billing_code="77499",
    billing_code_type="CPT",
    setting="outpatient",
    payer="Example Health",
    plan="PPO",
    amount_kind=AmountKind.NEGOTIATED_DOLLAR,
    amount=Decimal("300"),
    negotiated_type="fee schedule",
)

CHARGE_ROW = Observation(
    source_kind=SourceKind.HOSPITAL_CHARGE_ROWS,
    file_name="charges.csv",
    sha256="cc" * 32,
    locator="row 2",
    publisher="Example Hospital",
    publisher_id="010001",
    state="AL",
    billing_code="77499",
    billing_code_type="CPT",
    amount_kind=AmountKind.GROSS_CHARGE,
    amount=Decimal("478"),
)


def price(base: Observation = PAYER_PRICE, **changes: Any) -> Observation:
    """Return ``base`` with changes; an ``amount`` may be written as text, a ``tin`` names one provider."""
    if isinstance(changes.get("amount"), str):
        changes["amount"] = Decimal(changes["amount"])
    if "tin" in changes:
        changes["providers"] = (ProviderGroup("ein", changes.pop("tin"), changes.pop("npis", ())),)
    return replace(base, **changes)


def prices(amounts: str, base: Observation = PAYER_PRICE, **changes: Any) -> list[Observation]:
    """Return one price per amount, each of a provider (or hospital) of its own and in a line of its own."""
    made = []
    for number, amount in enumerate(amounts.split(), start=1):
        own: dict[str, Any] = {"locator": f"row {number}", "amount": amount} | changes
        if base.source_kind is SourceKind.PAYER_IN_NETWORK:
            own["tin"] = f"12-{number:07}"
            own["npis"] = (f"1{number:09}",)
        else:
            own["publisher_id"] = f"{number:06}"
        made.append(price(base, **own))
    return made
