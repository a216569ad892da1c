"""Plans, pairs of codes, Category III (R14 to R16)."""

from __future__ import annotations

from datetime import date

from builders.courses import (
    a_change,
    by,
    course,
    said,
)
from builders.vignettes.row import (
    ADAPTED,
    APART,
    BEYOND,
    HOLD,
    LISTED,
    NO_EFFORT,
    PLANNING,
    SEARCHED,
    UNLISTED,
    V,
    kv,
)
from unlisted.coding.request import Request
from unlisted.episode.vocabulary import Technique

STATIC = Technique.STATIC
PLANS = [
    V("R14", "an IMRT plan", course(25), LISTED, (("77301", 1),), request=Request(stage=PLANNING)),
    V(
        "R14",
        "sliding window too",
        course(25, technique=Technique.IMRT_SLIDING_WINDOW),
        LISTED,
        (("77301", 1),),
        request=Request(stage=PLANNING),
    ),
    V(
        "R14",
        "step and shoot too",
        course(25, technique=Technique.IMRT_STEP_AND_SHOOT),
        LISTED,
        (("77301", 1),),
        request=Request(stage=PLANNING),
    ),
    V(
        "R14",
        "a static plan is not",
        course(25, technique=STATIC),
        LISTED,
        (("77295", 1),),
        request=Request(stage=PLANNING),
        states=(("77301", "excluded"),),
    ),
    V(
        "R14",
        "a static plan without outlined volumes may be a plain one",
        course(25, technique=STATIC, volumes=False),
        HOLD,
        asks=("volume_plan",),
        request=Request(stage=PLANNING),
        states=(("77295", "unknown"),),
    ),
    V(
        "R14",
        "somebody says that it was no volume-based plan",
        course(25, technique=STATIC, volumes=False),
        HOLD,
        asks=("work_beyond_listed_planning",),
        request=Request(stage=PLANNING),
        answers=by("medical_physicist", volume_plan=False),
        states=(("77295", "excluded"),),
    ),
    V(
        "R14",
        "kilovoltage has no volume-based plan",
        kv("0.1"),
        LISTED,
        (("77436", 1),),
        request=Request(stage=PLANNING),
        states=(("77295", "excluded"), ("77436", "fits")),
    ),
    V(
        "R14",
        "technique not known",
        course(25, technique=Technique.UNKNOWN),
        HOLD,
        asks=("modulated",),
        request=Request(stage=PLANNING),
    ),
    V(
        "R14",
        "field in field is no IMRT",
        course(25, technique=Technique.FIELD_IN_FIELD),
        LISTED,
        (("77295", 1),),
        request=Request(stage=PLANNING),
    ),
    *(
        V(
            "R15",
            f"replanned: {name}",
            course(25, technique=STATIC, plan_changes=(a_change(**change),)),
            HOLD,
            (("77295", 1),),
            asks=("work_beyond_listed_planning",),
            request=Request(stage=PLANNING),
            states=(("77295", "fits"),),
            findings=findings,
            also=also,
        )
        for name, change, findings, also in (
            (
                "a new scan and new volumes may be a second plan",
                {"new_imaging": True, "new_structures": True, "online": False},
                ("second_plan",),
                (),
            ),
            ("the old scan is none", {"new_imaging": False, "new_structures": True, "online": False}, (), ()),
            ("data set not known", {"new_imaging": True, "online": False}, (), ("new_data_set",)),
            (
                "online adaptation has no code, the first plan has",
                {"new_imaging": True, "new_structures": True, "online": True},
                (),
                (),
            ),
            (
                "online or not is not known",
                {"new_imaging": True, "new_structures": True},
                (),
                ("online_adaptation",),
            ),
        )
    ),
    V(
        "R15",
        "an IMRT plan changed is no 77295",
        course(25, plan_changes=(a_change(new_imaging=True, new_structures=True, online=False),)),
        HOLD,
        (("77301", 1),),
        asks=("work_beyond_listed_planning",),
        request=Request(stage=PLANNING),
        states=(("77295", "excluded"),),
    ),
]
CATEGORY_III = [
    V(
        "R16",
        "nobody looked",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("category_iii_searched", "category_iii_code_found"),
        answers=(*BEYOND, *NO_EFFORT),
    ),
    V(
        "R16",
        "looked, result not said",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("category_iii_code_found",),
        answers=(*BEYOND, *NO_EFFORT, *said(category_iii_searched=True)),
    ),
    V(
        "R16",
        "a code was found",
        ADAPTED,
        LISTED,
        (("77427", 5),),
        answers=(*BEYOND, *NO_EFFORT, *said(category_iii_searched=True, category_iii_code_found=True)),
        states=(("77499", "excluded"),),
    ),
    V(
        "R16",
        "a coder may have looked",
        ADAPTED,
        UNLISTED,
        (("77427", 5), ("77499", 1)),
        answers=(
            *BEYOND,
            *NO_EFFORT,
            *APART,
            *by("coder", category_iii_searched=True, category_iii_code_found=False),
        ),
    ),
    V(
        "R16",
        "two people contradict",
        ADAPTED,
        HOLD,
        (("77427", 5),),
        asks=("category_iii_code_found",),
        answers=(*BEYOND, *NO_EFFORT, *SEARCHED, *by("coder", category_iii_code_found=True)),
    ),
    V(
        "R16",
        "the codes of 2025 and of 2026",
        course(25),
        LISTED,
        (("77427", 5),),
        on=date(2025, 12, 31),
        states=(("77386", "unknown"), ("77412", "unknown"), ("77436", "excluded")),
    ),
    V(
        "R16",
        "IMRT delivery has gone in 2026",
        course(25, motion=("NONE",)),
        LISTED,
        (("77427", 5),),
        on=date(2026, 1, 2),
        states=(("77386", "excluded"), ("G6015", "excluded"), ("77407", "fits"), ("77412", "excluded")),
    ),
]
