"""One item or service of a hospital file becomes one observation per amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.reading import Code, CodeQuery, FileIdentity, Tally
from unlisted.formats.values import read_amount, read_text
from unlisted.market.observation import AmountKind, Observation

ITEM_KINDS = (
    AmountKind.GROSS_CHARGE,
    AmountKind.DISCOUNTED_CASH,
    AmountKind.MINIMUM_NEGOTIATED,
    AmountKind.MAXIMUM_NEGOTIATED,
)
PAYER_KINDS = (
    AmountKind.NEGOTIATED_DOLLAR,
    AmountKind.NEGOTIATED_PERCENTAGE,
    AmountKind.ESTIMATED_ALLOWED,
    AmountKind.MEDIAN_ALLOWED,
    AmountKind.PERCENTILE_10_ALLOWED,
    AmountKind.PERCENTILE_90_ALLOWED,
)


@dataclass(frozen=True, slots=True)
class Charge:
    """An item in one setting and class, as the file gives it. ``amounts`` are raw values by kind."""

    locator: str
    codes: tuple[Code, ...]
    modifiers: tuple[str, ...] = ()
    setting: str = ""
    billing_class: str = ""
    note: str = ""
    amounts: dict[AmountKind, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PayerPrice:
    """What one payer's plan pays for a charge, as the file gives it."""

    locator: str
    payer: str
    plan: str
    methodology: str = ""
    algorithm: str = ""
    count: str = ""
    note: str = ""
    amounts: dict[AmountKind, object] = field(default_factory=dict)


class ChargeReader:
    """Turn charges and payer prices into observations for the codes asked for."""

    def __init__(
        self, identity: FileIdentity, header: HospitalHeader, query: CodeQuery, tally: Tally
    ) -> None:
        self._identity = identity
        self._header = header
        self._query = query
        self._tally = tally

    def bases(self, charge: Charge) -> tuple[Observation, ...]:
        """Return what all observations of a charge share, once for each code asked for."""
        wanted = dict.fromkeys(pair for pair in charge.codes if self._query.wants(*pair))
        revenue = next((code for code, code_type in charge.codes if code_type == "RC"), "")
        gross = read_amount(charge.amounts.get(AmountKind.GROSS_CHARGE))
        return tuple(
            self._header.stamp(
                Observation(
                    source_kind=self._identity.kind,
                    file_name=self._identity.name,
                    sha256=self._identity.sha256,
                    locator=charge.locator,
                    publisher="",
                    billing_code=code,
                    billing_code_type=code_type,
                    modifiers=charge.modifiers,
                    revenue_code=revenue,
                    billing_class=charge.billing_class,
                    setting=charge.setting,
                    paired_gross_charge=gross,
                    note=charge.note,
                )
            )
            for code, code_type in wanted
        )

    def item_amounts(self, base: Observation, charge: Charge) -> Iterator[Observation]:
        """Yield gross charge, cash price, minimum and maximum, as far as the item states them."""
        yield from self._amounts(base, charge.amounts, ITEM_KINDS)

    def payer_amounts(self, base: Observation, price: PayerPrice) -> Iterator[Observation]:
        """Yield every amount of one payer and plan; they share locator, payer and plan."""
        notes = tuple(dict.fromkeys(text for text in (price.note, base.note) if text))
        shared = replace(
            base,
            locator=price.locator,
            payer=price.payer,
            plan=price.plan,
            negotiated_type=price.methodology,
            count=price.count,
            note="; ".join(notes),
        )
        yield from self._amounts(shared, price.amounts, PAYER_KINDS)
        if price.algorithm:
            yield replace(shared, amount_kind=AmountKind.NEGOTIATED_ALGORITHM, algorithm=price.algorithm)

    def _amounts(
        self, base: Observation, amounts: dict[AmountKind, object], kinds: tuple[AmountKind, ...]
    ) -> Iterator[Observation]:
        for kind in kinds:
            stated = amounts.get(kind)
            if stated is None or stated == "":
                continue
            amount = read_amount(stated)
            if amount is None:
                if read_text(stated):
                    self._tally.note(
                        "amount_unreadable",
                        f"an amount is no number that can be kept exactly: {read_text(stated)[:40]!r}",
                        base.locator,
                    )
                continue
            yield replace(base, amount_kind=kind, amount=amount)
