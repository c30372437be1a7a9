"""Columns below a column: a year's folder, 部门 and 乡镇 folders, a body's own column.

A county's column often holds nothing itself: `/zfxxgknb/2024n/xzjd/`. Whether the
year of a folder is that of the report or of its publication differs from site to
site; nothing is concluded from it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from crawler.pages.listing import Link
from crawler.pages.markup import address, base_of, full_title, joined, tree
from crawler.pages.titles import is_cut, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NONE = "none"  # as the option ``folders``: there are none, whatever the page looks like

_LONG_NAME = 36  # characters; a longer text names a document, not a folder
_YEAR = re.compile(
    r"[·•\[【(（]?(20\d\d)(年度?|n)?(政府)?(信息公开|政务公开)?(工作)?(年度)?(年报|报告)?(专栏|列表)?[\])）】]?"
)
_GROUP = re.compile(
    r"[^,，。]{0,8}(部门|单位|机关|机构|乡镇|镇街|街镇|街道|镇乡|乡街|开发区|功能区|园区|管委会|县区|"
    r"区县|县市区|市直|县直|区直|州直|省直|政府|国有企业|院校)[^,，。]{0,12}"
)
_OTHER = re.compile(
    r"文件|预算|决算|职责|职能|权责|清单|动态|采购|名录|设置|领导|指南|制度|目录|规章|规划|统计|"
    r"人事|财政|服务|互动|网站|要闻|会议|机构改革|申请|首页"
)
_ORGAN = (
    r"政府|局|委|委员会|办|办公室|镇|乡|街道|办事处|处|厅|署|院|中心|公司|集团|所|会|社|部|队|区|县|市|旗|"
    r"苏木|村|园|场|馆|台|校|学|行"
)
_SUFFIX = r"(政府信息公开)?(工作)?(年报|年度报告)?"
_BODY = re.compile(rf"[^,，。]{{1,24}}({_ORGAN}|站){_SUFFIX}")
# 财政局, 统计局 and 政务服务中心 are bodies, whatever 财政, 统计 and 服务 alone may be.
_OF_ITSELF = re.compile(
    rf"[^,，。]{{1,24}}(政府|局|委|委员会|办公室|镇|乡|街道|办事处|厅|署|中心|苏木|馆){_SUFFIX}"
)
_ANNUAL = re.compile(r"年报|年度报告")
_MORE = re.compile(r"(查看)?更多.{0,4}|more\W{0,4}|>>|»", re.IGNORECASE)
_LIST_FILE = re.compile(
    r"/(index|list|default|main|[a-z]{0,12}_?list[a-z]{0,4}|xxgk_\w{1,20}|common_\w{1,20})"
    r"\.(s?html?|jspx?|aspx?|php)$",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^/]*\.\w{2,5}$")
_OUTSIDE = ("nav", "header", "footer")
_LISTS = frozenset({"ul", "ol", "dl", "table", "div"})
_FEW = 2  # folders of known names that make a list one of folders


@dataclass(frozen=True, slots=True)
class Addresses:
    """How a family's columns are addressed, beyond folders and their index pages.

    ``form``: the path of a column. ``anywhere``: a column below another need not
    lie below it in the path, so that its name must say what it is. ``annual``: an
    address that by itself says that the column is one of annual reports.
    """

    form: re.Pattern[str] | None = None
    anywhere: bool = False
    annual: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The column that is read. ``alone``: one body publishes there, so that only years matter.

    Folders of years before ``since``, the oldest report year it is known to hold,
    are left out: a folder's year is the report's or a later one.
    """

    root: str
    addresses: Addresses = Addresses()
    since: int | None = None
    alone: bool = False


def below(html: str, url: str, place: Place, options: Mapping[str, str]) -> tuple[Link, ...]:
    """Return the columns below a column that one of its pages leads to, each once."""
    chosen = options.get("folders", "")
    if chosen == NONE:
        return ()
    found = _chosen(html, url, chosen) if chosen else _recognised(html, url, place)
    once = {bare(link.url): link for link in reversed(tuple(found))}
    once.pop(bare(place.root), None)
    once.pop(bare(url), None)
    return tuple(reversed(once.values()))


def bare(url: str) -> str:
    """Return an address by which a folder is known: with no fragment, scheme or index page."""
    parts = urlsplit(url)
    path = re.sub(r"/(index|default)\.(s?html?|jsp|aspx?|php)$", "/", parts.path or "/")
    return f"{parts.netloc}{path}?{parts.query}".rstrip("?")


def _chosen(html: str, url: str, selector: str) -> Iterator[Link]:
    page = tree(html)
    base = base_of(page, url)
    for anchor in page.select(selector):
        target, name = address(anchor, base), full_title(anchor)
        if target and name:
            yield Link(target, name)


def _recognised(html: str, url: str, place: Place) -> Iterator[Link]:
    page = _parsed(html)
    if page is None:
        return
    base = _base(page, url)
    seen: list[tuple[Link, bool, object]] = []
    for anchor in page.iter("a"):
        name = _name(anchor)
        target = joined(base, anchor.get("href", "").strip()) if name else None
        if target is None or _is_outside(anchor):
            continue
        known = _is_folder(name, target, place)
        if known or _may_be_folder(name, target, place):
            seen.append((Link(target, name), known, _container(anchor)))
    yield from _with_neighbours(seen)


def _with_neighbours(seen: list[tuple[Link, bool, object]]) -> Iterator[Link]:
    """Yield the links known to be folders, and those that stand in a row with them.

    Among folders of bodies one with an unusual name is a body's too: to pass it over
    would be to say that the body published nothing.
    """
    known, other = (Counter(id(c) for _, k, c in seen if k is sure) for sure in (True, False))
    for link, sure, container in seen:
        here = id(container)
        if sure or (known[here] >= _FEW and known[here] >= other[here]):
            yield link


def _container(anchor: etree._Element) -> object:
    """Return the list that a link stands in; the element itself is kept so that its id holds."""
    return next((p for p in anchor.iterancestors() if p.tag in _LISTS), None)


def _may_be_folder(name: str, target: str, place: Place) -> bool:
    """Tell whether an address is that of a column below, whatever its name says."""
    if place.alone or _other_host(target, place.root) or not _is_below(target, place.root):
        return False
    if _YEAR.fullmatch(name):  # of which _is_folder has judged
        return False
    turning = re.fullmatch(r"\d{1,3}|(首|上一?|下一?|尾|末)页|[<>«»‹›]+", name)
    return _is_column(target, place) and not turning and not _OTHER.search(name)


def _parsed(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", recover=True)
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _base(page: etree._Element, url: str) -> str:
    named = next((tag.get("href", "") for tag in page.iter("base") if tag.get("href")), "")
    return (joined(url, named) if named else None) or url


def _name(anchor: etree._Element) -> str:
    """Return what a link calls its target; "" where that is too long for a folder."""
    href = anchor.get("href", "").strip().lower()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return ""
    left: list[str] = []
    for text in anchor.itertext():
        left.append(str(text))
        if len(left) > _LONG_NAME:
            return ""
    shown = normal("".join(left)[: 8 * _LONG_NAME])
    if not shown or is_cut(shown):
        shown = normal(anchor.get("title", "")[: 8 * _LONG_NAME])
    return shown if len(shown) <= _LONG_NAME else ""


def _is_folder(name: str, target: str, place: Place) -> bool:
    if _other_host(target, place.root):
        return False
    addresses = place.addresses
    annual = bool(addresses.annual and addresses.annual.search(target))
    if not annual and not _is_column(target, place):
        return False
    if year := _YEAR.fullmatch(name):
        return not (place.since and int(year[1]) < place.since)
    if annual or _is_below(target, place.root):
        return bool(_MORE.fullmatch(name)) or (not place.alone and _is_part(name))
    return not place.alone and _is_part(name) and bool(_ANNUAL.search(name))


def _is_part(name: str) -> bool:
    """Tell whether a name is that of a group of bodies or of one body."""
    if _OF_ITSELF.fullmatch(name):
        return True
    named = _GROUP.fullmatch(name) or _BODY.fullmatch(name)
    return bool(named) and not _OTHER.search(name)


def _is_column(target: str, place: Place) -> bool:
    """Tell whether an address may be that of a column here."""
    path = urlsplit(target).path
    form = place.addresses.form
    of_family = bool(form and form.search(path))
    if _is_below(target, place.root):
        return of_family or path.endswith("/") or bool(_LIST_FILE.search(path))
    if _same_page(target, place.root):
        return True
    return of_family and place.addresses.anywhere


def _same_page(target: str, root: str) -> bool:
    """Tell whether an address asks the same page for something else: list.asp?year=2024."""
    there, here = urlsplit(target), urlsplit(root)
    return there.path == here.path and bool(there.query) and there.query != here.query


def _is_below(target: str, root: str) -> bool:
    path, top = urlsplit(target).path, _top(root)
    return len(top) > 1 and path.startswith(top) and path != top


def _top(root: str) -> str:
    """Return the folder below which a column's own folders lie: /a/ of /a/index.html, /a.htm."""
    path = urlsplit(root).path
    if path.endswith("/") or not _FILE.search(path):
        return path.rstrip("/") + "/"
    if _LIST_FILE.search(path):
        return path.rsplit("/", 1)[0] + "/"
    return path.rsplit(".", 1)[0] + "/"


def _other_host(target: str, root: str) -> bool:
    return urlsplit(target).netloc != urlsplit(root).netloc


def _is_outside(anchor: etree._Element) -> bool:
    return any(parent.tag in _OUTSIDE for parent in anchor.iterancestors())
