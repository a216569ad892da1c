"""Test rule files: load them with the rest of their rulebook, run the cases, look for holes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unlisted.base.errors import InputError
from unlisted.pipeline.rulebook import folder_files, packaged_files
from unlisted.rules.cases import run_cases
from unlisted.rules.coverage import find_holes
from unlisted.rules.problems import Problem
from unlisted.rules.rulebook import build_rulebook, find_problems


@dataclass(frozen=True, slots=True)
class RulebookCheck:
    """What the test of rule files found."""

    files: int
    rules: int
    cases: int
    problems: tuple[Problem, ...]

    @property
    def good(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.problems

    def text(self) -> str:
        """Write the result for a reader: every problem, then the counts."""
        lines: list[str] = []
        for problem in self.problems:
            lines.append(f"{problem.where}: {problem.what}")
            if problem.why:
                lines.append(f"    why it matters: {problem.why}")
            if problem.fix:
                lines.append(f"    what to do: {problem.fix}")
        broken = len({problem.path for problem in self.problems})
        verdict = f"{len(self.problems)} problems in {broken} files" if self.problems else "all good"
        lines.append(f"{self.files} files, {self.rules} rules, {self.cases} cases: {verdict}")
        return "\n".join(lines)


def check_paths(paths: list[Path]) -> RulebookCheck:
    """Test the packaged rulebook, or the files and folders given, each with the rulebook it lies in."""
    if not paths:
        return _check(packaged_files(), None)
    results = [_check(*_gather(path)) for path in paths]
    return RulebookCheck(
        files=sum(result.files for result in results),
        rules=sum(result.rules for result in results),
        cases=sum(result.cases for result in results),
        problems=tuple(problem for result in results for problem in result.problems),
    )


def _gather(path: Path) -> tuple[dict[str, bytes], str | None]:
    """Return the files to load, and the prefix of those to report (``None`` for all)."""
    if not path.exists():
        raise InputError(f"no file or folder {path}", why="it is to be tested", fix="check the path")
    full = path.resolve()
    root = next((up for up in (full, *full.parents) if (up / "registry" / "payers.yaml").is_file()), None)
    if root == full:
        return folder_files(full), None
    if root is not None:
        return folder_files(root), full.relative_to(root).as_posix()
    # outside any rulebook: lend the packaged registry
    registry = {name: data for name, data in packaged_files().items() if name.startswith("registry/")}
    if full.is_dir():
        return registry | folder_files(full), ""
    return registry | {full.name: full.read_bytes()}, full.name


def _check(files: dict[str, bytes], prefix: str | None) -> RulebookCheck:
    def mine(path: str) -> bool:
        """Say whether the file is one of those to report."""
        return not prefix or path == prefix or path.startswith(f"{prefix}/")

    chosen = [path for path in files if mine(path)]
    broken = find_problems(files)
    problems = [problem for problem in broken if mine(problem.path)]
    if broken:
        return RulebookCheck(len(chosen), 0, 0, tuple(problems))
    rulebook = build_rulebook(files)
    cases = tuple(case for case in rulebook.cases if mine(case.path))
    for failure in run_cases(rulebook, cases):
        problems.append(
            Problem(
                "case_failed",
                failure.case.path,
                0,
                0,
                f"cases[{failure.case.name}].expect.{failure.rule_id.rsplit('.', 1)[-1]}",
                f"expected {failure.expected}, got {failure.got}",
                failure.explanation,
                "correct the rule, or the case if the source says so",
            )
        )
    if prefix is None:
        problems.extend(find_holes(rulebook))
    rules = sum(mine(rule.path) for rule in rulebook.rules.values())
    return RulebookCheck(len(chosen), rules, len(cases), tuple(problems))
