"""Open one DICOM file: preamble or not, whole or cut, plain or deflated; header only, within limits."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from pydicom.filereader import dcmread

from unlisted.base.errors import BrokenFileError, UnlistedError, UnsupportedFormatError
from unlisted.formats.dicomrt.element import Element, FileContext, tag_text
from unlisted.formats.dicomrt.kinds import BY_MODALITY, DICOMDIR, KINDS, SIGNS
from unlisted.formats.dicomrt.limits import MAX_HEADER_BYTES, MIB
from unlisted.formats.dicomrt.stream import BoundedStream, Budget, fingerprint, too_much

_PREAMBLE = 128
_MAGIC = b"DICM"
_DEFLATED = b"1.2.840.10008.1.2.1.99"
_BIG_ENDIAN = b"1.2.840.10008.1.2.2\0"
_META_LENGTH_AT = 140
_META_AT = 144
_HEAD = 4096
_FIRST_GROUPS = frozenset({0x0002, 0x0008})


@dataclass(frozen=True, slots=True)
class DicomObject:
    """One object: its kind (RTPLAN, …), its own identifier, and the root of its elements."""

    kind: str
    uid: str
    root: Element

    @property
    def file(self) -> FileContext:
        """Return the file it stands in."""
        return self.root.file


def looks_like_dicom(head: bytes) -> bool:
    """Say whether a file starts like DICOM: DICM after 128 bytes, or a first element of group 2 or 8."""
    if head[_PREAMBLE : _PREAMBLE + 4] == _MAGIC:
        return True
    group, element = int.from_bytes(head[0:2], "little"), int.from_bytes(head[2:4], "little")
    if len(head) < 8 or group not in _FIRST_GROUPS or element > 0x0100:
        return False
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    return explicit or int.from_bytes(head[4:8], "little") <= _HEAD


@contextmanager
def quiet_library() -> Iterator[None]:
    """Silence the library's warnings: they repeat values, and values may be protected health information."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def read_object(stream: BinaryIO, name: str) -> DicomObject:
    """Read the header of one file. ``name`` is what evidence and errors show; the stream must seek.

    Raises ``BrokenFileError`` where nothing can be read, ``LimitExceededError`` beyond ``limits.py``,
    ``UnsupportedFormatError`` for objects that hold nothing of an episode. A file that is cut off is read
    as far as it goes, with the finding ``truncated``.
    """
    sha256, size = fingerprint(stream, name)
    head = stream.read(_HEAD)
    stream.seek(0)
    if not looks_like_dicom(head):
        raise UnsupportedFormatError(
            f"{name} does not start like a DICOM file",
            where=f"{name}, byte 0",
            why="a DICOM file has DICM after 128 bytes, or starts with an element of group 0002 or 0008",
            fix="export it again as DICOM, or leave it out",
        )
    plain, size = _inflated(stream, head, name, size)
    context = FileContext(name, sha256, Budget.for_size(name, size))
    little_endian = _BIG_ENDIAN not in head
    data = _parse(BoundedStream(plain, context.budget, little_endian=little_endian), context)
    root = Element(context, data)
    if not len(data):
        raise _broken(name, tag_text(0x00080016), "no element can be read")
    if context.truncated:
        context.note(
            "truncated",
            "the file is cut off; what stands before the cut is read",
            "",
            "export the object again: what is missing cannot be counted",
        )
    return DicomObject(_kind(root), root.code("SOPInstanceUID"), root)


def _parse(stream: Any, context: FileContext) -> Any:
    try:
        data = dcmread(stream, stop_before_pixels=True, force=True)
        _ = data.original_character_set
    except UnlistedError:
        raise
    except RecursionError as error:
        raise too_much(context.name, "sequences within sequences without end") from error
    except MemoryError as error:
        raise too_much(context.name, "more than fits in memory") from error
    except Exception as error:  # whatever a damaged file makes the library raise
        raise _broken(context.name, f"byte {stream.tell()}", type(error).__name__) from error
    context.truncated = stream.ended_early
    return data


def _inflated(stream: BinaryIO, head: bytes, name: str, size: int) -> tuple[BinaryIO, int]:
    """Return the stream, or the data set of a deflated file, expanded within the limits."""
    if _DEFLATED not in head or head[_PREAMBLE : _PREAMBLE + 4] != _MAGIC:
        return stream, size
    start = _META_AT + int.from_bytes(head[_META_LENGTH_AT:_META_AT], "little")
    stream.seek(min(start, stream.seek(0, 2)))
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflate.decompress(stream.read(MAX_HEADER_BYTES), MAX_HEADER_BYTES + 1)
    except zlib.error as error:
        raise _broken(name, f"byte {start}", "the deflated data set cannot be expanded") from error
    if len(data) > MAX_HEADER_BYTES:
        raise too_much(name, f"more than {MAX_HEADER_BYTES // MIB} MiB once expanded")
    fingerprint(BytesIO(data), name)
    return BytesIO(data), len(data)


def _kind(root: Element) -> str:
    sop_class = root.code("SOPClassUID")
    if sop_class in KINDS:
        return KINDS[sop_class]
    name = root.file.name
    if sop_class == DICOMDIR or root.has("DirectoryRecordSequence"):
        return "DICOMDIR"
    if sop_class:
        raise UnsupportedFormatError(
            f"{name} is a DICOM object of a class that holds nothing of an episode",
            where=f"{name} {tag_text(0x00080016)} = {sop_class[:64]}",
            why="read are plans, structure sets, doses, treatment records, registrations and images",
            fix="leave it out",
        )
    kind = next((kind for keyword, kind in SIGNS if root.has(keyword)), "")
    kind = kind or BY_MODALITY.get(root.code("Modality"), "")
    if not kind:
        raise _broken(name, tag_text(0x00080016), "the object's class is missing")
    root.file.note(
        "class_missing",
        f"the object's class is missing; read as {kind} by the elements it holds",
        tag_text(0x00080016),
        "export the object again",
    )
    return kind


def _broken(name: str, where: str, what: str) -> BrokenFileError:
    return BrokenFileError(
        f"{name} cannot be read as DICOM: {what}",
        where=f"{name}, {where}",
        why="nothing of it can count as evidence",
        fix="export the object again from the system it comes from",
    )
