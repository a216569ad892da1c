"""A small rulebook for tests: invented payers, plain rules, dated versions."""

from __future__ import annotations

REGISTRY = {
    "registry/payers.yaml": b"""\
registry: registry.payers
title: Payers of the tests
payers:
  - {id: program, name: The Program, kind: medicare, aliases: [Program Part B]}
  - {id: contractor, name: The Contractor, kind: medicare_contractor, parent: program}
  - {id: group, name: Group Health Inc., kind: commercial, aliases: [GH]}
  - {id: plan, name: Group Health Plan of Ohio, kind: blue_plan, parent: group, states: [OH]}
  - {id: manager, name: A Manager, kind: benefit_manager}
""",
    "registry/questions.yaml": b"""\
registry: registry.questions
title: Questions of the tests
questions:
  - {id: documentation.records, topic: documentation, asks: Which documents?, short: Documents, matrix: true}
  - {id: coding.units, topic: coding, asks: How many units?, short: Units, matrix: true}
""",
    "registry/codes.yaml": b"""\
registry: registry.codes
title: Codes of the tests
codes:
  - {code: "77499", name: Unlisted management, family: management, kind: unlisted}
groups:
  unlisted_radiation: ["77299", "77499"]
""",
}

HEAD = """\
pack: {pack}
title: A pack of the tests
{payer}sources:
  policy:
    title: The policy
    publisher: The publisher
    kind: reimbursement_policy
    url: https://example.org/policy
    published: undated
    retrieved: 2026-11-01
rules:
"""


def version(
    start: str = "undated",
    end: str = "",
    *,
    says: str = "Records go with the line.",
    verified: str = "2026-11-01",
    confidence: str = "high",
    extra: str = "",
) -> str:
    """Return one version; ``extra`` is a further line such as ``check: {has_document: letter}``."""
    to = f", to: {end}" if end else ""
    more = f"        {extra}\n" if extra else ""
    return (
        f"      - effective: {{from: {start}{to}}}\n        verified_through: {verified}\n"
        f"        confidence: {confidence}\n        says: {says}\n{more}"
        "        cites: [{source: policy, locator: p. 1}]\n"
    )


def gap(start: str = "undated", end: str = "", reason: str = "behind_login") -> str:
    """Return one version without an answer."""
    to = f", to: {end}" if end else ""
    return (
        f"      - effective: {{from: {start}{to}}}\n        verified_through: 2026-11-01\n"
        f"        unavailable: {{reason: {reason}, searched: the portal, would_fill: the portal's manual}}\n"
    )


def rule(name: str, *versions: str, question: str = "documentation.records", applies_to: str = "{}") -> str:
    """Return one rule on a question."""
    topic = question.split(".", maxsplit=1)[0]
    return (
        f"  - id: {name}\n    asks: {topic}\n    question: {question}\n    applies_to: {applies_to}\n"
        "    versions:\n" + "".join(versions)
    )


def pack(name: str, *rules: str, payer: str = "", tail: str = "") -> dict[str, bytes]:
    """Return one file: ``payers/<payer>/<name>.yaml``, or ``coding/<name>.yaml`` for any payer."""
    path = f"payers/{payer}/{name}" if payer else f"coding/{name}"
    head = HEAD.format(pack=path.replace("/", "."), payer=f"payer: {payer}\n" if payer else "")
    return {f"{path}.yaml": (head + "".join(rules) + tail).encode()}
