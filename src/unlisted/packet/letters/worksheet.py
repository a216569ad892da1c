"""The comparator worksheet: values, dimensions with reasons, logged against published time, fee asked.

Floor and market figures stay inside the practice: they are on the board (``unlisted code compare``).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.base.money import format_usd
from unlisted.base.outcome import Available
from unlisted.packet import facts
from unlisted.packet.case import PacketCase
from unlisted.packet.letter import (
    Blank,
    Block,
    Fill,
    Grid,
    Heading,
    Letter,
    Line,
    Lines,
    Paragraph,
    Sentence,
    sentence,
)
from unlisted.packet.letters import shared
from unlisted.pricing.comparator import ComparatorColumn

ID = "comparator-worksheet"
DIMENSIONS = "coding.comparator.dimensions"
NO_FIGURE = "not rated"


def comparator_worksheet(case: PacketCase) -> Letter:
    """Write the worksheet. Only the chosen comparator is argued; the others stand beside it."""
    board = case.board
    place = board.asked.locality
    return Letter(
        id=ID,
        title=f"Comparator worksheet for {case.service.code}",
        day=case.day,
        sender=case.sender(),
        recipient=case.recipient("Attention: pricing"),
        references=(
            *shared.identifiers(case),
            Line(
                "Values as of",
                sentence(
                    "{d}, {p}",
                    d=Fill(str(board.asked.on)),
                    p=Fill(_place(place.name)),
                    rules=("packet locality",),
                ),
            ),
        ),
        blocks=(
            Heading("Candidates and their Medicare values"),
            _values(board.columns),
            Heading(f"The service against {case.comparator}"),
            _dimensions(case.column),
            *_times(case.column),
            Heading("Result"),
            Lines(_result(case)),
            Paragraph(
                (
                    sentence(
                        "No published text gives a formula; the percentage is a named person's judgement.",
                        rules=("coding.comparator.formula",),
                    ),
                )
            ),
        ),
        signature=case.signature(),
        each_page=case.each_page,
    )


def _place(name: str) -> str:
    return name or "national values"


def _values(columns: tuple[ComparatorColumn, ...]) -> Grid:
    picks: tuple[tuple[str, Callable[[ComparatorColumn], Fill | Blank]], ...] = (
        ("Component", lambda c: Fill(c.component)),
        ("Work RVU", lambda c: _rvu(c, "work")),
        ("Practice expense RVU", lambda c: _figure(c.practice_expense)),
        ("Malpractice RVU", lambda c: _rvu(c, "malpractice")),
        ("Total RVU", lambda c: _figure(c.total_rvu)),
        ("Medicare price of one unit", lambda c: facts.money(c.price, "no price")),
    )
    rows = []
    for title, pick in picks:
        rows.append((sentence(title, rules=("amounts.pfs",)), *(_cell(pick(c), c) for c in columns)))
    return Grid(
        "Listed codes, with the component that is compared",
        ("", *(f"{c.code} {c.name}" for c in columns)),
        tuple(rows),
        right=tuple(range(1, len(columns) + 1)),
        widths=(3, *(3 for _ in columns)),
    )


def _cell(fact: Fill | Blank, column: ComparatorColumn) -> Sentence:
    values = column.values
    return sentence("{f}", f=fact, evidence=values.evidence if isinstance(values, Available) else ())


def _rvu(column: ComparatorColumn, part: str) -> Fill | Blank:
    if not isinstance(column.values, Available):
        return Blank("not published")
    values = column.values.value
    return _figure(values.work if part == "work" else values.malpractice)


def _figure(value: Decimal | None) -> Fill | Blank:
    return Blank("not published") if value is None else Fill(str(value))


def _dimensions(column: ComparatorColumn) -> Grid:
    rows = []
    for item in column.dimensions:
        shown = (
            Fill(f"{item.percent.value:+f} %", item.percent.evidence)
            if isinstance(item.percent, Available)
            else Fill(NO_FIGURE, rules=(DIMENSIONS,))
        )
        rows.append(
            (
                sentence(item.dimension.value.capitalize(), rules=(DIMENSIONS,)),
                sentence("{p}", p=shown),
                sentence("{r}", r=Fill(facts.sentence_case(item.reason), item.evidence)),
            )
        )
    return Grid(
        "What the record shows; time is held against published times of the same kind of work",
        ("Dimension", "More or less", "From the record"),
        tuple(rows),
        widths=(2, 3, 7),
    )


def _times(column: ComparatorColumn) -> tuple[Block, ...]:
    rows = []
    for item in column.activities:
        if not isinstance(item.typical, Available):
            continue
        more = f"{item.percent_more.value:+f} %" if isinstance(item.percent_more, Available) else ""
        places: tuple[Evidence, ...] = item.evidence
        rows.append(
            (
                sentence("{a}", a=Fill(facts.plain(item.activity).capitalize(), places)),
                sentence("{m}", m=Fill(f"{item.logged_minutes} ({item.times} ×)", places)),
                sentence("{t}", t=Fill(f"{item.typical.value} (n {item.n})", item.typical.evidence)),
                sentence("{p}", p=Fill(more, places)),
                sentence("{s}", s=Fill(item.setting, item.typical.evidence)),
            )
        )
    if not rows:
        return ()
    return (
        Grid(
            "Logged minutes against published times, where there is one; they compare and never fill in",
            ("Activity", "Logged minutes", "Published, each time", "More", "Measured in"),
            tuple(rows),
            right=(1, 2, 3),
            widths=(4, 3, 3, 2, 7),
        ),
    )


def _result(case: PacketCase) -> tuple[Line, ...]:
    column, fee = case.column, case.column.fee
    judged = [
        item for item in case.board.asked.judged if item.comparator == case.comparator and not item.dimension
    ]
    whole = (
        sentence(
            "{percent} % more than {code}: {reason} ({who}, {day}).",
            percent=Fill(str(judged[0].percent), (judged[0].evidence,)),
            code=Fill(case.comparator),
            reason=Fill(judged[0].reason.strip().rstrip(".")),
            who=Fill(judged[0].person),
            day=Fill(judged[0].on.isoformat()),
        )
        if judged
        else sentence("{j}", j=Blank("judgement of a named person on the whole"))
    )
    basis = {
        "practice_fee": f"the practice's fee for {column.code}",
        "medicare_price": f"the Medicare price of {column.code}",
    }
    rule = ("coding.comparator.suggested_fee",)
    return (
        Line("On the whole", whole),
        Line("Fee asked", sentence("{f}", f=facts.money(fee.asked, "fee asked"), rules=rule)),
        Line("Based on", sentence("{b}", b=Fill(basis.get(fee.basis, fee.basis), rules=rule))),
        Line(
            "Charge on the claim",
            sentence(
                "{c}",
                c=Fill(
                    format_usd(case.line.charge),
                    rules=(shared.CLAIM.format(number=case.claim.control_number),),
                ),
            ),
        ),
        Line("Modifiers", sentence("{m}", m=Fill(f"None: {case.board.modifier_note}", rules=rule))),
    )
