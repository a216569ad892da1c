"""Turn the model of a rule pack into values, checking what one file alone can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unlisted.base.dates import Period
from unlisted.base.evidence import Confidence, Source
from unlisted.base.outcome import Unavailable
from unlisted.rules.convert import (
    Names,
    check_payer,
    check_question,
    check_unique,
    citations_of,
    expand_codes,
    sources_of,
)
from unlisted.rules.given import read_given
from unlisted.rules.parse import RuleFile
from unlisted.rules.problems import Loc
from unlisted.rules.read_check import read_check
from unlisted.rules.rule import (
    AppliesTo,
    Case,
    Conflict,
    ConflictSide,
    IfUnmet,
    Pack,
    Rule,
    RuleVersion,
    TypedValue,
)
from unlisted.rules.schema.packs import (
    AppliesToModel,
    CaseModel,
    ConflictModel,
    PackModel,
    RuleModel,
    ValueModel,
    VersionModel,
)

PRICING_MECHANISM = "pricing.mechanism"


def convert_pack(file: RuleFile, model: PackModel, names: Names) -> Pack:
    """Return the pack; whatever is wrong is reported to ``file``."""
    check_payer(file, ("payer",), model.payer, names)
    if model.payer is None and model.pack.startswith("payers."):
        file.report(
            ("pack",),
            "missing_key",
            "a pack below payers/ names no payer",
            why="its answers would count for every payer",
            fix="add `payer:` with an id of registry/payers.yaml",
        )
    check_unique(file, ("rules",), (rule.id for rule in model.rules))
    check_unique(file, ("conflicts",), (conflict.id for conflict in model.conflicts))
    sources = sources_of(model.sources)
    context = _Context(file, model.pack, model.payer or "", sources, names)
    rules = tuple(_rule(context, ("rules", index), item) for index, item in enumerate(model.rules))
    return Pack(
        id=model.pack,
        title=model.title,
        payer=model.payer or "",
        sources=tuple(sources.values()),
        rules=rules,
        conflicts=tuple(_conflict(item, model.pack) for item in model.conflicts),
        cases=tuple(_cases(file, model)),
        path=file.path,
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """What the parts of one pack need beside themselves."""

    file: RuleFile
    pack_id: str
    payer: str
    sources: Mapping[str, Source]
    names: Names


def _rule(context: _Context, loc: Loc, model: RuleModel) -> Rule:
    file, names = context.file, context.names
    if model.question is not None:
        check_question(file, (*loc, "question"), model.question, names)
        topic = (names.questions or {}).get(model.question, model.asks.value)
        if topic != model.asks.value:
            file.report(
                (*loc, "asks"),
                "topic_mismatch",
                f"the rule asks about {model.asks.value}, its question is about {topic}",
                why="the answer would stand under two topics",
                fix=f"write `asks: {topic}`, or choose another question",
            )
    versions = [
        _version(context, (*loc, "versions", index), item, model) for index, item in enumerate(model.versions)
    ]
    _check_overlaps(file, (*loc, "versions"), versions)
    known = [version for version in versions if version is not None]
    return Rule(
        id=f"{context.pack_id}.{model.id}",
        name=model.id,
        pack_id=context.pack_id,
        payer=context.payer,
        topic=model.asks,
        question=model.question or "",
        applies_to=_applies_to(file, (*loc, "applies_to"), model.applies_to, names),
        facts=tuple(model.facts),
        versions=tuple(sorted(known, key=lambda version: version.period.start or date.min)),
        path=file.path,
    )


def _applies_to(file: RuleFile, loc: Loc, model: AppliesToModel, names: Names) -> AppliesTo:
    return AppliesTo(
        codes=expand_codes(file, (*loc, "codes"), model.codes, names),
        named=tuple(model.codes),
        billing_class=tuple(model.billing_class),
        lines_of_business=tuple(model.lines_of_business),
        states=tuple(model.states),
        settings=tuple(model.settings),
    )


def _version(context: _Context, loc: Loc, model: VersionModel, rule: RuleModel) -> RuleVersion | None:
    file = context.file
    _check_answers(file, loc, model, rule)
    start, end = model.effective.start, model.effective.end
    if start is not None and end is not None and end < start:
        file.report(
            (*loc, "effective"),
            "period_reversed",
            f"the version ends ({end}) before it starts ({start})",
            why="it would answer for no day",
            fix="correct `from` or `to`",
        )
        return None
    check = None
    if model.check is not None:
        check, troubles = read_check(model.check)
        for where, what, fix in troubles:
            file.report(
                (*loc, "check", *where),
                "bad_check",
                what,
                why="a check that is not understood cannot be trusted to pass or fail",
                fix=fix,
            )
    if model.value is not None and model.value.manager is not None:
        check_payer(file, (*loc, "value", "manager"), model.value.manager, context.names)
    gap = model.unavailable
    return RuleVersion(
        period=Period(start, end),
        undated=start is None,
        verified_through=model.verified_through,
        confidence=model.confidence,
        says=model.says or "",
        answer=model.answer or "",
        value=_value(model.value),
        check=check,
        if_unmet=IfUnmet(model.if_unmet.severity, model.if_unmet.next_step) if model.if_unmet else None,
        citations=citations_of(
            file, (*loc, "cites"), model.cites, context.sources, model.confidence or Confidence.LOW
        ),
        unavailable=Unavailable(gap.reason, gap.searched, model.verified_through, gap.would_fill or "")
        if gap
        else None,
        note=model.note or "",
    )


def _check_answers(file: RuleFile, loc: Loc, model: VersionModel, rule: RuleModel) -> None:
    """Report a version that both answers and does not, or that does neither with its proof."""
    if model.unavailable is not None:
        for key in ("says", "answer", "value", "check"):
            if getattr(model, key) is not None:
                file.report(
                    (*loc, key),
                    "answers_and_not",
                    f"the version is unavailable and has `{key}`",
                    why="an answer is either known or not",
                    fix=f"remove `{key}` or `unavailable`",
                )
        return
    if model.says is None:
        file.report(
            loc,
            "no_answer",
            "the version neither says anything nor is unavailable",
            why="silence could be read as an answer",
            fix="add `says:` with `cites:`, or `unavailable:` with its reason",
        )
        return
    if not model.cites:
        file.report(
            loc,
            "no_cites",
            "the version says something and cites nothing",
            why="nothing is said without its source",
            fix="add `cites: [{source: …, locator: …}]`, or make it `unavailable`",
        )
    if model.confidence is None:
        file.report(
            loc,
            "missing_key",
            "the key `confidence` is missing",
            why="a reader must know how well the source supports it",
            fix="add `confidence: high`, `medium` or `low`",
        )
    if model.if_unmet is not None and model.check is None:
        file.report(
            (*loc, "if_unmet"),
            "unmet_without_check",
            "`if_unmet` stands without `check`",
            why="nothing could ever be unmet",
            fix="add a `check`, or remove `if_unmet`",
        )
    if rule.question == PRICING_MECHANISM and (model.value is None or model.value.mechanism is None):
        file.report(
            loc,
            "no_mechanism",
            "the rule answers how payment is set and gives no mechanism",
            why="the benchmark by mechanism counts `value.mechanism`",
            fix="add `value: {mechanism: …}` (`unknown` is one of the list)",
        )


def _value(model: ValueModel | None) -> TypedValue | None:
    if model is None:
        return None
    return TypedValue(
        days=model.days,
        months=model.months,
        calendar=model.calendar,
        starts=model.starts or "",
        percent=model.percent,
        usd=model.usd,
        units=model.units,
        characters=model.characters,
        place=tuple(model.place),
        channel=tuple(model.channel),
        occasion=tuple(model.occasion),
        modifiers=tuple(model.modifiers),
        manager=model.manager or "",
        mechanism=model.mechanism,
        timing=tuple((medium, tuple(times)) for medium, times in model.timing.items()),
    )


def _check_overlaps(file: RuleFile, loc: Loc, versions: list[RuleVersion | None]) -> None:
    for later, version in enumerate(versions):
        for earlier, other in enumerate(versions[:later]):
            if version is not None and other is not None and version.period.overlaps(other.period):
                file.report(
                    (*loc, later, "effective"),
                    "versions_overlap",
                    f"version {later + 1} and version {earlier + 1} share a day",
                    why="two versions would answer for the same day",
                    fix="end the earlier one on the day before the later one starts",
                )


def _conflict(model: ConflictModel, pack_id: str) -> Conflict:
    return Conflict(
        id=f"{pack_id}.{model.id}",
        pack_id=pack_id,
        question=model.question,
        sides=tuple(ConflictSide(side.rule, side.says) for side in model.sides),
        follows="" if model.follows == "none" else model.follows,
        why=model.why,
    )


def _cases(file: RuleFile, model: PackModel) -> list[Case]:
    own = {rule.id for rule in model.rules}
    cases: list[Case] = []
    for index, item in enumerate(model.cases):
        case = _case(file, ("cases", index), item, model.pack, own)
        if case is not None:
            cases.append(case)
    return cases


def _case(file: RuleFile, loc: Loc, model: CaseModel, pack_id: str, own: set[str]) -> Case | None:
    given, troubles = read_given(model.given)
    for key, what, fix in troubles:
        file.report(
            (*loc, "given", key),
            "bad_given",
            what,
            why="a fact that no check reads proves nothing",
            fix=fix,
        )
    expect = tuple(
        (f"{pack_id}.{name}" if name in own else name, want) for name, want in model.expect.items()
    )
    return None if given is None else Case(model.name, pack_id, file.path, model.on, given, expect)
