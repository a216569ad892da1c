"""Section 7: how each payer pays, then what files show: charges, negotiated amounts, Medicare values."""

from __future__ import annotations

from unlisted.base.outcome import Reason
from unlisted.report.benchmark_tables import (
    amounts_blocks,
    charges_blocks,
    percent_blocks,
    waterfall_blocks,
    wildcard_blocks,
)
from unlisted.report.blocks import Block, Gap, Heading, Known, Paragraph, Section
from unlisted.report.draft import Draft
from unlisted.report.market_tables import market_blocks
from unlisted.report.mechanisms import mechanism_blocks
from unlisted.report.medicare_values import locality_blocks, volume_blocks


def benchmarks_section(draft: Draft) -> Section:
    """Assemble the section: mechanism before money."""
    blocks: list[Block] = [
        Heading("on-mechanism", "How each payer pays"),
        *mechanism_blocks(draft),
        Heading("on-posted-charges", "Posted charges"),
        Paragraph((draft.say("A charge is what a hospital asks, not what anyone pays."),)),
        *charges_blocks(draft),
        Heading("on-negotiated-amounts", "Negotiated amounts"),
        *amounts_blocks(draft),
        Heading("on-percent-of-charge", "Percent of charge"),
        *percent_blocks(draft),
        *wildcard_blocks(draft),
        Heading("on-waterfall", "From rows read to rows kept"),
        *waterfall_blocks(draft),
        Heading("on-medicare-values", "Medicare values of the comparators by locality"),
        *locality_blocks(draft),
        Heading("on-volumes", "Billing frequency and volumes"),
        *volume_blocks(draft),
        Heading("on-published-context", "Published figures around the code"),
        *market_blocks(draft),
        Heading("on-own-outcomes", "Own outcomes"),
        Gap(
            f"What payers allowed and paid this practice for {draft.code}",
            Reason.NOT_LOADED,
            "no outcomes of a practice were given to this report",
            "remittances posted by the practice; small numbers are suppressed",
        ),
    ]
    known = Known.PARTLY
    return Section(7, "benchmarks", "Benchmarks", known, tuple(blocks))
