"""What of a title is left once everything known in it is taken away.

A title settles whose report it is only when all of it is understood: the body, the
year, the words that name the report, and the notes that lists put around them. A
word left over (考试院, 及办公室, 征求意见稿) may turn the whole of it into something
else, so that a person must look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.duty.fields import fields_of
from nianbao.duty.genre import plain
from nianbao.duty.notes import without_notes
from nianbao.duty.organs import organ_of
from nianbao.duty.years import in_digits, in_whole_years, years_in

if TYPE_CHECKING:
    from collections.abc import Iterable

_RANGE = re.compile(r"20\d\d年?度?[-—–~至到、和]+20\d\d(学年度?)?")
_DATES = re.compile(
    r"(20\d\d)年\d{1,2}月(\d{1,2}日)?[-—–~至到]+(?!\1)20\d\d年\d{1,2}月(\d{1,2}日)?"
)
"""A period from one year into another: 2024年9月1日—2025年8月31日."""
_NAME: Final = "\0"
"""Stands where a body's name stood, so that words do not join across it."""
_PROVINCE = re.compile(rf"([\u4e00-\u9fff]{{2,6}}(省|自治区))?{_NAME}")
_PARTY = re.compile(rf"^中共[\u4e00-\u9fff]{{2,20}}?(部|委员会|工委|委|办公室)[、,（]?(?={_NAME})")
_JOINT = re.compile(
    rf"{_NAME}（(市|县|区|旗|中共)?([\u4e00-\u9fff]{{2,18}}(?<!分)(?<!支)(?<!稽查)(局|部|委|工委|党组|党委))）"
)
_FORMERLY = re.compile(rf"{_NAME}（原[\u4e00-\u9fff]{{2,20}}）")
_OWN_LEVEL = re.compile(rf"(?<={_NAME})(本级|机关)|（本级）")
_TAG = re.compile(r"^[\[【]([\u4e00-\u9fff]{2,6})[\]】]")
_KNOWN_TAG = re.compile(
    r"(政府|政务|信息|公开|年报|年度|报告|工作|法定|主动|部门|最新|置顶|推荐|附件|发布|公示|本级|机关)+"
)
_NUMBER = re.compile(
    r"^(附件|附)?[\d一二三四五六七八九十]{0,3}[、.:：,]|^（[\d一二三四五六七八九十]{1,3}）(?=.)"
)
_DATE = re.compile(
    r"[（【\[]?20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?(发布|公布)?[）】\]]?|(?<!\d)20\d{6}(?!\d)"
)
_MONTH = re.compile(r"[（【\[]20\d\d年\d{1,2}月")
_DIGITS = re.compile(r"20\d\d")
_YEAR = re.compile(
    r"[（〔【\[]?(?<!\d)20[0-3]\d(?!\d)"
    r"(年(?=年度?报|年度工作)|(?=年报|年度报告|年度工作报告)|(年度|年|度)?[）〕】\]]?(年度|年)?(?!报))"
)
_FILE = re.compile(r"(\.(pdf|docx?|wps|html?|xlsx?|rar|zip|ofd))+$", re.IGNORECASE)
_HEAD = re.compile(rf"中华人民共和国(?={_NAME})")
_OURS = re.compile(
    r"^(局|委|办)机关|^[我本]?分局|^(关于)?(我|本)(局|委|办|厅|镇|乡|街道|校|院|单位|机关)"
)
_PHRASE = re.compile(
    r"(关于)?(报送|呈报|上报)?(年度)?((政务公开[和与、及]|政务公开)?(政府|政务)?信息公开([和与、及]政务公开)?)?(工作)?(情况)?的?"
    r"(年度)?(工作)?(情况)?的?(年度)?(工作)?(报告|年报)?(全文|正文|的函)?"
)
"""How a report names itself, once its body and its year are taken away."""
_BRIEFLY = re.compile(r"(关于|的)?(年度)*(报告|年报)?(全文|正文)?")
"""The same where its column says of what it reports; 工作报告 may be another thing."""
_MARKS = re.compile(rf"[{_NAME}\s:：,，;；。|丨/_\-—–()（）\[\]【】·*>#]+|(?<=\D)\d$|^\d$")
_WORDS = re.compile(r"关于|(政府|政务)?信息公开|年度报告|年报|工作|情况|年度|报告|的|全文|正文")
_COLUMN = re.compile(
    r"(政府|政务)?信息公开(目录|专栏|平台|年报|工作?年度报告)?|政务公开|年度报告|年报|工作年报|首页|通知公告|法定主动公开内容"
)
"""A column's name as a template puts it behind a page's title."""
_SAID = re.compile(r"(报告|年报)")
_CUT = re.compile(r"(年度报?|报)?(\.{2,}|…+|⋯+)$")
_REPORT_CUT = re.compile(r"信息公开(工作)?年度?报(告)?(\.{2,}|…+|⋯+)$")
_RANKED = re.compile(r"[省市州盟县区旗]人民政府")
_ATTACHED = re.compile(r"(?:附件\d?)[：:]?【([^【】]+)】")
_CLICKED = re.compile(r"^(?:点击|下载|查看|在线)?(?:下载|查看|阅读|浏览)[:：]|(?:NEW|new|HOT)!?$")
_COUNTED = re.compile(r"(?:浏览|阅读|点击|访问)(?:次数|量|数)?[:：]?\d{0,7}次?$")
"""What a list prints around a title: links to the file, counts of readers."""
_POSTED = re.compile(r"(?:发布|公开|公布|更新)?(?:时间|日期)[:：]$")
_BULLET = re.compile(r"^[★☆▶►◆◇■□●○※→>]+")
_DAYS = re.compile(r"（1月1日[-—–~至到]+12月31日）")
_CLOCK = re.compile(r"(?<=[日\d])\d{2}:\d{2}(:\d{2})?(?=$|[】\]）])")
_DAY = re.compile(r"(?<=报告|年报)[（【\[]?\d{1,2}[-/月.]\d{1,2}日?[）】\]]?$")
_BARE = re.compile(
    r"(点击|在线)?(查看|下载|浏览|阅读|打开)?(全文|详情|附件|报告|正文)?\d{0,2}|[pw]\d{12,}|\d{1,2}",
    re.IGNORECASE,
)


def leftover(title: str, names: Iterable[str]) -> str:
    """Return what a title says beside a report's name, its year, and one of the names given.

    ``names`` are the spellings of one body. A title that says nothing at all
    (点击查看) leaves nothing over.
    """
    names = tuple(names)
    text = in_whole_years(in_digits(_BULLET.sub("", plain(title))))
    if ranged := _RANGE.search(text) or _DATES.search(text):
        return ranged.group()
    if dated := _unexplained_date(text):
        return dated
    text = _COUNTED.sub("", _CLICKED.sub("", _FILE.sub("", _attached(text))))
    if _BARE.fullmatch(text):
        return ""
    text = _without_name(_without_dates(without_notes(text)), names)
    text = without_notes(_OWN_LEVEL.sub("", text))
    governs = [name for name in names if _RANKED.fullmatch(name)]
    text = re.sub(rf"^[我本]([{''.join(n[0] for n in governs)}])", "", text) if governs else text
    text = _TAG.sub(_unless_known_tag, text)
    for pattern in (_NUMBER, _OURS):
        text = pattern.sub("", text)
    text = _YEAR.sub("", text)
    if _REPORT_CUT.search(text):
        text = _CUT.sub("", text)
    rest = _MARKS.sub("", text).strip("、")
    if rest.endswith("公开工作年度"):
        return rest  # 考核 and 计划 may have stood behind it as well as 报告
    phrase = _PHRASE if "公开" in rest else _BRIEFLY
    return "" if phrase.fullmatch(rest) else _strange(rest)


def _attached(text: str) -> str:
    """Return what an attachment's brackets hold: 附件【……报告.docx】."""
    held = _ATTACHED.fullmatch(text)
    return held[1] if held else text


def _strange(rest: str) -> str:
    """Return what stands beside the words that name the report; all of it where nothing does."""
    return _WORDS.sub("", rest).strip("、") or rest


def _unexplained_date(text: str) -> str:
    """Return a date that is no day of publication: one before the end of the year named."""
    named = years_in(text)
    days = (found.group() for pattern in (_DATE, _MONTH) for found in pattern.finditer(text))
    early = (day for day in days if named and int(_DIGITS.findall(day)[0]) <= max(named))
    return next(early, "")


def _without_dates(text: str) -> str:
    """Return a text without dates; what is a year alone stays."""
    return _POSTED.sub("", _DATE.sub("", _DAY.sub("", _DAYS.sub("", _CLOCK.sub("", text)))))


def _without_name(text: str, names: Iterable[str]) -> str:
    ordered = sorted({plain(name) for name in names} - {""}, key=len, reverse=True)
    text = _without_site(text, ordered)
    named = next((name for name in ordered if name in text), "")
    text = text.replace(named, _NAME, 1) if named else text
    text = _HEAD.sub("", _PARTY.sub("", text))
    text = _FORMERLY.sub(_NAME, text)
    text = _JOINT.sub(lambda found: _NAME if _is_ours(found[2], ordered) else found[0], text)
    text = _PROVINCE.sub(_NAME, text)
    return text


def _unless_known_tag(found: re.Match[str]) -> str:
    return "" if _KNOWN_TAG.fullmatch(found[1]) or fields_of(found[1]) else found[0]


def _is_ours(beside: str, names: list[str]) -> bool:
    """Whether a name in brackets behind the body's may be its second one.

    It stands in no other place and its work has something to do with the body's.
    """
    placed = re.match(r"([\u4e00-\u9fff]{2,8})[市县区旗](?![场容政民监])", beside)
    if placed and not any(name.startswith(placed[1]) or placed[0] in name for name in names):
        return False
    does = organ_of(beside).fields
    ours = [fields for name in names if (fields := organ_of(name).fields)]
    return not does or not ours or any(does & fields for fields in ours)


def _without_site(text: str, names: list[str]) -> str:
    """Return a page's title without the body's own site behind it."""
    parts = re.split(r"([-_|—]+)", text)
    while len(parts) > 1 and (parts[-1] in names or _COLUMN.fullmatch(parts[-1])):
        parts = parts[:-2]
    kept = "".join(parts)
    site = text.removeprefix(kept).rpartition("_")[2]
    if site in names and _SAID.search(kept) and not any(name in kept for name in names):
        return f"{kept}_{site}"
    return kept if kept != text and (_SAID.search(kept) and _holds(kept, text, names)) else text


def _holds(kept: str, text: str, names: list[str]) -> bool:
    """Whether what is left of a title still names the body, if the title did."""
    return any(name in kept for name in names) or not any(name in text for name in names)
