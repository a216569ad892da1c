"""An observation seen as a candidate for one code: classes worked out, order fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from unlisted.benchmarks.classes import (
    PAYER_FILES,
    hospital_of,
    source_family,
)
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.thresholds import NO_PRICE_AT_OR_ABOVE
from unlisted.market.observation import CodeMatch, Observation

_SIX_PLACES = Decimal("0.000001")
_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Row:
    """One observation considered for ``code``.

    ``amount`` has six decimal places (half up), or is ``None`` when the file states no number or one
    of a trillion or more (``out_of_range``). ``contract`` is the network, else the plan: the same
    network listed under many plans is one contract. ``provider_key`` is the set of tax ids.
    """

    observation: Observation
    code: str
    amount: Decimal | None
    gross: Decimal | None
    out_of_range: bool
    family: str
    hospital: str
    payer_id: str
    payer: str
    contract: str
    provider_key: str


def to_six_places(value: Decimal | None) -> Decimal | None:
    """Round half up to six decimal places; ``None`` for no value or one beyond any price."""
    if value is None or abs(value) >= NO_PRICE_AT_OR_ABOVE:
        return None
    rounded = value.quantize(_SIX_PLACES, rounding=ROUND_HALF_UP, context=_WIDE)
    return rounded if abs(rounded) < NO_PRICE_AT_OR_ABOVE else None


def payer_text(observation: Observation) -> str:
    """Return who pays: the payer named, or for a payer's own file its publisher."""
    if observation.payer.strip():
        return observation.payer
    return observation.publisher if source_family(observation.source_kind) == PAYER_FILES else ""


def provider_key(observation: Observation) -> str:
    """Return the sorted set of the price's tax ids as one text."""
    return ",".join(sorted({f"{group.tin_type}:{group.tin}" for group in observation.providers}))


def npi_key(observation: Observation) -> str:
    """Return the sorted set of the price's NPIs as one text."""
    return ",".join(sorted({npi for group in observation.providers for npi in group.npis}))


def order_key(observation: Observation) -> tuple[str | int | Decimal, ...]:
    """Return what puts observations in one order whatever order they come in.

    Locators sort by length first, so that ``row 9`` stands before ``row 10``. The SQL engine sorts by
    the same columns.
    """
    amount = to_six_places(observation.amount)
    gross = to_six_places(observation.paired_gross_charge)
    return (
        observation.file_name,
        observation.sha256,
        len(observation.locator),
        observation.locator,
        str(observation.amount_kind),
        observation.billing_code,
        observation.payer,
        observation.plan,
        observation.network,
        0 if amount is None else 1,
        Decimal(0) if amount is None else amount,
        "|".join(observation.modifiers),
        observation.negotiated_type,
        observation.billing_class,
        observation.setting,
        "|".join(observation.place_of_service_codes),
        provider_key(observation),
        observation.expiration_date.isoformat() if observation.expiration_date else "",
        observation.count,
        observation.arrangement,
        observation.publisher_id,
        observation.billing_code_type,
        str(observation.code_match),
        observation.revenue_code,
        observation.note,
        observation.algorithm,
        npi_key(observation),
        Decimal(-1) if gross is None else gross,
    )


def prepare_rows(observations: Iterable[Observation], context: BenchmarkContext, code: str) -> list[Row]:
    """Return the rows read for ``code`` in the canonical order.

    Read are the rows that state the code itself, under any code type, and the wildcard rows that may
    cover it; rows of other codes are another benchmark's.
    """
    read = [seen for seen in observations if is_read_for(seen, code)]
    read.sort(key=order_key)
    return [_row(seen, context, code) for seen in read]


def is_read_for(observation: Observation, code: str) -> bool:
    """Say whether the row states ``code``, or is a wildcard that may cover it."""
    if observation.code_match is CodeMatch.LITERAL:
        return observation.billing_code == code
    return observation.billing_code in (code, "CSTM-00", "CSTM-ALL", "")


def _row(observation: Observation, context: BenchmarkContext, code: str) -> Row:
    match = context.payer_names.match(payer_text(observation))
    amount = to_six_places(observation.amount)
    return Row(
        observation=observation,
        code=code,
        amount=amount,
        gross=to_six_places(observation.paired_gross_charge),
        out_of_range=amount is None and observation.amount is not None,
        family=source_family(observation.source_kind),
        hospital=hospital_of(observation),
        payer_id=match.id,
        payer=match.name,
        contract=observation.network.strip() or observation.plan.strip(),
        provider_key=provider_key(observation),
    )
