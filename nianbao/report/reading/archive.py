"""ZIP archives of reports: each file inside by itself, bounded in number, size and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Source, Unread, Unreadable
from nianbao.report.reading import package
from nianbao.report.reading.format import sniff

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator

    from nianbao.report.model import Report

MAX_MEMBERS: Final = 300
MAX_MEMBER: Final = 30_000_000
"""Bytes of one file unpacked; as large as a file outside of an archive may be."""
MAX_UNPACKED: Final = 150_000_000
MAX_DEPTH: Final = 2
_SMALL: Final = 1_000_000
_IS_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_LITTER: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
"""What systems leave in an archive and nobody put there."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, or why it could not be taken out of it.

    ``name`` is its place in the archive, with those of the archives around it.
    """

    name: str
    source: Source | None
    why: str = ""


@dataclass(slots=True)
class _Budget:
    members: int = MAX_MEMBERS
    unpacked: int = MAX_UNPACKED


def members(source: Source) -> Iterator[Member]:
    """Yield the files of an archive in its order, those of archives inside it in their place.

    Raises:
        Unreadable: the archive itself cannot be opened.
    """
    yield from _members(source, "", 1, _Budget())


def only(source: Source, read: Callable[[Source], Report]) -> Report:
    """Return the one report of an archive. What else lies beside it is noted as unread.

    Raises:
        Unreadable: there is none, or more than one.
    """
    reports: list[Report] = []
    beside: list[Unread] = []
    for member in members(source):
        try:
            report = read(_inside(source, member))
        except Unreadable:
            beside.append(Unread("attachment", member.name))
            continue
        if report.is_report:
            reports.append(report)
    if not reports:
        raise Unreadable("压缩文件内没有可以读取的年度报告，需人工核对")
    if len(reports) > 1:
        raise Unreadable(f"压缩文件内有{len(reports)}份年度报告，请逐份核对")
    (report,) = reports
    unread = (*report.unread, *beside)
    return replace(report, unread=unread, complete=report.complete and not beside)


def _inside(source: Source, member: Member) -> Source:
    """The member's bytes with what is known of the archive from outside."""
    if member.source is None:
        raise Unreadable(member.why)
    return replace(source, data=member.source.data, name=member.source.name, content_type=None)


def _members(source: Source, above: str, depth: int, budget: _Budget) -> Iterator[Member]:
    # Not weighed as a whole: one bomb inside does not hide the other files.
    with package.listed(source.data) as opened:
        for entry in opened.infolist():
            name = _name(entry)
            if entry.is_dir() or _LITTER.search(name):
                continue
            if budget.members <= 0:
                yield Member(above + name, None, f"压缩文件内的文件超过{MAX_MEMBERS}个，其余未读取")
                return
            budget.members -= 1
            yield from _member(opened, entry, above + name, depth, budget)


def _member(
    opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, depth: int, budget: _Budget
) -> Iterator[Member]:
    try:
        inside = Source(_unpacked(opened, entry, budget), name.rpartition("/")[2])
        if sniff(inside) != "zip":
            yield Member(name, inside)
        elif depth < MAX_DEPTH:
            yield from _members(inside, f"{name}/", depth + 1, budget)
        else:
            yield Member(name, None, f"压缩文件嵌套超过{MAX_DEPTH}层，未读取")
    except Unreadable as error:
        yield Member(name, None, str(error))


def _unpacked(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise Unreadable("压缩文件已加密，无法读取")
    heavy = entry.file_size > max(_SMALL, package.MAX_RATIO * entry.compress_size)
    if heavy or entry.file_size > min(MAX_MEMBER, budget.unpacked):
        raise Unreadable("解压后过大，未读取")
    data = package.part(opened, entry, min(MAX_MEMBER, budget.unpacked))
    budget.unpacked -= len(data)
    return data


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: without the flag for UTF-8 it may be UTF-8, or GB18030."""
    name = entry.filename
    if not entry.flag_bits & _IS_UTF8:
        name = _decoded(name)
    return "".join(c if c.isprintable() else "�" for c in name.replace("\\", "/"))


def _decoded(name: str) -> str:
    raw = name.encode("cp437", errors="replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return name
