"""Which year a report is about: a vote, since the year stands in no single place.

Title, statistical period and text have one vote each. The year before the
publication only breaks a tie, and is never enough to be certain: folders, dates
of posting and last year's wording mislead.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from nianbao.duty.genre import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nianbao.report.model import Claim

FIRST_YEAR: Final = 2008
"""The Regulation has been in force since 2008-05-01: no report is about an earlier year."""
VOTERS: Final = {"title": "标题", "period": "统计期限", "text": "正文"}

_PLACED: Final = {"url": "网址", "list": "列表"}

_DIGITS = str.maketrans("〇零○ΟOo一二三四五六七八九", "000000123456789")
_CHINESE = re.compile(r"[二2][〇零○ΟOo0][〇零○ΟOo一二三四五六七八九0-9]{2}(?=年)")
_DATE = re.compile(r"20\d\d[年./-]\d{1,2}[月./-](\d{1,2}日?)?|[（(]?20\d\d年\d{1,2}月")
_MONTHS: Final = 12
_DAY = re.compile(r"(?<!\d)(20\d\d)[年./-](\d{1,2})(?:月|[./-]\d)")
_WHOLE = re.compile(r"(20\d\d)年0?1月0?1日?[-—–~至到]+(?:\1年)?12月(?:31日?)?")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)(?![〕\]】]\d+号)")


@dataclass(frozen=True, slots=True)
class Ballot:
    """The result of the vote. ``year`` is the best guess even where it is not ``certain``.

    ``possible`` are all the years it may be, empty where nothing says so.
    """

    year: int | None
    certain: bool
    why: str  # Chinese; empty when certain
    possible: tuple[int, ...] = ()


def in_digits(text: str) -> str:
    """Return a text with its Chinese years in digits: 二〇二五年 is 2025年."""
    return _CHINESE.sub(lambda found: found.group().translate(_DIGITS), text)


def in_whole_years(text: str) -> str:
    """Return a text with a year that is written by its first and last day as a year alone."""
    return _WHOLE.sub(r"\1年", text)


def years_in(title: str) -> frozenset[int]:
    """Return the report years that a title names; full dates and document numbers are none."""
    text = in_whole_years(in_digits(plain(title)))
    text = _DATE.sub(" ", re.sub(r"[〔\[【（(]20\d\d[〕\]】）)]\d*号?(?=\d|号)", " ", text))
    return frozenset(int(year) for year in _YEAR.findall(text) if int(year) >= FIRST_YEAR)


def day_in(titles: Iterable[str]) -> date | None:
    """Return the day, or the first of the month, that a title bears beside its year."""
    found = (_DAY.search(in_whole_years(in_digits(plain(title)))) for title in titles)
    said = next((day for day in found if day), None)
    if said is None or not 1 <= int(said[2]) <= _MONTHS:
        return None
    return date(int(said[1]), int(said[2]), 1)


def vote(titles: Iterable[str], claims: Iterable[Claim], published: date | None) -> Ballot:
    """Return the year that title, period and text agree on."""
    claims = tuple(claims)
    said = _said(titles, claims)
    votes = Counter(year for years in said.values() if len(years) == 1 for year in years)
    posted = published.year - 1 if published else None
    split = [VOTERS[voter] for voter, years in said.items() if len(years) > 1]
    if not votes:
        why = f"{'、'.join(split)}出现两个以上年度" if split else "标题、统计期限和正文均未见年度"
        return Ballot(posted, certain=False, why=why, possible=_possible(said, posted))
    ballot = _count(said, votes, published)
    doubt = _earlier(claims, ballot.year) or _two_years(claims)
    if ballot.certain and doubt:
        ballot = replace(ballot, certain=False, why=doubt)
    possible = (ballot.year,) if ballot.certain and ballot.year else _possible(said, posted)
    return replace(ballot, possible=possible)


def _possible(said: dict[str, set[int]], posted: int | None) -> tuple[int, ...]:
    """Return every year that is named, and the one whose report was due when it was posted."""
    named = {year for years in said.values() for year in years}
    return tuple(sorted(named | {posted} if posted else named))


def _said(titles: Iterable[str], claims: Iterable[Claim]) -> dict[str, set[int]]:
    said: dict[str, set[int]] = {"title": set()}
    for title in titles:
        said["title"] |= years_in(title)
    for claim in claims:
        if claim.source in VOTERS and claim.value.isdigit():
            said.setdefault(claim.source, set()).add(int(claim.value))
    return {voter: years for voter, years in said.items() if years}


def _is_stale(year: int, published: date | None) -> bool:
    """Whether a year is last year's where this year's is due: the title may be a copy."""
    return published is not None and year == published.year - 2 and published.month <= 3  # noqa: PLR2004 - March


def _count(said: dict[str, set[int]], votes: Counter[int], published: date | None) -> Ballot:
    """Settle the year only where nothing speaks against it; a contradiction is for a person."""
    posted = published.year - 1 if published else None
    most = max(votes.values())
    leaders = sorted(year for year, number in votes.items() if number == most)
    evidence = "，".join(
        f"{VOTERS[voter]}为{'、'.join(map(str, sorted(years)))}" for voter, years in said.items()
    )
    year = leaders[0] if len(leaders) == 1 else posted if posted in leaders else None
    if year is None or any(years != {year} for years in said.values()):
        return Ballot(year, certain=False, why=f"年度表述不一致：{evidence}")
    why = _against_the_day(year, said, evidence, published)
    return Ballot(year, certain=not why, why=why)


def _against_the_day(
    year: int, said: dict[str, set[int]], evidence: str, published: date | None
) -> str:
    """Say that the day of publication speaks against the year on which all else agrees."""
    if published is None:
        return ""
    if year >= published.year:
        return f"{evidence}，但公布日期在{published.year}年，早于该年度结束"
    if said.keys() == {"title"} and _is_stale(year, published):
        return f"标题为{year}年，公布日期在{published.year}年初，所报年度可能未更新"
    return ""


def _earlier(claims: tuple[Claim, ...], year: int | None) -> str:
    """Say that an address or a list dates the report before the year it is about has ended.

    A folder is named for the report's year or for that of its publication; a later
    one is explained by a move.
    """
    said = (claim for claim in claims if claim.source in _PLACED and claim.value[:4].isdigit())
    before = [claim for claim in said if year is not None and int(claim.value[:4]) < year]
    return f"{_PLACED[before[0].source]}所示年份为{before[0].value[:4]}年" if before else ""


def _two_years(claims: tuple[Claim, ...]) -> str:
    """Say that the statistical period as printed runs from one year into another."""
    for claim in claims:
        if claim.source == "period" and len(set(_YEAR.findall(in_digits(plain(claim.text))))) > 1:
            return "统计期限跨两个年度"
    return ""
