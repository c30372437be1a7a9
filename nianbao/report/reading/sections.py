"""The six statutory sections, whatever their numbering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Section
from nianbao.report.reading.labels import Lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_HEADING: Final = 40
_CLAUSE: Final = re.compile(r"^[\s　a-zA-Z]*[(（][一二三四五六七八九十]{1,2}[)）]")
_VARIANTS: Final = {
    1: ("总体情况", "总体工作情况", "概述", "基本情况"),
    2: ("主动公开政府信息情况", "主动公开情况"),
    3: ("收到和处理政府信息公开申请情况", "收到和处理政府信息公开申请的情况"),
    4: (
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "因政府信息公开工作被申请行政复议和提起行政诉讼情况",
        "政府信息公开行政复议和行政诉讼情况",
    ),
    5: (
        "存在的主要问题及改进情况",
        "存在的主要问题和改进情况",
        "存在的主要问题及改进措施",
        "存在的主要问题及整改措施",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在问题及改进情况",
        "存在的问题及改进措施",
        "存在的主要问题和改进措施",
    ),
    6: ("其他需要报告的事项", "其他需要报告事项", "其他需要报告的情况"),
}
_HEADINGS: Final = Lexicon(
    (str(number), name)
    for number, names in _VARIANTS.items()
    for name in (form.SECTIONS[number - 1], *names)
)


def sections_of(lines: Sequence[str]) -> tuple[Section, ...]:
    """Part a document's text at the headings of the form; a heading seen twice counts once."""
    starts: list[tuple[int, int, str]] = []
    for place, line in enumerate(lines):
        number = number_of(line)
        if number is not None and number not in {known for _, known, _ in starts}:
            starts.append((place, number, line))
    if not starts:
        return ()
    ends = [*(place for place, _, _ in starts[1:]), len(lines)]
    return tuple(
        Section(number, heading, "\n".join(lines[place + 1 : end]), position)
        for position, ((place, number, heading), end) in enumerate(zip(starts, ends, strict=True))
    )


def number_of(line: str) -> int | None:
    """The section a line heads; sub-headings in brackets, （三）…, head none."""
    if len(line) > _MAX_HEADING or line.endswith(("。", "；")) or _CLAUSE.match(line):
        return None
    match = _HEADINGS.find(re.sub(r"^[a-zA-Z]", "", line))
    return int(match.key) if match else None
