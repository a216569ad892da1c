"""Expand a file in its own thread, so that expanding and reading share the time instead of adding it.

The expander (ISA-L) gives the interpreter lock back while it works; the queue between the two holds a
bounded number of blocks, so memory does not grow with the file.
"""

from __future__ import annotations

import threading
import time
from queue import SimpleQueue

from unlisted.formats.container.guarded import GuardedStream

BLOCK_BYTES = 1024 * 1024
"""One block: long enough that the two threads seldom wait for the interpreter lock."""

BLOCKS_AHEAD = 6
"""Blocks expanded before they are asked for."""

_ENOUGH = 2

_Block = bytes | BaseException


class ReadAhead:
    """The blocks of a stream, expanded ahead of the reader. Close it: that ends the thread.

    Errors of the stream (``BrokenFileError``, ``LimitExceededError``) are raised by ``next_block`` at
    the place where they stand in the text.
    """

    def __init__(self, stream: GuardedStream, block_bytes: int = BLOCK_BYTES) -> None:
        self._stream = stream
        self._block_bytes = block_bytes
        self._full: SimpleQueue[_Block] = SimpleQueue()
        self._free: SimpleQueue[bool] = SimpleQueue()
        for _ in range(BLOCKS_AHEAD):
            self._free.put(True)
        self._ended = False
        self._thread = threading.Thread(target=self._expand, name="expand", daemon=True)
        self._thread.start()

    def next_block(self) -> bytes:
        """Return the next block; empty at the end, and ever after."""
        if self._ended:
            return b""
        block = self._full.get()
        if isinstance(block, BaseException):
            self._ended = True
            raise block
        if block:
            self._free.put(True)
        else:
            self._ended = True
        return block

    def give_way(self) -> None:
        """Let the expander take the interpreter lock, where it is not far ahead.

        A reader that works in long calls into C would otherwise keep the lock for milliseconds.
        """
        if self._full.qsize() < _ENOUGH:
            time.sleep(0)

    def close(self) -> None:
        """End the thread, then close the stream."""
        self._ended = True
        self._free.put(False)
        self._thread.join()
        self._stream.close()

    def _expand(self) -> None:
        try:
            while self._free.get():
                block = self._stream.read(self._block_bytes)
                self._full.put(block)
                if not block:
                    return
        except BaseException as error:  # handed to the reader, whatever it is
            self._full.put(error)
