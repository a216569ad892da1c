"""Cross checks that find billing errors: what the files hold → which finding, how heavy, on which element."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest

from builders.dicom_objects import beam, delivery, group, item, plan, plan_uid, record, uid
from builders.dicom_samples import image, registration, structure_set, summary
from unlisted.base.evidence import FileEvidence
from unlisted.base.outcome import Severity
from unlisted.episode.delivery import Fraction
from unlisted.episode.episode import Episode
from unlisted.formats.dicomrt import read_dicom
from unlisted.pipeline.episode_import import combine_parts

DAYS = ("20260914", "20260915", "20260916", "20260917", "20260918")


def course(count: int = 5, plan_name: str = "A", days: tuple[str, ...] = DAYS) -> list[bytes]:
    """Records of a course without anything remarkable."""
    return [
        record(f"{plan_name}{n}", days[n - 1], delivery(fraction=n), plan_name=plan_name)
        for n in range(1, count + 1)
    ]


def episode(*files: bytes) -> Episode:
    """Import some files as one episode."""
    return combine_parts(read_dicom(io.BytesIO(data), f"file{n}.dcm") for n, data in enumerate(files))


def codes(found: Episode) -> list[str]:
    """The codes of an episode's findings."""
    return sorted({finding.code for finding in found.findings})


def test_a_plain_course_has_no_finding() -> None:
    found = episode(plan(), *course(), summary())
    assert codes(found) == []
    assert [fraction.dose_gy for fraction in found.fractions] == [Decimal(2)] * 5


BLOCKING, WARNING, ADVICE = Severity.BLOCKING, Severity.WARNING, Severity.ADVICE
CASES = {
    "record on a verification plan": (
        [plan(PlanIntent="VERIFICATION"), *course(1)],
        "record_on_qa_plan",
        BLOCKING,
        "(300A,000A)",
    ),
    "record on a plan for a phantom": (
        [plan(RTPlanGeometry="TREATMENT_DEVICE"), *course(1)],
        "record_on_qa_plan",
        BLOCKING,
        "(300A,000C)",
    ),
    "record on an unapproved plan": (
        [plan(ApprovalStatus="UNAPPROVED"), *course(1)],
        "record_on_unapproved_plan",
        BLOCKING,
        "(300E,0002)",
    ),
    "record on a rejected plan": (
        [plan(ApprovalStatus="REJECTED"), *course(1)],
        "record_on_unapproved_plan",
        BLOCKING,
        "(300E,0002)",
    ),
    "record on a plan that is not there": (course(1), "record_on_unknown_plan", WARNING, "(3008,0250)"),
    "approved the day after": (
        [plan(ReviewDate="20260915"), *course(1)],
        "approved_after_treatment",
        BLOCKING,
        "(300E,0004)",
    ),
    "approved the same day, later": (
        [plan(ReviewDate="20260914", ReviewTime="0931"), *course(1)],
        "approved_after_treatment",
        BLOCKING,
        "(300E,0004)",
    ),
    "another machine": (
        [plan(), record("1", DAYS[0], TreatmentMachineSequence=[item(TreatmentMachineName="M2")])],
        "machine_differs",
        WARNING,
        "(300A,00B2)",
    ),
    "a beam the plan has not": (
        [plan(), record("1", DAYS[0], delivery(), delivery(7))],
        "beam_not_in_plan",
        WARNING,
        "(3008,0036)",
    ),
    "record asks for more than the plan": (
        [plan(), record("1", DAYS[0], delivery(SpecifiedPrimaryMeterset="120"))],
        "meterset_differs",
        WARNING,
        "(3008,0032)",
    ),
    "record counts on another number of fractions": (
        [plan(), record("1", DAYS[0], NumberOfFractionsPlanned="7")],
        "fractions_planned_differ",
        ADVICE,
        "(300A,0078)",
    ),
    "a fraction number is missing": (
        [plan(), *(r for n, r in enumerate(course()) if n != 2)],
        "fraction_gap",
        WARNING,
        "(3008,0250)",
    ),
    "fraction numbers against the calendar": (
        [
            plan(),
            record("2", DAYS[0], delivery(fraction=2)),
            record("1", DAYS[1], delivery(fraction=1)),
        ],
        "fraction_out_of_order",
        WARNING,
        "(3008,0022)",
    ),
    "a beam is cut short and never continued": (
        [plan(), record("1", DAYS[0], delivery(meterset="45", SpecifiedPrimaryMeterset="100"))],
        "fraction_incomplete",
        WARNING,
        "(3008,0036)",
    ),
    "one fraction given twice": (
        [plan(), record("1", DAYS[0]), record("1b", DAYS[1])],
        "fraction_repeated",
        BLOCKING,
        "(3008,0036)",
    ),
    "a beam gets more than planned": (
        [plan(), record("1", DAYS[0], delivery(meterset="130", SpecifiedPrimaryMeterset="100"))],
        "meterset_over_planned",
        BLOCKING,
        "(3008,0036)",
    ),
    "more fractions than planned": (
        [plan(FractionGroupSequence=[group(4)]), *course()],
        "delivered_over_planned",
        BLOCKING,
        "(300A,0078)",
    ),
    "two fractions on one day": (
        [
            plan(),
            record("1", DAYS[0], delivery(fraction=1)),
            record("2", DAYS[0], delivery(fraction=2), TreatmentTime="160000"),
        ],
        "two_fractions_one_day",
        ADVICE,
        "(3008,0250)",
    ),
    "a break of ten days": (
        [plan(), *course(2, days=("20260914", "20260924"))],
        "treatment_gap",
        ADVICE,
        "(3008,0250)",
    ),
    "four months between": (
        [plan(), *course(2, days=("20260914", "20270114"))],
        "second_course",
        WARNING,
        "(3008,0250)",
    ),
    "the summary counts otherwise": (
        [plan(), *course(4), summary("5")],
        "summary_fractions_differ",
        BLOCKING,
        "(3008,005A)",
    ),
    "treated after completion": (
        [plan(), *course(), summary("5", last="20260917")],
        "record_after_completed",
        BLOCKING,
        "(3008,0200)",
    ),
    "stopped by the operator": (
        [
            plan(),
            record("1", DAYS[0], delivery(TreatmentTerminationStatus="OPERATOR")),
        ],
        "operator_stop",
        ADVICE,
        "(3008,002A)",
    ),
    "not verified": (
        [plan(), record("1", DAYS[0], delivery(TreatmentVerificationStatus="NOT_VERIFIED"))],
        "not_verified",
        WARNING,
        "(3008,002C)",
    ),
    "overridden, and no one says why": (
        [plan(), record("1", DAYS[0], delivery(TreatmentVerificationStatus="VERIFIED_OVR"))],
        "override",
        WARNING,
        "(3008,002C)",
    ),
    "images on one day, not on the next": (
        [plan(), *course(2), image("1", DAYS[0])],
        "day_without_image",
        WARNING,
        "(3008,0250)",
    ),
    "set-up beams planned, no image at all": (
        [plan(BeamSequence=[beam(), beam(2, TreatmentDeliveryType="SETUP")]), *course(1)],
        "day_without_image",
        WARNING,
        "(300A,00CE)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    files, code, severity, tag = CASES[name]
    found = episode(*files)
    matching = [finding for finding in found.findings if finding.code == code]
    assert len(matching) == 1, codes(found)
    finding = matching[0]
    assert finding.severity is severity
    assert finding.fix
    assert any(isinstance(e, FileEvidence) and e.locator.endswith(tag) for e in finding.evidence), (
        finding.evidence
    )
    assert "MADEUP" not in f"{finding}" and "T-0001" not in f"{finding}"


def test_records_of_a_verification_plan_are_no_fractions() -> None:
    found = episode(plan(), plan("QA", PlanIntent="MACHINE_QA"), *course(2), *course(1, "QA"))
    assert [fraction.plan_uid for fraction in found.fractions] == [plan_uid()] * 2
    assert len(found.records) == 3


def test_what_was_given_on_an_unapproved_plan_counts() -> None:
    found = episode(plan(ApprovalStatus="UNAPPROVED"), *course(2))
    assert len(found.fractions) == 2
    assert found.plans[0].excluded == ""


def test_an_approval_before_the_beam_is_in_time() -> None:
    assert codes(episode(plan(ReviewDate="20260914", ReviewTime="0929"), *course(1))) == []


def test_an_approval_without_time_on_the_day_is_not_judged() -> None:
    assert codes(episode(plan(ReviewDate="20260914", ReviewTime=None), *course(1))) == []


def test_a_record_on_a_replaced_plan() -> None:
    before = item(ReferencedSOPInstanceUID=plan_uid("A"), RTPlanRelationship="PREDECESSOR")
    adapted = plan("B", ReferencedRTPlanSequence=[before], RTPlanDate="20260915")
    files = [
        plan(),
        adapted,
        record("1", DAYS[0]),
        record("2", DAYS[1], delivery(fraction=1), plan_name="B"),
        record("3", DAYS[2], delivery(fraction=2)),
    ]
    found = episode(*files)
    (finding,) = [f for f in found.findings if f.code == "record_on_replaced_plan"]
    assert finding.severity is BLOCKING
    assert DAYS[2][-2:] in finding.message


def test_a_continuation_the_next_day_is_one_fraction() -> None:
    stopped = delivery(meterset="45", SpecifiedPrimaryMeterset="100", TreatmentTerminationStatus="MACHINE")
    rest = delivery(meterset="55", TreatmentDeliveryType="CONTINUATION")
    found = episode(plan(), record("1", DAYS[0], stopped), record("1c", DAYS[1], rest))
    (fraction,) = found.fractions
    assert (fraction.complete, fraction.continued, len(fraction.days)) == (True, True, 2)
    assert fraction.dose_gy == Decimal(2)
    assert codes(found) == ["machine_stop"]


def test_port_films_add_nothing_to_a_fraction() -> None:
    film = delivery(2, meterset="4", TreatmentDeliveryType="OPEN_PORTFILM")
    beams = [beam(), beam(2, TreatmentDeliveryType="OPEN_PORTFILM")]
    two = group(doses=("2", "0.1"), metersets=("100", "4"))
    found = episode(
        plan(BeamSequence=beams, FractionGroupSequence=[two]), record("1", DAYS[0], delivery(), film)
    )
    (fraction,) = found.fractions
    assert (fraction.dose_gy, fraction.complete) == (Decimal(2), True)
    assert [guidance.kind.value for guidance in found.image_guidance] == ["port_image"]
    assert found.plans[0].dose_per_fraction_gy.value == Decimal(2)


def test_without_beam_doses_the_prescription_is_shared_by_meterset() -> None:
    target = item(DoseReferenceNumber="1", DoseReferenceStructureType="SITE", TargetPrescriptionDose="10")
    beams = [beam(), beam(2)]
    two = group(doses=("0", None), metersets=("60", "40"))
    found = episode(
        plan(BeamSequence=beams, FractionGroupSequence=[two], DoseReferenceSequence=[target]),
        record("1", DAYS[0], delivery(1, meterset="60"), delivery(2, meterset="20")),
    )
    (fraction,) = found.fractions
    assert fraction.dose_gy == Decimal("1.6")
    assert (fraction.dose_basis, fraction.complete) == ("prescription", False)


def test_a_dose_of_another_source_that_differs() -> None:
    found = episode(plan(), *course(1))
    stated = Fraction(plan_uid(), 1, (found.fractions[0].days[0],), Decimal("1.8"), (), True, False, 0, 0, ())
    again = combine_parts([replace(found, fractions=()), Episode(id="chart", fractions=(stated,))])
    assert codes(again) == ["fraction_dose_differs"]
    assert [fraction.dose_gy for fraction in again.fractions] == [Decimal(2)]


def test_a_wild_fraction_number_costs_no_memory() -> None:
    found = episode(plan(), record("1", DAYS[0]), record("2", DAYS[1], delivery(fraction=999_999_999)))
    (finding,) = [f for f in found.findings if f.code == "fraction_gap"]
    assert "fraction 2 to 999999998" in finding.message


def test_files_of_two_patients() -> None:
    found = episode(plan(), record("1", DAYS[0], PatientID="T-0002"))
    assert codes(found) == ["several_patients"]
    assert found.patient.record_number.in_conflict


def test_image_guidance_by_registration_and_never_by_the_planning_images() -> None:
    files = [
        plan(ReferencedStructureSetSequence=[item(ReferencedSOPInstanceUID=uid("structures-S"))]),
        structure_set("S", "planning-ct"),
        *course(1),
        image("planning", DAYS[0], series="planning-ct"),
        image("elsewhere", DAYS[0], series="another", frame="foreign"),
    ]
    assert episode(*files).image_guidance == ()
    joined = episode(*files, registration(DAYS[0], "frame", "foreign"))
    assert [guidance.kind.value for guidance in joined.image_guidance] == ["cbct"]


def test_an_approved_port_image() -> None:
    approved = image(
        "port", DAYS[0], kind="RTIMAGE", ApprovalStatus="APPROVED", ReviewerName="ONC^RAD", ReviewDate=DAYS[1]
    )
    (guidance,) = episode(plan(), *course(1), approved).image_guidance
    assert guidance.kind.value == "port_image"
    assert guidance.approved_by.value.name == "ONC, RAD"


def test_targets_come_from_the_structure_set() -> None:
    reference = item(ReferencedSOPInstanceUID=uid("structures-S"))
    found = episode(plan(ReferencedStructureSetSequence=[reference]), structure_set())
    assert found.plans[0].targets.value == ("PTV_5000",)
    assert found.plans[0].organs_at_risk.value == ("Heart",)
