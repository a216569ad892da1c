"""Facts of plans: motion management, changes, volumes, and how a technique is named."""

from __future__ import annotations

import pytest

from builders.courses import a_change, course
from unlisted.coding.answers import Answers
from unlisted.coding.course import read_course
from unlisted.coding.course_plan import technique_name
from unlisted.coding.facts import CourseFact
from unlisted.coding.request import Request
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Technique


def told(episode: Episode, slug: str) -> CourseFact:
    return read_course(episode, Request(), Answers()).facts.by_slug[slug]


@pytest.mark.parametrize(
    ("motion", "expected"),
    [
        *(
            ((word,), True)
            for word in (
                "GATING", "TRACKING", "BREATH_HOLD", "REALTIME", "gating", "tracking", "breath_hold",
                "breath hold",
            )
        ),
        (("NONE", "GATING"), True),
        (("NONE",), False),
        (("none",), False),
        (("",), False),
        (("abdominal compression",), None),
        (None, None),
    ],
)  # fmt: skip
def test_motion_management_that_acts_in_the_beam(
    motion: tuple[str, ...] | None, expected: bool | None
) -> None:
    found = told(course(25, motion=motion), "active_motion_management")
    assert found.value is expected


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0, "no plan change is on record"),
        (1, "a plan change is on record"),
        (2, "2 plan changes are on record"),
    ],
)
def test_plan_changes_are_counted(number: int, says: str) -> None:
    found = told(
        course(25, plan_changes=tuple(a_change(online=False) for _ in range(number))), "plan_changed"
    )
    assert (found.value, found.says) == (number > 0, says)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"technique": Technique.STATIC}, True),
        ({"technique": Technique.STATIC, "volumes": False}, None),
        ({"technique": Technique.STATIC, "energy": "0.25"}, False),
        ({"technique": Technique.STATIC, "energy": "1"}, True),
        ({"technique": Technique.STATIC, "energy": None}, True),
    ],
)
def test_a_plan_rests_on_volumes_only_where_they_are_outlined(
    more: dict[str, object], expected: bool | None
) -> None:
    assert told(course(25, **more), "volume_plan").value is expected


@pytest.mark.parametrize(
    ("technique", "expected"),
    [
        (Technique.VMAT, False),
        (Technique.IMRT_STEP_AND_SHOOT, False),
        (Technique.STATIC, None),
        (Technique.UNKNOWN, None),
    ],
)
def test_a_cobalt_unit_has_no_intensity_modulation(technique: Technique, expected: bool | None) -> None:
    assert told(course(1, technique=technique), "cobalt_machine").value is expected


def test_techniques_are_named_as_the_clinic_does() -> None:
    assert technique_name(Technique.VMAT) == "VMAT"
    assert technique_name(Technique.IMRT_SLIDING_WINDOW) == "IMRT sliding window"
    assert technique_name(Technique.BRACHYTHERAPY_HDR) == "brachytherapy HDR"
    assert technique_name(Technique.BRACHYTHERAPY_PDR) == "brachytherapy PDR"
    assert technique_name(Technique.BRACHYTHERAPY_LDR) == "brachytherapy LDR"
    assert technique_name(Technique.FIELD_IN_FIELD) == "field in field"
