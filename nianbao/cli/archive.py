"""A file on the command line that holds others: one judgement for each report inside."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Final

from nianbao.cli.verdict import Checked, judged, run_apart, source_of
from nianbao.report.model import Unreadable
from nianbao.report.reading import FORMATS, archive
from nianbao.report.reading.format import sniff

if TYPE_CHECKING:
    from nianbao.report.model import Report, Source
    from nianbao.report.reading.archive import Member

SECONDS: Final = 900.0
"""For all files of an archive together; three hundred hostile ones would take ten hours."""


def checked(
    file: str, previous: tuple[Report, ...] = (), *, seconds: float = SECONDS
) -> list[Checked]:
    """Return the judgements of one file: several only for an archive of several reports.

    An archive with one report and nothing unreadable beside it is that report;
    in any other each file inside has its own, under the name ``a.zip/成员名``. Those
    that are not begun within ``seconds`` are not read.
    """
    try:
        source = source_of(file)
    except Unreadable as error:
        return [Checked(file, why=str(error))]
    try:
        members = run_apart(lambda: _members(source))
    except Unreadable as error:
        return [Checked(file, hashlib.sha256(source.data).hexdigest(), why=str(error))]
    if not members:
        return [judged(file, source, previous)]
    return _one_or_each(file, source, members, previous, time.monotonic() + seconds)


def _members(source: Source) -> list[Member]:
    return list(archive.members(source)) if sniff(source) == "zip" else []


def _one_or_each(
    file: str, source: Source, members: list[Member], previous: tuple[Report, ...], end: float
) -> list[Checked]:
    each = [_member(f"{file}/{member.name}", member, previous, end) for member in members]
    reports = [one for one in each if not one.why]
    broken = [member for member, one in zip(members, each, strict=True) if _is_broken(member, one)]
    if len(reports) == 1 and not broken:
        whole = judged(file, source, previous)
        return [whole] if not whole.why else each
    return each


def _member(file: str, member: Member, previous: tuple[Report, ...], end: float) -> Checked:
    if member.source is None:
        return Checked(file, why=member.why)
    if time.monotonic() > end:
        return Checked(file, why="压缩文件内的文件读取过久，其余未读取，请分别核对")
    return judged(file, member.source, previous)


def _is_broken(member: Member, one: Checked) -> bool:
    """Whether a file that may be a report could not be read; a picture beside one is none."""
    if one.report is not None:
        return False
    return member.source is None or sniff(member.source) in FORMATS
