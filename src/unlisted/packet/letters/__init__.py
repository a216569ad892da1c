"""The letters of a packet, one module each: each takes a ``PacketCase`` and returns a ``Letter``."""
