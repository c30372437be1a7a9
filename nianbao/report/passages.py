"""The running text of a report without what a portal prints about it, in parts and sentences.

All positions are those of ``Report.text``. Everything here is linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nianbao.report.model import Report, Section

_FREE: Final = re.compile(
    r"\n[ \t　]*第?[一二三四五六七八九十]{1,2}(?:部分)?[、.．:：][^\n]{1,40}(?![^\n])"
)
"""A line, with the break before it: such a pattern passes by at once what stands between breaks."""
_ENDS: Final = "。！？；：!?;:"
_WRAPPED: Final = 20
"""A line as long as this that ends in no stop goes on in the next one (PDF)."""
_SENTENCE: Final = re.compile(r"[^。！？!?\n]{1,1000}[。！？!?]?")
_LEAD: Final = 1_500
_TITLE_TAIL: Final = 8
_T = TypeVar("_T")


def once(work: Callable[[Report], _T]) -> Callable[[Report], _T]:
    """Work out of a report but once what many rules ask of it, and keep it with the report."""
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def kept(report: Report) -> _T:
        known = report.worked_out
        if name not in known:
            known[name] = work(report)
        made: _T = known[name]
        return made

    return kept


def place_of(report: Report, section: Section) -> int:
    """Return where a section's heading begins a line of the text, -1 where it begins none."""
    return _places(report)[section.heading]


@once
def _places(report: Report) -> Mapping[str, int]:
    text = f"\n{report.text}"
    return {one.heading: text.find(f"\n{one.heading}") for one in report.sections}


@once
def start(report: Report) -> int:
    """Return where the first section begins, 0 where its heading stands in no line of its own."""
    places = [place_of(report, section) for section in report.sections]
    return min((place for place in places if place >= 0), default=0)


@once
def lead(report: Report) -> str:
    """Return what stands between title and first section, at most its last 1,500 characters."""
    end = start(report)
    before = report.text[max(0, end - _LEAD) : end]
    title = (report.title or "")[-_TITLE_TAIL:]
    at = before.rfind(f"{title}\n") if title else -1
    return before[at + len(title) :] if at >= 0 else before


@once
def core(report: Report) -> str:
    """Return the text from the first section to the end of the last, between them everything."""
    if not report.sections:
        return ""
    ends = [_end(report, section) for section in report.sections]
    if min(ends) < 0:
        return "\n".join(f"{section.heading}\n{section.text}" for section in report.sections)
    return report.text[start(report) : max(ends)]


def _end(report: Report, section: Section) -> int:
    at = place_of(report, section)
    behind = report.text.find(section.text, at) if at >= 0 else -1
    return behind + len(section.text) if behind >= 0 else -1


@once
def narrative(report: Report) -> str:
    """Return lead and sections."""
    return f"{lead(report)}\n{core(report)}"


@once
def flowing(report: Report) -> str:
    """Return lead and sections with the lines put together that a page has broken."""
    return unwrapped(narrative(report))


@once
def paragraphs(report: Report) -> tuple[str, ...]:
    """Return the paragraphs of lead and sections."""
    return tuple(flowing(report).split("\n"))


def told(report: Report, place: int) -> list[tuple[str, str]]:
    """Return the sentences of one paragraph, each with the one behind it, "" where none is."""
    said = parted(paragraphs(report)[place])
    return list(pairwise([*said, _first_behind(report, place)]))


def _first_behind(report: Report, place: int) -> str:
    for paragraph in paragraphs(report)[place + 1 :]:
        if said := parted(paragraph):
            return said[0]
    return ""


def section(report: Report, number: int) -> Section | None:
    """Return the section of this number, if it was found."""
    return next((one for one in report.sections if one.number == number), None)


@once
def free_headings(report: Report) -> tuple[tuple[int, str], ...]:
    """Return the numbered main headings that are no section of the form, with their positions."""
    known = {one.heading.strip() for one in report.sections}
    return tuple(
        (match.start(), line)
        for match in _FREE.finditer(f"\n{report.text}")
        if (line := match[0].strip()) not in known and not line.endswith(("。", "；"))
    )


@once
def further(report: Report) -> tuple[tuple[int, str, str], ...]:
    """Return place, heading and text of every main heading that is no section of the form."""
    free = free_headings(report)
    known = (place_of(report, one) for one in report.sections) if free else ()
    ends = sorted({*(at for at, _ in free), *known, len(report.text)})
    return tuple(
        (at, heading, report.text[at : ends[bisect_right(ends, at)]]) for at, heading in free
    )


def size(text: str) -> int:
    """Return how many characters a text has, white space left out."""
    return sum(map(len, text.split()))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; lines that a page has broken are put together."""
    return parted(unwrapped(text))


def parted(text: str) -> list[str]:
    """Return the sentences of a text that has no broken lines."""
    return [said for one in _SENTENCE.findall(text) if (said := one.strip())]


def unwrapped(text: str) -> str:
    """Put lines together that end in no stop and are too long for a heading."""
    return "".join(
        [
            line if len(line) >= _WRAPPED and line[-1] not in _ENDS else f"{line}\n"
            for line in text.split("\n")
        ]
    )
