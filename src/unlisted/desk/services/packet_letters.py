"""The letters of a packet: the same makers as at the command line, from the case as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.errors import UnlistedError
from unlisted.claim.model import Claim
from unlisted.claim.practice_file import read_practice
from unlisted.claim.request import read_request
from unlisted.desk.models import Case, ComparatorChoice, ServiceEntry
from unlisted.desk.services.claims import claim_request
from unlisted.desk.services.practice import as_service
from unlisted.desk.services.standing import claim_details, review_now, today
from unlisted.formats.episode_json import read_episode_json
from unlisted.packet.build import build_packet
from unlisted.packet.letter import Letter
from unlisted.pipeline.case_review import known_payer
from unlisted.pipeline.packet_case import CaseInputs, packet_case


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why the letters to the payer are not written yet, and what to do."""

    what: str
    fix: str


def payer_letters(case: Case, choice: ComparatorChoice | None) -> tuple[Letter, ...] | LeftOut:
    """Write the letters to the payer. They speak of the claim, so what a claim needs must be there."""
    if choice is None:
        return LeftOut("no comparator is chosen", "choose it in section 3")
    try:
        claim = _claim(case)
        entry = ServiceEntry.objects.get(practice=case.practice_id, slug=case.service)
        return build_packet(packet_case(case_inputs(case, entry, claim, choice))).letters
    except UnlistedError as error:
        return LeftOut(error.what, error.fix)


def case_inputs(case: Case, entry: ServiceEntry, claim: Claim, choice: ComparatorChoice) -> CaseInputs:
    """Return what letters are made from: the newest record and its review, the service, the claim."""
    return CaseInputs(
        episode=read_episode_json("episode", bytes(case.revisions.latest("number").content)),
        review=review_now(case),
        service=as_service(entry),
        claim=claim,
        comparator=choice.comparator,
        payer=case.payer or known_payer(case.payer_name)[0],
        setting=case.setting or case.practice.setting,
        day=today(),
        activities=tuple(claim_details(case).get("activities", ())),
    )


def _claim(case: Case) -> Claim:
    """Return the claim as it would be built now, without taking a control number."""
    request = claim_request(case, case.practice)
    office = read_practice(case.practice.billing, "the practice's billing data")
    (claim,) = read_request(request, "the case", office, office.payer(case.payer))
    return claim
