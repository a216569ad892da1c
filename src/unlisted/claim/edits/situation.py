"""What one part of a claim asks of another (SNIP 4)."""

from __future__ import annotations

from collections.abc import Iterator

from unlisted.claim.code_values import FACILITY_PLACES, RELATED_CAUSES
from unlisted.claim.edits.catalogue import ADVICE, BLOCKING, WARNING, rule
from unlisted.claim.edits.context import EditContext
from unlisted.claim.edits.finding import ClaimFinding
from unlisted.claim.edits.view import ClaimView

_POSITIONS = "situational elements of 005010X222A1 and 005010X223A2, in our own words; checked 2026-11-23"

ORIGINAL_REFERENCE = rule(
    "snip4.original_reference",
    4,
    BLOCKING,
    "a replacement or void does not name the claim it replaces",
    "put the payer's claim number of the earlier claim into REF F8",
    _POSITIONS,
)
REFERENCE_ON_ORIGINAL = rule(
    "snip4.reference_on_original",
    4,
    WARNING,
    "a first claim names an earlier claim",
    "use frequency 7 or 8, or take REF F8 out",
    _POSITIONS,
)
POINTER_ABSENT = rule(
    "snip4.pointer_absent",
    4,
    BLOCKING,
    "a line points to a diagnosis that the claim does not have",
    "point to one of the claim's diagnoses",
    _POSITIONS,
)
POINTER_TWICE = rule(
    "snip4.pointer_twice", 4, WARNING, "a line points to the same diagnosis twice", "keep one", _POSITIONS
)
LINE_NUMBERS = rule(
    "snip4.line_numbers",
    4,
    BLOCKING,
    "the line numbers do not count up from 1",
    "number LX01 1, 2, 3 …",
    _POSITIONS,
)
PATIENT_LOOP = rule(
    "snip4.patient_loop",
    4,
    BLOCKING,
    "the claim does not say who the patient is",
    "write 18 into SBR02 where the subscriber is the patient; else add the patient's loop",
    _POSITIONS,
)
SELF_AND_PATIENT = rule(
    "snip4.self_and_patient",
    4,
    BLOCKING,
    "the subscriber is said to be the patient, yet a patient loop follows",
    "empty SBR02, or take the patient loop out",
    _POSITIONS,
)
PATIENT_DATA = rule(
    "snip4.patient_data",
    4,
    BLOCKING,
    "birth date and sex of the patient are missing",
    "add DMG to the subscriber who is the patient",
    _POSITIONS,
)
PATIENT_ADDRESS = rule(
    "snip4.patient_address",
    4,
    BLOCKING,
    "the address of the patient is missing",
    "add N3 and N4 to the subscriber who is the patient",
    _POSITIONS,
)
BILLING_NPI = rule(
    "snip4.billing_npi",
    4,
    BLOCKING,
    "the billing provider has no NPI",
    "add it to NM108 and NM109",
    "45 CFR 162.410",
)
MEMBER_ID = rule(
    "snip4.member_id", 4, BLOCKING, "the subscriber has no member id", "add it to NM108 and NM109", _POSITIONS
)
SECOND_WITHOUT_FIRST = rule(
    "snip4.second_without_first",
    4,
    BLOCKING,
    "the claim goes to a second payer but shows no first one",
    "add the other payer's loop with its payment",
    _POSITIONS,
)
SAME_SEQUENCE = rule(
    "snip4.same_sequence",
    4,
    BLOCKING,
    "two payers have the same place in the order of payment",
    "give each payer its own SBR01",
    _POSITIONS,
)
ADJUDICATED_BY_NOBODY = rule(
    "snip4.adjudicated_by_nobody",
    4,
    BLOCKING,
    "a line names a payer's decision, but that payer is not on the claim",
    "let SVD01 be the id in NM109 of one of the other payers",
    _POSITIONS,
)
PAID_WITHOUT_DATE = rule(
    "snip4.paid_without_date",
    4,
    BLOCKING,
    "another payer decided, but no day of its decision stands",
    "add DTP 573 to the payer, or to each line it decided",
    _POSITIONS,
)
ACCIDENT_DATE = rule(
    "snip4.accident_date", 4, BLOCKING, "an accident is named without its day", "add DTP 439", _POSITIONS
)
ACCIDENT_STATE = rule(
    "snip4.accident_state",
    4,
    BLOCKING,
    "a car accident is named without its state",
    "fill CLM11-4",
    _POSITIONS,
)
ADMISSION_DATE = rule(
    "snip4.admission_date",
    4,
    BLOCKING,
    "an inpatient service has no day of admission",
    "add DTP 435",
    _POSITIONS,
)
FACILITY_NAME = rule(
    "snip4.facility_name",
    4,
    WARNING,
    "the place of service is a facility, but none is named",
    "add the service facility with its NPI, unless it is the billing provider",
    _POSITIONS,
)
PROVIDERS_PERSON = rule(
    "snip4.attending",
    4,
    BLOCKING,
    "an institutional claim has no attending provider",
    "add the attending provider",
    _POSITIONS,
)
ADMITTING = rule(
    "snip4.admitting_diagnosis",
    4,
    BLOCKING,
    "an inpatient bill has no admitting diagnosis",
    "add HI ABJ",
    _POSITIONS,
)
REASON_FOR_VISIT = rule(
    "snip4.reason_for_visit",
    4,
    ADVICE,
    "an unscheduled outpatient bill has no reason for the visit",
    "add HI APR",
    _POSITIONS,
)
PRINCIPAL = rule(
    "snip4.line_without_code",
    4,
    BLOCKING,
    "an outpatient line has no procedure code",
    "fill SV202",
    _POSITIONS,
)
REFERRAL_WITHOUT_NAME = rule(
    "snip4.referral_without_name",
    4,
    ADVICE,
    "a referral number stands without the referring provider",
    "add the referring provider",
    _POSITIONS,
)
NO_CLAIM = rule(
    "snip4.no_claim",
    4,
    BLOCKING,
    "a subscriber or patient has no claim",
    "add the claim or drop the loop",
    _POSITIONS,
)
_INPATIENT_BILLS = frozenset({"11", "18", "21", "41", "65", "66", "84", "86"})
_UNSCHEDULED = frozenset({"1", "2", "5"})


def check(view: ClaimView, _: EditContext) -> Iterator[ClaimFinding]:
    """Yield what is missing or too much, given the rest of the claim."""
    yield from _frequency(view)
    yield from _who(view)
    yield from _lines(view)
    yield from _other_payers(view)
    yield from _institutional(view) if view.institutional else _professional(view)
    if view.claim.first("REF", "9F") is not None:
        names = ("2310F",) if view.institutional else ("2310A",)
        if not any(True for _ in view.claim.within(*names)):
            yield view.at(REFERRAL_WITHOUT_NAME, view.claim, "REF", "REF02")


def _frequency(view: ClaimView) -> Iterator[ClaimFinding]:
    reference = view.claim.first("REF", "F8")
    if view.frequency in ("7", "8") and reference is None:
        yield view.at(ORIGINAL_REFERENCE, view.claim, "REF", "REF02", position=view.head.position)
    if view.frequency == "1" and reference is not None:
        yield view.at(REFERENCE_ON_ORIGINAL, view.claim, reference, "REF02")


def _who(view: ClaimView) -> Iterator[ClaimFinding]:
    share = view.subscriber.first("SBR")
    insured = view.subscriber.inner("2010BA")
    name = insured.first("NM1") if insured else None
    if share is not None:
        if not share.get(2) and view.patient is None:
            yield view.at(PATIENT_LOOP, view.subscriber, share, "SBR02")
        if share.get(2) and view.patient is not None:
            yield view.at(SELF_AND_PATIENT, view.subscriber, share, "SBR02")
    if insured is not None and view.patient is None and name is not None and name.get(2) == "1":
        if insured.first("DMG") is None:
            yield view.at(PATIENT_DATA, insured, "DMG", position=name.position)
        if insured.first("N3") is None or insured.first("N4") is None:
            missing = "N3" if insured.first("N3") is None else "N4"
            yield view.at(PATIENT_ADDRESS, insured, missing, position=name.position)
    if name is not None and not name.get(9):
        yield view.at(MEMBER_ID, "2010BA", name, "NM109")
    billing = view.billing.inner("2010AA")
    biller = billing.first("NM1") if billing else None
    if biller is not None and not biller.get(9):
        yield view.at(BILLING_NPI, "2010AA", biller, "NM109")


def _lines(view: ClaimView) -> Iterator[ClaimFinding]:
    known = sum(1 for kind, *_ in view.diagnoses if kind in ("ABK", "BK", "ABF", "BF"))
    for line in view.lines:
        number = line.loop.first("LX")
        if number is not None and number.get(1) != str(line.number):
            yield view.at(LINE_NUMBERS, line.loop, number, "LX01", line=line.number)
        for index, pointer in enumerate(line.pointers, start=1):
            if (
                pointer.isascii()
                and pointer.isdigit()
                and len(pointer) < 3
                and not 1 <= int(pointer) <= known
            ):
                yield line.at(POINTER_ABSENT, f"SV107-{index}", value=pointer)
        if len(set(line.pointers)) < len(line.pointers):
            yield line.at(POINTER_TWICE, "SV107")


def _other_payers(view: ClaimView) -> Iterator[ClaimFinding]:
    share = view.subscriber.first("SBR")
    own = share.get(1) if share else ""
    others, decided = view.others, view.decided()
    if own in ("S", "T") and not others:
        yield view.at(SECOND_WITHOUT_FIRST, view.claim, "SBR", "SBR01", position=view.head.position)
    taken, ids = {own}, set[str]()
    for other in others:
        item = other.first("SBR")
        if item is not None and item.get(1) in taken and item.get(1) != "U":
            yield view.at(SAME_SEQUENCE, other, item, "SBR01", value=item.get(1))
        taken.add(item.get(1) if item else "")
        payer = other.inner("2330B")
        name = payer.first("NM1") if payer else None
        payer_id = name.get(9) if name else ""
        ids.add(payer_id)
        dated = payer is not None and payer.first("DTP", "573") is not None
        if other.first("AMT", "D") is not None and not dated and payer_id not in decided:
            yield view.at(PAID_WITHOUT_DATE, "2330B", "DTP", "DTP03", position=view.head.position)
    for payer_id, services in decided.items():
        if payer_id not in ids:
            for line, loop, service in services:
                yield view.at(ADJUDICATED_BY_NOBODY, loop, service, "SVD01", line=line.number)


def _professional(view: ClaimView) -> Iterator[ClaimFinding]:
    causes = [part for part in view.head.parts(11)[:3] if part in RELATED_CAUSES]
    if ("AA" in causes or "OA" in causes) and view.claim.first("DTP", "439") is None:
        yield view.at(ACCIDENT_DATE, view.claim, "DTP", "DTP03", position=view.head.position)
    if "AA" in causes and not view.head.part(11, 4):
        yield view.at_head(ACCIDENT_STATE, "CLM11-4")
    places = {view.facility, *(view.place_of(line) for line in view.lines)}
    if "21" in places and view.claim.first("DTP", "435") is None:
        yield view.at(ADMISSION_DATE, view.claim, "DTP", "DTP03", position=view.head.position)
    named = any(True for _ in view.claim.within("2310C")) or any(
        True for line in view.lines for _ in line.loop.within("2420C")
    )
    if view.facility in FACILITY_PLACES and not named:
        yield view.at(FACILITY_NAME, "2310C", "NM1", position=view.head.position)


def _institutional(view: ClaimView) -> Iterator[ClaimFinding]:
    inpatient = view.facility in _INPATIENT_BILLS
    if not any(True for _ in view.claim.within("2310A")):
        yield view.at(PROVIDERS_PERSON, "2310A", "NM1", position=view.head.position)
    kinds = {kind for kind, *_ in view.diagnoses}
    if inpatient and view.claim.first("DTP", "435") is None:
        yield view.at(ADMISSION_DATE, view.claim, "DTP", "DTP03", position=view.head.position)
    if inpatient and not kinds & {"ABJ", "BJ"}:
        yield view.at(ADMITTING, view.claim, "HI", position=view.head.position)
    admission = view.claim.first("CL1")
    unscheduled = admission is not None and admission.get(1) in _UNSCHEDULED
    if not inpatient and unscheduled and view.facility == "13" and not kinds & {"APR", "PR"}:
        yield view.at(REASON_FOR_VISIT, view.claim, "HI", position=view.head.position)
    for line in view.lines:
        if view.facility in ("13", "85") and not line.code:
            yield line.at(PRINCIPAL, "SV202-2")
