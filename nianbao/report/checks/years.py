"""Whether title and text speak of the year that the report is on.

A year quoted for comparison, for a plan, a document, a basis or what was done before is
no slip; so a year counts only where the body says of itself what it did in it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from nianbao.report import passages, personal
from nianbao.report.checks import layout, sections
from nianbao.report.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Beside, Report

_REST: Final = r"(?<!\d.)[0０]\d\d)\s?年(?:全年|度)?"
"""What must not stand before a year is asked last: only where a 2 stands is anything asked."""
_YEAR: Final = re.compile(rf"(?P<year>[2２]{_REST}")
_NARROW_YEAR: Final = re.compile(rf"(2{_REST}")
_WIDE_YEAR: Final = re.compile(rf"(２{_REST}")
"""Of a pattern that begins with one sign a text is passed by four times as fast."""
_TITLE_YEAR: Final = re.compile(
    r"(?<![\d〔\[])([2２][0０][0-3０-３]\d)(?![\d〕\]]|\s*年\s*\d{1,2}\s*月|[-./]\d)"
)
_IS_TITLE: Final = re.compile(r"(?:信息|政务)公开.{0,20}(?:报告|年报)")
_PERIOD: Final = re.compile(
    r"(?P<first>\d{4})\s*年\s*[0０]?[1１]\s*月\s*[0０]?[1１]\s*日[^\d。；;\n]{0,12}\n?"
    r"(?:(?P<last>\d{4})\s*年\s*)?[1１][2２]\s*月\s*[3３][1１]\s*日"
)
_OF_FIGURES: Final = re.compile(r"统计|数据|期限|时限|时段|周期")
_BODY: Final = (
    r"(?:(?:我|本)(?:市|县|区|镇|乡|街道|省|州|旗|盟|局|委|办|厅|院|处|站|所|队|中心|单位|机关|部门|系统|"
    r"级政府|委员会|办公室|管委会)|全(?:市|县|区|镇|乡|省|州|旗|局|系统|街道)|"
    r"(?:市|县|区|镇|乡|州)(?:人民)?政府(?:办公室)?)"
)
_BODY_FIRST: Final = re.compile(_BODY)
_BODY_LAST: Final = re.compile(rf"{_BODY}在?$")
_OFTEN: Final = (
    "(?:共计|共|累计|总共|一共|新|合计|总计|实际|直接|及时|依法|主动|已|均|未|没有|无){0,4}"
)
_REPORTS: Final = re.compile(
    rf"{_OFTEN}(?:(?:通过|在)[^，。；\n]{{1,20}}?{_OFTEN})?"
    r"(?:收到|受理|接收|接到|收悉|办理|办结|答复|回复|公开|发布|公布|发生|收取|制发|制定|制作|出台|更新|上传|"
    r"召开|组织|开展|举办)(?!的|《)"
)
_STRIVES: Final = re.compile(
    r"坚持|认真|深入|全面|严格|高度重视|按照|紧紧|紧扣|积极|不断|持续|始终|切实|扎实|在[^，。；\n]{2,30}领导下"
)
_COUNTS: Final = re.compile(r"[^，。；《》\n的]{0,16}\d")
_OPENS: Final = frozenset("。；;，,：:、 　)）\n")
"""What a statement on a year follows; 自, 较, 至 and the like make it something else."""
_COMPARED: Final = re.compile(
    r"同比|环比|相比|对比|较[上去前2２]|比[上去2２]|增长|下降|回落|上升|增幅|降幅|上一?年|去年|前年|以来"
)
_NOW: Final = re.compile(r"今年|本年")
_PLANNED: Final = re.compile(r"将|拟|计划|下一步|预计|明年|来年|要(?!点|求)|力争|继续|打算|规划")
_LEAD_SAYS: Final = re.compile(
    r"现[^。；\n]{0,40}?(?P<year>[2２][0０]\d\d)\s?年度?(?:政府信息公开|政务公开)[^。；\n]{0,12}?(?:报告|情况)"
)
_QUOTED: Final = 40
_BEFORE, _BEHIND = 40, 120  # characters about a year in which it is said who did what
_ENOUGH: Final = 2
_SHORT_NAME: Final = 3


def evaluated(report: Report, _: Beside) -> Iterator[str]:
    """Yield title.year and text.year where they could be judged."""
    if not sections.is_judged(report):
        return
    if _title_years(report):
        yield "title.year"
    if layout.year_is_certain(report):
        yield "text.year"


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield title.year, else text.year: a wrong title is one matter, not ten."""
    if not sections.is_judged(report):
        return
    periods = _periods(report)
    said = tuple(_of_title(report, periods))
    yield from said
    if not said:
        yield from _split_period(periods)
        if layout.year_is_certain(report):
            yield from _of_text(report)


# --- Title ----------------------------------------------------------------------


def _title_years(report: Report) -> frozenset[int]:
    """Return the years that the title speaks of, dates and document numbers left out."""
    title = report.title or ""
    if not _IS_TITLE.search("".join(title.split())):
        return frozenset()
    found = _TITLE_YEAR.findall(title)
    if found:
        return frozenset(int(year) for year in found)
    return frozenset(
        int(claim.value)
        for claim in report.year_claims
        if claim.source == "title" and claim.value.isdecimal() and claim.value not in title
    )


def _periods(report: Report) -> set[tuple[int, int]]:
    """Return first and last year of every statistical period that the text names."""
    found: set[tuple[int, int]] = set()
    if not _has_last_day(passages.flowing(report)):
        return found
    told = filter(_has_last_day, passages.paragraphs(report))
    for sentence in chain.from_iterable(map(passages.parted, told)):
        match = _PERIOD.search(sentence)
        if match and _OF_FIGURES.search(sentence):
            first = int(match["first"])
            found.add((first, int(match["last"]) if match["last"] else first))
    return found


def _has_last_day(text: str) -> bool:
    """Whether a period may end in a text: in few anything does, and then it is passed by."""
    return "31" in text or "３" in text or "１" in text


def _of_title(report: Report, periods: set[tuple[int, int]]) -> Iterator[Finding]:
    titled = _title_years(report)
    if not titled:
        return
    if periods:
        yield from _against_period(report, titled, periods)
    elif len(titled) == 1:
        yield from _against_text(report, next(iter(titled)))


def _against_period(
    report: Report, titled: frozenset[int], periods: set[tuple[int, int]]
) -> Iterator[Finding]:
    years = {year for period in periods for year in period}
    if titled & years:
        return
    certain = len(titled) == len(years) == 1
    period = "、".join(f"{year}年" for year in sorted(years))
    yield Finding(
        "title.year",
        Severity.ERROR if certain else Severity.WARNING,
        f"标题为“{report.title}”，所列数据的统计期限为{period}，年度表述不一致，请核实。",
        certain=certain,
    )


def _against_text(report: Report, titled: int) -> Iterator[Finding]:
    """Yield a warning where the body tells of one other year, and never of the title's."""
    text = passages.narrative(report)
    if f"{titled}年" in text:
        return
    told = Counter(year for year, _, _ in _statements(report))
    year, times = next(iter(told.most_common(1)), (titled, 0))
    if len(told) == 1 and year != titled and times >= _ENOUGH:
        message = f"标题为“{report.title}”，正文各处均表述为{year}年，年度表述不一致，请核实。"
        yield Finding("title.year", Severity.WARNING, message)


def _split_period(periods: set[tuple[int, int]]) -> Iterator[Finding]:
    for first, last in sorted(periods):
        if last != first:
            message = (
                f"所列数据的统计期限为{first}年1月1日至{last}年12月31日，起止不在同一年度，请核实。"
            )
            yield Finding("text.year", Severity.WARNING, message, places=("period",))


# --- Text -----------------------------------------------------------------------


def _statements(report: Report, own: int | None = None) -> Iterator[tuple[int, str, str]]:
    """Yield year, sentence and the next sentence wherever the body tells what it did in a year.

    What it did in its ``own`` year is passed by.
    """
    organ = report.organ or ""
    for place, paragraph in enumerate(passages.paragraphs(report)):
        if "年" not in paragraph or _names_only(own, paragraph):
            continue
        for sentence, following in passages.told(report, place):
            told = {
                year: None
                for match in _YEAR.finditer(sentence)
                if (year := int(match["year"])) != own
                and _is_statement(organ, *_about(sentence, match))
            }
            yield from ((year, sentence, following) for year in told)


def _names_only(own: int | None, text: str) -> bool:
    """Whether no year but one stands in a text."""
    named = _NARROW_YEAR.findall(text)
    if "２" in text:
        named += _WIDE_YEAR.findall(text)
    return {own}.issuperset(map(int, named))


def _about(sentence: str, match: re.Match[str]) -> tuple[str, str]:
    begin, end = match.span()
    return sentence[max(0, begin - _BEFORE) : begin], sentence[end : end + _BEHIND]


def _is_statement(organ: str, before: str, after: str) -> bool:
    """Whether a year between these is one in which the body did something.

    2024年，本局收到…; 本局2024年度收到…; 2024年收到…5件.
    """
    rest = after.lstrip("，, ")
    is_apart = rest != after
    behind = _behind_body(organ, rest)
    if not before or before[-1] in _OPENS:
        if behind is not None:
            told = behind.lstrip("，, ")
            return bool(_REPORTS.match(told) or _STRIVES.match(told))
        reports = _REPORTS.match(rest)
        if is_apart:
            return bool(reports or _STRIVES.match(rest))
        return bool(reports and _COUNTS.match(rest, reports.end()))
    if _BODY_LAST.search(before[-12:]) or _ends_with_body(organ, before):
        return bool(_REPORTS.match(rest))
    return False


def _behind_body(organ: str, text: str) -> str | None:
    """Return what stands behind the body's name or 我局 at the beginning of a text."""
    for first in range(len(organ) - _SHORT_NAME + 1):
        if text.startswith(organ[first:]):
            return text[len(organ) - first :]
    match = _BODY_FIRST.match(text)
    return text[match.end() :] if match else None


def _ends_with_body(organ: str, text: str) -> bool:
    return len(organ) >= _SHORT_NAME and text.endswith(organ[-_SHORT_NAME:])


def _of_text(report: Report) -> Iterator[Finding]:
    """Yield one finding for each other year that the text reports on."""
    own = report.year or 0
    if _names_only(own, passages.narrative(report)):
        return
    found: dict[int, list[str]] = {}
    for year, sentence, following in _statements(report, own):
        if _is_slip(own, year, sentence, following):
            found.setdefault(year, []).append(sentence)
    for match in _LEAD_SAYS.finditer(passages.lead(report)):
        if (year := int(match["year"])) != own:
            found.setdefault(year, []).append(match[0])
    for year, said in sorted(found.items()):
        yield _slip(own, year, said)


def _is_slip(own: int, year: int, sentence: str, following: str) -> bool:
    """Whether a statement on another year is neither compared with its own nor a plan."""
    if str(own) in sentence or _NOW.search(sentence) or _COMPARED.search(sentence):
        return False
    if year > own:
        return not _PLANNED.search(sentence) and bool(re.search(r"收到|受理", sentence))
    continues = str(own) in following or _NOW.search(following)
    return not (continues and _COMPARED.search(following))


def _slip(own: int, year: int, said: list[str]) -> Finding:
    quoted = personal.masked(said[0])
    short = quoted if len(quoted) <= _QUOTED else f"{quoted[:_QUOTED]}……"
    times = f"等{len(said)}处" if len(said) > 1 else ""
    message = f"{own}年度报告的文字中，“{short}”{times}表述为{year}年，年度表述不一致，请核实。"
    return Finding("text.year", Severity.WARNING, message, places=(f"text.{year}",))
