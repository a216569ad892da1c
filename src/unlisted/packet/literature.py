"""Choose literature by the facts of the episode: only what the rulebook cites, and only where it fits."""

from __future__ import annotations

from unlisted.base.evidence import Evidence
from unlisted.episode.episode import Episode
from unlisted.episode.vocabulary import Modality
from unlisted.packet.letter import Fill, Sentence, sentence
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.tables import LiteratureItem
from unlisted.rules.vocabulary import CiteWhen

_LIMB = (
    "thigh",
    "leg",
    "knee",
    "calf",
    "foot",
    "arm",
    "forearm",
    "hand",
    "hip",
    "groin",
    "limb",
    "extremity",
)
_TRUNK = ("chest wall", "trunk", "abdominal wall", "back", "flank", "pelvis", "retroperitone")

Facts = dict[CiteWhen, tuple[Evidence, ...]]


def episode_facts(episode: Episode) -> Facts:
    """Return the facts citations may depend on that hold here, each with its evidence. Unknown is absent."""
    found: Facts = {}
    for item in episode.diagnoses:
        if item.histology.is_known and "sarcoma" in item.histology.value.lower():
            found[CiteWhen.SARCOMA] = item.histology.evidence
        site = item.body_site.value.lower() if item.is_primary and item.body_site.is_known else ""
        if any(word in site.split() or f"{word} " in f"{site} " for word in _LIMB):
            found[CiteWhen.LIMB] = item.body_site.evidence
        if any(word in site for word in _TRUNK):
            found[CiteWhen.TRUNK] = item.body_site.evidence
    if episode.reirradiation.is_known and episode.reirradiation.value:
        found[CiteWhen.REIRRADIATION] = episode.reirradiation.evidence
    if episode.tumor_board.on.is_known:
        found[CiteWhen.TUMOR_BOARD] = episode.tumor_board.on.evidence
    found |= _of_plans(episode) | _of_physics(episode) | _of_delivery(episode)
    return found


def _of_plans(episode: Episode) -> Facts:
    found: Facts = {}
    for plan in episode.plans:
        if plan.excluded:
            continue
        if plan.stereotactic_confirmed.is_known and plan.stereotactic_confirmed.value:
            found[CiteWhen.STEREOTACTIC] = plan.stereotactic_confirmed.evidence
        for beam in plan.beams:
            if beam.modality is Modality.PROTON:
                found[CiteWhen.PROTON] = beam.evidence
            if beam.modality is Modality.BRACHYTHERAPY:
                found[CiteWhen.BRACHYTHERAPY] = beam.evidence
    for factor in episode.complexity:
        if factor.slug == "spatial_fractionation":
            found[CiteWhen.SPATIAL_FRACTIONATION] = factor.evidence
    return found


def _of_physics(episode: Episode) -> Facts:
    found: Facts = {}
    for consult in episode.physics_consults:
        if consult.reported_on.is_known:
            found[CiteWhen.PHYSICS_CONSULTATION] = consult.reported_on.evidence
    summed = [entry for entry in episode.time_log if entry.activity == "dose_summation"]
    if summed:
        found[CiteWhen.DOSE_SUMMATION] = summed[0].evidence
    return found


def _of_delivery(episode: Episode) -> Facts:
    found: Facts = {}
    for change in episode.plan_changes:
        if change.online.is_known and change.online.value:
            found[CiteWhen.ONLINE_ADAPTIVE] = change.online.evidence
    imaged = {item.on.value: item.on.evidence for item in episode.image_guidance if item.on.is_known}
    if episode.treatment_days and set(episode.treatment_days) <= set(imaged):
        found[CiteWhen.DAILY_IMAGE_GUIDANCE] = tuple(place for places in imaged.values() for place in places)
    return found


def choose_literature(episode: Episode, rulebook: Rulebook) -> tuple[LiteratureItem, ...]:
    """Return the articles whose facts all hold, those that fit in most facts first.

    Only entries with a sentence of their own and an identifier are chosen: what cannot be looked up is not
    cited.
    """
    facts = episode_facts(episode)
    fitting = [
        item
        for item in rulebook.literature
        if item.cite_as
        and item.identifier
        and item.cite_when
        and all(fact in facts for fact in item.cite_when)
    ]
    return tuple(
        sorted(
            fitting,
            key=lambda item: (-len(item.cite_when), CiteWhen.REIRRADIATION not in item.cite_when),
        )
    )


def literature_sentences(episode: Episode, rulebook: Rulebook) -> tuple[Sentence, ...]:
    """Return one sentence for each article: what it found with its limits, then the citation."""
    facts = episode_facts(episode)
    return tuple(
        sentence(
            "{finding} ({citation}. {identifier}.)",
            finding=Fill(item.cite_as),
            citation=Fill(item.citation.rstrip(".")),
            identifier=Fill(_identifier(item.identifier)),
            rules=(f"{item.table}.{item.id}",),
            evidence=tuple(place for fact in item.cite_when for place in facts[fact][:1]),
        )
        for item in choose_literature(episode, rulebook)
    )


def _identifier(text: str) -> str:
    first = text.split(";", maxsplit=1)[0].strip()
    return f"doi:{first}" if first.startswith("10.") else first
