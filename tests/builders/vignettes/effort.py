"""Work beyond: added effort, and physics (R12, R13)."""

from __future__ import annotations

from builders.courses import (
    a_consult,
    by,
    course,
    factor,
    irradiated_before,
    known,
    said,
    sbrt,
)
from builders.vignettes.row import (
    BEYOND_PHYSICS,
    HOLD,
    LISTED,
    NO_EFFORT,
    PHYSICS,
    SEARCHED,
    UNLISTED,
    V,
)
from unlisted.coding.request import Request
from unlisted.episode.clinical import Consultation
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Technique


def with_chemotherapy(text: str) -> Episode:
    """Return a course with what the consultation says on systemic therapy, and every other point settled."""
    return course(
        25,
        consultation=Consultation(concurrent_systemic_therapy=known(text)),
        reirradiation=known(False),
        stereotactic=False,
    )


CHEMO = Consultation(concurrent_systemic_therapy=known("weekly cisplatin"))
EFFORT = [
    V(
        "R12",
        "retreatment, described",
        course(25, prior_courses=irradiated_before(), complexity=(factor("reirradiation"),)),
        LISTED,
        (("77427", 5), ("77470", 1)),
    ),
    V(
        "R12",
        "retreatment, not described",
        course(25, reirradiation=known(True)),
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
        also=("extra_effort_documented",),
    ),
    V(
        "R12",
        "planned chemotherapy, not described",
        course(25, consultation=CHEMO),
        LISTED,
        (("77427", 5),),
        also=("extra_effort_documented",),
    ),
    V(
        "R12",
        "planned chemotherapy, described",
        course(25, consultation=CHEMO),
        LISTED,
        (("77427", 5), ("77470", 1)),
        answers=said(extra_effort_documented=True),
    ),
    *(
        V(
            "R12",
            f"systemic therapy: {text}",
            with_chemotherapy(text),
            LISTED,
            lines,
            answers=said(extra_effort_documented=True),
        )
        for text, lines in (
            ("cisplatin weekly", (("77427", 5), ("77470", 1))),
            ("concurrent temozolomide, then adjuvant", (("77427", 5), ("77470", 1))),
            ("no chemotherapy", (("77427", 5),)),
            ("adjuvant chemotherapy after radiation", (("77427", 5),)),
            ("androgen deprivation", (("77427", 5),)),
            ("to be decided", (("77427", 5),)),
        )
    ),
    V(
        "R12",
        "the description of another circumstance is none of this one",
        course(25, consultation=CHEMO, complexity=(factor("anesthesia_reaction"), factor("motion"))),
        HOLD,
        (("77427", 5),),
        asks=("work_beyond_listed_management",),
        also=("extra_effort_documented",),
    ),
    V(
        "R12",
        "total body",
        course(6, technique=Technique.TOTAL_BODY, complexity=(factor("total_body"),), stereotactic=False),
        LISTED,
        (("77427", 1), ("77470", 1)),
    ),
    V(
        "R12",
        "anesthesia",
        course(25, complexity=(factor("pediatric_anesthesia"),)),
        LISTED,
        (("77427", 5), ("77470", 1)),
    ),
    V(
        "R12",
        "beside 77431",
        course(1, stereotactic=False, complexity=(factor("anesthesia"),)),
        LISTED,
        (("77431", 1), ("77470", 1)),
    ),
    V(
        "R12",
        "never beside 77435",
        sbrt(5, prior_courses=irradiated_before(), complexity=(factor("anesthesia"),)),
        HOLD,
        (("77435", 1),),
        asks=("work_beyond_listed_management",),
        states=(("77470", "excluded"),),
    ),
    V(
        "R12",
        "nothing said of circumstances",
        course(25, reirradiation=known(None)),
        LISTED,
        (("77427", 5),),
        also=("extra_effort", "extra_effort_documented"),
        states=(("77470", "unknown"),),
    ),
    V(
        "R12",
        "a physician says there is none",
        course(25),
        LISTED,
        (("77427", 5),),
        answers=NO_EFFORT,
        states=(("77470", "excluded"),),
    ),
]
PHYSICS_WORK = [
    V(
        "R13",
        "request and report",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77370", 1),),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "no report",
        course(25, physics_consults=(a_consult(reported_by=None),)),
        HOLD,
        asks=("physics_report",),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "no report, a person's word is no report",
        course(25, physics_consults=(a_consult(reported_on=None),)),
        HOLD,
        asks=("physics_report",),
        request=Request(stage=PHYSICS),
        answers=said(physics_report=True),
    ),
    V(
        "R13",
        "nobody signed the request",
        course(25, physics_consults=(a_consult(requested_by=None),)),
        HOLD,
        asks=("physics_request_signed", "physics_report"),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "no consultation on record",
        course(25),
        HOLD,
        asks=("physics_request_signed", "physics_report"),
        request=Request(stage=PHYSICS),
    ),
    V(
        "R13",
        "work beyond 77370, apart from it",
        course(25, physics_consults=(a_consult(),), complexity=(factor("reirradiation"),)),
        UNLISTED,
        (("77370", 1), ("77399", 1)),
        request=Request(stage=PHYSICS),
        answers=(*SEARCHED, *BEYOND_PHYSICS),
    ),
    V(
        "R13",
        "work beyond 77370, the codes by level not looked at",
        course(25, physics_consults=(a_consult(),)),
        HOLD,
        (("77370", 1),),
        request=Request(stage=PHYSICS),
        asks=("listed_physics_fits",),
        answers=(*SEARCHED, *said(work_beyond_listed_physics=True, apart_from_listed=True)),
        states=(("77336", "unknown"), ("77300", "unknown")),
    ),
    V(
        "R13",
        "a device code describes the work",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77370", 1), ("77334", None)),
        request=Request(stage=PHYSICS),
        answers=said(listed_physics_fits=True, listed_physics_code=77334),
        states=(("77334", "fits"), ("77336", "excluded"), ("77399", "excluded")),
    ),
    V(
        "R13",
        "no consultation was asked for: 77399 can be reached",
        course(25),
        UNLISTED,
        (("77399", 1),),
        request=Request(stage=PHYSICS),
        answers=(
            *SEARCHED,
            *BEYOND_PHYSICS,
            *by("coder", physics_request_signed=False, physics_report=False),
        ),
        states=(("77370", "excluded"), ("77336", "excluded")),
    ),
    V(
        "R13",
        "a number is no yes",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77370", 1),),
        request=Request(stage=PHYSICS),
        answers=said(work_beyond_listed_physics=1, listed_physics_code=True, listed_physics_fits=False),
    ),
    V(
        "R13",
        "it is shown beside management",
        course(25, physics_consults=(a_consult(),)),
        LISTED,
        (("77427", 5),),
        states=(("77370", "fits"),),
    ),
]
