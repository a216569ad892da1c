"""Whatever text is written, the same text is read; whatever bytes come, the loader answers."""

from __future__ import annotations

import json

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unlisted.rules.problems import Problem
from unlisted.rules.strict_yaml import locate, read_tree

printable = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")))
plain = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,12}\Z").filter(
    lambda text: text not in {"null", "Null", "NULL"}
)
trees = st.recursive(
    printable,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(printable, inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_unquoted_text_stays_text(text: str) -> None:
    assert read_tree("x.yaml", f"key: {text}\n".encode()) == {"key": text}


@given(st.dictionaries(printable, trees, min_size=1, max_size=5))
def test_quoted_trees_come_back_as_they_were(tree: dict[str, object]) -> None:
    assert read_tree("x.yaml", json.dumps(tree, ensure_ascii=False).encode()) == tree


@given(st.dictionaries(printable, trees, min_size=1, max_size=5))
def test_what_another_writer_writes_is_read_back(tree: dict[str, object]) -> None:
    text = yaml.safe_dump(tree, default_style="'", allow_unicode=True)
    assert read_tree("x.yaml", text.encode()) == tree


@settings(max_examples=300)
@example(b"'':\n]")  # the last element before the fault has an empty name
@given(st.binary(max_size=80) | st.text(alphabet=" \n\t-:[]{}&*!|>'\"%?#,ab0~", max_size=60).map(str.encode))
def test_any_bytes_give_a_tree_or_a_problem_with_a_fix(data: bytes) -> None:
    found = read_tree("x.yaml", data)
    if isinstance(found, Problem):
        assert found.what
        assert found.fix
        assert found.element
    else:
        assert isinstance(found, dict)


@given(st.lists(plain, min_size=1, max_size=20, unique=True))
def test_a_key_is_located_on_its_own_line(keys: list[str]) -> None:
    data = "".join(f"{key}: value\n" for key in keys).encode()
    for number, key in enumerate(keys, start=1):
        assert locate(data, (key,)) == (number, 1)
