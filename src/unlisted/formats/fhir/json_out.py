"""Write FHIR JSON with decimals exact, which the standard module cannot do."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def json_text(value: Any, depth: int = 0, *, shortest: bool = False, one_line: bool = False) -> str:
    """Return JSON: two spaces a level, or one line as NDJSON has it.

    A ``Decimal`` keeps its digits (FHIR: they say how precise it is); ``shortest`` drops trailing zeros.
    """
    if isinstance(value, Decimal):
        return format(value.normalize() if shortest else value, "f")
    if not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    inner = [
        json_text(item, depth + 1, shortest=shortest, one_line=one_line)
        for item in (value.values() if isinstance(value, dict) else value)
    ]
    if isinstance(value, dict):
        inner = [
            f"{json.dumps(key, ensure_ascii=False)}: {text}" for key, text in zip(value, inner, strict=True)
        ]
    start, end = "{}" if isinstance(value, dict) else "[]"
    if one_line or not inner:
        return f"{start}{', '.join(inner)}{end}"
    pad = "  " * (depth + 1)
    lines = ",\n".join(f"{pad}{text}" for text in inner)
    return f"{start}\n{lines}\n{'  ' * depth}{end}"
