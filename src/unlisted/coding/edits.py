"""Medicare's edits on the lines of a decision: pairs, units a day, and whether a facility bill is paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from unlisted.base.dates import Period
from unlisted.base.evidence import Evidence
from unlisted.base.outcome import Finding, Severity
from unlisted.coding.request import HOSPITAL_SETTINGS, INSTITUTIONAL, Request

PRACTITIONER, OUTPATIENT_HOSPITAL = "practitioner", "outpatient_hospital"
NEVER_TOGETHER = "0"
NOT_ON_THIS_BILL, PACKAGED = frozenset("BCEM"), frozenset("N")
PROFESSIONAL_ONLY, TECHNICAL_ONLY = "2", "3"  # PC/TC indicators
HOSPITALS = HOSPITAL_SETTINGS | {"inpatient_hospital"}


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """Units a day of one code in one setting, from a release on (medically unlikely edit)."""

    setting: str
    release_from: date
    units: int
    adjudication_indicator: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PairEdit:
    """Two codes of one day. Indicator 0: never together; 1: with a modifier; column two is denied."""

    setting: str
    column_one: str
    column_two: str
    modifier_indicator: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class OutpatientStatus:
    """The hospital outpatient status of a code in a period, and its rate in US dollars."""

    period: Period
    status_indicator: str
    rate: Decimal | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """Which parts a code has in a period (PC/TC indicator); 3 is technical only."""

    period: Period
    indicator: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class EditTables:
    """The edits at hand, by code. Not ``complete``: only pairs with codes that stand in them were kept."""

    units: Mapping[str, tuple[UnitLimit, ...]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[PairEdit, ...]] = field(default_factory=dict)
    outpatient: Mapping[str, tuple[OutpatientStatus, ...]] = field(default_factory=dict)
    components: Mapping[str, tuple[ComponentLine, ...]] = field(default_factory=dict)
    complete: bool = False

    def knows_pair(self, one: str, other: str) -> bool:
        """Say whether the pairs of two codes were kept, so that a missing one means that there is none.

        The package keeps whole tables for a few codes, of their pairs with the codes that stand in one.
        """
        return self.complete or (
            bool({one, other} & set(self.pairs)) and self._stands(one) and self._stands(other)
        )

    def _stands(self, code: str) -> bool:
        return code in self.pairs or any(
            code in {edit.column_one, edit.column_two} for edits in self.pairs.values() for edit in edits
        )

    def component(self, code: str, on: date) -> ComponentLine | None:
        """Return which parts a code has on the day."""
        return next((x for x in self.components.get(code, ()) if x.period.contains(on)), None)

    def pair(self, setting: str, one: str, other: str) -> PairEdit | None:
        """Return the edit between two codes, in either order; ``None`` where the table has none."""
        for edit in self.pairs.get(one, ()):
            if edit.setting == setting and {edit.column_one, edit.column_two} == {one, other}:
                return edit
        return None

    def limit(self, setting: str, code: str, on: date) -> UnitLimit | None:
        """Return the newest limit of units released on or before the day."""
        fitting = [x for x in self.units.get(code, ()) if x.setting == setting and x.release_from <= on]
        return max(fitting, key=lambda x: x.release_from, default=None)

    def status(self, code: str, on: date) -> OutpatientStatus | None:
        """Return the outpatient status in force on the day."""
        return next((x for x in self.outpatient.get(code, ()) if x.period.contains(on)), None)


@dataclass(frozen=True, slots=True)
class LineRoute:
    """Whether a line may stand on the bill asked for. ``payable`` is ``None`` where that is not known.

    ``offer`` is the bill that takes the line where this one does not.
    """

    code: str
    bill: str
    payable: bool | None
    status_indicator: str
    rate: Decimal | None
    says: str
    offer: str = ""
    evidence: tuple[Evidence, ...] = ()


def edit_setting(request: Request) -> str:
    """Return which table of edits applies to the bill."""
    return OUTPATIENT_HOSPITAL if request.billing_class == INSTITUTIONAL else PRACTITIONER


def check_lines(
    codes: Iterable[tuple[str, int]], request: Request, on: date, tables: EditTables
) -> tuple[Finding, ...]:
    """Check every pair of codes, the request's other codes included, and the units asked for on a day."""
    setting = edit_setting(request)
    asked = list(codes)
    names = [code for code, _ in asked]
    everything = [*names, *(code for code in request.other_codes if code not in names)]
    found: list[Finding] = []
    unseen: dict[str, list[str]] = {}
    for n, one in enumerate(everything):
        for other in everything[n + 1 :]:
            if one not in names and other not in names:
                continue
            edit = tables.pair(setting, one, other) or tables.pair(setting, other, one)
            found += _pair_finding(edit)
            if edit is None and not tables.knows_pair(one, other):
                unseen.setdefault(one, []).append(other)
    found += [_not_looked_up(one, others) for one, others in unseen.items()]
    for code, units in asked:
        limit = tables.limit(setting, code, on)
        if limit is not None and units > limit.units:
            found.append(
                Finding(
                    "units_over_limit",
                    Severity.BLOCKING,
                    f"{code}: {units} units on a date, the edit allows {limit.units} "
                    f"(indicator {limit.adjudication_indicator}, release of {limit.release_from})",
                    fix="report at most the units the edit allows",
                    evidence=limit.evidence,
                )
            )
    return tuple(found)


def _not_looked_up(code: str, others: list[str]) -> Finding:
    return Finding(
        "pairs_not_at_hand",
        Severity.ADVICE,
        f"{code}: its pairs with {', '.join(others)} are not at hand, so whether they may stand on one date "
        "is not known",
        fix="load the quarter's pair tables (unlisted data load ncci FILE) and add --store DIR",
    )


def _pair_finding(edit: PairEdit | None) -> list[Finding]:
    if edit is None:
        return []
    never = edit.modifier_indicator == NEVER_TOGETHER
    how = "never together" if never else "only with a modifier the payer takes"
    return [
        Finding(
            "code_pair",
            Severity.BLOCKING if never else Severity.WARNING,
            f"{edit.column_one} and {edit.column_two} on one date: {how}; {edit.column_two} is denied",
            fix=f"report {edit.column_one} alone" if never else "see whether the services were distinct",
            evidence=edit.evidence,
        )
    ]


def route_of(code: str, request: Request, on: date, tables: EditTables) -> LineRoute:
    """Say whether Medicare lets the bill carry the line: outpatient status, or technical only."""
    bill = request.billing_class
    if not bill or (bill == INSTITUTIONAL and not request.setting):
        return LineRoute(code, bill, None, "", None, f"{code}: bill and place of service have not been said")
    if bill != INSTITUTIONAL:
        return _professional(code, request, on, tables)
    if request.setting not in HOSPITAL_SETTINGS:
        place = request.setting.replace("_", " ")
        says = f"{code}: what an institutional bill of {place} is paid is not known here"
        return LineRoute(code, bill, None, "", None, says)
    return _outpatient(code, bill, on, tables)


def _outpatient(code: str, bill: str, on: date, tables: EditTables) -> LineRoute:
    line = tables.status(code, on)
    if line is None:
        says = f"{code}: no outpatient status of {on} is at hand"
        return LineRoute(code, bill, None, "", None, says)
    status = line.status_indicator
    if status[:1] in NOT_ON_THIS_BILL:
        says = f"{code} has outpatient status {status}: the hospital's bill is not paid for it"
        return LineRoute(code, bill, False, status, line.rate, says, "professional", line.evidence)
    if status in PACKAGED:
        says = f"{code} has outpatient status {status}: packaged, not paid by itself"
        parts = tables.component(code, on)
        offer = "professional" if parts is not None and parts.indicator == PROFESSIONAL_ONLY else ""
        return LineRoute(code, bill, False, status, line.rate, says, offer, line.evidence)
    rate = f" at ${line.rate:,.2f}" if line.rate is not None else ""
    says = f"{code} has outpatient status {status}{rate}"
    return LineRoute(code, bill, True, status, line.rate, says, "", line.evidence)


def _professional(code: str, request: Request, on: date, tables: EditTables) -> LineRoute:
    """Keep technical-only codes off the physician's claim where a hospital owns the machine."""
    bill = request.billing_class
    parts = tables.component(code, on)
    if parts is None or parts.indicator != TECHNICAL_ONLY:
        return LineRoute(code, bill, True, "", None, f"{code} may stand on the {bill} claim")
    if request.setting in HOSPITALS:
        offer = "" if request.setting == "inpatient_hospital" else INSTITUTIONAL
        says = f"{code} is technical only: in a hospital it is not the physician's to bill"
        return LineRoute(code, bill, False, "", None, says, offer, parts.evidence)
    if not request.setting:
        says = f"{code} is technical only: whose line it is depends on the place, which has not been said"
        return LineRoute(code, bill, None, "", None, says, "", parts.evidence)
    says = f"{code} is technical only: it belongs to whoever owns the machine"
    return LineRoute(code, bill, True, "", None, says, "", parts.evidence)
