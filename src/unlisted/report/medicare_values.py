"""Medicare values of the comparators by locality, and Part B volumes."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.outcome import Available, Reason, Unavailable
from unlisted.pricing.medicare import NATIONAL, Locality, price_service
from unlisted.report.blocks import Block, Cell, Chart, ChartKind, Column, Gap, Scalar, Table
from unlisted.report.draft import Draft, dollars, figure, make_table, missing
from unlisted.report.words import count

_SHOWN_CODES = 6


def locality_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return the price of each comparator: nationally, lowest, middle and highest locality."""
    factor = draft.tables.conversion_factor(draft.day)
    localities = draft.tables.localities_on(draft.day)
    if isinstance(factor, Unavailable) or not localities:
        why = factor if isinstance(factor, Unavailable) else None
        return (
            Gap(
                "Medicare values by locality",
                Reason.NOT_LOADED,
                why.searched if why else f"locality indices for {draft.day.isoformat()}",
                "unlisted data load pfs FILE and unlisted data load gpci FILE",
            ),
        )
    data: list[tuple[tuple[str, Scalar], ...]] = []
    rows = []
    for code in draft.comparators[:_SHOWN_CODES]:
        prices = _prices(draft, code, localities, factor.value)
        if isinstance(prices, Unavailable):
            rows.append([Cell(code, code), *[missing(prices.reason, "no Medicare price")] * 4, Cell("", "")])
            continue
        ordered = sorted(prices, key=lambda pair: (pair[1], pair[0].name))
        low, middle, high = ordered[0], ordered[len(ordered) // 2], ordered[-1]
        national = _national(draft, code, factor.value)
        fee = draft.tables.relative_values(code, draft.day)
        marks = draft.citations.mark(fee.evidence if isinstance(fee, Available) else ())
        rows.append(
            [
                Cell(code, code, marks),
                dollars(national),
                dollars(low[1]),
                dollars(middle[1]),
                dollars(high[1]),
                Cell(f"{low[0].name} ({low[0].state}); {high[0].name} ({high[0].state})"),
            ]
        )
        data += [
            (("code", code), ("locality", f"{p.state} {p.name}"), ("value", value)) for p, value in prices
        ]
    table = make_table(
        "medicare-by-locality",
        f"Medicare price of listed comparators, office setting, {draft.day.isoformat()} "
        f"(n = {count(len(localities), 'locality', 'localities')}, factor {factor.value})",
        (
            Column("code", "Code"),
            Column("national", "National", "USD", "right"),
            Column("lowest", "Lowest", "USD", "right"),
            Column("middle", "Middle", "USD", "right"),
            Column("highest", "Highest", "USD", "right"),
            Column("where", "Lowest and highest locality"),
        ),
        rows,
        sort="code",
        note=f"These are listed services. {draft.code} itself "
        + (
            "has no Medicare value, so no percent of Medicare is given."
            if _unpriced(draft)
            else "is priced above."
        ),
    )
    blocks: list[Block] = [table]
    if data:
        chart = Chart(
            "chart-locality",
            ChartKind.LOCALITY,
            "Medicare price of comparators across localities",
            f"Each mark is one of {len(localities)} localities; the table gives lowest, middle and highest.",
            tuple(data),
            table.id,
            "USD",
        )
        blocks.insert(0, chart)
    if draft.request.states:
        blocks.append(_by_state(draft, localities, factor.value))
    return tuple(blocks)


def _unpriced(draft: Draft) -> bool:
    fee = draft.tables.relative_values(draft.code, draft.day)
    return isinstance(fee, Available) and fee.value.total(facility=False) == 0


def _prices(
    draft: Draft, code: str, localities: tuple[Locality, ...], factor: Decimal
) -> list[tuple[Locality, Decimal]] | Unavailable:
    fee = draft.tables.relative_values(code, draft.day)
    if isinstance(fee, Unavailable):
        return fee
    found = []
    for place in localities:
        price = price_service(fee.value, place, factor, facility=False)
        if isinstance(price, Unavailable):
            return price
        found.append((place, price.value))
    return found


def _national(draft: Draft, code: str, factor: Decimal) -> Decimal | None:
    fee = draft.tables.relative_values(code, draft.day)
    if isinstance(fee, Unavailable):
        return None
    price = price_service(fee.value, NATIONAL, factor, facility=False)
    return price.value if isinstance(price, Available) else None


def _by_state(draft: Draft, localities: tuple[Locality, ...], factor: Decimal) -> Table:
    places = tuple(p for p in localities if p.state in draft.request.states)
    codes = draft.comparators[:_SHOWN_CODES]
    rows = []
    for place in places:
        row = [Cell(f"{place.state} {place.name}", place.locality)]
        for code in codes:
            prices = _prices(draft, code, (place,), factor)
            row.append(
                missing(prices.reason, "no Medicare price")
                if isinstance(prices, Unavailable)
                else dollars(prices[0][1])
            )
        rows.append(row)
    return make_table(
        "medicare-by-state",
        f"Medicare price of listed comparators in {', '.join(draft.request.states)}, office setting",
        (Column("locality", "Locality"), *(Column(code, code, "USD", "right") for code in codes)),
        rows,
        sort="state, then locality",
    )


def volume_blocks(draft: Draft) -> tuple[Block, ...]:
    """Return Part B volumes of the comparators, and the gap of a code too rare for the dataset."""
    table = draft.rulebook.amounts.get("amounts.utilization.partb_2014_2023")
    wanted = (draft.code, *draft.comparators)
    rows = []
    for row in table.rows if table else ():
        if row["code"] not in wanted:
            continue
        services, payments, mean = (row[k] for k in ("part_b_services", "payments_usd", "mean_payment_usd"))
        rows.append(
            [
                Cell(
                    str(row["code"]), str(row["code"]), draft.citations.mark(table.citations if table else ())
                ),
                figure(services if isinstance(services, Decimal) else None, places=0),
                dollars(payments if isinstance(payments, Decimal) else None, cents=False),
                dollars(mean if isinstance(mean, Decimal) else None),
            ]
        )
    blocks: list[Block] = []
    if rows:
        blocks.append(
            make_table(
                "part-b-volumes",
                "Medicare Part B services of the comparators, 2014 to 2023 together",
                (
                    Column("code", "Code"),
                    Column("services", "Services", "n", "right"),
                    Column("payments", "Medicare payments", "USD", "right"),
                    Column("mean", "Mean payment", "USD", "right"),
                ),
                rows,
                sort="code",
                note="A mean payment over ten years and all places; no fee of any year.",
            )
        )
    if draft.code not in {row[0].value for row in rows}:
        blocks.append(
            Gap(
                f"How often {draft.code} is billed to Medicare, allowed and denied",
                Reason.NO_OBSERVATIONS,
                "the by-provider-and-service files 2014-2023: cells under 11 beneficiaries are suppressed",
                "the Physician/Supplier Procedure Summary and the Part B National Summary",
            )
        )
    return tuple(blocks)
