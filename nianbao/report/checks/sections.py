"""Whether the six sections are there, in their order, and say something.

依据：《政府信息公开条例》第五十条；国办公开办函〔2019〕60号、〔2021〕30号。Absence needs a
complete reading, headings that can be read, and no other place where the content may be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report import form, passages
from nianbao.report.checks import layout
from nianbao.report.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nianbao.report.model import Beside, Report, Section

_GENERAL, _PUBLISHED, _APPLIED, _DISPUTED, _PROBLEMS, _OTHER = range(1, 7)
_TABLES: Final = {_PUBLISHED: "t2", _APPLIED: "t3", _DISPUTED: "t4"}
_DIGITS: Final = "一二三四五六"
_LEAST_SECTIONS: Final = 3
_LEAST_IN_ORDER: Final = 4
_SHORT: Final = 60
"""Characters; fewer say nothing of problems and what is done about them."""
_SHORTEST_GENERAL: Final = 40
_PARAGRAPH: Final = 40
_STOCK: Final = re.compile(
    r"统计|期限|联系|电话|编制|根据|按照|条例|公布|组成|下载|如下|来源|时间|日期|浏览|字号|打印"
)
_PROBLEM: Final = re.compile(
    r"(?:存在|主要|面临|突出|查摆).{0,8}(?:问题|不足|困难|差距|短板)|有待|下一步|今后|不足之处|薄弱"
)
_ANY_PROBLEM: Final = re.compile(r"问题|不足|差距|薄弱|短板|困难|有待|欠缺|改进|整改")
_DISPUTE: Final = re.compile(r"复议|诉讼")
_NOTHING_ELSE: Final = re.compile(r"^[\s　]*(?:暂)?(?:无|没有)|其[他它].{0,8}(?:事项|报告|说明)")
_IMPROVES: Final = re.compile(r"问题|不足|改进|整改|下一步|措施|打算|计划|努力方向")
_SIGNED: Final = re.compile(
    r"^[^\n。]{0,30}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$", re.MULTILINE
)
_GENERIC: Final = re.compile(
    r"各级政府部门|各级行政机关|各地政府|全国各地|各地各部门|一些地区|一些地方|部分地区|有的地区|有些地方"
)
_MAY_BE_GENERIC: Final = (re.compile("级(?<=各级)"), re.compile("地(?<=[各些分的]地)"))
"""One of these stands in all that ``_GENERIC`` finds, and is found in a tenth of the time."""
_OWN: Final = re.compile(
    r"(?:我|本|全)(?:们|市|县|区|镇|乡|街道|省|州|旗|盟|局|委|办|厅|院|处|站|所|队|中心|单位|机关|部门|系统|级)|"
    r"(?:市|县|区|镇|乡|省|州|旗)(?:政府|局|级|直|委|[\u4e00-\u9fff]{2,8}局)|各(?:科室|股室|处室|镇|乡|街道|县|区|市)"
)
_NAMED: Final = 2  # characters of a body's name that name it


def evaluated(report: Report, _: Beside) -> Iterator[str]:
    """Yield the sections that could be called absent, and the rules that could be judged."""
    if not is_judged(report):
        return
    if is_whole(report) and layout.applies(report):
        gone = set(_gone(report))
        there = {one.number for one in report.sections} | _tabled(report)
        yield from (f"section.absent:{place(number)}" for number in sorted(there | gone))
    if _order(report) is not None:
        yield "section.order"
    yield from (f"section.thin:{place(n)}" for n, text in _says(report).items() if text)


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield section.absent, section.order and section.thin."""
    if not is_judged(report):
        return
    if is_whole(report) and layout.applies(report):
        yield from (_absent(report, number) for number in _gone(report))
    yield from _out_of_order(report)
    yield from _thin(report)


def is_judged(report: Report) -> bool:
    """Whether these rules apply: the report's own text, on a year since the form of 2019."""
    year = report.year or 0
    has_text = bool(report.text.strip()) and len(report.sections) >= _LEAST_SECTIONS
    return has_text and year >= form.FIRST_YEAR_2019


def is_whole(report: Report) -> bool:
    """Whether what was not read in the text is not there."""
    tabled = len(report.tables) == len(form.TABLES)
    return report.complete and not report.unread and (tabled or not report.attachments)


def place(number: int) -> str:
    """Return how a section is named among the places of a finding."""
    return f"section.{number}"


def name(number: int) -> str:
    """Return a section as the form heads it."""
    return f"“{_DIGITS[number - 1]}、{form.SECTIONS[number - 1]}”"


# --- Absent ---------------------------------------------------------------------


def _tabled(report: Report) -> set[int]:
    return {number for number, table in _TABLES.items() if table in report.tables}


@passages.once
def _gone(report: Report) -> tuple[int, ...]:
    """Return the sections that are not there, nor anything that could be one."""
    there = {one.number for one in report.sections} | _tabled(report)
    missing = [number for number in range(1, 7) if number not in there]
    return tuple(_really_gone(report, missing)) if missing else ()


def _really_gone(report: Report, missing: list[int]) -> Iterator[int]:
    free = passages.free_headings(report)
    for number in missing:
        if number == _OTHER:
            if _other_is_gone(report, free):
                yield number
        elif set(missing) <= {number, _OTHER} and not free and _is_gone(report, number):
            yield number


def _is_gone(report: Report, number: int) -> bool:
    """Whether a section is not there although every other one is, and no heading is left over."""
    if number == _GENERAL:
        return not _speaks_before(report)
    if number == _PROBLEMS:
        return not _tells_problems(report)
    if number == _DISPUTED:
        return not any(
            _DISPUTE.search(one.text) for one in report.sections if one.number != _GENERAL
        )
    return True


def _speaks_before(report: Report) -> bool:
    """Whether there is running text before section two or in it: a report whose heading is lost."""
    second = passages.section(report, _PUBLISHED)
    told = f"{passages.lead(report)}\n{second.text if second else ''}"
    plain = (one for one in passages.sentences(told) if not _STOCK.search(one))
    return sum(passages.size(one) for one in plain) >= _PARAGRAPH


def _tells_problems(report: Report) -> bool:
    """Whether another section may hold what section five should."""
    for one in report.sections:
        words = _PROBLEM if one.number == _GENERAL else _ANY_PROBLEM
        if words.search(one.text):
            return True
    return False


def _other_is_gone(report: Report, free: tuple[tuple[int, str], ...]) -> bool:
    """Whether no heading behind the last section, nor its last words, can be section six."""
    five = passages.section(report, _PROBLEMS)
    if five is None or _OTHER in report.unheaded:
        return False
    if report.pictures and len(report.tables) < len(form.TABLES):
        return False
    last = max(passages.place_of(report, one) for one in report.sections)
    return not any(at > last for at, _ in free) and not _ends_with_nothing(five.text)


def _ends_with_nothing(text: str) -> bool:
    """Whether the last line that is no signature says 无, as section six may."""
    lines = [line for line in _SIGNED.sub("", text).split("\n") if line.strip()]
    return any(_NOTHING_ELSE.search(line) for line in lines[-3:])


def _absent(report: Report, number: int) -> Finding:
    """Say that a section was not seen; pictures at the end of a page may hold its last ones."""
    certain = not (report.pictures and number >= _PROBLEMS)
    return Finding(
        "section.absent",
        Severity.ERROR if certain else Severity.WARNING,
        f"全文未见{name(number)}部分，也未见相应内容，请核实。"
        if certain
        else f"文字中未见{name(number)}部分；页面另有图片未读，请对照原文。",
        certain=certain,
        places=(place(number),),
    )


# --- Order ----------------------------------------------------------------------


@passages.once
def _order(report: Report) -> tuple[int, ...] | None:
    """Return the sections' numbers as they stand; None where that cannot be told.

    A heading that stands twice (a table of contents, a copy for phones) tells no order.
    """
    if len(report.sections) < _LEAST_IN_ORDER:
        return None
    placed = [(passages.place_of(report, one), one.number) for one in report.sections]
    if min(placed)[0] < 0 or len({at for at, _ in placed}) < len(placed):
        return None
    numbers = tuple(number for _, number in sorted(placed))
    if list(numbers) != sorted(numbers) and any(_stands_twice(report, s) for s in report.sections):
        return None
    return numbers


def _stands_twice(report: Report, section: Section) -> bool:
    bare = re.sub(r"^[\s\W\d第部分一二三四五六七八九十]+", "", section.heading)
    lines = (line for line in report.text.split("\n") if len(line) <= len(section.heading) + 12)
    return sum(bare in line for line in lines) > 1


def _out_of_order(report: Report) -> Iterator[Finding]:
    numbers = _order(report)
    if numbers and list(numbers) != sorted(numbers):
        printed = "、".join(form.SECTIONS[number - 1] for number in numbers)
        message = f"各部分依次为：{printed}；与格式规定的顺序不一致。"
        yield Finding("section.order", Severity.WARNING, message)


# --- Thin -----------------------------------------------------------------------


@passages.once
def _says(report: Report) -> Mapping[int, str | None]:
    """Return by number what the sections say that have to say something."""
    return {number: _said(report, number) for number in (_GENERAL, _PROBLEMS)}


def _said(report: Report, number: int) -> str | None:
    """Return what a section says, its signature left out; None where that cannot be told.

    Where a further main heading goes on with improvements, its text counts as well.
    """
    section = passages.section(report, number)
    if section is None:
        return None
    at = passages.place_of(report, section)
    free = passages.further(report)
    if number == _GENERAL and free:
        return None
    more = (text for begin, heading, text in free if at < begin and _IMPROVES.search(heading))
    text = "".join((section.text, *more))
    return _SIGNED.sub("", text) if "日" in text else text


def _thin(report: Report) -> Iterator[Finding]:
    general, problems = _says(report).values()
    if general is not None:
        yield from _too_short(report, _GENERAL, general, _SHORTEST_GENERAL)
        yield from _of_nobody(report, _GENERAL, general)
    if problems is not None:
        yield from _too_short(report, _PROBLEMS, problems, _SHORT)
        yield from _of_nobody(report, _PROBLEMS, problems)


def _too_short(report: Report, number: int, text: str, least: int) -> Iterator[Finding]:
    if passages.size(text[: 2 * least]) >= least:  # as nearly always
        return
    length = passages.size(text)
    if length >= least:
        return
    if length == 0:
        certain = is_whole(report) and not report.pictures
        message = f"{name(number)}下未见文字，请对照原文。"
    else:
        certain, message = True, f"{name(number)}仅{length}字，内容过于简略，请补充具体情况。"
    yield Finding(
        "section.thin", Severity.WARNING, message, certain=certain, places=(place(number),)
    )


def _of_nobody(report: Report, number: int, text: str) -> Iterator[Finding]:
    """Text on 各级政府部门 and 一些地区 that never names the body whose report it is."""
    generic = _GENERIC.search(text) if any(one.search(text) for one in _MAY_BE_GENERIC) else None
    if generic is None or _OWN.search(text) or _names_body(report, text):
        return
    message = f"{name(number)}的文字泛指“{generic[0]}”等，未见结合本单位实际的内容，请补充。"
    yield Finding("section.thin", Severity.WARNING, message, places=(place(number),))


def _names_body(report: Report, text: str) -> bool:
    organ = (report.organ or "").removesuffix("人民政府")
    return bool(organ) and (organ in text or (len(organ) > _NAMED and organ[-4:] in text))
