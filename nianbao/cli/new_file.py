"""A file that a command writes at once or not at all: nobody ever opens half of it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_READABLE: Final = 0o644


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes the path's name when the block ends well.

    Raises:
        OSError: it cannot be written there.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(_READABLE)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
