"""Whether what stands there is the report at all, or another document in its place.

Said only of a text that was read whole, holds no statutory table and no statutory
section, and names itself as something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report import passages
from nianbao.report.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Beside, Report

_HEAD: Final = 40  # lines in which a document names itself
_LONGEST_TITLE: Final = 70
_FEWEST: Final = 40  # characters of text, or else nothing was read
_LONGEST_LETTER: Final = 1_500
_KINDS: Final = (
    (re.compile(r"政府网站(?:工作)?(?:年度)?(?:工作)?(?:报表|报告)"), "政府网站工作年度报表"),
    (re.compile(r"法治政府建设.{0,14}(?:报告|情况)|依法行政.{0,10}报告"), "法治政府建设年度报告"),
    (re.compile(r"关于.{0,50}年度?报告.{0,30}的?通知"), "工作通知"),
    (
        re.compile(
            r"关于(?:报送|呈报|报备|上报|提交|备案).{0,60}(?:报告|年报).{0,8}的?(?:函|报告|请示)?$"
        ),
        "报送函件",
    ),
    (re.compile(r"(?:年度?报告|年报).{0,10}的(?:函|请示)$"), "报送函件"),
    (re.compile(r"一图读懂|图解|图说|长图|漫画|图文解读"), "图解"),
    (re.compile(r"政务公开.{0,6}(?:工作总结|工作要点|实施方案)"), "其他政务公开材料"),
)
_REPORT: Final = re.compile(
    r"信息公开(?:工作)?(?:20\d\d)?(?:年度|年)?(?:工作)?(?:年度)?报告|信息公开(?:工作)?年报"
)
_LETTER: Final = re.compile(
    r"现(?:将|予)?[^。\n]{0,80}(?:报送|报上|呈报|呈上|报备|上报|随函|函送)|请(?:予以?|贵\w{1,3})?(?:审阅|审示|备案|查收|审核|批示)"
)
_SALUTATION: Final = re.compile(r"^[^\n，。；：:]{2,30}[：:]\s*$", re.MULTILINE)
_ENCLOSED: Final = re.compile(r"附件|附[：:]")
_PICTURE: Final = "图解"


def evaluated(report: Report, _: Beside) -> Iterator[str]:
    """Yield form.document where it can be told: a report with its tables is one."""
    if report.tables or len(report.sections) > 1 or _is_read(report):
        yield "form.document"


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield form.document."""
    if report.tables or len(report.sections) > 1:
        return
    kind = _named(report) or _letter(report)
    if not kind or not _is_read(report):
        return
    certain = not (_ENCLOSED.search(report.text) or (report.pictures and kind == _PICTURE))
    doubt = "" if certain else "；所附文件或图片未读，请对照原文"
    yield Finding(
        "form.document",
        Severity.ERROR if certain else Severity.WARNING,
        f"所公布的文件为{kind}，全文未见政府信息公开工作年度报告规定的内容和表格{doubt}，请核实。",
        certain=certain,
    )


def _is_read(report: Report) -> bool:
    """Whether all of the document was read, so that nothing of a report can be in it."""
    nothing_behind = report.complete and not report.unread and not report.attachments
    return nothing_behind and passages.size(report.text) >= _FEWEST


def _named(report: Report) -> str:
    """Return what the document calls itself in its title, or in a line of its own."""
    head = [line.strip() for line in report.text.split("\n", _HEAD)[:_HEAD]]
    lines = [line for line in head if len(line) <= _LONGEST_TITLE and not line.endswith("。")]
    titled = [report.title or "", *([] if report.format == "html" else lines[:4])]
    for pattern, kind in _KINDS:
        if any(pattern.search("".join(line.split())) for line in titled):
            return kind
    if _REPORT.search("".join((report.title or "").split())):
        return ""
    return _named_on_page(lines, report.text)


def _named_on_page(lines: list[str], text: str) -> str:
    """A page's title among its menus: a line that names a body or a year, with text behind it."""
    if not any(len(line) >= _FEWEST for line in text.split("\n")):
        return ""
    for pattern, kind in _KINDS[:3]:
        for line in lines:
            if pattern.search(line) and re.search(r"20\d\d年", line) and re.search(_BODIES, line):
                return kind
    return ""


_BODIES: Final = r"局|委|办|政府|厅|院|镇|乡|街道|中心"


def _letter(report: Report) -> str:
    """Whether a short text greets an office and hands the report on."""
    is_short = passages.size(report.text) <= _LONGEST_LETTER
    is_letter = _SALUTATION.search(report.text) and _LETTER.search(report.text)
    return "报送函件" if is_short and is_letter else ""
