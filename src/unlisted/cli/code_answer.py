"""An answer as typed at the command line, refused early where it could not count."""

from __future__ import annotations

from datetime import UTC, date, datetime

from unlisted.base.errors import UsageError
from unlisted.coding.answers import PHYSICIANS, GivenAnswer
from unlisted.coding.questions import QUESTIONS, Asked
from unlisted.episode.vocabulary import Role

_ROLES = (*Role, "coder", "biller")
_WORDS = {"yes": True, "no": False}


def given_answer(question: str, word: str, person: str, role: str, on: date, says: str) -> GivenAnswer:
    """Return the answer; raise ``UsageError`` where the decision would not count it, with the reason."""
    wanted = QUESTIONS.get(question)
    if wanted is None:
        raise UsageError(f"{question!r} is no question of a decision", fix="copy its name from the decision")
    if role not in _ROLES:
        raise UsageError(f"{role!r} is no role known here", fix=f"use one of: {', '.join(_ROLES)}")
    if wanted.of is Asked.PHYSICIAN and role not in PHYSICIANS:
        raise UsageError(
            f"a {role.replace('_', ' ')} may not answer {question}",
            why="the question is one of medicine",
            fix="ask the radiation oncologist",
        )
    value = _value(question, word, number=wanted.number)
    if wanted.by_record and not (wanted.no_counts and value is False):
        raise UsageError(
            f"{question} cannot be answered by a person's word",
            why="only the record can show it",
            fix="add the missing record, then import the episode again",
        )
    if on > datetime.now(UTC).astimezone().date():
        raise UsageError(f"{on} has not come yet", fix="give the day of the answer")
    if not person.strip():
        raise UsageError("an answer needs a name", why="a person answers for it", fix="add --by NAME")
    return GivenAnswer(question, value, person.strip(), role, on, says.strip())


def _value(question: str, word: str, *, number: bool) -> bool | int:
    plain = word.strip().lower()
    if number:
        if not (plain.isascii() and plain.isdigit() and len(plain) < 6):
            raise UsageError(f"{question} wants a whole number", fix="write for example 77263")
        return int(plain)
    if plain not in _WORDS:
        raise UsageError(f"{question} wants yes or no", fix="write yes or no")
    return _WORDS[plain]
