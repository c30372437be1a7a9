"""SHA-256 of files and of parts of them, in blocks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_BLOCK: Final = 1 << 20


def digest_of(file: BinaryIO, length: int) -> str:
    """Return the SHA-256 of the next ``length`` bytes, or of as many as there are."""
    found = hashlib.sha256()
    while length > 0 and (block := file.read(min(_BLOCK, length))):
        found.update(block)
        length -= len(block)
    return found.hexdigest()


def file_digest(path: Path) -> tuple[int, str]:
    """Return a file's length in bytes and its SHA-256."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), found
