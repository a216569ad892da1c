"""Gather from DICOM what is known, and rewrite an object by the policy."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from pydicom import dcmread
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.multival import MultiValue
from pydicom.uid import UID, ImplicitVRLittleEndian

from unlisted.base.errors import BrokenFileError, LimitExceededError
from unlisted.formats.deidentify.days import days_in, replace_days
from unlisted.formats.deidentify.keys import STANDARD_UID, Pseudonyms, name_parts
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.policy import (
    DICOM_BY_KEYWORD,
    DICOM_BY_VR,
    KEPT_BULK,
    KEPT_BULK_MODALITY,
    Act,
)
from unlisted.formats.deidentify.scrub import Scrubber

MAX_BYTES = 512 * 1024 * 1024
MAX_DEPTH = 24
METHOD = "Keyed pseudonyms, one shift of whole weeks"
_LENGTHS = {"SH": 16, "LO": 64, "PN": 64}
_TEXT_KINDS = frozenset({"LO", "SH", "ST", "LT", "UT", "UC", "PN", "DA", "DT", "UI", "AE", "UR"})
_IMPLEMENTATION = UID("2.25.77499")


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the library's warnings: they repeat values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def read_object(name: str, data: bytes) -> FileDataset:
    """Return the object; raise ``BrokenFileError`` or ``LimitExceededError`` without a value of it."""
    if len(data) > MAX_BYTES:
        raise LimitExceededError(f"{name} has more than {MAX_BYTES // 1024 // 1024} MiB", where=name)
    try:
        with _quiet():
            found = dcmread(io.BytesIO(data), force=True)
            for _ in _elements(found):
                pass
    except LimitExceededError:
        raise
    except Exception as error:
        raise BrokenFileError(
            f"{name} cannot be read whole as DICOM",
            where=name,
            why="what cannot be read cannot be de-identified, so nothing is written",
            fix="leave the file out, or export it again",
        ) from error
    return found


def _elements(dataset: Dataset, depth: int = 0) -> Iterator[DataElement]:
    if depth > MAX_DEPTH:
        raise LimitExceededError(
            f"more than {MAX_DEPTH} sequences within each other", why="no object needs it"
        )
    for element in dataset:
        yield element
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _elements(item, depth + 1)


def gather(found: FileDataset, known: Known) -> None:
    """Add what the object says of patient, staff, site, machine, identifiers and days."""
    with _quiet():
        for element in _elements(found):
            if not element.tag.is_private:
                for value in _values(element):
                    _note(element, value, known)


def _values(element: DataElement) -> list[Any]:
    value = element.value
    if element.VR == "SQ" or value is None or isinstance(value, bytes):
        return []
    return list(value) if isinstance(value, MultiValue | list) else [value]


def _note(element: DataElement, value: Any, known: Known) -> None:
    text = str(value).strip()
    act = action(element)
    groups = {
        Act.PATIENT_NAME: known.patient_names,
        Act.RECORD_NUMBER: known.record_numbers,
        Act.IDENTIFIER: known.identifiers,
        Act.INSTITUTION: known.institutions,
        Act.MACHINE: known.machines,
        Act.STAFF: known.staff,
    }
    if act is Act.PATIENT_NAME:
        known.people.add(frozenset(name_parts(text)))
    if act in groups:
        known.add(groups[act], text)
    elif element.keyword in {"OtherPatientNames", "PatientBirthName"}:
        known.add(known.patient_names, text)
    elif element.keyword == "OtherPatientIDs":
        known.add(known.identifiers, text)
    elif act is Act.UID and not text.startswith(STANDARD_UID):
        known.add(known.uids, text)
    elif act in {Act.DAY, Act.BIRTH_DATE}:
        known.dates.update(days_in(text[:8]))
        known.birth_dates.update(days_in(text[:8]) if act is Act.BIRTH_DATE else ())
    elif act is Act.SCRUB:
        known.dates.update(days_in(text))


def free_text(data: bytes) -> str:
    """Return the values of a rewritten object that can hold text, one a line; codes and numbers not."""
    with _quiet():
        found = dcmread(io.BytesIO(data))
        values = [
            str(value)
            for element in _elements(found)
            if element.VR in _TEXT_KINDS and element.keyword != "DeidentificationMethod"
            for value in _values(element)
            if not (element.VR == "UI" and str(value).startswith(STANDARD_UID))
        ]
    return "\n".join(values)


def action(element: DataElement) -> Act:
    """Return what the policy says of an element."""
    if element.VR == "SQ":
        return DICOM_BY_KEYWORD.get(element.keyword, Act.KEEP)
    return DICOM_BY_KEYWORD.get(element.keyword) or DICOM_BY_VR.get(element.VR, Act.KEEP)


def rewrite(found: FileDataset, names: Pseudonyms, scrubber: Scrubber, latest: date) -> bytes:
    """Return the object de-identified, as a DICOM file. The object given is changed."""
    with _quiet():
        found.remove_private_tags()
        _Rewriter(names, scrubber, latest, str(found.get("Modality", ""))).dataset(found, 0)
        found.PatientIdentityRemoved = "YES"
        found.DeidentificationMethod = METHOD
        found.LongitudinalTemporalInformationModified = "MODIFIED"
        syntax = getattr(found.file_meta, "TransferSyntaxUID", ImplicitVRLittleEndian)
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = found.get("SOPClassUID", UID(""))
        meta.MediaStorageSOPInstanceUID = found.get("SOPInstanceUID", UID(""))
        meta.TransferSyntaxUID = syntax
        meta.ImplementationClassUID = _IMPLEMENTATION
        meta.ImplementationVersionName = "UNLISTED"
        found.file_meta = meta
        found.preamble = b"\0" * 128
        stream = io.BytesIO()
        found.save_as(stream, enforce_file_format=True)
        return stream.getvalue()


class _Rewriter:
    """Rewrite every element of one object, sequence by sequence."""

    def __init__(self, names: Pseudonyms, scrubber: Scrubber, latest: date, modality: str) -> None:
        self._names, self._scrubber = names, scrubber
        self._latest, self._modality = latest, modality
        self._by_act: dict[Act, Callable[[str], str]] = {
            Act.UID: names.uid,
            Act.PATIENT_NAME: lambda _: "^".join(names.patient_names),
            Act.RECORD_NUMBER: names.record_number,
            Act.IDENTIFIER: names.identifier,
            Act.INSTITUTION: names.institution,
            Act.MACHINE: names.machine,
            Act.STAFF: names.staff,
            Act.SCRUB: scrubber.text,
        }

    def dataset(self, dataset: Dataset, depth: int) -> None:
        """Rewrite one data set in place."""
        if depth > MAX_DEPTH:
            raise LimitExceededError(f"more than {MAX_DEPTH} sequences within each other")
        for element in list(dataset):
            act = action(element)
            if act is Act.DROP and not self._kept_bulk(element):
                del dataset[element.tag]
            elif element.VR == "SQ":
                for item in element.value or ():
                    self.dataset(item, depth + 1)
            elif act is not Act.KEEP and act is not Act.DROP and element.value not in (None, ""):
                element.value = self._replaced(element, act)

    def _kept_bulk(self, element: DataElement) -> bool:
        return element.keyword in KEPT_BULK and self._modality == KEPT_BULK_MODALITY

    def _replaced(self, element: DataElement, act: Act) -> Any:
        values = [self._one(str(value).strip(), act, element.VR) for value in _values(element)]
        return values[0] if len(values) == 1 else values

    def _one(self, text: str, act: Act, vr: str) -> str:
        made = self._made(text, act)
        return made[: _LENGTHS.get(vr, len(made))]

    def _made(self, text: str, act: Act) -> str:
        if act is Act.BIRTH_DATE:
            born = days_in(text)
            return f"{self._names.birth_date(born[0], self._latest):%Y%m%d}" if born else ""
        if act is Act.DAY:
            moved = replace_days(text[:8], self._names.day)
            return moved + text[8:] if moved != text[:8] else ""
        return self._by_act[act](text)
