"""Files as they come: without preamble, cut, deflated, big endian, other alphabets, private elements."""

from __future__ import annotations

import ast
import io
import re
import zlib
from pathlib import Path

import pydicom
import pytest
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian

from builders.dicom_objects import beam, plan, to_bytes
from builders.dicom_samples import all_samples, dose_grid, image
from unlisted.base.errors import BrokenFileError, UnsupportedFormatError
from unlisted.episode.episode import Episode
from unlisted.formats import dicomrt
from unlisted.formats.dicomrt import read_dicom


def read(data: bytes, name: str = "file.dcm") -> Episode:
    """Read one file."""
    return read_dicom(io.BytesIO(data), name)


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_every_kind_is_read_without_findings(name: str) -> None:
    part = read(all_samples()[name])
    assert part.findings == ()
    assert part.sources[0].used
    held = (part.plans, part.records, part.summaries, part.structure_sets, part.dose_grids, part.images)
    assert sum(map(len, (*held, part.registrations))) == 1


def test_the_same_with_and_without_preamble_and_in_both_encodings() -> None:
    plans = [
        read(plan(preamble=preamble, explicit=explicit)).plans[0]
        for preamble in (True, False)
        for explicit in (True, False)
    ]
    facts = [(p.uid, p.label.value, p.beams[0].technique, p.dose_per_fraction_gy.value) for p in plans]
    assert len(set(facts)) == 1


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_a_file_cut_anywhere_is_read_or_refused_in_our_words(name: str) -> None:
    data = all_samples()[name]
    read_parts = 0
    for end in range(140, len(data), 7):
        try:
            part = read(data[:end])
        except (BrokenFileError, UnsupportedFormatError) as error:
            assert "file.dcm" in str(error)
        else:
            read_parts += 1
            assert part.sources[0].used
    assert read_parts


def test_a_cut_inside_a_beam_keeps_what_stands_before_it() -> None:
    data = plan(BeamSequence=[beam(1), beam(2), beam(3)])
    cut = data[: data.rindex(b"B3") - 4]
    part = read(cut)
    assert [b.name for b in part.plans[0].beams][:2] == ["B1", "B2"]
    assert part.plans[0].label.value == "A"
    assert {finding.code for finding in part.findings} >= {"truncated"}
    assert all("file.dcm" in finding.where for finding in part.findings)


def test_a_cut_in_sequences_of_undefined_length_keeps_what_stands_before_it() -> None:
    stream = pydicom.dcmread(io.BytesIO(plan(BeamSequence=[beam(1), beam(2)])))
    stream.BeamSequence.is_undefined_length = True
    stream["BeamSequence"].is_undefined_length = True
    for one in stream.BeamSequence:
        one.is_undefined_length_sequence_item = True
    out = io.BytesIO()
    stream.save_as(out)
    data = out.getvalue()
    assert [b.name for b in read(data).plans[0].beams] == ["B1", "B2"]
    assert read(data).findings == ()
    part = read(data[: data.rindex(b"B2") + 2])
    assert [b.number for b in part.plans[0].beams] == [1, 2]
    assert "truncated" in {finding.code for finding in part.findings}


def test_pixels_are_not_read() -> None:
    whole = dose_grid()
    pixels_at = whole.index(b"\xe0\x7f\x10\x00")
    without = read(whole[: pixels_at + 12])
    assert without.findings == ()
    assert without.dose_grids[0].histograms == 1
    assert without.dose_grids[0].units.value == "GY"


def deflated(data: bytes) -> bytes:
    """The same object with its data set deflated."""
    meta_end = 144 + int.from_bytes(data[140:144], "little")
    head = data[:meta_end].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    head = head[:140] + (len(head) - 144).to_bytes(4, "little") + head[144:]
    at = head.index(b"1.2.840.10008.1.2.1.99")
    head = head[: at - 2] + (22).to_bytes(2, "little") + head[at:]
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return head + packer.compress(data[meta_end:]) + packer.flush()


def test_a_deflated_file_is_expanded() -> None:
    assert pydicom.dcmread(io.BytesIO(deflated(plan()))).RTPlanLabel == "A"
    assert read(deflated(plan())).plans[0].label.value == "A"


def test_a_damaged_deflated_file_is_refused() -> None:
    data = deflated(plan())
    with pytest.raises(BrokenFileError, match=r"file\.dcm"):
        read(data[:-40] + b"\xff" * 40)


def test_big_endian() -> None:
    found = pydicom.dcmread(io.BytesIO(plan()))
    found.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    out = io.BytesIO()
    pydicom.dcmwrite(out, found, implicit_vr=False, little_endian=False, force_encoding=True)
    part = read(out.getvalue())
    assert (part.plans[0].label.value, part.plans[0].beams[0].control_points) == ("A", 2)


@pytest.mark.parametrize(
    ("charset", "label"),
    [("ISO_IR 100", "Müller"), ("ISO_IR 192", "放射線"), ("ISO_IR 144", "Луч")],
)
def test_alphabets(charset: str, label: str) -> None:
    assert read(plan(SpecificCharacterSet=charset, RTPlanLabel=label)).plans[0].label.value == label


def test_an_unknown_alphabet_does_not_stop_the_reader() -> None:
    data = plan(SpecificCharacterSet="ISO_IR 100").replace(b"ISO_IR 100", b"ISO_IR 999")
    assert read(data).plans[0].label.value == "A"


def test_private_elements_are_counted_by_their_maker() -> None:
    stream = pydicom.dcmread(io.BytesIO(plan()))
    block = stream.private_block(0x3253, "ACME TPS 1.0", create=True)
    for n in range(3):
        block.add_new(n, "LO", "secret")
    out = io.BytesIO()
    stream.save_as(out)
    part = read(out.getvalue())
    assert part.unmapped == ("file.dcm (3253,0010): 3 private elements of ACME TPS 1.0, not read",)
    assert part.plans[0].label.value == "A"


def test_a_value_that_cannot_be_read_is_a_finding_without_the_value() -> None:
    part = read(plan().replace(b"20260901", b"yesterdy"))
    (finding,) = part.findings
    assert finding.code == "malformed_value"
    assert finding.where == "file.dcm (300A,0006)"
    assert "yesterdy" not in str(finding)
    assert not part.plans[0].planned_on.is_known


def test_a_lost_class_is_told_by_the_elements() -> None:
    stream = pydicom.dcmread(io.BytesIO(plan()))
    del stream.SOPClassUID
    out = io.BytesIO()
    stream.save_as(out)
    part = read(out.getvalue())
    assert part.sources[0].kind == "RTPLAN"
    assert [finding.code for finding in part.findings] == ["class_missing"]


def test_other_classes_are_named_as_not_read() -> None:
    data = image("x", "20260914").replace(b"1.2.840.10008.5.1.4.1.1.2\0", b"1.2.840.10008.5.1.4.1.1.7\0")
    with pytest.raises(UnsupportedFormatError, match="nothing of an episode"):
        read(data)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"x" * 200, b"\0" * 132, b"{}"])
def test_what_is_no_dicom(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError):
        read(data)


def test_a_file_of_nothing_but_a_head_is_broken() -> None:
    with pytest.raises(BrokenFileError, match=r"\(0008,0016\)"):
        read(b"\0" * 128 + b"DICM")


def test_a_record_without_a_day_is_refused_by_its_tag() -> None:
    data = to_bytes("RTBEAMSRECORD", "no-day")
    with pytest.raises(BrokenFileError, match=r"\(3008,0250\)"):
        read(data)


def test_nothing_of_the_patient_is_in_an_error() -> None:
    data = to_bytes("RTBEAMSRECORD", "no-day", PatientBirthDate="19500101")
    with pytest.raises(BrokenFileError) as caught:
        read(data)
    assert not {"MADEUP", "NOBODY", "T-0001", "19500101"} & set(re.split(r"[^\w-]", str(caught.value)))


def test_every_keyword_asked_for_is_one_of_the_standard() -> None:
    folder = Path(dicomrt.__file__).parent
    asked = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"[A-Z]\w*[a-z]\w*[A-Z]\w*", node.value)
    }
    assert len(asked) > 100
    assert [word for word in sorted(asked) if tag_for_keyword(word) is None] == []


def test_an_empty_sequence_item_is_no_cut() -> None:
    part = read(plan(ReferencedRTPlanSequence=[Dataset()]))
    assert part.findings == ()
