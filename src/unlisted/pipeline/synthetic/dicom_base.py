"""The part all made-up DICOM objects share, and their bytes: the same input gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from unlisted.pipeline.synthetic.identity import Clinic, Patient, make_uid

IMPLEMENTATION = UID("2.25.77499")


@dataclass(frozen=True, slots=True)
class Study:
    """The patient, the clinic, and the key all identifiers of a chart derive from."""

    key: str
    patient: Patient
    clinic: Clinic

    def uid(self, *parts: str) -> str:
        """Return an identifier of this chart."""
        return make_uid(self.key, *parts)


def new_object(study: Study, sop_class: str, modality: str, name: str, on: date) -> FileDataset:
    """Return an object with patient, study, series and equipment; ``name`` makes its identifier."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(sop_class)
    meta.MediaStorageSOPInstanceUID = UID(study.uid("sop", name))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = IMPLEMENTATION
    meta.ImplementationVersionName = "UNLISTED_SYN"
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SpecificCharacterSet = "ISO_IR 100"
    made.InstanceCreationDate = day(on)
    made.InstanceCreationTime = "120000"
    made.SOPClassUID = sop_class
    made.SOPInstanceUID = study.uid("sop", name)
    made.StudyDate = day(on)
    made.StudyTime = "120000"
    made.AccessionNumber = ""
    made.Modality = modality
    made.Manufacturer = "SYNTHETIC"
    made.ManufacturerModelName = "SYNTHETIC"
    made.InstitutionName = study.clinic.institution
    made.ReferringPhysicianName = ""
    made.OperatorsName = study.clinic.therapist.dicom_name
    made.PatientName = study.patient.dicom_name
    made.PatientID = study.patient.record_number
    made.PatientBirthDate = day(study.patient.birth_date)
    made.PatientSex = study.patient.sex[:1].upper()
    made.StudyInstanceUID = study.uid("study")
    made.SeriesInstanceUID = study.uid("series", modality)
    made.StudyID = "1"
    made.SeriesNumber = "1"
    made.InstanceNumber = "1"
    return made


def item(**values: Any) -> Dataset:
    """Return a sequence item from keyword and value; lists of items become sequences."""
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def items(made: Iterable[Dataset]) -> Sequence:
    """Return a sequence."""
    return Sequence(list(made))


def to_bytes(made: FileDataset) -> bytes:
    """Return the object as a DICOM file."""
    stream = io.BytesIO()
    dcmwrite(stream, made, enforce_file_format=True, implicit_vr=False, little_endian=True)
    return stream.getvalue()


def day(on: date) -> str:
    """Write a day as DICOM does."""
    return on.strftime("%Y%m%d")


def clock(at: time) -> str:
    """Write a time as DICOM does."""
    return at.strftime("%H%M%S")


def number(value: Decimal | int) -> str:
    """Write a number as a decimal string of at most 16 characters."""
    return format(Decimal(value).normalize(), "f")[:16]
