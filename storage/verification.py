"""Whether the archive still is what was kept: files, records and the chain over both.

Everything is read once, in blocks: memory does not grow with the archive.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.archive import Altered
from storage.digests import digest_of
from storage.evidence import Place, Proof
from storage.queries.runs import folders_being_written
from storage.retention.checking import check as check_tombstones
from storage.rows import ChainRow, EntryRow, OutcomeRow, SealRow, VersionRow
from storage.sealing import CHAIN, NOTHING, line, link_name
from storage.stamps import BadStamp, checked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from storage.archive import Archive

MOST_FAULTS: Final = 10_000
"""So many faults are named; of an archive that is gone as a whole, no more need be."""
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was kept: a file below the archive's root, an offset in it if known."""

    file: str
    what: str
    offset: int | None = None


@dataclass(slots=True)
class Verified:
    """What was read, and what was found. ``unsealed`` files stand under no digest yet."""

    files: int = 0
    size: int = 0  # bytes
    records: int = 0
    links: int = 0
    stamps: int = 0  # links with a time-stamp
    tombstones: int = 0
    cleared: int = 0  # records that went past their time, by tombstones that hold
    digest: str = ""  # of the last link
    unsealed: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was kept."""
        return not self.faults

    def fault(self, file: str, what: str, offset: int | None = None) -> None:
        """Note a fault, up to the bound."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(file, what, offset))


def verify(session: Session, archive: Archive, *, records: bool = True) -> Verified:
    """Compare the archive with its seals, its chain and, if asked, every record referred to."""
    found = Verified()
    replaced = _tombstones(session, archive, found, records=records)
    _files(session, archive, replaced, found)
    _chain(session, archive, found)
    if records:
        _records(session, archive, found)
    found.unsealed = list(unsealed(session, archive))
    return found


def _tombstones(
    session: Session, archive: Archive, found: Verified, *, records: bool
) -> Collection[tuple[str, str]]:
    """Return the files that need not be there: tombstones that hold say what became of them."""
    cleared = check_tombstones(session, archive, records=records)
    found.tombstones, found.cleared = len(cleared.by_file), cleared.records
    for file, what in cleared.faults:
        found.fault(file, what)
    return cleared.by_file.keys()


def _files(
    session: Session,
    archive: Archive,
    replaced: Collection[tuple[str, str]],
    found: Verified,
) -> None:
    growing = folders_being_written(session)
    seals = session.scalars(
        select(SealRow)
        .order_by(SealRow.folder, SealRow.name, SealRow.length)
        .execution_options(yield_per=_PAGE)
    )
    for (folder, name), of_file in groupby(seals, key=lambda seal: (seal.folder, seal.name)):
        found.files += 1
        try:
            with archive.file(folder, name).open("rb") as file:
                length = _stretches(file, of_file, found)
                more = os.fstat(file.fileno()).st_size - length
            if more > 0 and folder not in growing:
                found.fault(f"{folder}/{name}", f"封存后增加了{more}字节")
        except FileNotFoundError:
            if (folder, name) not in replaced:
                found.fault(f"{folder}/{name}", "文件缺失")
        except (OSError, ValueError) as error:
            found.fault(f"{folder}/{name}", f"文件无法读取：{error}")


def _stretches(file: BinaryIO, seals: Iterator[SealRow], found: Verified) -> int:
    """Compare a file with each of its seals; it may have grown between them. Return the last's."""
    length = 0
    for seal in seals:
        length = seal.length
        file.seek(0)
        digest = digest_of(file, seal.length)
        found.size += file.tell()
        if file.tell() < seal.length:
            what = f"文件被截短：应有{seal.length}字节，现有{file.tell()}字节"
            found.fault(f"{seal.folder}/{seal.name}", what)
        elif digest != seal.sha256:
            what = f"内容与封存时不一致：应为{seal.sha256}，现为{digest}"
            found.fault(f"{seal.folder}/{seal.name}", what)
    return length


def _chain(session: Session, archive: Archive, found: Verified) -> None:
    """Follow the chain: each link's text, the link before it, and the seals it names."""
    previous = NOTHING
    for link in session.scalars(select(ChainRow).order_by(ChainRow.number)):
        found.links += 1
        name = f"{CHAIN}/{link_name(link.number)}"
        if link.number != found.links or link.previous != previous:
            found.fault(name, "校验链中断：与上一环不衔接")
        _link(session, link, archive.file(CHAIN, link_name(link.number)), found)
        _stamp(link, found)
        previous = found.digest = link.digest


def _stamp(link: ChainRow, found: Verified) -> None:
    if link.stamp is None:
        return
    found.stamps += 1
    try:
        checked(link.stamp, link.digest)
    except BadStamp as error:
        found.fault(f"{CHAIN}/{link_name(link.number)}", str(error))


def _link(session: Session, link: ChainRow, path: Path, found: Verified) -> None:
    name = f"{CHAIN}/{path.name}"
    try:
        with path.open("rb") as file:
            if digest_of(file, path.stat().st_size) != link.digest:
                found.fault(name, "校验链文本被改动")
                return
            file.seek(0)
            head = [file.readline().decode() for _ in range(3)]
            if head[1] != f"previous {link.previous}\n":
                found.fault(name, "校验链与登记的上一环不一致")
            _named(session, link.number, file, found)
    except FileNotFoundError:
        found.fault(name, "校验链文本缺失")
    except (OSError, ValueError) as error:
        found.fault(name, f"校验链文本无法读取：{error}")


def _named(session: Session, number: int, file: BinaryIO, found: Verified) -> None:
    """Compare the seals that a link names with those of the database, line by line."""
    seals = session.scalars(
        select(SealRow)
        .where(SealRow.link == number)
        .order_by(SealRow.id)
        .execution_options(yield_per=_PAGE)
    )
    with closing(seals):
        for seal in seals:
            if file.readline().decode() != line(seal):
                what = "登记的封存摘要与校验链不一致"
                found.fault(f"{seal.folder}/{seal.name}", what)
                return
    if file.readline():
        found.fault(f"{CHAIN}/{link_name(number)}", "登记的封存摘要少于校验链所载")


def _records(session: Session, archive: Archive, found: Verified) -> None:
    for place in _places(session):
        found.records += 1
        try:
            archive.payload(place)
        except (Altered, ValueError) as error:
            found.fault(f"{place.folder}/{place.warc}", str(error), place.offset)


def _places(session: Session) -> Iterator[Place]:
    """Yield where every version, list page that proves something, and screenshot is kept."""
    versions = session.scalars(
        select(VersionRow)
        .order_by(VersionRow.folder, VersionRow.warc, VersionRow.offset)
        .execution_options(yield_per=_PAGE)
    )
    for row in versions:
        yield Place(row.folder, row.warc, row.offset, row.sha256, row.length)
    readings = session.scalars(
        select(OutcomeRow.proofs).order_by(OutcomeRow.id).execution_options(yield_per=_PAGE)
    )
    for proofs in readings:
        for kept in proofs:
            yield Proof.from_json(kept).place
    for kept in session.scalars(select(EntryRow.screenshot).order_by(EntryRow.id)):
        if kept:
            yield Proof.from_json(kept).place


def unsealed(session: Session, archive: Archive) -> Iterator[str]:
    """Yield files that have no seal: of a crawl that runs just now, left behind, or foreign."""
    if not archive.root.is_dir():
        return
    for path in sorted(archive.root.rglob("*")):
        if not path.is_file() or path.parent.name == CHAIN:
            continue
        folder = path.parent.relative_to(archive.root).as_posix()
        known = select(SealRow.id).where(SealRow.folder == folder, SealRow.name == path.name)
        if session.scalar(known.limit(1)) is None:
            yield f"{folder}/{path.name}"
