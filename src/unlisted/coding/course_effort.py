"""Facts of effort: circumstances of 77470, and the work a record claims beyond the listed codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from unlisted.base.evidence import Evidence
from unlisted.coding.facts import CourseFact, fact
from unlisted.coding.sessions import Session
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Technique

CLAIMED = {
    "positron_guided": "the delivery was guided by positron emission",
    "hyperthermia": "the tumor was heated",
    "eye_plaque": "a source was laid on the eye",
}
"""Modalities no plan shows: known only when the record or a person says so."""

ANESTHESIA = frozenset({"pediatric_anesthesia", "anesthesia"})
CIRCUMSTANCES = {
    "retreatment of a site": frozenset({"reirradiation"}),
    "planned concurrent systemic therapy": frozenset({"concurrent_systemic_therapy", "chemotherapy"}),
    "several sites at once": frozenset({"multiple_sites"}),
    "total-body irradiation": frozenset({"total_body"}),
    "hyperfractionation": frozenset({"hyperfractionation"}),
    "anesthesia": ANESTHESIA,
}
"""Circumstance of 77470 → complexity factors that describe it (rule ``r12_77470``)."""

_NOT_KNOWN = re.compile(r"\b(unknown|not known|unclear|pending|to be decided|tbd|undecided|possibl[ey])\b|\?")
_NOT_GIVEN = re.compile(
    r"^(no|none|nil|not|without|never)\b|\bnot (planned|given|indicated|recommended)\b|"
    r"\b(deferred|declined)\b"
)
_NOT_AT_ONCE = re.compile(
    r"\b(neo-?adjuvant|adjuvant|sequential|induction|consolidation|previous|prior|after|before)\b"
)
_HORMONES = re.compile(
    r"\b(hormon|androgen|adt\b|lhrh|gnrh|tamoxifen|letrozole|anastrozole|leuprolide|bicalutamide)"
)


@dataclass(frozen=True, slots=True)
class ExtraWork:
    """Work the record speaks of beyond an ordinary course, with the listed codes that may reach it.

    ``wholly``: one of the codes, where it is reported, describes all of this work.
    """

    slug: str
    says: str
    reached_by: tuple[str, ...]
    wholly: bool
    evidence: tuple[Evidence, ...]


WHOLLY = {
    "reirradiation": ("77470",),
    "multiple_sites": ("77470",),
    "hyperfractionation": ("77470",),
    "total_body": ("77470",),
    "concurrent_systemic_therapy": ("77470",),
    "chemotherapy": ("77470",),
    "pediatric_anesthesia": ("77470",),
    "anesthesia": ("77470",),
    "motion": ("77293", "77412"),
    "intraoperative": ("77469", "77424", "77425"),
    "positron_guided": ("G0562", "G0563", "C9794", "C9795"),
    "hyperthermia": ("77600", "77605", "77610", "77615", "77620"),
    "eye_plaque": ("77789",),
}
IN_PART = {"adaptive": ("77295", "77301"), "coordination": ("99366", "99367")}
"""Listed codes that describe a part of such work only: the new plan, the team meeting."""


def _extra(slug: str, says: str, evidence: tuple[Evidence, ...]) -> ExtraWork:
    codes = WHOLLY.get(slug, IN_PART.get(slug, ()))
    return ExtraWork(slug, says, codes, slug in WHOLLY, evidence)


def extra_work(episode: Episode) -> tuple[ExtraWork, ...]:
    """Return the work the record speaks of: complexity factors, and what nobody named as one."""
    found = [_extra(item.slug, item.says.rstrip("."), item.evidence) for item in episode.complexity]
    named = {item.slug for item in found}
    if episode.plan_changes and not named & {"adaptive", "online_adaptation"}:
        places = tuple(p for change in episode.plan_changes for p in change.on.evidence)
        found.append(_extra("adaptive", "The plan was changed in the course", places))
    again = _reirradiated(episode)
    if again[0] is True and "reirradiation" not in named:
        found.append(_extra("reirradiation", again[1][:1].upper() + again[1][1:], again[2]))
    return tuple(found)


def effort_facts(episode: Episode, sessions: tuple[Session, ...]) -> Iterable[CourseFact]:
    """Yield the circumstances of added effort, and whether the record describes one."""
    circumstances = [
        (_reirradiated(episode), "retreatment of a site"),
        (_chemotherapy(episode), "planned concurrent systemic therapy"),
        (_sites_at_once(episode), "several sites at once"),
        (_total_body(episode), "total-body irradiation"),
        (_hyperfractionated(sessions, episode), "hyperfractionation"),
        (_said(episode, ANESTHESIA), "anesthesia"),
    ]
    yes = [(name, told) for told, name in circumstances if told[0] is True]
    open_ones = [told[1] for told, name in circumstances if told[0] is None]
    if yes:
        says = "; ".join(f"{name}: {told[1]}" for name, told in yes)
        yield fact("extra_effort", True, says, tuple(p for _, told in yes for p in told[2]))
    elif open_ones:
        yield fact("extra_effort", None, "; ".join(dict.fromkeys(open_ones)))
    else:
        yield fact("extra_effort", False, "none of the circumstances of added effort is on record")
    yield _described(episode, {name for name, _ in yes})
    for slug, shown in CLAIMED.items():
        mine = [item for item in episode.complexity if item.slug == slug]
        places = tuple(p for item in mine for p in item.evidence)
        if mine:
            yield fact(slug, True, f"the record says that {shown}", places)
        elif slug == "eye_plaque" and _away_from_the_eye(episode):
            yield fact(slug, False, "the site is not the eye", _away_from_the_eye(episode))
        else:
            yield fact(slug, None, f"nothing says whether {shown}")


def _described(episode: Episode, circumstances: set[str]) -> CourseFact:
    """Say whether the record describes a circumstance that is there: another one's description is none."""
    slugs = {slug for name in circumstances for slug in CIRCUMSTANCES[name]}
    found = [item for item in episode.complexity if item.slug in slugs]
    slug = "extra_effort_documented"
    if not found:
        return fact(slug, None, "no description of the added effort is on record")
    places = tuple(place for item in found for place in item.evidence)
    return fact(slug, True, f"the record describes it: {found[0].says.rstrip('.')}", places)


def _away_from_the_eye(episode: Episode) -> tuple[Evidence, ...]:
    """Return where the sites stand when every one is known and none is of the eye; nothing otherwise."""
    plans = [plan.site for plan in counting_plans(episode)]
    if not plans or any(not site.is_known or site.in_conflict for site in plans):
        return ()
    if any(_EYE.search(site.value.lower()) for site in plans):
        return ()
    return tuple(place for site in plans for place in site.evidence)


_EYE = re.compile(r"\b(eye|ocul|orbit|uve|choroid|conjunctiv|pteryg|retin|iris|ciliary|lid)|face|head")

Told = tuple[bool | None, str, tuple[Evidence, ...]]


def _reirradiated(episode: Episode) -> Told:
    held = episode.reirradiation
    overlaps = [c.overlaps_target for c in episode.prior_courses if c.overlaps_target.is_known]
    if any(answer.value and not answer.in_conflict for answer in overlaps):
        places = tuple(p for answer in overlaps for p in answer.evidence)
        return True, "an earlier course overlaps the target", places
    if held.is_known and not held.in_conflict:
        says = "the course is recorded as reirradiation" if held.value else "no reirradiation is recorded"
        return held.value, says, held.evidence
    return None, "nothing says whether the site was irradiated before", held.evidence


def _chemotherapy(episode: Episode) -> Told:
    held = episode.consultation.concurrent_systemic_therapy
    if not held.is_known or held.in_conflict:
        return None, "nothing says whether systemic therapy was planned beside", held.evidence
    text = " ".join(held.value.split())
    plain = text.lower()
    if _NOT_KNOWN.search(plain):
        return None, f"systemic therapy beside radiation is not decided ({text})", held.evidence
    if _NOT_GIVEN.search(plain):
        return False, "no concurrent systemic therapy", held.evidence
    if "concurrent" not in plain and "concomitant" not in plain:
        if _HORMONES.search(plain):
            return False, f"hormones are no such circumstance ({text})", held.evidence
        if _NOT_AT_ONCE.search(plain):
            return False, f"systemic therapy is before or after, not beside radiation ({text})", held.evidence
    return True, f"{text} beside radiation", held.evidence


def _sites_at_once(episode: Episode) -> Told:
    """Look for plans of different sites treated on one day."""
    sites: dict[str, str] = {}
    unknown = False
    for plan in counting_plans(episode):
        if plan.site.is_known:
            sites[plan.uid] = plan.site.value.strip().lower()
    by_day: dict[date, set[str]] = {}
    for fraction in episode.fractions:
        for day in fraction.days:
            by_day.setdefault(day, set()).add(fraction.plan_uid)
    for day, uids in sorted(by_day.items()):
        named = {sites[uid] for uid in uids if uid in sites}
        if len(named) > 1:
            places = tuple(
                p for plan in counting_plans(episode) if plan.uid in uids for p in plan.site.evidence
            )
            return True, f"{len(named)} sites on {day}", places
        unknown = unknown or (len(uids) > 1 and len(uids) > len([uid for uid in uids if uid in sites]))
    if unknown:
        return None, "plans were treated on one day whose sites are not on record", ()
    if not by_day:
        return None, "no fraction is on record", ()
    return False, "one site was treated", ()


def _total_body(episode: Episode) -> Told:
    beams = [beam for plan in counting_plans(episode) for beam in plan.beams]
    hits = [beam for beam in beams if beam.technique is Technique.TOTAL_BODY]
    if hits:
        return True, "the technique is total body", tuple(p for beam in hits for p in beam.evidence[:1])
    if beams and all(beam.technique is not Technique.UNKNOWN for beam in beams):
        return False, "the technique is not total body", ()
    return _said(episode, frozenset({"total_body"}))


def _hyperfractionated(sessions: tuple[Session, ...], episode: Episode) -> Told:
    counts: dict[date, int] = {}
    for session in sessions:
        counts[session.on] = counts.get(session.on, 0) + 1
    twice = [day for day, number in counts.items() if number > 1]
    if twice and 2 * len(twice) > len(counts):
        return True, f"two sessions a day on {len(twice)} of {len(counts)} days, first on {min(twice)}", ()
    if not twice and sessions:
        return False, "one session a day", ()
    said = _said(episode, frozenset({"hyperfractionation"}))
    if said[0] is None and twice:
        days = f"{len(twice)} of {len(counts)} days have two sessions"
        return None, f"{days}, and nothing says whether the course was hyperfractionated", ()
    return said


def _said(episode: Episode, slugs: frozenset[str]) -> Told:
    mine = [item for item in episode.complexity if item.slug in slugs]
    if mine:
        return True, mine[0].says.rstrip("."), tuple(p for item in mine for p in item.evidence)
    return (
        None,
        f"nothing says whether there was {min(slugs).replace('_', ' ')}",
        (),
    )
