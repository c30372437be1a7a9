"""Of whom a report's text speaks as its own author, in its first sentences.

A page may bear one body's title over another's content: a page that was copied, a
city's report that a bureau posts again. The text gives it away where it begins
with who did the work, or says who wrote the report. 我局 gives nothing away.
"""

from __future__ import annotations

import re
from typing import Final

from nianbao.duty.genre import plain
from nianbao.duty.years import in_digits

LENGTH: Final = 2000
"""Characters that may hold the first sentences, behind what a page puts before them."""
_ORGAN: Final = (
    r"(?![我本全各在按根据为以围面坚认贯落始持继通紧])[\u4e00-\u9fff]{2,24}?"
    r"(?:人民政府办公[室厅]|人民政府|街道办事处|管理委员会|管委会|委员会|税务局|气象局|分局|局|厅|委)"
)
_DID: Final = (
    r"(?=(?:坚持|认真|深入|做好|严格|全面|始终|积极|持续|紧紧|以|在|按照|根据|高度|切实|围绕|扎实"
    r"|不断|贯彻|聚焦|主动|进一步|共|政府信息|政务公开|信息公开|本着|坚决|继续|着力|加强|立足))"
)
_SUBJECTS = (
    re.compile(rf"20\d\d年(?:度|以来)?[,，、]({_ORGAN}){_DID}"),
    re.compile(rf"报告由({_ORGAN})(?=按照|根据|依据|依照|编制|政务|办公室)"),
    re.compile(rf"(?:现公布|现将|现发布|公布)({_ORGAN})20\d\d年"),
)
_HEADING = re.compile(
    r"^[^，。；]{0,24}?(?P<organ>(?![我本全各在])[\u4e00-\u9fff]{2,24}?"
    r"(?:人民政府办公[室厅]|人民政府|街道办事处|管理委员会|管委会|委员会|税务局|分局|局|厅|委))?"
    r"(?P<year>20\d\d)年度?(?:政府|政务)?信息公开(?:工作)?(?:情况)?(?:年度)?(?:工作)?(?:报告|年报)$"
)
"""The report's own title as a line of its own, at the head of its text."""
_HEAD_LINES: Final = 12
_IN_THE_YEAR = re.compile(r"(?<![\d至到\-—–~较比于])(20[0-3]\d)年(?:度|以来)?[,，、](?!20\d\d)")


def subjects(text: str) -> tuple[str, ...]:
    """Return the organs that a text's heading and its opening name as its authors."""
    return tuple(dict.fromkeys((*_headed_by(text), *_speaking(text))))


def speakers(text: str) -> tuple[str, ...]:
    """Return the organs that the opening names; the heading's only where it names none.

    A page repeats its own title above whatever text it holds: that says less than
    who did the work.
    """
    return _speaking(text) or _headed_by(text)


def _speaking(text: str) -> tuple[str, ...]:
    opening = in_digits(plain(text[: 2 * LENGTH])[:LENGTH])
    found = (name for pattern in _SUBJECTS for name in pattern.findall(opening))
    return tuple(dict.fromkeys(found))


def _headed_by(text: str) -> tuple[str, ...]:
    heading = _heading(text)
    return (heading["organ"],) if heading and heading["organ"] else ()


def _heading(text: str) -> re.Match[str] | None:
    lines = text[:LENGTH].splitlines()[:_HEAD_LINES]
    return next((said for line in lines if (said := _HEADING.search(in_digits(plain(line))))), None)


def headed_year(text: str) -> int | None:
    """Return the year of the report's own title at the head of its text."""
    heading = _heading(text)
    return int(heading["year"]) if heading else None


def year_of(text: str) -> int | None:
    """Return the year (2025年，……) of the first sentence that begins with one."""
    opening = in_digits(plain(text[: 2 * LENGTH])[:LENGTH])
    found = _IN_THE_YEAR.search(opening)
    return int(found.group(1)) if found else None


_PERIOD = re.compile(
    r"(?:统计期限|统计时间|数据的?统计|起止|周期|期限).{0,16}?(20\d\d)年1?\d月(?:\d{1,2}日)?起?[，,]?[至到\-—–~]+"
    r"(20\d\d)年\d{1,2}月"
)


def period_of(text: str) -> tuple[int, ...]:
    """Return the year of the statistical period, two where it runs from one into another."""
    opening = in_digits(plain(text[: 2 * LENGTH])[:LENGTH])
    found = _PERIOD.search(opening)
    years = tuple(map(int, found.groups())) if found else ()
    return tuple(dict.fromkeys(years))
