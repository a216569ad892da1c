"""Read the same bytes by the fast path and by the exact one, and say where they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from builders.rate_files import member
from unlisted.base.errors import UnlistedError
from unlisted.formats.hpt import read_csv, read_json, scan_csv, scan_json
from unlisted.formats.hpt.header import HospitalHeader
from unlisted.formats.reading import CodeQuery, FileIdentity, Tally
from unlisted.formats.scan.unproved import NotProvedError
from unlisted.formats.scan.window import Sizes
from unlisted.formats.tic import read_in_network, scan_in_network
from unlisted.formats.tic.header import PayerHeader
from unlisted.market.observation import SourceKind

KINDS: dict[str, tuple[Any, Any, Any]] = {
    "payer": (scan_in_network, read_in_network, PayerHeader),
    "hospital json": (scan_json, read_json, HospitalHeader),
    "hospital csv": (scan_csv, read_csv, HospitalHeader),
}


@dataclass(frozen=True, slots=True)
class Both:
    """What both paths gave: their results in full, or the reason why the fast path did not read."""

    fast: Any
    exact: Any
    not_proved: str = ""


def read_both(
    data: bytes,
    kind: str,
    codes: frozenset[str],
    *,
    sizes: Sizes,
    piece: int = 1 << 20,
    counted: bool = True,
    open_reference: Callable[[str], Any] | None = None,
) -> Both:
    """Read ``data`` in pieces of ``piece`` bytes by both paths."""
    scan, read, header_class = KINDS[kind]
    counted = counted and kind != "hospital csv"

    def run(reader: Any, piece: int, *more: Any) -> Any:
        """Return observations, counts, header and findings, or the error."""
        tally, header = Tally(prices_read=0 if counted else None), header_class()
        identity = FileIdentity(SourceKind.PAYER_IN_NETWORK, "x", "")
        references = (open_reference,) if kind == "payer" else ()
        try:
            seen = list(
                reader(member(data, piece), identity, CodeQuery(codes), tally, header, *references, *more)
            )
        except UnlistedError as error:
            return (type(error), error.what, error.where)
        counts = (tally.rows_read, tally.prices_read, tally.rows_matched)
        return seen, counts, header, tally.findings()

    exact = run(read, 1 << 20)
    try:
        fast = run(scan, piece, sizes)
    except NotProvedError as error:
        return Both(exact, exact, str(error))
    if kind == "hospital csv" and isinstance(fast[0], list) and isinstance(exact[0], list):
        assert all(seen.byte_offset is not None for seen in fast[0])
        fast = ([replace(seen, byte_offset=None) for seen in fast[0]], *fast[1:])
    return Both(fast, exact)
