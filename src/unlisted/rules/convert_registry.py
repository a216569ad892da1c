"""Turn the registry into values: payers, questions, codes, declared holes."""

from __future__ import annotations

from unlisted.rules.convert import Names, check_payer, check_question, check_unique, expand_codes
from unlisted.rules.parse import RuleFile
from unlisted.rules.problems import Loc
from unlisted.rules.schema import registry
from unlisted.rules.tables import CodeEntry, CoverageEntry, Payer, Question


def convert_payers(file: RuleFile, model: registry.PayersModel) -> dict[str, Payer]:
    """Return the payers in their order; report parents that do not exist or go round in a circle."""
    check_unique(file, ("payers",), (item.id for item in model.payers))
    parents = {item.id: item.parent for item in model.payers}
    for index, item in enumerate(model.payers):
        if item.parent is not None and (item.parent not in parents or _is_circle(item.id, parents)):
            file.report(
                ("payers", index, "parent"),
                "bad_parent",
                f"`{item.parent}` is no payer above `{item.id}`",
                why="answers are taken over from the parent",
                fix="name a payer of this file that does not lead back here",
            )
    return {
        item.id: Payer(
            id=item.id,
            name=item.name,
            kind=item.kind,
            parent=item.parent or "",
            aliases=tuple(item.aliases),
            lines_of_business=tuple(item.lines_of_business),
            states=tuple(item.states),
            order=item.order if item.order is not None else index,
        )
        for index, item in enumerate(model.payers)
    }


def _is_circle(start: str, parents: dict[str, str | None]) -> bool:
    here, seen = parents.get(start), {start}
    while here is not None:
        if here in seen:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def convert_questions(file: RuleFile, model: registry.QuestionsModel) -> dict[str, Question]:
    """Return the questions in their order."""
    check_unique(file, ("questions",), (item.id for item in model.questions))
    return {
        item.id: Question(item.id, item.topic, item.asks, item.short, item.matrix) for item in model.questions
    }


def convert_codes(
    file: RuleFile, model: registry.CodesModel
) -> tuple[dict[str, CodeEntry], dict[str, frozenset[str]]]:
    """Return the codes and the code groups; report anything that has no code's shape."""
    check_unique(file, ("codes",), (item.code for item in model.codes), "code")
    plain = Names(frozenset(), {}, {})
    for index, item in enumerate(model.codes):
        expand_codes(file, ("codes", index, "code"), [item.code], plain)
    groups = {
        name: expand_codes(file, ("groups", name), members, plain) for name, members in model.groups.items()
    }
    codes = {
        item.code: CodeEntry(
            item.code, item.name, item.family, item.kind, item.start, item.end, item.note or ""
        )
        for item in model.codes
    }
    return codes, groups


def convert_coverage(
    file: RuleFile, model: registry.CoverageModel, names: Names
) -> tuple[CoverageEntry, ...]:
    """Return the declared holes of one payer; the payer is the last part of the file's id."""
    payer = file.id.rsplit(".", 1)[-1]
    check_payer(file, ("registry",), payer, names)
    if model.payer not in (None, payer):
        file.report(
            ("payer",),
            "id_not_path",
            f"the payer is `{model.payer}`, but the path stands for `{payer}`",
            why="one search for a payer must find its file",
            fix=f"write `payer: {payer}`, or move the file",
        )
    entries: list[CoverageEntry] = []
    for index, item in enumerate(model.unanswered):
        loc: Loc = ("unanswered", index)
        if (item.question is not None and item.questions) or not (item.question or item.questions):
            file.report(
                loc,
                "question_or_questions",
                "an entry has `question` or `questions`, exactly one of the two",
                why="the hole must name what is not answered",
                fix="write `question: pricing.rate`, or `questions: [pricing.rate, coding.units]`",
            )
            continue
        listed = [item.question] if item.question else item.questions
        for place, question in enumerate(listed):
            where: Loc = (*loc, "question") if item.question else (*loc, "questions", place)
            check_question(file, where, question, names)
        entries.append(
            CoverageEntry(
                payer=payer,
                questions=tuple(listed),
                codes=expand_codes(file, (*loc, "codes"), item.codes, names),
                reason=item.reason,
                searched=item.searched,
                would_fill=item.would_fill or "",
                searched_on=model.searched_on,
            )
        )
    return tuple(entries)
