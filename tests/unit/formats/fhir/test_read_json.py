"""Hostile JSON and the formats of primitive types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.formats.fhir.limits import read_json
from unlisted.formats.fhir.profiles.primitives import FORMATS


def test_decimals_are_exact() -> None:
    assert read_json("f", b'{"a": 1.10, "b": 1340}') == {"a": Decimal("1.10"), "b": 1340}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 50 + b"}",
    ],
)
def test_what_is_no_fhir_json(data: bytes) -> None:
    with pytest.raises(BrokenFileError):
        read_json("file.json", data)


@pytest.mark.parametrize(
    "data", [b"[" * 60 + b"]" * 60, b"[" * 200_000, b'["' + b"x" * (17 * 1024 * 1024) + b'"]']
)
def test_limits(data: bytes) -> None:
    with pytest.raises(LimitExceededError):
        read_json("file.json", data)


@pytest.mark.parametrize(
    ("kind", "sound", "wrong"),
    [
        ("date", ["2026", "2026-02", "2024-02-29"], ["2026-2", "2026-02-29", "26-01-01", 2026, ""]),
        (
            "dateTime",
            ["2026", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00.5-05:00"],
            ["2026-01-01T10:00", "2026-01-01T10:00:00", "2026-01-01T25:00:00Z"],
        ),
        ("instant", ["2026-01-01T10:00:00Z"], ["2026-01-01"]),
        ("id", ["a-B.1", "x" * 64], ["a_b", "x" * 65, ""]),
        ("code", ["a b"], [" a", "a  b", "a "]),
        ("uri", ["urn:x"], ["a b", ""]),
        ("boolean", [True, False], ["true", 1, None]),
        ("positiveInt", [1], [0, True, 1.0, "1", 2**31]),
        ("unsignedInt", [0], [-1]),
        ("integer", [-5], [2**31, Decimal(1)]),
        ("decimal", [1, Decimal("1.5")], ["1", True]),
        ("base64Binary", ["QUJD", "QUI="], ["QUJ", "a.b=", ""]),
        ("string", ["x"], ["", "  ", 5, "a\x00b"]),
        ("xhtml", ["<div>x</div>"], ["x", "<div><script>x</script></div>", "<div onclick='x'></div>"]),
        ("oid", ["urn:oid:1.2.3"], ["1.2.3"]),
        ("time", ["10:00:00"], ["10:00"]),
    ],
)
def test_formats(kind: str, sound: list[Any], wrong: list[Any]) -> None:
    assert [value for value in sound if not FORMATS[kind](value)] == []
    assert [value for value in wrong if FORMATS[kind](value)] == []
