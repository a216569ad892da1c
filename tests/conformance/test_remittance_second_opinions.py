"""Amounts of the public 835 files, beside two independent readers: pyx12 and edi-835-parser.

pyx12 gives the segments; edi-835-parser gives services only, and stops at six of the files, which the table
names: where it can read, the sums must be the same.
"""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from unlisted.formats.x12.return_reader import read_remittances

pyx12_file = pytest.importorskip("pyx12.x12file")
edi_835_parser = pytest.importorskip("edi_835_parser")

LFH = "public/lfh-x12/835_005010X221A1/"
ERRATA = "public/stupidedi/X221A1_HP835/pass__"
OLD = "public/stupidedi/X221_HP835/"
NAMES = (
    f"{LFH}cob-contractural-adjustment.835",
    f"{LFH}managed-care.835",
    f"{LFH}medicare-part-a.835",
    f"{LFH}secondary-payment.835",
    f"{LFH}tertiary-payment.835",
    f"{ERRATA}dollars-and-data-sent-separate.edi",
    f"{ERRATA}dollars-and-data-sent-together.edi",
    f"{ERRATA}era-sample.edi",
    f"{ERRATA}multiple-claims-single-check.edi",
    f"{ERRATA}secondary-payment-with-higher-fee-schedule.edi",
    f"{ERRATA}secondary-payments.edi",
    f"{ERRATA}tertiary-payments.edi",
)
STOPS = {
    f"{LFH}cob-contractural-adjustment.835": IndexError,
    f"{LFH}managed-care.835": ValueError,
    f"{LFH}secondary-payment.835": IndexError,
    f"{LFH}tertiary-payment.835": IndexError,
    f"{ERRATA}secondary-payment-with-higher-fee-schedule.edi": ValueError,
    f"{OLD}case__2.edi": UnicodeDecodeError,
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_amounts_agree_with_pyx12(name: str, shared_data: Path) -> None:
    path = shared_data / "x12" / name
    theirs: list[tuple[str, Decimal]] = []
    text_of_file = io.StringIO(path.read_text(encoding="utf-8-sig"))
    for item in pyx12_file.X12Reader(text_of_file):
        places = {
            "BPR": ("02",),
            "CLP": ("03", "04"),
            "SVC": ("02", "03"),
            "CAS": ("03", "06", "09", "12", "15", "18"),
            "PLB": ("04", "06"),
        }
        for place in places.get(item.get_seg_id(), ()):
            text = item.get_value(f"{item.get_seg_id()}{place}")
            if text:
                theirs.append(
                    (item.get_seg_id() + (place if item.get_seg_id() != "CAS" else ""), Decimal(text))
                )
    ours: list[tuple[str, Decimal]] = []
    with path.open("rb") as stream:
        remittances, _ = read_remittances(stream)
    for one in remittances:
        ours.append(("BPR02", one.payment.amount))
        for claim in one.claims:
            ours += [("CLP03", claim.charge), ("CLP04", claim.paid)]
            ours += [("CAS", part.amount) for part in claim.all_adjustments]
            ours += [pair for line in claim.lines for pair in (("SVC02", line.charge), ("SVC03", line.paid))]
        ours += [("PLB04", part.amount) for part in one.provider_adjustments]
    assert sorted(ours) == sorted(theirs)


@pytest.mark.real_data
@pytest.mark.parametrize("name", (*NAMES, f"{OLD}case__2.edi", f"{OLD}case__3a.edi"))
def test_services_agree_with_edi_835_parser(name: str, shared_data: Path) -> None:
    path = shared_data / "x12" / name
    with path.open("rb") as stream:
        remittances, _ = read_remittances(stream)
    lines = [line for one in remittances for claim in one.claims for line in claim.lines]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if name in STOPS:
            with pytest.raises(STOPS[name]):
                edi_835_parser.parse(str(path))
            assert remittances, "we read on where it stops"
            return
        table = edi_835_parser.parse(str(path)).to_dataframe()
    if not len(table):
        assert not lines
        return
    assert sorted(float(line.charge) for line in lines) == sorted(table["charge_amount"].tolist())
    assert sorted(float(line.paid) for line in lines) == sorted(table["paid_amount"].tolist())
