"""Files that a page links to or shows: which of them may hold the report.

A portal's page has files of its own (an application form, the guide, reports of
other years in a side column). Each file is weighed by what it is called, by how
it is shown and by where it stands; what can only be something else is left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from nianbao.report import days
from nianbao.report.model import Attachment
from nianbao.report.reading.elements import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from nianbao.report.reading.elements import Elements

MOST: Final = 20
FILE: Final = re.compile(
    r"\.(?:docx?|wps|pdf|xlsx?|et|zip|rar|ofd|rtf)(?:[?#&]|$)|downfile\.jsp|/download/|showVsbpdf",
    re.IGNORECASE,
)
_SCRIPTED: Final = re.compile(r"""showVsbpdfIframe\(\s*["']([^"']{1,500})["']""")
_ENDING: Final = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|et|zip|rar|ofd|rtf)$", re.IGNORECASE)
_REPORT: Final = re.compile(r"年度报告|年报|信息公开.{0,8}报告|公开工作报告")
_BARE: Final = re.compile(r"附件|下载|查看|点击|正文|全文|打印|版")
_OTHER: Final = re.compile(
    r"申请表|申请书|指南|目录|流程|网站.{0,8}报表|法治政府|依法行政|预算|决算|使用(?:帮助|说明|手册)|"
    r"制度|办法|条例|统计年报|隐私|插件|阅读器|公报"
)
_ASIDE_TAGS: Final = frozenset({"nav", "header", "footer", "aside"})
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:side(?:bar)?|nav|foot(?:er)?|menu|friend|relat\w*|recommend|xgxx|hot)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DEPTH: Final = 60
_SHOWN, _NAMED, _PLAIN, _ELSEWHERE = 5, 4, 1, -6


def weight(name: str, href: str, title: str = "") -> int:
    """Return how likely a file holds the report that ``title`` names; below 0: something else."""
    told = _normal(f"{name} {unquote(urlsplit(href).path).rpartition('/')[2]}")
    found = 0
    if _OTHER.search(told):
        found += _ELSEWHERE
    elif _REPORT.search(told):
        found += _NAMED
    elif _BARE.search(told):
        found += _PLAIN
    named, own = days.years(_normal(name)), days.years(title)
    if named and own and not set(named) & set(own):
        found += _ELSEWHERE
    return found


def shown(href: str) -> str:
    """Return the document that a frame shows, also through a viewer (viewer.html?file=…)."""
    try:
        asked = parse_qs(urlsplit(href).query)
    except ValueError:  # http://[broken
        return ""
    for values in asked.values():
        for value in values:
            if _ENDING.search(value.split("?", 1)[0]):
                return value
    return href if FILE.search(href) else ""


def offered(elements: Elements, title: str) -> tuple[tuple[Attachment, ...], bool]:
    """Return the files that may hold the report, the likeliest first, and whether others are there.

    Scripts must still be in the tree of the elements.
    """
    weighed: dict[str, tuple[int, Attachment]] = {}
    others = False
    for points, attachment in (*_linked(elements, title), *_framed(elements), *_scripted(elements)):
        if points < 0:
            others = True
        elif attachment.href not in weighed or weighed[attachment.href][0] < points:
            weighed[attachment.href] = (points, attachment)
    ranked = sorted(weighed.values(), key=lambda found: -found[0])
    return tuple(attachment for _, attachment in ranked[:MOST]), others


def _linked(elements: Elements, title: str) -> Iterator[tuple[int, Attachment]]:
    for node in elements["a"]:
        attributes = node.attributes
        if "href" not in attributes:
            continue
        href = (attributes["href"] or "").strip()
        text = " ".join(node.text().split())
        if FILE.search(href) or (_ENDING.search(text) and not href.startswith(("#", "java"))):
            told = f"{text} {attributes.get('title') or ''}"
            points = weight(told, href, title) + (_ELSEWHERE if is_aside(node) else 0)
            yield points, Attachment(href, text)


def _framed(elements: Elements) -> Iterator[tuple[int, Attachment]]:
    for node in elements["frame"]:
        href = shown(source_of(node))
        if href:
            yield _SHOWN + weight("", href), Attachment(href, "")


def _scripted(elements: Elements) -> Iterator[tuple[int, Attachment]]:
    for node in elements["script"]:
        for href in _SCRIPTED.findall(node.text()):
            yield _SHOWN, Attachment(href, "")


def is_aside(node: LexborNode) -> bool:
    """Whether a link stands in a page's head, foot, menu or side column."""
    above = node.parent
    for _ in range(_DEPTH):
        if above is None or above.tag == "html":
            return False
        attributes = above.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if above.tag in _ASIDE_TAGS or _ASIDE.search(names):
            return True
        above = above.parent
    return False


def _normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
