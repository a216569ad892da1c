"""Turn denial tables into values; a stop must say why, and no key may stand twice."""

from __future__ import annotations

import re

from unlisted.rules.convert import Names, check_payer, check_unique, citations_of, sources_of
from unlisted.rules.parse import RuleFile
from unlisted.rules.schema.denials import DenialModel, DenialsModel
from unlisted.rules.tables import DenialCode
from unlisted.rules.vocabulary import DRAFTING

_CARC = re.compile(r"^([1-9][0-9]{0,2}|[ABDPWY][0-9]{1,2})$")
_RARC = re.compile(r"^(M[0-9]{1,3}|MA[0-9]{1,3}|N[0-9]{1,3})$")
_GROUP = re.compile(r"^(CO|PR|OA|PI|CR)$")


def convert_denials(file: RuleFile, model: DenialsModel, names: Names) -> tuple[DenialCode, ...]:
    """Return the entries of one file; ids are the file's id and the entry's own."""
    sources = sources_of(model.sources)
    check_unique(file, ("entries",), (item.id for item in model.entries))
    found = []
    for index, item in enumerate(model.entries):
        loc = ("entries", index)
        _check(file, index, item)
        for payer in item.payers:
            check_payer(file, (*loc, "payers"), payer, names)
        found.append(
            DenialCode(
                id=f"{model.denials}.{item.id}",
                reasons=frozenset(item.carc),
                remarks=frozenset(item.rarc),
                groups=frozenset(item.group),
                payers=frozenset(item.payers),
                lines_of_business=frozenset(item.lines_of_business),
                denial_class=item.denial_class,
                action=item.action,
                stop=item.stop,
                medical_judgment=item.medical_judgment,
                says=item.says,
                do=item.do,
                confidence=item.confidence,
                citations=citations_of(file, (*loc, "cites"), item.cites, sources, item.confidence),
                note=item.note or "",
            )
        )
    return tuple(found)


def _check(file: RuleFile, index: int, item: DenialModel) -> None:
    lists = (("carc", item.carc, _CARC), ("rarc", item.rarc, _RARC), ("group", item.group, _GROUP))
    for key, values, shape in lists:
        for place, value in enumerate(values):
            if not shape.match(value):
                file.report(
                    ("entries", index, key, place),
                    "bad_code",
                    f"`{value}` has not the shape of a {key} code",
                    why="a code that no remittance holds never answers",
                    fix='write it as on the remittance, in quotes: "16", "N350", "CO"',
                )
    if not item.carc and not item.rarc:
        file.report(
            ("entries", index),
            "no_code",
            "the entry names neither a reason nor a remark",
            why="it would answer for every denial",
            fix="add `carc` or `rarc`",
        )
    drafts = item.action in DRAFTING
    if item.stop is not None and drafts:
        file.report(
            ("entries", index, "action"),
            "stop_and_appeal",
            f"the entry stops and still says `{item.action.value}`",
            why="a stop never reaches a draft of an appeal",
            fix="take the stop out, or name another action",
        )
