"""Facts entered at the desk: each a new statement with who, when and why; what stood before stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from unlisted.base.errors import UsageError
from unlisted.base.evidence import EnteredEvidence
from unlisted.desk.audit import record
from unlisted.desk.entry import action_for, groups_for
from unlisted.desk.models import Case, EpisodeRevision, Membership
from unlisted.desk.permissions import Action, check_allowed
from unlisted.desk.services.decisions import EPISODE_ROLES
from unlisted.desk.services.episodes import keep_revision
from unlisted.desk.services.standing import refresh_review, review_now, today
from unlisted.episode.care import Attestation
from unlisted.episode.completeness_state import AT_HAND
from unlisted.episode.enter import Place, settle_fact
from unlisted.episode.episode import Episode
from unlisted.episode.person import Actor
from unlisted.episode.vocabulary import Role as EpisodeRole
from unlisted.formats.episode_json import read_episode_json
from unlisted.formats.forms.ask import wanted_documents
from unlisted.formats.forms.entry import read_entry
from unlisted.formats.forms.form import CHECKLIST_STATES
from unlisted.formats.forms.problems import FormProblem
from unlisted.pipeline.episode_import import combine_parts

AT_THE_DESK = "the desk"
LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a form: a revision, or the problems by field, and then nothing was kept."""

    revision: EpisodeRevision | None
    problems: Mapping[str, FormProblem]


@transaction.atomic
def enter_facts(
    *,
    by: Membership,
    case: Case,
    revision: int,
    element: str,
    given: Mapping[str, str],
    documents: Sequence[str] = (),
    why: str,
) -> Kept:
    """Enter the facts of one element as a person typed them, and the documents at hand; review anew.

    ``revision`` is the record the form was made from; where another one came since, nothing is entered.
    """
    check_allowed(by.role, Action.ENTER_FACTS)
    case, episode = _open(by, case, revision)
    actor, entered = _who(by, why)
    found = read_entry(episode, groups_for(by, episode, element), given, actor, entered)
    if found.problems:
        return Kept(None, found.problems)
    wanted = [slug for slug in wanted_documents(element) if slug in documents]
    fresh = [slug for slug in wanted if slug not in episode.documents]
    if not found.facts and not fresh:
        raise UsageError("nothing was filled in", fix="fill in at least one field, then save")
    whole = replace(
        found.episode,
        documents=(*found.episode.documents, *fresh),
        attestations=(
            *found.episode.attestations,
            *(Attestation(f"{slug}{AT_HAND}", entered.why, actor, today(), (entered,)) for slug in fresh),
        ),
    )
    kept = keep_revision(by, case, combine_parts([whole]), AT_THE_DESK)
    reviewed = review_now(case)
    record(verb="facts entered", by=by, case=case, detail={"element": element})
    refresh_review(by=by, case=case, why="facts entered", reviewed=reviewed)
    return Kept(kept, {})


@transaction.atomic
def state_element(
    *, by: Membership, case: Case, revision: int, element: str, state: str, says: str
) -> EpisodeRevision:
    """Keep a person's signed statement on an element: complete, incomplete or not applicable, and why."""
    check_allowed(by.role, Action.ENTER_CLINICAL_FACTS)
    if state not in CHECKLIST_STATES:
        raise UsageError("this is no state of an element", fix="choose one")
    case, episode = _open(by, case, revision)
    actor, entered = _who(by, says)
    slug = element if state == CHECKLIST_STATES[0] else f"{state}:{element}"
    said = Attestation(slug, entered.why, actor, today(), (entered,))
    whole = replace(episode, attestations=(*episode.attestations, said))
    kept = keep_revision(by, case, combine_parts([whole]), AT_THE_DESK)
    reviewed = review_now(case)
    record(verb="element stated", by=by, case=case, detail={"element": element})
    refresh_review(by=by, case=case, why="element stated", reviewed=reviewed)
    return kept


@transaction.atomic
def settle_conflict(
    *, by: Membership, case: Case, revision: int, element: str, place: Place, choice: int, why: str
) -> EpisodeRevision:
    """Settle a contradiction: the chosen value is followed, the others stay on record as set aside."""
    check_allowed(by.role, action_for(place.section))
    case, episode = _open(by, case, revision)
    _, entered = _who(by, why)
    whole = settle_fact(episode, place, choice, entered)
    kept = keep_revision(by, case, combine_parts([whole]), AT_THE_DESK)
    reviewed = review_now(case)
    record(verb="conflict settled", by=by, case=case, detail={"element": element, "fact": str(place)})
    refresh_review(by=by, case=case, why="conflict settled", reviewed=reviewed)
    return kept


def _open(by: Membership, case: Case, revision: int) -> tuple[Case, Episode]:
    case = Case.objects.select_for_update().get(pk=case.pk, practice=by.practice_id)
    newest = case.revisions.latest("number")
    if newest.number != revision:
        raise UsageError(
            "the record changed while the form was open",
            why="someone else entered a fact or added records",
            fix="load the case anew, look at what is there now, then enter it again",
        )
    return case, read_episode_json("episode", bytes(newest.content))


def _who(by: Membership, why: str) -> tuple[Actor, EnteredEvidence]:
    reason = why.strip()[:LONGEST_REASON]
    if not reason:
        raise UsageError(
            "a fact needs its reason",
            why="a letter and an auditor will ask on what it rests",
            fix="say in one sentence where it was read or why it is right",
        )
    role = EpisodeRole(EPISODE_ROLES.get(by.role, EpisodeRole.OTHER.value))
    actor = Actor(by.user.name, role, "", by.user.credentials)
    return actor, EnteredEvidence(by.user.name, by.role, today(), AT_THE_DESK, reason)
