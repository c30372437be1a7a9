"""One file without some of its records, and the text that tells of it, both beside the archive."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.digests import file_digest
from storage.retention import tombstones
from storage.retention.members import Unfit
from storage.retention.survey import WARC, Damaged, units
from storage.retention.tombstones import HEAD, Tombstone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from storage.retention.members import Member
    from storage.sealing import Measured

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new file and the text. ``moved`` tells old offsets of what stays by their new ones."""

    file: Path
    text: Path
    stone: Tombstone
    moved: dict[int, int]
    dropped: int

    def check(self) -> None:
        """Read the new file again, as we do and as others will.

        Raises:
            Damaged: it is not what was copied.
        """
        if not self.stone.kept:
            return
        if file_digest(self.file) != (self.stone.kept_length, self.stone.kept_sha256):
            raise Damaged(f"{self.stone.kept}：写入后读出不一致")
        try:
            with self.file.open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    _read_out(record)
        except (ArchiveLoadFailed, ValueError, EOFError) as error:
            raise Damaged(f"{self.stone.kept}：{error}") from error


def _read_out(record: Any) -> None:  # noqa: ANN401 - warcio ships no types
    stream = record.content_stream()
    while stream.read(_BLOCK):
        pass


def rewrite(
    path: Path, old: Measured, going: dict[int, str], desk: Path, told: dict[str, Any]
) -> Rewritten:
    """Copy what stays of a file, byte for byte, and write down what goes; both are synced.

    ``going`` holds the offsets of records (with their requests) that go, and their kinds.

    Raises:
        Damaged: the old file is not what was sealed.
    """
    made = _Copy(path, going, desk)
    made.run(old)
    stays = made.kept_length > 0
    stone = Tombstone(
        **told,
        folder=old.folder,
        name=old.name,
        length=old.length,
        sha256=old.sha256,
        kept=tombstones.new_name(old.name) if stays else "",
        kept_length=made.kept_length,
        kept_sha256=made.digest.hexdigest() if stays else "",
    )
    return Rewritten(made.new, made.write_text(stone), stone, made.moved, made.dropped)


class _Copy:
    """The copying of one file."""

    def __init__(self, path: Path, going: dict[int, str], desk: Path) -> None:
        self._path, self._going = path, dict(going)
        self.new, self._body, self._text = desk / "new", desk / "body", desk / "text"
        self.digest = hashlib.sha256()
        self.moved: dict[int, int] = {}
        self.kept_length = self.dropped = 0

    def run(self, old: Measured) -> None:
        if file_digest(self._path) != (old.length, old.sha256):
            raise Damaged(f"{old.folder}/{old.name}：与封存时不一致")
        if not old.name.endswith(WARC):
            self._whole(old)
            return
        with (
            self._path.open("rb") as scanned,
            self._path.open("rb") as source,
            self.new.open("wb") as new,
            self._body.open("wb") as body,
        ):
            try:
                for unit in self._units(scanned):
                    self._unit(unit, source, new, body)
            except Unfit as error:
                raise Damaged(f"{old.folder}/{old.name}：{error}") from error
            _settle(new)

    def _units(self, file: BinaryIO) -> Iterator[tuple[Member, ...]]:
        """Yield units; of a file of which only heads would stay these go as well."""
        heads: list[int] = []
        for unit in units(file):
            if unit[0].kind == HEAD:
                heads.append(unit[0].offset)
            elif unit[0].offset not in self._going:
                break
        else:
            self._going |= dict.fromkeys(heads, HEAD)
        file.seek(0)
        yield from units(file)

    def _unit(
        self, unit: tuple[Member, ...], source: BinaryIO, new: BinaryIO, body: BinaryIO
    ) -> None:
        kind = self._going.get(unit[0].offset)
        for member in unit:
            if kind is None:
                told = tombstones.kept(
                    member.offset, member.length, member.sha256, self.kept_length
                )
                self.moved[member.offset] = self.kept_length
                self._copy(member, source, new)
                self.kept_length += member.length
            else:
                told = tombstones.dropped(
                    _about(member, kind), member.offset, member.length, member.sha256
                )
                self.dropped += 1
            body.write(tombstones.line(told))

    def _copy(self, member: Member, source: BinaryIO, new: BinaryIO) -> None:
        source.seek(member.offset)
        left, found = member.length, hashlib.sha256()
        while left and (block := source.read(min(_BLOCK, left))):
            found.update(block)
            self.digest.update(block)
            new.write(block)
            left -= len(block)
        if left or found.hexdigest() != member.sha256:
            raise Unfit(f"偏移{member.offset}：读出两次不一致")

    def _whole(self, old: Measured) -> None:
        what = {"kind": self._going[0]}
        self._body.write_bytes(tombstones.line(tombstones.dropped(what, 0, old.length, old.sha256)))
        self.dropped = 1

    def write_text(self, stone: Tombstone) -> Path:
        """Put the first line before the others."""
        with self._text.open("wb") as text, self._body.open("rb") as body:
            text.write(tombstones.line(stone.to_json()))
            while block := body.read(_BLOCK):
                text.write(block)
            _settle(text)
        return self._text


def _about(member: Member, kind: str) -> dict[str, Any]:
    said = {"kind": kind, "type": member.kind, "record": member.record, "url": member.url}
    return {**said, "at": member.at, "payload": member.payload}


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
