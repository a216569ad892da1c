"""Hospital CSV files by seed: tall and wide, quoted well and badly, with every kind of odd row."""

from __future__ import annotations

import random

CODES = frozenset({"77499", "77427", "G6015"})
_TEXTS = (
    "x",
    "",
    "",
    "A, B",
    'say "hi"',
    "two\nlines",
    "two\r\nlines",
    "é",
    "77499 inside",
    ",",
    '"',
    '""',
    'end"',
    " 77499 ",
    '4"X 10" (258)',
)
_CODES = ("77499", "77427", "G6015", "99213", "774990", " 77499", "77499 ", "CDM77499", "")
_TYPES = ("CPT", "CPT", "HCPCS", "cpt", "CDM", "RC", "")


def csv_variant(seed: int) -> bytes:
    """One hospital CSV file."""
    rng = random.Random(seed)
    end = rng.choice(("\n", "\n", "\r\n"))
    quoting = rng.choice(("needed", "all", "some", "careless"))
    tall = rng.random() < 0.5
    names = _columns(rng, tall=tall)
    lines = [
        "hospital_name,last_updated_on,version,license_number|TX",
        rng.choice(("Example,2026-04-01,3.0.0,100", '"Example, Inc.",2026-04-01,3.0.0,100')),
        ",".join(names),
    ]
    if rng.random() < 0.1:
        lines.insert(rng.randrange(3), rng.choice(("", ",,")))
    for _ in range(rng.choice((0, 1, 5, 30))):
        lines.append(_row(rng, names, quoting))
    text = end.join(lines) + (end if rng.random() < 0.8 else "")
    data = text.encode("cp1252" if rng.random() < 0.03 else "utf-8")
    if rng.random() < 0.05:
        data = b"\xef\xbb\xbf" + data
    if rng.random() < 0.05 and len(data) > 300:
        place = rng.randrange(200, len(data))
        data = data[:place] + rng.choice((b'"', b"\r", b"\n", b"\x00", b",", b'""')) + data[place + 1 :]
    return data


def _columns(rng: random.Random, *, tall: bool) -> list[str]:
    names = ["description", "code|1", "code|1|type", "code | 2", "code|2|type", "setting", "modifiers"]
    names += ["standard_charge|gross", "standard_charge|discounted_cash"]
    charge = ("negotiated_dollar", "negotiated_percentage", "negotiated_algorithm", "methodology")
    if tall:
        names += ["payer_name", "plan_name", *(f"standard_charge|{name}" for name in charge), "count"]
    else:
        for plan in range(rng.randrange(1, 4)):
            names += [f"standard_charge|P{plan}|Q|{name}" for name in charge]
            names.append(f"median_amount|P{plan}|Q")
    return names


def _row(rng: random.Random, names: list[str], quoting: str) -> str:
    odd = rng.random()
    if odd < 0.04:
        return rng.choice(("", " ", ",,,", '""', '"'))
    cells = []
    for name in names:
        if name.startswith("code"):
            cells.append(rng.choice(_TYPES if name.endswith("type") else _CODES))
        elif name.startswith(("standard_charge", "median")) and not name.endswith(
            ("algorithm", "methodology")
        ):
            cells.append(rng.choice(("", "12.50", "$1,000", "N/A", "0")))
        else:
            cells.append(rng.choice(_TEXTS))
    if odd < 0.08:
        cells = cells[: rng.randrange(1, len(cells))]
    elif odd < 0.12:
        cells += rng.choice(([""], ["", "x"], ["x"]))
    return ",".join(_cell(rng, cell, quoting) for cell in cells)


def _cell(rng: random.Random, cell: str, quoting: str) -> str:
    if quoting == "careless" and rng.random() < 0.1:
        return rng.choice((cell.replace("\n", " "), f'"{cell}"', f'{cell}"', f' "{cell}"'))
    needed = any(character in cell for character in ',"\n\r')
    if needed or quoting == "all" or (quoting == "some" and rng.random() < 0.3):
        return '"' + cell.replace('"', '""') + '"'
    return cell
