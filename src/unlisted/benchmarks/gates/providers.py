"""Gate: the price names a provider who plausibly bills the code."""

from __future__ import annotations

from unlisted.benchmarks.classes import PAYER_FILES
from unlisted.benchmarks.context import BenchmarkContext
from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.rows import Row
from unlisted.market.observation import ProviderGroup


def check_provider(row: Row, context: BenchmarkContext) -> Verdict:
    """Drop payer-file prices with no provider, and, where evidence is loaded, with no plausible one.

    Hospital files price the hospital itself and pass. The level is the balanced one of the facts on
    rates, section 5: a tax id is plausible when any NPI under it is.
    """
    if row.family != PAYER_FILES:
        return None
    if not row.observation.providers:
        return DropReason.NO_PROVIDER
    if context.plausible_npis is None:
        return None
    if plausible_groups(row, context):
        return None
    has_npi = any(named_npis(group) for group in row.observation.providers)
    return DropReason.IMPLAUSIBLE_PROVIDER if has_npi else DropReason.NO_NPI_TO_CHECK


def plausible_groups(row: Row, context: BenchmarkContext) -> tuple[ProviderGroup, ...]:
    """Return the provider groups that count: all, or those with a plausible NPI where that is known."""
    groups = row.observation.providers
    if context.plausible_npis is None:
        return groups
    plausible = context.plausible_npis.get(row.code, frozenset())
    return tuple(group for group in groups if plausible.intersection(group.npis))


def named_npis(group: ProviderGroup) -> tuple[str, ...]:
    """Return the NPIs of the group; 0 stands for a contract at the level of the tax id."""
    return tuple(npi for npi in group.npis if npi.strip("0 "))
