"""Count what management is billed by: sessions, treatment days, units of five with their examinations.

Manual, chapter 13, section 70: a unit is five fractions; three or four left at the end are a unit, one or
two are not; two sessions a day count apart only with a distinct break.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from unlisted.base.evidence import Evidence
from unlisted.coding.facts import CourseFact, fact
from unlisted.episode.delivery import Fraction
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Role

FRACTIONS_OF_A_UNIT = 5
FRACTIONS_OF_A_LAST_UNIT = 3
HOURS_BETWEEN_SESSIONS = timedelta(hours=6)
"""What most contractors looked for between two sessions of a day (rule ``hours_between_sessions``)."""

_PHYSICIANS = frozenset({Role.RADIATION_ONCOLOGIST, Role.OTHER_PHYSICIAN})


@dataclass(frozen=True, slots=True)
class Session:
    """One visit to the machine: the fractions given in it, by plan."""

    on: date
    fractions: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of weekly management: its sessions and the physician's examinations in its span."""

    number: int
    first: date
    last: date
    sessions: int
    exam_days: tuple[date, ...]
    other_visits: tuple[str, ...]  # roles of those who made the visits that are no examination
    evidence: tuple[Evidence, ...]


def management_units(sessions: int) -> int:
    """Return the units of weekly management that so many sessions make: n div 5, plus 1 if 3 or 4 remain."""
    whole, left = divmod(sessions, FRACTIONS_OF_A_UNIT)
    return whole + (1 if left >= FRACTIONS_OF_A_LAST_UNIT else 0)


def sessions_of(episode: Episode) -> tuple[tuple[Session, ...], CourseFact]:
    """Return the sessions of the course, and whether days with several can be counted.

    Fractions of different plans given on one day without a distinct break are one session. A day on which
    one plan was treated twice counts twice only with a distinct break: by the times of the records, or as
    a physician answers; until then the fact is unknown.
    """
    days: dict[date, list[Fraction]] = {}
    for fraction in episode.fractions:
        if fraction.days:
            days.setdefault(fraction.days[0], []).append(fraction)
    starts = {record.uid: record.at for record in episode.records}
    sessions: list[Session] = []
    doubtful: list[date] = []
    separated: list[date] = []
    for on, given in sorted(days.items()):
        groups = _by_break(on, given, starts)
        repeated = len({f.plan_uid for f in given}) < len(given)
        if repeated and (groups is None or any(len({f.plan_uid for f in g}) < len(g) for g in groups)):
            doubtful.append(on)
            groups = None  # counted apart until a physician says otherwise: the fact is unknown
        elif groups is not None and len(groups) > 1:
            separated.append(on)
        if groups is None:  # without times: as many sessions as the most treated plan has fractions
            groups = _by_plan(given)
        sessions += [Session(on, tuple(group)) for group in groups]
    return tuple(sessions), _countable(doubtful, separated, days)


def _countable(doubtful: list[date], separated: list[date], days: dict[date, list[Fraction]]) -> CourseFact:
    slug = "sessions_countable"
    places = [place for on in (*doubtful, *separated) for f in days[on] for place in f.evidence[:1]]
    if doubtful:
        shown = ", ".join(day.isoformat() for day in doubtful[:4])
        says = f"one plan was treated twice on {shown}, and nothing shows a distinct break"
        return fact(slug, None, says, places)
    if separated:
        shown = ", ".join(day.isoformat() for day in separated[:4])
        return fact(slug, True, f"the sessions of {shown} are six hours apart or more", places)
    return fact(slug, True, "no day has two sessions of one plan")


def _by_break(on: date, given: list[Fraction], starts: dict[str, time | None]) -> list[list[Fraction]] | None:
    """Group a day's fractions by breaks of six hours; ``None`` where a time is missing."""
    if len(given) == 1:
        return [given]
    timed: list[tuple[datetime, Fraction]] = []
    for fraction in given:
        at = [starts.get(uid) for uid in fraction.record_uids]
        if not at or any(moment is None for moment in at):
            return None
        first = min(moment for moment in at if moment is not None)
        timed.append((datetime.combine(on, first), fraction))
    timed.sort(key=lambda item: (item[0], item[1].plan_uid, item[1].number))
    groups = [[timed[0][1]]]
    for (before, _), (after, fraction) in pairwise(timed):
        if after - before >= HOURS_BETWEEN_SESSIONS:
            groups.append([fraction])
        else:
            groups[-1].append(fraction)
    return groups


def _by_plan(given: list[Fraction]) -> list[list[Fraction]]:
    rounds: list[list[Fraction]] = []
    seen: dict[str, int] = {}
    for fraction in given:
        nth = seen.get(fraction.plan_uid, 0)
        seen[fraction.plan_uid] = nth + 1
        if nth == len(rounds):
            rounds.append([])
        rounds[nth].append(fraction)
    return rounds


def one_session_a_day(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """Fold the sessions of a day into one: what counts where a physician saw no distinct break."""
    by_day: dict[date, list[Fraction]] = {}
    for session in sessions:
        by_day.setdefault(session.on, []).extend(session.fractions)
    return tuple(Session(on, tuple(given)) for on, given in sorted(by_day.items()))


def units_of(episode: Episode, sessions: tuple[Session, ...]) -> tuple[Unit, ...]:
    """Cut sessions into units, with the examinations a physician made between first and last day.

    The span of a unit reaches to the day before the next one starts: an examination between two sessions
    belongs to the unit that is running. The one or two sessions left over belong to the last unit.
    """
    number = management_units(len(sessions))
    starts = [sessions[n * FRACTIONS_OF_A_UNIT].on for n in range(number)]
    found = []
    for n, first in enumerate(starts):
        end = len(sessions) if n + 1 == number else (n + 1) * FRACTIONS_OF_A_UNIT
        mine = sessions[n * FRACTIONS_OF_A_UNIT : end]
        last = mine[-1].on
        until = last if n + 1 == number else max(last, starts[n + 1] - timedelta(days=1))
        exam_days, others, evidence = _visits(episode, first, until)
        found.append(Unit(n + 1, first, last, len(mine), exam_days, others, evidence))
    return tuple(found)


def _visits(
    episode: Episode, first: date, until: date
) -> tuple[tuple[date, ...], tuple[str, ...], tuple[Evidence, ...]]:
    """Return the days a physician examined the patient, and the roles of those who made other visits."""
    days: list[date] = []
    others: list[str] = []
    evidence: list[Evidence] = []
    for visit in episode.visits:
        if not visit.on.is_known or visit.on.in_conflict or not first <= visit.on.value <= until:
            continue
        named = visit.by.is_known and not visit.by.in_conflict
        stated = visit.physician_exam.is_known and not visit.physician_exam.in_conflict
        if stated and visit.physician_exam.value and named and visit.by.value.role in _PHYSICIANS:
            days.append(visit.on.value)
            evidence += [*visit.on.evidence, *visit.physician_exam.evidence]
        else:
            others.append(visit.by.value.role.value if named else "someone not named")
    return tuple(days), tuple(dict.fromkeys(others)), tuple(dict.fromkeys(evidence))
