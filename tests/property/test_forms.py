"""Hostile forms and logs end in a clear error or an episode, whatever their bytes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from unlisted.base.errors import UnlistedError
from unlisted.formats.forms import form_template, is_form, read_form
from unlisted.formats.forms.shape import SECTIONS, shapes_of
from unlisted.formats.forms.timelog import COLUMNS

KEYS = st.sampled_from([section.key for section in SECTIONS] + ["people", "checklist", "documents", "zz"])
FIELDS = st.sampled_from(sorted({shape.name for section in SECTIONS for shape in shapes_of(section.cls)}))
SCALARS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["yes", "2026-09-14", "5", "0.5", "curative", "[]", "{}", "null", "&a"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4)
)


def written(value: object, depth: int = 0) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return str(value)


def never_crashes(name: str, data: bytes) -> None:
    try:
        read_form(name, data)
    except UnlistedError as error:
        assert error.what


@settings(max_examples=300, deadline=None)
@given(tree=st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_tree_of_known_keys(tree: dict[str, object]) -> None:
    body = "".join(f"{key}: {written(value)}\n" for key, value in tree.items())
    never_crashes("form.yaml", f"form: unlisted.episode/1\n{body}".encode())


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 3_000), data=st.binary(max_size=40))
def test_a_template_with_damage(at: int, data: bytes) -> None:
    whole = form_template().encode()
    never_crashes("form.yaml", whole[:at] + data + whole[at + len(data) :])


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=8, max_size=11), max_size=5))
def test_any_rows_of_a_log(rows: list[list[str]]) -> None:
    lines = [",".join(COLUMNS), *(",".join(row) for row in rows)]
    never_crashes("log.csv", "\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    for name in ("x.csv", "x.yaml", "x.json"):
        if is_form(name, data):
            never_crashes(name, data)
