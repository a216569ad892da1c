"""Build the parts of the rulebook from files: parse, convert, then check across files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from unlisted.rules.convert import Names
from unlisted.rules.convert_amounts import convert_amounts
from unlisted.rules.convert_clinical import (
    convert_changes,
    convert_diagnosis_groups,
    convert_elements,
    convert_literature,
    convert_taxonomies,
    convert_use_cases,
    convert_work_times,
)
from unlisted.rules.convert_denials import convert_denials
from unlisted.rules.convert_pack import convert_pack
from unlisted.rules.convert_registry import convert_codes, convert_coverage, convert_payers, convert_questions
from unlisted.rules.crosscheck import check_across
from unlisted.rules.parse import RuleFile, parse_file
from unlisted.rules.problems import Problem
from unlisted.rules.rule import Pack
from unlisted.rules.tables import (
    AmountTable,
    ClinicalElement,
    CodeEntry,
    CoverageEntry,
    DenialCode,
    DiagnosisGroup,
    LiteratureItem,
    Payer,
    PolicyChange,
    Question,
    Taxonomy,
    UseCase,
    WorkTime,
)

MAX_FILES = 5_000
_VERSION_CHARACTERS = 12


@dataclass(slots=True)
class Parts:
    """What the files gave, before it is indexed."""

    version: str
    payers: dict[str, Payer] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    codes: dict[str, CodeEntry] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    packs: dict[str, Pack] = field(default_factory=dict)
    amounts: dict[str, AmountTable] = field(default_factory=dict)
    elements: list[ClinicalElement] = field(default_factory=list)
    work_times: list[WorkTime] = field(default_factory=list)
    literature: list[LiteratureItem] = field(default_factory=list)
    use_cases: list[UseCase] = field(default_factory=list)
    diagnosis_groups: list[DiagnosisGroup] = field(default_factory=list)
    taxonomies: list[Taxonomy] = field(default_factory=list)
    changes: list[PolicyChange] = field(default_factory=list)
    denials: list[DenialCode] = field(default_factory=list)
    coverage: list[CoverageEntry] = field(default_factory=list)


_LISTS: Mapping[str, Callable[[RuleFile, Any, Names], tuple[Any, ...]]] = {
    "elements": convert_elements,
    "work_times": convert_work_times,
    "literature": convert_literature,
    "use_cases": convert_use_cases,
    "diagnosis_groups": convert_diagnosis_groups,
    "taxonomies": convert_taxonomies,
    "changes": convert_changes,
    "denials": convert_denials,
}


def version_of(files: Mapping[str, bytes]) -> str:
    """Return the short SHA-256 over sorted paths and bytes, each with its length."""
    digest = hashlib.sha256()
    for path in sorted(files):
        name, data = path.encode(), files[path]
        digest.update(b"%d %d\n" % (len(name), len(data)) + name + data)
    return digest.hexdigest()[:_VERSION_CHARACTERS]


def build_parts(files: Mapping[str, bytes]) -> tuple[Parts, tuple[Problem, ...]]:
    """Return the parts, and every problem by path and line. The registry is read first."""
    if len(files) > MAX_FILES:
        problem = Problem(
            "too_many_files",
            "rulebook",
            0,
            0,
            "",
            f"{len(files):,} files; at most {MAX_FILES:,} are read",
            "a folder this large is no rulebook",
            "give the rulebook's own folder",
        )
        return Parts(""), (problem,)
    parsed = [parse_file(path, files[path]) for path in sorted(files)]
    parts = Parts(version_of(files))
    for file in parsed:
        _take_registry(parts, file)
    broken = {file.path for file in parsed if file.model is None}
    topics = {key: question.topic.value for key, question in parts.questions.items()}
    names = Names(
        payers=None if "registry/payers.yaml" in broken else frozenset(parts.payers),
        questions=None if "registry/questions.yaml" in broken else topics,
        groups=None if "registry/codes.yaml" in broken else parts.groups,
    )
    for file in parsed:
        _take(parts, file, names)
    check_across(parsed, parts.packs, parts.changes)
    problems = [problem for file in parsed for problem in file.problems]
    return parts, tuple(sorted(problems, key=lambda item: (item.path, item.line, item.column)))


def _take_registry(parts: Parts, file: RuleFile) -> None:
    model: Any = file.model
    if model is None or file.kind != "registry":
        return
    if file.id == "registry.payers":
        parts.payers = convert_payers(file, model)
    elif file.id == "registry.questions":
        parts.questions = convert_questions(file, model)
    elif file.id == "registry.codes":
        parts.codes, parts.groups = convert_codes(file, model)


def _take(parts: Parts, file: RuleFile, names: Names) -> None:
    model: Any = file.model
    if model is None:
        return
    if file.kind == "pack":
        parts.packs[file.id] = convert_pack(file, model, names)
    elif file.kind == "amounts":
        parts.amounts[file.id] = convert_amounts(file, model, names)
    elif file.id.startswith("registry.coverage."):
        parts.coverage.extend(convert_coverage(file, model, names))
    elif file.kind in _LISTS:
        getattr(parts, file.kind).extend(_LISTS[file.kind](file, model, names))
