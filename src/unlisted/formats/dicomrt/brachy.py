"""Read the applications of a brachytherapy plan (PS3.3 C.8.8.15)."""

from __future__ import annotations

from decimal import Decimal

from unlisted.base.evidence import Evidence
from unlisted.episode.derive.technique import derive_brachytherapy
from unlisted.episode.plan import Beam
from unlisted.episode.vocabulary import Modality
from unlisted.formats.dicomrt.element import Element


def read_applications(root: Element, groups: tuple[Element, ...]) -> tuple[Beam, ...]:
    """Return each application setup as a beam; its meterset is the total time of its channels in seconds."""
    technique, kind = root.code("BrachyTreatmentTechnique"), root.code("BrachyTreatmentType")
    decision = derive_brachytherapy(kind, technique)
    doses = _doses(groups)
    machine = root.first("TreatmentMachineSequence")
    sources = [item.text("SourceIsotopeName") for item in root.items("SourceSequence")]
    read = []
    for item in root.items("ApplicationSetupSequence"):
        number = item.integer("ApplicationSetupNumber") or 0
        dose, group, places = doses.get(number, (None, None, ()))
        channels = item.items("ChannelSequence")
        times = [time for time in (c.decimal("ChannelTotalTime") for c in channels) if time is not None]
        isotopes = ", ".join(dict.fromkeys(name for name in sources if name))
        read.append(
            Beam(
                number=number,
                name=item.text("ApplicationSetupName") or item.code("ApplicationSetupType"),
                technique=decision.technique,
                why_technique=decision.why + (f"; source {isotopes}" if isotopes else ""),
                modality=Modality.BRACHYTHERAPY,
                machine=machine.text("TreatmentMachineName") if machine else "",
                meterset=sum(times, Decimal(0)) if times else None,
                dose_gy=dose,
                control_points=sum(len(c.items("BrachyControlPointSequence")) for c in channels),
                fraction_group=group,
                evidence=(*root.evidence("BrachyTreatmentTechnique", "BrachyTreatmentType"), *places),
            )
        )
    return tuple(read)


def _doses(
    groups: tuple[Element, ...],
) -> dict[int, tuple[Decimal | None, int | None, tuple[Evidence, ...]]]:
    found: dict[int, tuple[Decimal | None, int | None, tuple[Evidence, ...]]] = {}
    for group in groups:
        for item in group.items("ReferencedBrachyApplicationSetupSequence"):
            number = item.integer("ReferencedBrachyApplicationSetupNumber")
            if number is not None:
                found[number] = (
                    item.decimal("BrachyApplicationSetupDose"),
                    group.integer("FractionGroupNumber"),
                    item.evidence("BrachyApplicationSetupDose"),
                )
    return found
