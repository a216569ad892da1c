"""Say whether a plan or a listed file is what was asked for, and by which words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from unlisted.base.errors import UsageError
from unlisted.formats.tic.contents import ListedFile, ListedPlan
from unlisted.pipeline.download_location import file_name

STATES = {
    "AL": "alabama",
    "AK": "alaska",
    "AZ": "arizona",
    "AR": "arkansas",
    "CA": "california",
    "CO": "colorado",
    "CT": "connecticut",
    "DE": "delaware",
    "DC": "district of columbia",
    "FL": "florida",
    "GA": "georgia",
    "HI": "hawaii",
    "ID": "idaho",
    "IL": "illinois",
    "IN": "indiana",
    "IA": "iowa",
    "KS": "kansas",
    "KY": "kentucky",
    "LA": "louisiana",
    "ME": "maine",
    "MD": "maryland",
    "MA": "massachusetts",
    "MI": "michigan",
    "MN": "minnesota",
    "MS": "mississippi",
    "MO": "missouri",
    "MT": "montana",
    "NE": "nebraska",
    "NV": "nevada",
    "NH": "new hampshire",
    "NJ": "new jersey",
    "NM": "new mexico",
    "NY": "new york",
    "NC": "north carolina",
    "ND": "north dakota",
    "OH": "ohio",
    "OK": "oklahoma",
    "OR": "oregon",
    "PA": "pennsylvania",
    "RI": "rhode island",
    "SC": "south carolina",
    "SD": "south dakota",
    "TN": "tennessee",
    "TX": "texas",
    "UT": "utah",
    "VT": "vermont",
    "VA": "virginia",
    "WA": "washington",
    "WV": "west virginia",
    "WI": "wisconsin",
    "WY": "wyoming",
    "PR": "puerto rico",
    "GU": "guam",
    "VI": "virgin islands",
    "AS": "american samoa",
    "MP": "northern mariana islands",
}

_HIOS_PLAN = re.compile(r"^\d{5}([A-Z]{2})\d{7}")
"""A HIOS plan id: five digits of the issuer, the state, seven digits (45 CFR 156.20 product ids)."""
_WORDS = re.compile(r"[a-z0-9]+")
_CAPITALS = re.compile(r"(?<![A-Za-z])([A-Z]{2})(?![A-Za-z])")
_NOT_STATES_ALONE = frozenset(
    {"IN", "OR", "ME", "HI", "OK", "PA", "DE", "AS", "ID", "MA", "LA", "AL", "CO", "MD"}
)
"""Two letters that are words, company forms or degrees too: they name a state only between marks."""
_MARKED = re.compile(r"(?:^|[_\-./(])([A-Z]{2})(?=[_\-./)]|$)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an index; every condition that is given must hold. Empty text asks nothing."""

    payer: str = ""
    plan: str = ""
    state: str = ""
    network: str = ""

    def __post_init__(self) -> None:
        if self.state and self.state.upper() not in STATES:
            raise UsageError(f"{self.state!r} is no state", fix="give two letters, for example TX")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters."""
    return tuple(_WORDS.findall(text.lower()))


def has_words(text: str, wanted: str) -> bool:
    """Say whether the words asked for stand in the text, in a row."""
    return f" {' '.join(words(wanted))} " in f" {' '.join(words(text))} "


def plan_reason(plan: ListedPlan, wanted: str) -> str:
    """Say why a plan is the one asked for, by id or by name; empty if it is not."""
    if plan.id and _id(plan.id) == _id(wanted):
        return f"plan id {plan.id}"
    if plan.id_type == "hios" and len(wanted) >= 5 and plan.id.upper().startswith(wanted.upper()):
        return f"plan id {plan.id} begins with {wanted}"
    if has_words(plan.name, wanted):
        return f"plan {plan.name!r}"
    if plan.sponsor and has_words(plan.sponsor, wanted):
        return f"plan of {plan.sponsor!r}"
    return ""


def _id(text: str) -> str:
    return text.replace("-", "").replace(" ", "").upper()


def plan_state(plan: ListedPlan) -> str:
    """Return the state in a plan's HIOS id, or else the one its name states; empty if neither does."""
    match = _HIOS_PLAN.match(plan.id.upper())
    if match and match[1] in STATES:
        return match[1]
    states = text_states(plan.name)
    return next(iter(states)) if len(states) == 1 else ""


def file_states(file: ListedFile) -> frozenset[str]:
    """Return the states that a file's description and name state."""
    return text_states(file.description) | text_states(file_name(file.location))


@lru_cache(maxsize=65_536)
def text_states(text: str) -> frozenset[str]:
    """Return the states a text names in full or by two capital letters that stand alone."""
    found = {code for code in _CAPITALS.findall(text) if code in STATES and code not in _NOT_STATES_ALONE}
    found |= {code for code in _MARKED.findall(text) if code in STATES}
    joined = f" {' '.join(words(text))} "
    for code, name in STATES.items():
        if f" {name} " in joined and not (code == "VA" and " west virginia " in joined):
            found.add(code)
    return frozenset(found)


def network_reason(file: ListedFile, wanted: str) -> str:
    """Say why a file is of the network asked for: by its description or name; empty if nothing says so."""
    if has_words(file.description, wanted):
        return f"described as {file.description!r}"
    name = file_name(file.location)
    return f"named {name!r}" if has_words(name, wanted) else ""
