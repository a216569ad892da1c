"""Every public and synthetic answer file is read, and what it says is that of the explained table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from unlisted.claim.acknowledgement import FunctionalAcknowledgement, StatusReport
from unlisted.pipeline.remit_read import ReadClaim, ReadPayment, ReturnFile

SPEC = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "spec" / "remittance" / "samples.yaml").read_text(encoding="utf-8")
)


def test_every_finding_of_the_table_is_explained() -> None:
    for name, row in SPEC["files"].items():
        assert set(SPEC["why"].get(name, {})) == set(row["findings"]), name


@pytest.mark.real_data
@pytest.mark.parametrize("name", sorted(SPEC["files"]))
def test_the_file_says_what_the_table_says(name: str, shared_data: Path) -> None:
    row = SPEC["files"][name]
    source = ReturnFile(shared_data / "x12" / name)
    payments, answers, codes, claims = [], [], [], []
    for item in source.items():
        if isinstance(item, ReadClaim):
            claims.append(item.claim)
        elif isinstance(item, ReadPayment):
            payments.append(
                {
                    "trace": item.balance.payment.trace_number,
                    "amount": str(item.balance.payment.amount),
                    "claims": len(claims),
                    "lines": sum(len(claim.lines) for claim in claims),
                    "charge": str(item.balance.charge),
                    "paid": str(item.balance.paid),
                    "adjustments": sum(len(claim.all_adjustments) for claim in claims),
                    "provider_adjustments": len(item.end.provider_adjustments),
                }
            )
            codes += [found.code for found in item.balance.findings]
            claims = []
        elif isinstance(item, FunctionalAcknowledgement):
            sets = " ".join(f"{one.control}:{one.status}" for one in item.sets)
            answers.append(f"{item.kind} {item.status} {sets}")
        elif isinstance(item, StatusReport):
            kind = "277CA" if item.is_acknowledgement else "277"
            said = (
                f"{one.level}:{'+'.join(f'{status.category}.{status.code}' for status in one.statuses)}"
                for one in item.items
            )
            answers.append(f"{kind} {' '.join(said)}")
    codes += [found.code for found in source.findings]
    assert payments == row.get("payments", [])
    assert answers == row.get("answers", [])
    assert dict(Counter(codes)) == row["findings"]


@pytest.mark.real_data
def test_every_sample_stands_in_the_table(shared_data: Path) -> None:
    root = shared_data / "x12"
    patterns = (
        "public/*/*835*/*",
        "public/*/*277*/*",
        "public/*/*99?*/*",
        "public/*/*/*999*",
        "synthetic/277ca/*",
        "synthetic/999/*",
    )
    found = {str(path.relative_to(root)) for pattern in patterns for path in root.glob(pattern)}
    assert found == set(SPEC["files"])
