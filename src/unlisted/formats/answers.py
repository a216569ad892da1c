"""Read and write the answers to a decision (YAML): by whom, in which role, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from unlisted.coding.answers import GivenAnswer
from unlisted.coding.questions import QUESTIONS
from unlisted.formats.plain_yaml import broken, check_keys, day_of, head_of, list_of, slug_of, text_of

ANSWERS_KIND = "unlisted.answers/1"
_ANSWER_KEYS = {"question", "answer", "by", "role", "on"}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """Answers kept in one file. ``episode``: the id they were given for, empty where the file names none."""

    episode: str
    given: tuple[GivenAnswer, ...]


def read_answers(name: str, data: bytes) -> AnswerFile:
    """Read answers to open questions: ``yes``, ``no`` or a whole number, each with person, role and day."""
    tree = head_of(name, data, {"answers", "entries"}, "answers", ANSWERS_KIND, frozenset({"episode"}))
    entries = list_of(name, tree["entries"], "entries")
    return AnswerFile(
        text_of(name, tree, "episode", "the file") if "episode" in tree else "",
        tuple(_answer(name, item, f"entries[{n}]") for n, item in enumerate(entries)),
    )


def write_answers(kept: AnswerFile) -> bytes:
    """Write answers; reading them back gives the same value, but for the name of the file."""
    tree = {"answers": ANSWERS_KIND} | ({"episode": kept.episode} if kept.episode else {})
    head = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)
    return head.encode() + b"entries:\n" + b"".join(entry_text(item) for item in kept.given)


def entry_text(item: GivenAnswer) -> bytes:
    """Write one answer as an entry of the list, ready to stand at the end of the file."""
    value = ("yes" if item.value else "no") if isinstance(item.value, bool) else str(item.value)
    entry = {
        "question": item.question,
        "answer": value,
        "by": item.person,
        "role": item.role,
        "on": item.on.isoformat(),
    }
    if item.says:
        entry["says"] = item.says
    text: str = yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=100)
    return "".join(f"  {line}\n" for line in text.splitlines()).encode()


def _answer(name: str, item: Any, where: str) -> GivenAnswer:
    check_keys(name, item, where, _ANSWER_KEYS, {"says"})
    question = text_of(name, item, "question", where)
    if question not in QUESTIONS:
        raise broken(
            name, f"{where}.question", "no question of that name is asked", "see docs/explanation/decision.md"
        )
    word = text_of(name, item, "answer", where).lower()
    values: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
    if word not in values and not (word.isascii() and word.isdigit() and len(word) < 6):
        raise broken(name, f"{where}.answer", "the answer is neither yes, no nor a number", "write yes or no")
    value: bool | int = values[word] if word in values else int(word)
    return GivenAnswer(
        question,
        value,
        text_of(name, item, "by", where),
        slug_of(name, item, "role", where),
        day_of(name, item, "on", where),
        text_of(name, item, "says", where) if "says" in item else "",
        name,
    )
