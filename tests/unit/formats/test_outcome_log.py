"""The log's lines and a practice's own table: what is written reads back, what is broken says where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unlisted.base.errors import BrokenFileError
from unlisted.formats.outcome_log import (
    MAX_LINE_BYTES,
    read_log,
    read_table,
    whole_part,
    write_entry,
    write_head,
)
from unlisted.pricing.outcome_entry import LEVELS, OutcomeEntry
from unlisted.pricing.outcomes import Outcome

DAY = date(2026, 11, 2)
SALT = "0123456789abcdef" * 2
HEAD = write_head(SALT)
ENTRY = OutcomeEntry(
    "a1",
    Outcome("boost", "77499", "aetna", "77427", "2026-09", Decimal("976.14"), Decimal("500.00"), None, 34),
    DAY,
)
LINE = write_entry(ENTRY)

cents = st.integers(0, 10**8).map(lambda n: Decimal(n) / 100)
entries = st.builds(
    OutcomeEntry,
    st.text("abc123", min_size=1, max_size=8),
    st.builds(
        Outcome,
        st.sampled_from(["boost", "composite_reirradiation"]),
        st.sampled_from(["77299", "77399", "77499", "77799"]),
        st.sampled_from(["aetna", "cigna"]),
        st.sampled_from(["", "77427", "77435"]),
        st.sampled_from(["2025-12", "2026-01"]),
        cents.filter(lambda x: x > 0),
        st.none() | cents,
        st.none() | cents,
        st.none() | st.integers(0, 3660),
        st.sampled_from(["", "50", "B7"]),
        st.sampled_from(LEVELS),
    ),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)


@given(st.lists(entries, max_size=6), st.binary(max_size=20).filter(lambda x: b"\n" not in x))
def test_what_is_written_reads_back_and_a_torn_end_is_left_out(
    wanted: list[OutcomeEntry], torn: bytes
) -> None:
    data = HEAD + b"".join(write_entry(item) for item in wanted)
    found = read_log("log", data + torn)
    assert found.salt == SALT
    assert list(found.entries) == wanted
    assert whole_part(data + torn) == len(data)
    assert found.latest() == {item.key: item for item in wanted}


def test_an_empty_log_has_nothing() -> None:
    assert read_log("log", b"").entries == ()
    assert read_log("log", b"half a li").salt == ""


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"{}\n", 1, "keys"),
        (b'{"log":"other","salt":"' + SALT.encode() + b'"}\n', 1, "kind"),
        (b'{"log":"unlisted.outcomes/1","salt":"short"}\n', 1, "kind"),
        (HEAD + b"[]\n", 2, "keys"),
        (HEAD + b"7\n", 2, "keys"),
        (HEAD + b"not json\n", 2, "no JSON"),
        (HEAD + b"[" * 4000 + b"\n", 2, "no JSON"),
        (HEAD + LINE + b"\n", 3, "no JSON"),
        (HEAD + LINE.replace(b'"days":34', b'"days":34,"days":35'), 2, "each once"),
        (HEAD + LINE.replace(b'"days":34', b'"name":"x"'), 2, "keys"),
        (HEAD + LINE.replace(b'"days":34', b'"days":"34"'), 2, "whole number"),
        (HEAD + LINE.replace(b'"days":34', b'"days":true'), 2, "whole number"),
        (HEAD + LINE.replace(b'"976.14"', b"null"), 2, "asked is missing"),
        (HEAD + LINE.replace(b'"976.14"', b'"a lot"'), 2, "no number"),
        (HEAD + LINE.replace(b'"976.14"', b'["976.14"]'), 2, "no number"),
        (HEAD + LINE.replace(b'"77499"', b"null"), 2, "text"),
        (HEAD + LINE.replace(b'"2026-09"', b'"2026-09-16"'), 2, "month"),
        (HEAD + LINE.replace(b'"2026-11-02"', b'"2026-11-32"'), 2, "2026"),
        (HEAD + LINE.replace(b'"a1"', b'"' + b"a" * MAX_LINE_BYTES + b'"'), 2, "bytes"),
    ],
)
def test_a_broken_log_names_the_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(BrokenFileError) as caught:
        read_log("log", data)
    assert caught.value.where == f"log, line {line}"
    assert says in caught.value.what


def table(*rows: str, head: str = "key,service,code,payer,comparator,month,asked,allowed,paid,days") -> bytes:
    return "\n".join([head, *rows]).encode() + b"\n"


def test_a_table_of_the_practice() -> None:
    first, second = read_table(
        "old.csv",
        b"\xef\xbb\xbf"
        + table(
            "L1,boost,77499,aetna,77427,2026-09,976.14,500.00,,34", "L2,boost,77499,aetna,,2026-10,900,,,"
        ),
        DAY,
    )
    assert first == OutcomeEntry("L1", ENTRY.outcome, DAY)
    assert (second.outcome.comparator, second.outcome.allowed, second.outcome.days) == ("", None, None)
    assert (second.outcome.level, second.outcome.denial) == ("first", "")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (table(head="service,code"), "missing: asked, key, month, payer"),
        (table(head="key,service,code,payer,month,asked,patient"), "not known: patient"),
        (table(head="key,key,service,code,payer,month,asked"), "stands twice"),
        (table("L1,boost,77499,aetna,77427,2026-09,976.14,500.00"), "cells"),
        (table("L1,boost,77499,aetna,77427,2026-09,976.14,500.00,,34,more"), "cells"),
        (table("L1,boost,77499,aetna,77427,2026-09,976.14,500.00,,3.5"), "whole number"),
        (table("L1,boost,77499,aetna,77427,2026-09,,500.00,,34"), "asked is missing"),
        (table(",boost,77499,aetna,77427,2026-09,10,500.00,,34"), "text"),
        (table("L1,boost,77499,aetna,77427,2026-09,ten,500.00,,34"), "no number"),
        (table("L1,Boost Clinic,77499,aetna,77427,2026-09,10,,,34"), "service"),
        (b"key\n\xff\n", "UTF-8"),
        (table('L1,"boost'), "CSV"),
    ],
)
def test_a_table_that_is_wrong(data: bytes, says: str) -> None:
    with pytest.raises(BrokenFileError) as caught:
        read_table("old.csv", data, DAY)
    assert says in caught.value.what
    assert "Boost Clinic" not in str(caught.value)
