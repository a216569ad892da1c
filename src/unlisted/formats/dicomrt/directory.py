"""Read a DICOMDIR: which files it names (PS3.10, PS3.3 F.3)."""

from __future__ import annotations

from typing import BinaryIO

from unlisted.formats.dicomrt.reader import quiet_library, read_object


def read_directory(stream: BinaryIO, name: str) -> tuple[str, ...]:
    """Return the file names a DICOMDIR lists, with slashes, as written; nothing of them is trusted.

    Returns nothing for any other object; raises as ``read_object`` for what cannot be read.
    """
    with quiet_library():
        found = read_object(stream, name)
        if found.kind != "DICOMDIR":
            return ()
        listed = (item.code("ReferencedFileID") for item in found.root.items("DirectoryRecordSequence"))
        return tuple(dict.fromkeys(text.replace("\\", "/") for text in listed if text))
