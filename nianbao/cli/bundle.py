"""Files that are kept together as one content, and written into a folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIXED: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that the same files make the same bytes."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the files, by name, as one zip."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name, _FIXED), data)
    return packed.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return by name what ``pack`` made one content of."""
    with ZipFile(BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made if need be, and say where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / Path(name).name
        path.write_bytes(data)
        typer.echo(f"已写入：{path}", err=True)
