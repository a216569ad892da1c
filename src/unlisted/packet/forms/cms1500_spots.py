"""Where each item of the CMS-1500 (02/12) is printed: ten characters and six lines to the inch.

The anchors are the figures of medplum, ``packages/server/src/fhir/operations/utils/cms1500pdf.ts`` at commit
0ba8912 (points from the top left). They fall on a grid of 7.2 by 12 points, which is how this table was made;
the shaded line lies one row above its service line. Spots with ``sure=False`` stand in no such source: they
are worked out from their neighbors and have to be looked at on the first test print.
"""

from __future__ import annotations

from typing import Final

from unlisted.packet.forms.field import Spot

LINES_ON_A_PAGE: Final = 6
FIRST_LINE_ROW: Final = 46
SHADED_CHARACTERS: Final = 61
"""Room of the shaded line; a figure of the facts, not verified against the form owner's manual."""
ITEM_19_CHARACTERS: Final = 71

PLAN_BOXES: Final = {"MB": 3, "MC": 10, "CH": 17, "VA": 26, "": 47}
"""Item 1 by SBR09; the others take ``group`` (33) or the last box."""
GROUP_BOX: Final = 33
GROUP_FILING: Final = frozenset({"12", "13", "14", "15", "16", "BL", "CI", "HM"})

SPOTS: Final[dict[str, Spot]] = {
    "payer": Spot(4, 41, 38, sure=False),
    "payer_line": Spot(5, 41, 38, sure=False),
    "payer_city": Spot(6, 41, 38, sure=False),
    "1a": Spot(10, 52, 29),
    "2": Spot(12, 3, 28),
    "3.month": Spot(12, 33, 2),
    "3.day": Spot(12, 36, 2),
    "3.year": Spot(12, 39, 4),
    "3.male": Spot(12, 44, 1),
    "3.female": Spot(12, 49, 1),
    "4": Spot(12, 52, 29),
    "5.line": Spot(14, 3, 28),
    "5.city": Spot(16, 3, 24),
    "5.state": Spot(16, 28, 3),
    "5.zip": Spot(18, 3, 12),
    "6.self": Spot(14, 35, 1),
    "6.spouse": Spot(14, 40, 1),
    "6.child": Spot(14, 44, 1),
    "6.other": Spot(14, 49, 1),
    "7.line": Spot(14, 52, 29),
    "7.city": Spot(16, 52, 23),
    "7.state": Spot(16, 77, 3),
    "7.zip": Spot(18, 52, 12),
    "9": Spot(20, 3, 28),
    "9a": Spot(22, 3, 28),
    "9d": Spot(28, 3, 28),
    "10a.no": Spot(22, 43, 1),
    "10b.no": Spot(24, 43, 1),
    "10c.no": Spot(26, 43, 1),
    "11": Spot(20, 52, 29),
    "11a.month": Spot(22, 55, 2),
    "11a.day": Spot(22, 58, 2),
    "11a.year": Spot(22, 61, 4),
    "11a.male": Spot(22, 70, 1),
    "11a.female": Spot(22, 77, 1),
    "11c": Spot(26, 52, 29),
    "11d.yes": Spot(28, 54, 1, sure=False),
    "11d.no": Spot(28, 59, 1, sure=False),
    "12": Spot(32, 8, 22, sure=False),
    "13": Spot(32, 58, 22, sure=False),
    "17.qualifier": Spot(36, 3, 2, sure=False),
    "17": Spot(36, 6, 24),
    "17b": Spot(36, 34, 10),
    "18.from.month": Spot(36, 56, 2),
    "18.from.day": Spot(36, 59, 2),
    "18.from.year": Spot(36, 62, 4),
    "19": Spot(38, 3, ITEM_19_CHARACTERS),
    "20.no": Spot(38, 59, 1),
    "21.indicator": Spot(39, 42, 1, sure=False),
    "22.code": Spot(40, 52, 9),
    "22.reference": Spot(40, 63, 18),
    "23": Spot(42, 52, 29),
    "25": Spot(58, 3, 15),
    "25.ein": Spot(58, 21, 1, sure=False),
    "26": Spot(58, 25, 14),
    "27.yes": Spot(58, 39, 1, sure=False),
    "28": Spot(58, 53, 9, right=True),
    "29": Spot(58, 64, 8, right=True),
    "31": Spot(62, 3, 20, sure=False),
    "32.name": Spot(60, 25, 26),
    "32.line": Spot(61, 25, 26),
    "32.city": Spot(62, 25, 26, sure=False),
    "32a": Spot(63, 26, 10),
    "33.area": Spot(59, 68, 3),
    "33.phone": Spot(59, 72, 9),
    "33.name": Spot(60, 52, 29),
    "33.line": Spot(61, 52, 29),
    "33.city": Spot(62, 52, 29, sure=False),
    "33a": Spot(63, 53, 10),
}

LINE_COLUMNS: Final[dict[str, Spot]] = {
    "24A.from.month": Spot(0, 3, 2),
    "24A.from.day": Spot(0, 6, 2),
    "24A.from.year": Spot(0, 9, 2),
    "24A.to.month": Spot(0, 12, 2, sure=False),
    "24A.to.day": Spot(0, 15, 2, sure=False),
    "24A.to.year": Spot(0, 18, 2, sure=False),
    "24B": Spot(0, 21, 2),
    "24D": Spot(0, 27, 6),
    "24D.modifier1": Spot(0, 34, 2),
    "24D.modifier2": Spot(0, 37, 2, sure=False),
    "24D.modifier3": Spot(0, 40, 2, sure=False),
    "24D.modifier4": Spot(0, 43, 2, sure=False),
    "24E": Spot(0, 46, 4),
    "24F": Spot(0, 52, 8, right=True),
    "24G": Spot(0, 61, 3),
    "24J": Spot(0, 70, 10, sure=False),
}
SHADED_COLUMN: Final = 3


def line_spot(name: str, line: int) -> Spot:
    """Return the spot of a column on the service line ``line`` (from 1) of its page."""
    base = LINE_COLUMNS[name]
    return Spot(FIRST_LINE_ROW + 2 * (line - 1), base.column, base.width, base.right, base.sure)


def shaded_spot(line: int) -> Spot:
    """Return the spot of the shaded line above a service line."""
    return Spot(FIRST_LINE_ROW - 1 + 2 * (line - 1), SHADED_COLUMN, SHADED_CHARACTERS)


def diagnosis_spot(number: int) -> Spot:
    """Return the spot of diagnosis 1 to 12: three rows of four."""
    return Spot(40 + (number - 1) // 4, (5, 18, 31, 44)[(number - 1) % 4], 8)
