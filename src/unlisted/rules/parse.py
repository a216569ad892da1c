"""Read one rule file into its model, or into the list of everything wrong with it."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from unlisted.rules.problems import Loc, Problem
from unlisted.rules.schema import denials, packs, registry, tables
from unlisted.rules.strict_yaml import WHOLE_FILE, element_name, locate, read_tree

KINDS: Mapping[str, type[BaseModel]] = {
    "pack": packs.PackModel,
    "amounts": tables.AmountsModel,
    "elements": tables.ElementsModel,
    "work_times": tables.WorkTimesModel,
    "literature": tables.LiteratureModel,
    "use_cases": tables.UseCasesModel,
    "diagnosis_groups": tables.DiagnosisGroupsModel,
    "taxonomies": tables.TaxonomiesModel,
    "changes": tables.ChangesModel,
    "denials": denials.DenialsModel,
}
_REGISTRY: Mapping[str, type[BaseModel]] = {
    "registry.payers": registry.PayersModel,
    "registry.questions": registry.QuestionsModel,
    "registry.codes": registry.CodesModel,
}


@dataclass(slots=True)
class RuleFile:
    """A file on its way into the rulebook: its model when it has one, and its problems."""

    path: str
    data: bytes
    tree: Any = None
    kind: str = ""
    id: str = ""
    model: BaseModel | None = None
    problems: list[Problem] = field(default_factory=list)

    def report(self, loc: Loc, code: str, what: str, *, why: str, fix: str) -> None:
        """Add a problem of the element at ``loc``, with its line."""
        line, column = locate(self.data, loc)
        element = element_name(self.tree, loc) or WHOLE_FILE
        self.problems.append(Problem(code, self.path, line, column, element, what, why, fix))


def id_of_path(path: str) -> str:
    """Return the id a path stands for: ``payers/aetna/x.yaml`` is ``payers.aetna.x``."""
    return path.removesuffix(".yaml").replace("/", ".")


def parse_file(path: str, data: bytes) -> RuleFile:
    """Read one file; whatever is wrong stands in ``problems``."""
    file = RuleFile(path, data)
    tree = read_tree(path, data)
    if isinstance(tree, Problem):
        file.problems.append(tree)
        return file
    file.tree = tree
    model = _model_of(file)
    if model is None:
        return file
    try:
        file.model = model.model_validate(tree)
    except ValidationError as error:
        _report_validation(file, model, error)
    return file


def _model_of(file: RuleFile) -> type[BaseModel] | None:
    kind = next(iter(file.tree), "")
    if kind != "registry" and kind not in KINDS:
        file.report(
            (),
            "unknown_kind",
            f"the first key `{kind}` names no kind of rule file",
            why="the first key says how the file is read",
            fix=f"start with one of: {', '.join([*KINDS, 'registry'])}",
        )
        return None
    given = file.tree[kind]
    file.kind, file.id = kind, given if isinstance(given, str) else ""
    wanted = id_of_path(file.path)
    if file.id != wanted:
        file.report(
            (kind,),
            "id_not_path",
            f"the id is `{given}`, but the path stands for `{wanted}`",
            why="one search for an id must find its file",
            fix=f"write `{kind}: {wanted}`, or move the file",
        )
    if kind != "registry":
        return KINDS[kind]
    if wanted.startswith("registry.coverage."):
        return registry.CoverageModel
    if wanted in _REGISTRY:
        return _REGISTRY[wanted]
    file.report(
        (kind,),
        "unknown_kind",
        "the registry has no such file",
        why="the first key says how the file is read",
        fix="use registry/payers, registry/questions, registry/codes or registry/coverage/<payer>",
    )
    return None


def _report_validation(file: RuleFile, model: type[BaseModel], error: ValidationError) -> None:
    for item in error.errors(include_url=False, include_input=False):
        loc = tuple(step for step in item["loc"] if step != "[key]")
        key = str(loc[-1]) if loc else ""
        context = item.get("ctx") or {}
        known = _known_keys(model, loc[:-1])
        match item["type"]:
            case "extra_forbidden":
                file.report(
                    loc,
                    "unknown_key",
                    f"`{key}` is no key here",
                    why="a misspelled key would be ignored in silence",
                    fix=_key_fix(key, known),
                )
            case "missing":
                file.report(
                    loc,
                    "missing_key",
                    f"the key `{key}` is missing",
                    why="the format asks for it",
                    fix=f"add `{key}:`",
                )
            case "too_short":
                file.report(
                    loc,
                    "empty_list",
                    f"`{key}` has too few entries",
                    why="an empty list answers nothing",
                    fix=f"give at least {context.get('min_length', 1)}",
                )
            case "rule_scalar":
                file.report(loc, "bad_value", str(context["what"]), why=_WHY_SCALAR, fix=str(context["fix"]))
            case "string_type":
                file.report(
                    loc, "bad_shape", "the cell is no text", why=_WHY_SCALAR, fix="write plain text here"
                )
            case "list_type":
                file.report(
                    loc,
                    "bad_shape",
                    f"`{key}` is no list",
                    why=_WHY_SCALAR,
                    fix=f"write `{key}: [a, b]`, or lines that start with `- `",
                )
            case _:
                file.report(
                    loc,
                    "bad_shape",
                    f"`{key}` is no mapping of keys",
                    why=_WHY_SCALAR,
                    fix=f"write `key: value` lines below `{key}:`",
                )


_WHY_SCALAR = "a value of the wrong kind would be compared or shown wrongly"


def _key_fix(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    listed = f"known keys here: {', '.join(known)}"
    return f"did you mean `{close[0]}`? {listed}" if close else listed


def _known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys of the model at ``loc`` below ``model``, by the names files use."""
    here: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, int) or here is None:
            continue
        field_info = next(
            (info for name, info in here.model_fields.items() if step in (name, info.alias)), None
        )
        if field_info is None:
            continue
        here = _model_in(field_info.annotation) or here
    if here is None:
        return []
    return [info.alias or name for name, info in here.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in typing.get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None
