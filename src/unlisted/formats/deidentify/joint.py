"""De-identify all files of one episode in two passes: gather what is known, rewrite, look for leaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydicom.dataset import FileDataset

from unlisted.base.errors import InputError, OutputError
from unlisted.formats.deidentify import dicom, fhir, forms
from unlisted.formats.deidentify.keys import Pseudonyms
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.leaks import find_leaks
from unlisted.formats.deidentify.scrub import Scrubber
from unlisted.formats.dicomrt import looks_like_dicom
from unlisted.formats.fhir.json_out import json_text
from unlisted.formats.fhir.limits import read_json
from unlisted.formats.fhir.resources import looks_like_fhir, read_lines
from unlisted.formats.forms import is_form

MAX_FILES = 20_000
_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Deidentified:
    """The new files by their new names, and how many inputs of each kind there were.

    ``refused`` are inputs of no kind that is known here, by their place in the order given: they are
    left out, because what is not understood cannot be cleaned.
    """

    files: Mapping[str, bytes]
    counts: Mapping[str, int]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    kind: str  # dicom, fhir, form, time-log
    name: str
    data: bytes
    tree: Any


def deidentify_files(key: bytes, inputs: Mapping[str, bytes]) -> Deidentified:
    """Return the files of one patient de-identified together.

    New names are made from kind and number: file names often hold names and days. Raises ``InputError``
    when the files belong to several patients or none is named, ``OutputError`` when a known identifier
    would still stand in the output: then nothing may be written.
    """
    if len(inputs) > MAX_FILES:
        raise InputError(f"more than {MAX_FILES:,} files", fix="give the files of one episode")
    read, refused = [], []
    for name, data in inputs.items():
        found = _read(name, data)
        if found is None:
            refused.append(name)
        else:
            read.append(found)
    known = Known()
    for item in read:
        _gather(item, known)
    names = Pseudonyms(key, _one_patient(known))
    scrubber = Scrubber(known, names, forms.ORDINARY_WORDS)
    files: dict[str, bytes] = {}
    counts: Counter[str] = Counter()
    for item in read:
        counts[item.kind] += 1
        files[f"{item.kind}-{counts[item.kind]:04d}.{_ending(item)}"] = _rewrite(item, names, scrubber, known)
    texts = {name: dicom.free_text(data) for name, data in files.items() if name.endswith(".dcm")}
    leaks = find_leaks(known, names, files, forms.ORDINARY_WORDS, texts)
    if leaks:
        kinds = ", ".join(sorted({leak.kind for leak in leaks}))
        raise OutputError(
            f"{len({leak.file_name for leak in leaks})} output files would still hold: {kinds}",
            where=", ".join(sorted({leak.file_name for leak in leaks})[:5]),
            why="an identifier of the input must not leave with the data",
            fix="report which kind of file it is; nothing was written",
        )
    return Deidentified(files, dict(counts), tuple(refused))


def _read(name: str, data: bytes) -> _Read | None:
    if name.lower().endswith(".csv"):
        return _Read("time-log", name, data, None) if is_form(name, data) else None
    if is_form(name, data):
        return _Read("form", name, data, forms.read_tree_of(name, data))
    if looks_like_fhir(data[:_HEAD]):
        if name.lower().endswith(".ndjson"):
            return _Read("fhir", name, data, [tree for _, tree in read_lines(name, data)])
        return _Read("fhir", name, data, read_json(name, data))
    if looks_like_dicom(data[:_HEAD]):
        return _Read("dicom", name, data, dicom.read_object(name, data))
    return None


def _ending(item: _Read) -> str:
    if item.kind == "fhir":
        return "ndjson" if isinstance(item.tree, list) else "json"
    return "dcm" if item.kind == "dicom" else item.name.rsplit(".", 1)[-1].lower()


def _gather(item: _Read, known: Known) -> None:
    match item.kind:
        case "dicom":
            dicom.gather(item.tree, known)
        case "fhir":
            fhir.gather(item.tree, known)
        case "form":
            forms.gather_form(item.tree, known)
        case _:
            forms.gather_log(item.name, item.data, known)


def _one_patient(known: Known) -> str:
    """Return the record number the pseudonyms derive from: the first, where systems number a patient apart.

    One patient: the names of any two sources share a part, and there is at most one birth date.
    """
    people = [parts for parts in known.people if parts]
    strangers = any(not one & other for one in people for other in people)
    if strangers or len(known.birth_dates) > 1:
        raise InputError(
            "the files belong to more than one patient, or name one in different ways",
            why="dates are moved by one shift for each patient",
            fix="give the files of one patient at a time; check name and birth date in each source",
        )
    if not known.record_numbers:
        raise InputError(
            "no file gives the patient's record number",
            why="pseudonyms and the date shift of a patient derive from it",
            fix="add a form with `patient: {record_number: …}`",
        )
    return min(known.record_numbers)


def _rewrite(item: _Read, names: Pseudonyms, scrubber: Scrubber, known: Known) -> bytes:
    match item.kind:
        case "dicom":
            tree: FileDataset = item.tree
            return dicom.rewrite(tree, names, scrubber, known.latest)
        case "fhir":
            made = fhir.rewrite(item.tree, names, scrubber, known.latest)
            whole = [made] if isinstance(made, dict) else made
            lines = [json_text(tree, one_line=isinstance(made, list)) for tree in whole]
            return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")
        case "form":
            return forms.rewrite_form(item.name, item.tree, names, scrubber, known)
        case _:
            return forms.rewrite_log(item.data, names, scrubber)
