"""The demo packet, built once."""

import pytest

from builders.packets import demo_packet
from unlisted.pipeline.packet_build import BuiltPacket


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> BuiltPacket:
    """Return the demo packet for its own payer."""
    return demo_packet(tmp_path_factory.mktemp("demo"))
