"""Check what only all files together can tell: rules that conflicts, changes and cases name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from unlisted.rules.parse import RuleFile
from unlisted.rules.problems import Loc
from unlisted.rules.rule import Pack
from unlisted.rules.schema.packs import PackModel
from unlisted.rules.schema.tables import ChangesModel
from unlisted.rules.tables import PolicyChange


def check_across(files: Iterable[RuleFile], packs: Mapping[str, Pack], changes: list[PolicyChange]) -> None:
    """Report every named rule that does not exist, in the file that names it."""
    known = {rule.id for pack in packs.values() for rule in pack.rules}
    for file in files:
        if isinstance(file.model, PackModel):
            _check_conflicts(file, file.model, known)
            _check_cases(file, file.model, known)
        elif isinstance(file.model, ChangesModel):
            for index, item in enumerate(file.model.entries):
                for place, rule_id in enumerate(item.rules):
                    _check_rule(file, ("entries", index, "rules", place), rule_id, known)


def _check_conflicts(file: RuleFile, model: PackModel, known: set[str]) -> None:
    for index, conflict in enumerate(model.conflicts):
        loc: Loc = ("conflicts", index)
        sides = [side.rule for side in conflict.sides]
        for place, rule_id in enumerate(sides):
            _check_rule(file, (*loc, "sides", place, "rule"), rule_id, known)
        if conflict.follows != "none" and conflict.follows not in sides:
            file.report(
                (*loc, "follows"),
                "follows_no_side",
                f"`{conflict.follows}` is no side of the contradiction",
                why="the reader must see which side is followed",
                fix="name the rule of one side, or none",
            )


def _check_cases(file: RuleFile, model: PackModel, known: set[str]) -> None:
    own = {rule.id for rule in model.rules}
    for index, case in enumerate(model.cases):
        for name in case.expect:
            if name not in own:
                _check_rule(file, ("cases", index, "expect", name), name, known)


def _check_rule(file: RuleFile, loc: Loc, rule_id: str, known: set[str]) -> None:
    if rule_id in known:
        return
    close = difflib.get_close_matches(rule_id, sorted(known), n=2, cutoff=0.8)
    close += difflib.get_close_matches(rule_id, sorted({name.rsplit(".", 1)[-1] for name in known}), n=1)
    file.report(
        loc,
        "unknown_rule",
        f"`{rule_id}` is no rule",
        why="a name that leads nowhere proves nothing",
        fix=f"did you mean {close[0]}?"
        if close
        else "write the full id: the pack's id, a dot, the rule's id",
    )
