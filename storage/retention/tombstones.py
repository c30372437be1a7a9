"""Tombstones: what went from the archive, when, by whom, why and by which period.

A tombstone is a text below ``tombstones/``, one JSON object a line. The first tells of the
file as it was sealed and of the file with what stays; each other line of one stretch of the
old file, ``kept`` (with its new offset) or ``dropped``, and the SHA-256 of its bytes. All
stretches together are the old file from its first byte to its last. The text is sealed like
any file of the archive, so that the next link of the chain covers it; its seal is its row.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from storage.rows import SealRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.archive import Archive
    from storage.evidence import Place

TOMBSTONES: Final = "tombstones"
"""The archive's folder with the texts."""
HEAD: Final = "warcinfo"
"""What a line says of a file's own head, which is of no kind: it goes with the file."""
_REWRITTEN: Final = re.compile(r"(.+?)(?:\.c(\d+))?(\.warc\.gz)")
_LONGEST: Final = 1 << 20  # bytes of one line


class BadTombstone(Exception):  # noqa: N818 - named for what was found
    """A tombstone does not say what it must."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some bytes of the old file. ``to`` is where they are now, None if they went."""

    offset: int
    length: int
    sha256: str
    to: int | None
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A tombstone's first line. ``kept`` is the new file's name, "" if nothing stays."""

    number: int
    at: datetime
    who: str
    why: str
    folder: str
    name: str
    length: int
    sha256: str
    kept: str
    kept_length: int
    kept_sha256: str
    periods: dict[str, dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """Return the line as it is written."""
        kept = {"name": self.kept, "length": self.kept_length, "sha256": self.kept_sha256}
        old = {"folder": self.folder, "name": self.name, "length": self.length}
        return {
            "tombstone": self.number,
            "at": self.at.isoformat(),
            "who": self.who,
            "why": self.why,
            "file": {**old, "sha256": self.sha256},
            "kept": kept if self.kept else None,
            "periods": self.periods,
        }


def text_name(number: int) -> str:
    """Return the name of a tombstone's text."""
    return f"{number:06d}.jsonl"


def new_name(name: str) -> str:
    """Return how a file is called when it is rewritten: a.c1.warc.gz after a.warc.gz."""
    found = _REWRITTEN.fullmatch(name)
    if found is None:
        raise ValueError(f"no WARC file: {name!r}")
    stem, number, ending = found.groups()
    return f"{stem}.c{int(number or 0) + 1}{ending}"


def is_ours(folder: str, name: str) -> bool:
    """Whether only a compaction writes, and seals, a file of this name."""
    found = _REWRITTEN.fullmatch(name)
    return folder == TOMBSTONES or bool(found and found[2])


def dropped(what: dict[str, Any], offset: int, length: int, sha256: str) -> dict[str, Any]:
    """Return the line of bytes that went."""
    return {"dropped": {"offset": offset, "length": length, "sha256": sha256, **what}}


def kept(offset: int, length: int, sha256: str, to: int) -> dict[str, Any]:
    """Return the line of bytes that stay."""
    return {"kept": {"offset": offset, "length": length, "sha256": sha256, "to": to}}


def line(told: dict[str, Any]) -> bytes:
    """Return one line of a text."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def numbers(session: Session) -> tuple[tuple[int, str], ...]:
    """Return the tombstones by their seals, in order: numbers, and names of their texts."""
    names = session.scalars(
        select(SealRow.name).where(SealRow.folder == TOMBSTONES).order_by(SealRow.name)
    )
    return tuple((int(name.partition(".")[0]), name) for name in names)


def heads(archive: Archive) -> Iterator[Tombstone]:
    """Yield all first lines as they lie in the archive; only ``check`` says whether they hold.

    Raises:
        BadTombstone: one cannot be read.
    """
    for path in sorted(archive.path(TOMBSTONES).glob("*.jsonl")):
        yield next(_read(path, int(path.stem)))[0]


def behind(archive: Archive, files: Collection[tuple[str, str]]) -> tuple[Tombstone, ...]:
    """Return what was written down when these files (folder, name) were made of others.

    Raises:
        BadTombstone: one cannot be read.
    """
    if not any(is_ours(*file) for file in files):
        return ()
    by_kept = {(stone.folder, stone.kept): stone for stone in heads(archive)}
    found: dict[int, Tombstone] = {}
    for file in files:
        stone = by_kept.get(file)
        while stone is not None:
            found[stone.number] = stone
            stone = by_kept.get((stone.folder, stone.name))
    return tuple(found[number] for number in sorted(found))


def moved(archive: Archive, place: Place) -> Place | None:
    """Return where a record is now that was in a file which is gone; None if nobody says.

    Raises:
        BadTombstone: a tombstone cannot be read.
    """
    for stone in heads(archive):
        if (stone.folder, stone.name) != (place.folder, place.warc):
            continue
        for _, stretch in stretches(archive, stone.number):
            if stretch.offset == place.offset and stretch.to is not None:
                return replace(place, warc=stone.kept, offset=stretch.to)
    return None


def head(archive: Archive, number: int) -> Tombstone:
    """Return a tombstone's first line.

    Raises:
        BadTombstone: there is none, or it says something else.
    """
    return next(_read(archive.file(TOMBSTONES, text_name(number)), number))[0]


def stretches(archive: Archive, number: int) -> Iterator[tuple[Tombstone, Stretch]]:
    """Yield every stretch of a tombstone in its order, with the first line.

    Raises:
        BadTombstone: a line says something else.
    """
    for first, told in _read(archive.file(TOMBSTONES, text_name(number)), number):
        if told is not None:
            yield first, told


def _read(path: Path, number: int) -> Iterator[tuple[Tombstone, Stretch | None]]:
    try:
        with path.open("rb") as file:
            first = _first(json.loads(file.readline(_LONGEST)), number)
            yield first, None
            while text := file.readline(_LONGEST):
                yield first, _stretch(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadTombstone(f"清理登记无法读取：{error}") from error


def _first(told: dict[str, Any], number: int) -> Tombstone:
    if told["tombstone"] != number:
        raise ValueError(f"编号应为{number}")
    old, new = told["file"], told["kept"] or {"name": "", "length": 0, "sha256": ""}
    return Tombstone(
        number=number,
        at=datetime.fromisoformat(told["at"]),
        who=told["who"],
        why=told["why"],
        folder=old["folder"],
        name=old["name"],
        length=old["length"],
        sha256=old["sha256"],
        kept=new["name"],
        kept_length=new["length"],
        kept_sha256=new["sha256"],
        periods=told["periods"],
    )


def _stretch(told: dict[str, Any]) -> Stretch:
    ((what, said),) = told.items()
    to = said["to"] if what == "kept" else None
    return Stretch(said["offset"], said["length"], said["sha256"], to, said)
