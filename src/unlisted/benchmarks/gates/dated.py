"""Gate: the price is in force, and the code means this service on the file's date."""

from __future__ import annotations

from datetime import date

from unlisted.benchmarks.context import BenchmarkContext, CodePeriod
from unlisted.benchmarks.gates import DropReason, Verdict
from unlisted.benchmarks.rows import Row


def check_dated(row: Row, context: BenchmarkContext) -> Verdict:
    """Drop expired prices, and codes deleted, not yet in force or since redefined on the file's date.

    A file without a date is kept: nothing can be said against it; the run counts such files.
    """
    file_date = row.observation.file_date
    if file_date is None:
        return None
    expiration = row.observation.expiration_date
    if expiration is not None and expiration < file_date:
        return DropReason.EXPIRED
    return _check_period(file_date, context.code_periods.get(row.code, CodePeriod()))


def _check_period(file_date: date, period: CodePeriod) -> Verdict:
    if period.effective_from is not None and file_date < period.effective_from:
        return DropReason.CODE_NOT_YET_IN_FORCE
    if period.effective_to is not None and file_date > period.effective_to:
        return DropReason.CODE_DELETED
    if period.redefined_on is not None and file_date < period.redefined_on:
        return DropReason.CODE_REDEFINED
    return None
