"""Every date that a report or its page bears, each with the place that claims it.

Sources: ``meta`` a tag of the page, ``visible`` a line such as 发布时间, ``list``
the list that led here, ``url`` the address, ``updated`` 更新时间, ``written``
成文日期, ``signed`` a date on a line of its own, ``file`` the file's own data.
What each counts for is decided elsewhere (``nianbao.duty.publication``); dates
of 施行 and 有效期 are none of these.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from nianbao.report import days
from nianbao.report.model import Claim
from nianbao.report.reading.made import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nianbao.report.model import Source
    from nianbao.report.reading.document import Document

PUBLISHED_TAGS: Final = (
    "pubdate", "publishdate", "publish_date", "publishtime", "pubtime", "firstpublishedtime",
    "article:published_time", "releasedate",
)  # fmt: skip
"""Names of tags that say when a page was published; the national name first."""
UPDATED_TAGS: Final = ("lastmodifiedtime", "article:modified_time", "updatetime", "modifydate")
WHOLE: Final = 30_000
"""Characters of a page's text in which a labelled date is looked for."""

_KINDS: Final = {
    "written": "成文|生成|印发|签发|撰写|编制|形成",
    "updated": "更新|修改|修订|变更",
    "visible": "发布|公布|公开|发表|上传|上网|刊登|信息",
}
_LABEL: Final = re.compile(
    "(?P<label>"
    + "|".join(f"(?P<{kind}>(?:{words})(?:日期|时间))" for kind, words in _KINDS.items())
    + r"|(?P<on>(?<![\u4e00-\u9fff])(?:发布|发表)于)"
    + r"|(?P<plain>(?<![\u4e00-\u9fff])(?:时间|日期)(?=\s*[】\]]?\s*[：:∶])))"
    + r"\s*[】\]]?\s*[：:∶]?\s*[\[(（【]?\s*(?=(?P<value>[12２１二一].{7,23}))"
)
_WORDS: Final = tuple(map(re.compile, ("期(?<=日期)", "间(?<=时间)", "于(?<=[布表]于)")))
"""The words, their last sign first: for one sign a text is passed by ten times as fast."""
_WORD: Final = 2
_BEFORE: Final = 2
"""Characters of a label that stand before such a word at most."""
_ALONE: Final = re.compile(
    r"[(（\[]?\s*(?:(?:19|20)\d\d\s*(?:[-./]|年)\s*\d{1,2}\s*(?:[-./]|月)\s*\d{1,2}\s*日?"
    r"|二[〇○零Ｏ0][〇○零Ｏ0一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"\s*[)）\]]?"
)
_LONGEST_ALONE: Final = 20
_LAST_LINES: Final = 60
"""Lines at the end among which a signature stands, a portal's footer behind it."""


def dates_of(document: Document, source: Source, used: frozenset[int]) -> tuple[Claim, ...]:
    """Return the claims, the most telling place first, none twice.

    ``used`` are the numbers of the form's own tables: no date is looked for there.
    """
    found = [
        *in_tags(document.meta),
        *_listed(source),
        *labelled(_text(document, used)[:WHOLE]),
        *_addressed(source.url or ""),
        *_signed(document.lines),
        *_made(document.made or made(document.format, source)),
    ]
    return tuple({(claim.source, claim.value): claim for claim in reversed(found)}.values())[::-1]


def in_tags(meta: Mapping[str, str]) -> Iterator[Claim]:
    """Yield what the tags of a page claim; names are in small letters."""
    for source, names in (("meta", PUBLISHED_TAGS), ("updated", UPDATED_TAGS)):
        dated = (
            Claim(found[0].isoformat(), source, text)
            for name in names
            if (text := meta.get(name, "")) and (found := days.find(text))
        )
        yield from islice(dated, 1)


def labelled(text: str) -> Iterator[Claim]:
    """Yield the first date of each kind that stands behind its label in a page's text."""
    seen: set[str] = set()
    for match in _labels(text):
        kind = next((kind for kind in _KINDS if match[kind]), "visible")
        value = days.plain(match["value"])
        found = days.find_plain(value)
        # A date that stands later in a sentence is not the label's.
        if kind in seen or found is None or not value.startswith(found[1]):
            continue
        seen.add(kind)
        yield Claim(found[0].isoformat(), kind, f"{match['label']} {found[1]}")


def _labels(text: str) -> Iterator[re.Match[str]]:
    """Yield every label with its date; only about a word that each label has is one looked for."""
    end = 0
    for word in sorted([found.end() - _WORD for one in _WORDS for found in one.finditer(text)]):
        for start in range(max(end, word - _BEFORE), word + 1):
            match = _LABEL.match(text, start)
            if match:
                end = match.end()
                yield match
                break


def _listed(source: Source) -> Iterator[Claim]:
    if source.link_date is not None:
        yield Claim(source.link_date.isoformat(), "list", source.link_title or "")


def _addressed(url: str) -> Iterator[Claim]:
    if found := days.in_url(url):
        yield Claim(found[0].isoformat(), "url", found[1])


def _signed(lines: Sequence[str]) -> Iterator[Claim]:
    for line in lines[-_LAST_LINES:]:
        if len(line) <= _LONGEST_ALONE and _is_day(line) and (found := days.find(line)):
            yield Claim(found[0].isoformat(), "signed", line)


def stands_alone(line: str) -> bool:
    """Whether a line is a date and nothing else, as below a signature."""
    return len(line) <= _LONGEST_ALONE and _is_day(line)


@lru_cache(maxsize=8_192)
def _is_day(line: str) -> bool:
    """Whether a short line is a date. It is kept: the feet of pages are alike."""
    return _ALONE.fullmatch(line) is not None


def _made(text: str) -> Iterator[Claim]:
    """Yield the day of a file's own data: D:20260120093000+08'00', 2026-01-20T01:30:00Z."""
    digits = text.removeprefix("D:")
    if found := days.find(digits[:10]) or days.find(digits[:8]):
        yield Claim(found[0].isoformat(), "file", text)


def _text(document: Document, used: frozenset[int]) -> str:
    """The page's text with that of its small tables, where 公开日期 has a cell of its own."""
    cells = (
        cell.text
        for grid in document.grids
        if grid.number not in used
        for line in grid.lines
        for cell in line.cells
    )
    return " ".join(chain(document.lines, cells))
