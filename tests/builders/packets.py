"""The packet of the demo case, built from the examples for a payer."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from unlisted.pipeline.control_numbers import ControlNumberFile
from unlisted.pipeline.packet_build import BuiltPacket, PacketInputs, make_packet

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
INPUTS = PacketInputs(
    records=(EXAMPLES / "sarcoma",),
    practice=EXAMPLES / "practice" / "practice.yaml",
    payer="bcbs_massachusetts",
    request=EXAMPLES / "practice" / "packet.yaml",
    services=EXAMPLES / "services" / "catalogue.yaml",
    answers=EXAMPLES / "services" / "answers.yaml",
)
DAY = date(2026, 10, 1)
NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def demo_packet(folder: Path, payer: str = "bcbs_massachusetts", **changes: object) -> BuiltPacket:
    """Return the demo packet in memory; the counter of control numbers stands in ``folder``."""
    inputs = replace(INPUTS, payer=payer, **changes)  # type: ignore[arg-type]
    return make_packet(inputs, day=DAY, now=NOW, numbers=ControlNumberFile(folder / "control-number"))
