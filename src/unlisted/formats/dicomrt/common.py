"""What all objects share: the patient, approval, references, private elements."""

from __future__ import annotations

from collections import Counter

from unlisted.episode.fact import Held
from unlisted.episode.person import Patient
from unlisted.episode.vocabulary import Approval
from unlisted.formats.dicomrt.element import Element, tag_text

_SEX = {"M": "male", "F": "female", "O": "other"}
_APPROVAL = {
    "APPROVED": Approval.APPROVED,
    "UNAPPROVED": Approval.UNAPPROVED,
    "REJECTED": Approval.REJECTED,
}


def read_patient(root: Element) -> Patient:
    """Return the patient as this object names them."""
    name = root.text("PatientName").split("=")[0]
    family, _, rest = name.partition("^")
    return Patient(
        record_number=root.held_text("PatientID"),
        family_name=root.hold(family.strip() or None, "PatientName"),
        given_name=root.hold(rest.split("^")[0].strip() or None, "PatientName"),
        birth_date=root.held_day("PatientBirthDate"),
        sex=root.hold(_SEX.get(root.code("PatientSex")), "PatientSex"),
    )


def read_phantom(root: Element) -> Held[bool]:
    """Say whether the subject is a phantom: Quality Control Subject (0010,0200), or a name that says so."""
    subject = root.code("QualityControlSubject")
    if subject in ("YES", "NO"):
        return root.hold(subject == "YES", "QualityControlSubject")
    words = root.text("PatientName").upper().replace("^", " ").replace("_", " ").split()
    return root.hold(True if "PHANTOM" in words else None, "PatientName")


def read_approval(root: Element) -> Held[Approval]:
    """Return Approval Status (300E,0002)."""
    return root.hold(_APPROVAL.get(root.code("ApprovalStatus")), "ApprovalStatus")


def person_name(text: str) -> str:
    """Write a person's name as family, given."""
    parts = [part.strip() for part in text.partition("=")[0].split("^")]
    return ", ".join(part for part in parts[:2] if part)


def referenced_uid(item: Element, keyword: str) -> str:
    """Return the object a reference sequence points to first; empty where it points nowhere."""
    reference = item.first(keyword)
    return reference.code("ReferencedSOPInstanceUID") if reference else ""


def private_elements(root: Element) -> tuple[str, ...]:
    """Count the private elements of each maker: not read, but named, so that nothing is lost unseen."""
    counts: Counter[int] = Counter()
    tags = root.data.keys()  # iterating the data set itself would parse every element
    for tag in tags:
        if tag.is_private and tag.element >= 0x1000:
            counts[tag.group << 16 | tag.element >> 8] += 1
    return tuple(
        f"{root.file.name} {tag_text(block)}: {count} private elements{_creator(root, block)}, not read"
        for block, count in sorted(counts.items())
    )


def _creator(root: Element, block: int) -> str:
    item = root.data.get_item(block, keep_deferred=True)
    value = getattr(item, "value", None)
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    name = "".join(c if c.isprintable() else " " for c in text[:64]).strip(" \0")
    return f" of {name}" if name else ""
