"""Courses of one and two fractions, cranial and body stereotactic courses (R5 to R7)."""

from __future__ import annotations

from builders.courses import (
    by,
    course,
    factor,
    irradiated_before,
    said,
    sbrt,
)
from builders.vignettes.row import (
    HOLD,
    LISTED,
    V,
    alternating,
    two_plans,
)

SHORT = [
    V("R5", "one fraction", course(1, stereotactic=False), LISTED, (("77431", 1),)),
    V("R5", "two fractions", course(2, stereotactic=False), LISTED, (("77431", 1),)),
    V("R5", "three are not short", course(3, stereotactic=False), LISTED, (("77427", 1),)),
    V("R5", "two, stereotactic not said", course(2), HOLD, asks=("stereotactic",)),
    V("R5", "two, looks stereotactic", course(2, proposed=True), HOLD, asks=("stereotactic",)),
    V(
        "R5",
        "one of ten given, running",
        course(1, planned=10, status="in_progress", stereotactic=False),
        HOLD,
    ),
    V(
        "R5",
        "stopped after two of ten",
        course(2, planned=10, status="stopped", stereotactic=False),
        LISTED,
        (("77431", 1),),
        findings=("course_cut_short",),
    ),
    V(
        "R5",
        "one reported, two on record",
        course(2, reported=1, stereotactic=False),
        HOLD,
        asks=("fractions",),
    ),
    V(
        "R5",
        "a physician says it was not stereotactic",
        course(2),
        LISTED,
        (("77431", 1),),
        answers=said(stereotactic=False),
    ),
]
CRANIAL = [
    V("R6", "one session in the brain", sbrt(1, site="brain"), LISTED, (("77432", 1),)),
    V("R6", "two sessions in the brain take 77435", sbrt(2, site="brain"), LISTED, (("77435", 1),)),
    V("R6", "one session in the lung takes 77435", sbrt(1, site="lung"), LISTED, (("77435", 1),)),
    V("R6", "one session, site not known", sbrt(1, site=None), HOLD, asks=("cranial",)),
    V(
        "R6",
        "one session, head and neck does not say",
        sbrt(1, site="head and neck"),
        HOLD,
        asks=("cranial",),
    ),
    V("R6", "five sessions, site not known", sbrt(5, site=None), LISTED, (("77435", 1),)),
    V("R6", "one session in the brain, not confirmed", course(1, site="brain"), HOLD, asks=("stereotactic",)),
    *(
        V("R6", f"one session, {site}", sbrt(1, site=site), HOLD, asks=("cranial",))
        for site in (
            "brain and lung",
            "spinal meninges",
            "cribriform plate",
            "temporal bone",
            "outer canthus",
        )
    ),
    V("R6", "one session, extracranial", sbrt(1, site="extracranial"), LISTED, (("77435", 1),)),
    V("R6", "one session, left cerebellum", sbrt(1, site="Left cerebellum"), LISTED, (("77432", 1),)),
    V(
        "R6",
        "a physician says the target is intracranial",
        sbrt(1, site=None),
        LISTED,
        (("77432", 1),),
        answers=said(cranial=True),
    ),
    V(
        "R6",
        "no 77470 beside it",
        sbrt(1, site="brain", prior_courses=irradiated_before(), complexity=(factor("reirradiation"),)),
        HOLD,
        (("77432", 1),),
        asks=("work_beyond_listed_management",),
        states=(("77470", "excluded"),),
    ),
]
BODY = [
    V("R7", "five days", sbrt(5), LISTED, (("77435", 1),)),
    V("R7", "three days", sbrt(3), LISTED, (("77435", 1),)),
    V("R7", "six days are weekly management", sbrt(6), LISTED, (("77427", 1),)),
    V("R7", "seven days", sbrt(7), LISTED, (("77427", 1),)),
    V("R7", "two lesions on the same three days", two_plans("08:30"), LISTED, (("77435", 1),)),
    V("R7", "two lesions on alternate days, four in all", alternating(2), LISTED, (("77435", 1),)),
    V("R7", "two lesions on alternate days, six in all", alternating(3), LISTED, (("77427", 1),)),
    V("R7", "five days, not confirmed", course(5), HOLD, asks=("stereotactic",)),
    V("R7", "five days, a person says no", course(5, stereotactic=False), LISTED, (("77427", 1),)),
    V("R7", "a sixth was planned, the summary says five", sbrt(5, planned=6), LISTED, (("77435", 1),)),
    V(
        "R7",
        "stopped after three of five",
        sbrt(3, planned=5, status="stopped"),
        LISTED,
        (("77435", 1),),
        findings=("course_cut_short",),
    ),
    V("R7", "a sixth is reported", sbrt(5, reported=6), HOLD, asks=("fractions",)),
    V(
        "R7",
        "stereotactic on the record, a physician says no",
        sbrt(5),
        HOLD,
        asks=("stereotactic",),
        answers=said(stereotactic=False),
    ),
    V(
        "R7",
        "a coder cannot confirm it",
        course(5),
        HOLD,
        asks=("stereotactic",),
        answers=by("coder", stereotactic=True),
    ),
    V("R7", "a physician confirms it", course(5), LISTED, (("77435", 1),), answers=said(stereotactic=True)),
]
