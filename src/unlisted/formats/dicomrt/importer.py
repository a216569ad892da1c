"""One DICOM file in, one part of an episode out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from unlisted.base.errors import UnlistedError, UnsupportedFormatError
from unlisted.episode.episode import Episode, SourceFile
from unlisted.formats.dicomrt.common import private_elements, read_patient
from unlisted.formats.dicomrt.images import read_image, read_registration
from unlisted.formats.dicomrt.plan import read_plan
from unlisted.formats.dicomrt.reader import DicomObject, looks_like_dicom, quiet_library, read_object
from unlisted.formats.dicomrt.record import read_record
from unlisted.formats.dicomrt.structures import read_dose, read_structures
from unlisted.formats.dicomrt.summary import read_summary

__all__ = ["looks_like_dicom", "read_dicom"]

_READERS: dict[str, Callable[[DicomObject], Episode]] = {
    "RTPLAN": read_plan,
    "RTIONPLAN": read_plan,
    "RTBEAMSRECORD": read_record,
    "RTIONRECORD": read_record,
    "RTBRACHYRECORD": read_record,
    "RTSUMMARY": read_summary,
    "RTSTRUCT": read_structures,
    "RTDOSE": read_dose,
    "REG": read_registration,
    "RTIMAGE": read_image,
    "CT": read_image,
    "MR": read_image,
    "PT": read_image,
}


def read_dicom(stream: BinaryIO, name: str) -> Episode:
    """Return the part of an episode one DICOM file holds, its findings and what of it was not read.

    ``stream`` must seek; ``name`` is shown in evidence, findings and errors. Files without preamble,
    cut files and files with private elements are read as far as they go. Raises ``BrokenFileError``,
    ``UnsupportedFormatError`` or ``LimitExceededError``, each naming file and element; no message holds
    a value of the patient.
    """
    with quiet_library():
        found = read_object(stream, name)
        read = _READERS.get(found.kind)
        if read is None:
            raise UnsupportedFormatError(
                f"{name} is a directory of other files ({found.kind})",
                where=name,
                why="it holds no clinical content itself",
                fix="give the folder it stands in",
            )
        try:
            part = read(found)
        except RecursionError as error:
            raise _damaged(name, "sequences within sequences without end") from error
        except UnlistedError:
            raise
        file = found.file
        return replace(
            part,
            id=f"dicom-{file.sha256[:12]}",
            patient=read_patient(found.root),
            sources=(SourceFile(name, file.sha256, found.kind, used=True),),
            findings=tuple(file.problems),
            unmapped=private_elements(found.root),
        )


def _damaged(name: str, what: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        f"{name} holds {what}",
        where=name,
        why="no clinical object is built like this",
        fix="export the object again from the system it comes from",
    )
