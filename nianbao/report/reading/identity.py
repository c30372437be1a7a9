"""Whose report, on which year: title, organ, and a vote on the year with its evidence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Claim
from nianbao.report.reading import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nianbao.report.model import Source
    from nianbao.report.reading.document import Document

_REPORT: Final = re.compile(
    r"信息公开(?:工作)?(?:20\d\d)?(?:年度|年)?(?:工作)?(?:年度)?报告|信息公开(?:工作)?(?:20\d\d年)?年报"
)
_TITLE_YEAR: Final = re.compile(r"(?<!\d)(20[0-3]\d)\s*(?:年度?|nian)?")
_CHINESE_YEAR: Final = re.compile(r"二[〇○零Ｏ0][一二三][〇○零Ｏ0一二三四五六七八九]年度?")
_CHINESE_DIGITS: Final = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_PERIOD: Final = re.compile(
    r"(20[0-3]\d)\s*年\s*1\s*月\s*1\s*日.{0,8}?(?:至|到|[-—~－]+|起).{0,8}?(?:(20[0-3]\d)\s*年)?\s*12\s*月\s*31\s*日"
)
_LAST_DAY: Final = re.compile(r"[3３][1１]\s*日")
_NARROW_LAST_DAY: Final = re.compile(r"3[1１]\s*日")
"""Of a pattern that begins with one sign a text is passed by six times as fast."""
_PERIOD_LENGTH: Final = 80
_TEXT_YEAR: Final = re.compile(r"(?<!\d)(20[0-3]\d)\s*年(?!\d)")
_SIMPLE: Final = "\u4e00-\u9fff，。、：；（）《》“”"
"""Signs that are no digits and become none when a text is folded."""
_YEAR_SIGN: Final = re.compile(
    rf"年(?:(?<=[{_SIMPLE}](20[0-3][0-9])年)(?![^{_SIMPLE}])|(?<![\u4e00-\u9fff]年))"
)
"""A 年 with a year before it that needs no folding, or else one that is in no word (今年, 全年)."""
_COMPATIBLE: Final = "\uf98e"
"""年 as a compatibility ideograph."""
_YEAR_BEFORE: Final = 12
_FIRST_LINES: Final = 12
_TITLE_LINES: Final = 4
_MAX_TITLE: Final = 90
_NO_TITLE: Final = ("。", "；", "，", "：")  # how no line of a title ends
_SITE_TAIL: Final = re.compile(r"\s*[-_|–—]\s*[^-_|–—]{2,40}$")
_TRAIL: Final = re.compile(
    r"\s*(?:您|你)?(?:现在|目前)?(?:的|所在的?|当前的?)?(?:位置|所在页面|当前页面)\s*(?:是|为|在)?\s*[:：>＞»]|\s*(?:网站)?首页\s*[>＞»/›→-]"
)
"""Where the page stands on its site (当前位置：首页 > 政府信息公开 > …)."""
_WEIGHTS: Final = {"title": 4, "link": 3, "period": 4, "text": 2}
_OPENING: Final = 1_500  # characters in which a report says what year it speaks of
_MATTER: Final = re.compile(r"(?:政府)?(?:政务)?信息公开")
_BEFORE_ORGAN: Final = re.compile(r"^(?:关于(?:公布|发布|印发|公开)?|《)+")
_YEAR_IN_TITLE: Final = re.compile(r"20[0-3]\d(?:年度|年)?(?:[-—~至](?=20))?|^[-—~至|｜]+")
_ORGAN_TAIL: Final = re.compile(r"(?:关于|公布|发布|公开|的|之)+$")
_KIND: Final = re.compile(
    r"^(?:[【\[（(](?:图解|图文|一图读懂|图片版?|超链版|长图|更正|年报|年度报告)[】\]）)]|(?:一图读懂|图解|图文解读)[|｜:：\s—-]*)+"
)
"""What kind of page it is, printed before the title."""
_FIRST_PERSON: Final = re.compile(
    r"^(?:我|本)(?:局|委|办|厅|院|处|县|市|区|镇|乡|街道|单位|机关|部门|中心|委员会|办公室)?$"
)
_BODY: Final = re.compile(
    r"^[\u4e00-\u9fff（）()·]{2,40}(?:局|委员会|委|办公室|厅|院|政府|街道办事处|管委会|支队|大队|中心|总队|税务所|分局)$"
)
_PORTAL: Final = re.compile(r"人民政府$|政府网|门户|平台|专栏|网站")
_YEAR_BELOW: Final = re.compile(r"[(（]\s*(?:20[0-3]\d|二[〇○零Ｏ0][一二三].)\s*年度?\s*[)）]")
_PLACE: Final = 2  # characters of a place's name that tell it from another
_SIGNATURE_LINES: Final = 3  # between an organ's name and the date below it


def title_of(document: Document, source: Source) -> str | None:
    """Return the report's printed title, else the page's, else the link's.

    A title that names neither organ nor year may be the column's; it is the report's
    where the link to it bears the same.
    """
    for candidate in _candidates(document, source):
        text = _without_site(" ".join(candidate.split()))
        known = _names_something(text) or text == source.link_title
        if text and _REPORT.search(_plain(text)) and known:
            return text
    first = next((line for line in document.lines if not _is_trail(line)), "")
    return first if first and len(first) <= _MAX_TITLE and not _is_quoted(first) else None


def _is_trail(line: str) -> bool:
    """Whether a line says where the page stands on its site; it is no title of anything."""
    return _TRAIL.match(line) is not None


def _candidates(document: Document, source: Source) -> Iterator[str]:
    yield document.meta.get("articletitle", "")
    yield from document.titles if document.format == "html" else ()
    yield _printed_title(document.lines)
    yield from document.titles
    yield source.link_title or ""


def _without_site(title: str) -> str:
    """Return a title without the site's name behind it, unless the title itself stands there."""
    short = _SITE_TAIL.sub("", title)
    return _behind_site(short if short == title or _REPORT.search(_plain(short)) else title)


def _behind_site(title: str) -> str:
    """Return a title without the names of site and office that a template sets before it.

    They are left out where the title itself names the body again, by its whole name or place.
    """
    before, _, last = title.rpartition(" ")
    match = _REPORT.search(last) if before else None
    if match is None:
        return title
    named = _ORGAN_TAIL.sub("", _TITLE_YEAR.sub("", last[: match.start()]).removesuffix("政府"))
    parts = before.split()
    again = all(_BODY.match(part) and part[:_PLACE] == named[:_PLACE] for part in parts)
    return last if again and _BODY.match(named) else title


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _names_something(title: str) -> bool:
    """Whether a title names an organ or a year; a column's name (政府信息公开年报) does neither."""
    return bool(_organ_in(title)) or bool(_TITLE_YEAR.search(title))


def _printed_title(lines: Sequence[str]) -> str:
    """The first lines that read as a title, joined where the title wraps.

    A title ends with 报告; it may begin a few lines above, with the organ alone
    on a line of its own.
    """
    head = lines[:_FIRST_LINES]
    for first in range(len(head)):
        joined = ""
        for line in head[first : first + _TITLE_LINES]:
            joined += line
            plain = _plain(joined)
            if len(joined) > _MAX_TITLE or line.endswith(_NO_TITLE) or _is_trail(line):
                break
            match = _REPORT.search(plain)
            if match and match.end() >= len(plain) - 6 and not _is_quoted(plain):
                return _shortest(head, first, joined) + _year_below(head, line)
    return ""


def _is_quoted(plain: str) -> bool:
    """Whether a line ends within quotation marks: it is the middle of a sentence."""
    return any(plain.count(opens) > plain.count(closes) for opens, closes in ("《》", "〈〉"))


def _year_below(head: Sequence[str], last: str) -> str:
    """Return the year that stands in brackets on the line below a title."""
    below = head[head.index(last) + 1 :][:1]
    return below[0] if below and _YEAR_BELOW.fullmatch(below[0]) else ""


def _shortest(head: Sequence[str], first: int, joined: str) -> str:
    """Leave out lines before the title that are no part of it (a banner, a path)."""
    for start in range(first + 1, min(first + _TITLE_LINES, len(head))):
        if not joined.endswith(head[start]) and "".join(head[start:]).find(joined[-6:]) < 0:
            break
        rest = joined[joined.find(head[start]) :] if head[start] in joined else ""
        if rest and _REPORT.search(_plain(rest)) and _organ_in(rest):
            joined = rest
    return joined


def organ_of(title: str | None, document: Document) -> str | None:
    """Return the name of the body: the title's, else ContentSource's, the signature's, the site's.

    我局 names nobody, and a government's portal carries the reports of many.
    """
    organ = _organ_in(title) if title else ""
    if organ and not _FIRST_PERSON.match(organ):
        return organ
    site = document.meta.get("sitename", "")
    return (
        document.meta.get("contentsource")
        or _signed(document.lines)
        or (site if _BODY.match(site) and not _PORTAL.search(site) else None)
    )


def _signed(lines: Sequence[str]) -> str | None:
    """Return the body that stands alone above a date that stands alone."""
    for place, line in enumerate(lines):
        if dates.stands_alone(line):
            above = lines[max(0, place - _SIGNATURE_LINES) : place]
            named = [name for part in above if _BODY.match(name := _plain(part))]
            if named and not _FIRST_PERSON.match(named[-1]):
                return named[-1]
    return None


def _organ_in(title: str) -> str:
    plain = _KIND.sub("", _plain(_without_site(title)))
    match = _MATTER.search(plain)
    if match is None:
        return ""
    head = _BEFORE_ORGAN.sub("", plain[: match.start()])
    head = _CHINESE_YEAR.sub("", head)
    head = _YEAR_IN_TITLE.sub("", head)
    return _ORGAN_TAIL.sub("", head).strip("的()（）《》")


def years_of(title: str | None, document: Document, source: Source) -> tuple[Claim, ...]:
    """Return every claim on the report year with the place that makes it."""
    text = "".join(document.lines)
    claims = [
        *_claims("title", title or ""),
        *_claims("link", source.link_title or ""),
    ]
    claims += _period(text)
    counted = Counter(_years_in(text[:_OPENING]))
    if counted:
        year, times = counted.most_common(1)[0]
        claims.append(Claim(year, "text", f"开头部分出现{times}次"))
    return tuple(claims)


def _years_in(text: str) -> Iterator[str]:
    """Yield the years of a text; only what stands about a 年 is folded."""
    end = 0
    for sign in _YEAR_SIGN.finditer(text.replace(_COMPATIBLE, "年")):
        if sign[1]:
            yield sign[1]
        else:
            about = text[max(end, sign.start() - _YEAR_BEFORE) : sign.end() + 1]
            folded = unicodedata.normalize("NFKC", about)
            yield from (match[1] for match in _TEXT_YEAR.finditer(folded))
        end = sign.end()


def _period(text: str) -> list[Claim]:
    """Return the first statistical period; only what stands about a 31日 is folded."""
    last_days = _LAST_DAY if "３" in text else _NARROW_LAST_DAY
    for last_day in last_days.finditer(text):
        around = text[max(0, last_day.start() - _PERIOD_LENGTH) : last_day.end()]
        match = _PERIOD.search(unicodedata.normalize("NFKC", around))
        if match:
            return [Claim(match[2] or match[1], "period", match[0])]
    return []


def _claims(source: str, text: str) -> Iterable[Claim]:
    folded = unicodedata.normalize("NFKC", text)
    years = [match[1] for match in _TITLE_YEAR.finditer(folded)]
    years += [
        match[0].rstrip("年度").translate(_CHINESE_DIGITS)
        for match in _CHINESE_YEAR.finditer(folded)
    ]
    return [Claim(year, source, text) for year in dict.fromkeys(years)]


def vote(claims: Sequence[Claim]) -> int | None:
    """Return the year with the most weight; a tie is None."""
    votes: Counter[str] = Counter()
    for claim in claims:
        votes[claim.value] += _WEIGHTS.get(claim.source, 1)
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return int(ranked[0][0])
