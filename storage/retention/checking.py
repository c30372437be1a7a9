"""Whether what went from the archive went as it is written down, and everything else is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.digests import digest_of
from storage.retention import tombstones
from storage.retention.kinds import BY_KIND, Kind, cutoff
from storage.retention.standing import moment
from storage.retention.tombstones import (
    HEAD,
    TOMBSTONES,
    BadTombstone,
    Stretch,
    Tombstone,
    text_name,
)
from storage.rows import SealRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Cleared:
    """The tombstones of an archive by the file that each replaced, and what is wrong with them."""

    by_file: Mapping[tuple[str, str], int]
    records: int
    faults: tuple[tuple[str, str], ...]


def check(session: Session, archive: Archive, *, records: bool) -> Cleared:
    """Follow every tombstone: its text, its file's seal, its stretches, and what stays.

    A tombstone that does not hold replaces nothing. With ``records``, each stretch that
    stays is compared with its digest.
    """
    by_file: dict[tuple[str, str], int] = {}
    gone, faults = 0, []
    for expected, (number, text) in enumerate(tombstones.numbers(session), start=1):
        name = f"{TOMBSTONES}/{text}"
        try:
            stone, count = _one(session, archive, number, records=records)
        except (BadTombstone, KeyError, TypeError, ValueError) as error:
            faults.append((name, str(error)))
            continue
        if number != expected or text != text_name(number):
            faults.append((name, "清理登记编号不连续"))
        gone += count
        by_file[stone.folder, stone.name] = number
    return Cleared(by_file, gone, tuple(faults))


def _one(
    session: Session, archive: Archive, number: int, *, records: bool
) -> tuple[Tombstone, int]:
    stone = tombstones.head(archive, number)
    _sealed(session, stone.folder, stone.name, stone.length, stone.sha256)
    if stone.kept:
        _sealed(session, stone.folder, stone.kept, stone.kept_length, stone.kept_sha256)
    at = new = gone = 0
    told = (stretch for _, stretch in tombstones.stretches(archive, number))
    for stretch in _compared(archive, stone, told) if records else told:
        if stretch.offset != at or stretch.length <= 0:
            raise BadTombstone(f"清理登记在偏移{at}处有缺漏")
        at += stretch.length
        if stretch.to is None:
            _past_its_time(stone, stretch)
            gone += 1
        elif stretch.to != new:
            raise BadTombstone(f"清理登记所载留存部分在偏移{at}处不衔接")
        else:
            new += stretch.length
    if (at, new) != (stone.length, stone.kept_length):
        raise BadTombstone("清理登记没有覆盖整个文件")
    return stone, gone


def _sealed(session: Session, folder: str, name: str, length: int, sha256: str) -> None:
    wanted = select(SealRow.sha256).where(
        SealRow.folder == folder, SealRow.name == name, SealRow.length == length
    )
    if session.scalar(wanted) != sha256:
        raise BadTombstone(f"清理登记与封存摘要不一致：{folder}/{name}")


def _past_its_time(stone: Tombstone, stretch: Stretch) -> None:
    """Refuse what by the tombstone's own words had not to go, or not yet."""
    told = stretch.told["kind"]
    if told == HEAD and not stone.kept:
        return
    kind = Kind(told)
    years = stone.periods[told]["years"]
    if not BY_KIND[kind].adjustable or years is None:
        raise BadTombstone(f"清理登记所载记录（偏移{stretch.offset}）应长期保存")
    limit = moment(cutoff(years, stone.at))
    written = stretch.told.get("at")
    if written and moment(datetime.fromisoformat(written)) >= limit:
        raise BadTombstone(f"清理登记所载记录（偏移{stretch.offset}）未满保存期限")


def _compared(archive: Archive, stone: Tombstone, told: Iterator[Stretch]) -> Iterator[Stretch]:
    """Compare what stays with the new file, if that was not replaced in its turn."""
    path = archive.file(stone.folder, stone.kept) if stone.kept else None
    if path is None or not path.is_file():
        yield from told
        return
    with path.open("rb") as file:
        for stretch in told:
            if stretch.to is not None:
                file.seek(stretch.to)
                if digest_of(file, stretch.length) != stretch.sha256:
                    raise BadTombstone(
                        f"{stone.folder}/{stone.kept}：偏移{stretch.to}处与清理前不一致"
                    )
            yield stretch
