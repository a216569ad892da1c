"""A letter kept as plain data comes back the same, and nothing else is taken for one."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from builders.letters import sample_letter
from unlisted.base.errors import BrokenFileError
from unlisted.documents.letter.pdf import render_letter_pdf
from unlisted.documents.letter.stored import letter_tree, read_letter


@pytest.mark.parametrize("with_blank", [False, True])
def test_a_letter_comes_back_the_same_and_sets_the_same_bytes(with_blank: bool) -> None:
    letter = sample_letter(with_blank=with_blank)
    again = read_letter(json.loads(json.dumps(letter_tree(letter))))
    assert again == letter
    assert render_letter_pdf(again) == render_letter_pdf(letter)


def spoiled() -> list[Any]:
    tree = letter_tree(sample_letter())
    unknown, missing, strange, day = (copy.deepcopy(tree) for _ in range(4))
    unknown["is"] = "open"
    del missing["title"]
    strange["more"] = 1
    day["day"] = "yesterday"
    deep: Any = "x"
    for _ in range(50):
        deep = [deep]
    return [
        None,
        [],
        "letter",
        {},
        unknown,
        missing,
        strange,
        day,
        {**tree, "blocks": deep},
        tree["signature"],
    ]


@pytest.mark.parametrize("tree", spoiled())
def test_anything_else_is_refused(tree: Any) -> None:
    with pytest.raises(BrokenFileError):
        read_letter(tree)
