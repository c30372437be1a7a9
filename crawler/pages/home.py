"""From a portal's home page to its columns of annual reports: links scored, sites named.

依据：国办公开办函〔2019〕61号（固定栏目“政府信息公开年报”）；国办发〔2017〕47号附件
（SiteName、SiteIDCode；网站标识码为十位数字，国务院部门为 bm 加八位数字）。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from crawler.pages import titles
from crawler.pages.markup import address, attribute, base_of, tree, visible, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup, Tag

COLUMN_SCORE: Final = 60
"""From this score on a link is called a column of annual reports, not only a way to one."""

_MOST: Final = 60  # candidates of one page
_LONG: Final = 30  # characters; a longer text names a document
_NAMED = re.compile(
    r".{0,12}(政府)?信息公开(工作)?(年报|年度报告|年度工作报告)(专栏|列表|公示|查询|公开)?"
)
_PLAIN = re.compile(
    r"(历年|政府|部门|单位|乡镇|街道|镇街|公开|信息公开工作)*(年报|年度报告)(专栏)?"
)
_ADDRESS = re.compile(
    r"zfxxgknb|xxgknb|gknb\b|/gknb|xxgkndbg|gkndbg|annual_?report|xxgknd|xxgkAnnualReport|"
    r"/public/column/\d+\?(.*&)?type=3|/nb/|/ndbg",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(法定主动公开内容|(政府)?信息公开(专栏|平台|专题|专区|目录|网)?|政务公开(专栏|平台)?|信息公开)"
)
_OTHER = re.compile(
    r"报表|法治|依法行政|指南|规定|制度|条例|办法|依申请|预算|决算|财务|统计|企业|审计|清单|"
    r"政策|解读|意见箱|监督|投诉|规划|会议|公报"
)
_YEAR = re.compile(r"20\d\d")
_CODE = re.compile(r"(?<![0-9A-Za-z])(bm\d{8}|\d{10})(?![0-9A-Za-z])", re.IGNORECASE)
_FOOT = re.compile(r"网站标识码[:：]?(bm\d{8}|\d{10})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that may lead to the column, with its score and what speaks for it (Chinese)."""

    url: str
    text: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a page says of its site; ``footer_code`` is the code printed for readers."""

    name: str = ""
    code: str = ""
    footer_code: str = ""
    column_type: str = ""


def facts(html: str) -> SiteFacts:
    """Return the national site tags of a page and the code in its footer; "" where absent."""
    page = tree(html)
    tag_code = _CODE.search(_tag(page, "siteidcode"))
    footer = _FOOT.search(visible(html))
    title = words(page.title) if page.title else ""
    return SiteFacts(
        name=_tag(page, "sitename") or title[:60],
        code=tag_code[1] if tag_code else "",
        footer_code=footer[1] if footer else "",
        column_type=_tag(page, "columntype"),
    )


def candidates(html: str, url: str) -> tuple[Candidate, ...]:
    """Return the links of a page that may lead to the column, best first, each address once."""
    page = tree(html)
    base = base_of(page, url)
    best: dict[str, Candidate] = {}
    for found in (*_linked(page, base), *_framed(page, base)):
        known = best.get(found.url)
        if known is None or found.score > known.score:
            best[found.url] = found
    ranked = sorted(best.values(), key=lambda found: -found.score)
    return tuple(ranked[:_MOST])


def _linked(page: BeautifulSoup, base: str) -> Iterator[Candidate]:
    for anchor in page.find_all("a", href=True):
        target = _target(anchor, base)
        text = titles.normal(words(anchor) or attribute(anchor, "title"))
        scored = _scored(text, target) if target else None
        if target and scored:
            yield Candidate(target, text, *scored)


def _framed(page: BeautifulSoup, base: str) -> Iterator[Candidate]:
    for frame in page.find_all(("iframe", "frame"), src=True):
        target = address(frame, base, "src")
        if target:
            yield Candidate(target, "", 30, "页面内嵌框架")


def _target(anchor: Tag, base: str) -> str | None:
    """Return where a link leads; the fragment is kept where it names a gkmlpt column."""
    target = address(anchor, base)
    number = re.search(r"#(\d{1,12})$", attribute(anchor, "href"))
    return f"{target}#{number[1]}" if target and number and "/gkmlpt/" in target else target


def _scored(text: str, target: str) -> tuple[int, str] | None:
    """Return a link's score and why; None if it is certainly something else."""
    if not text or len(text) > _LONG or _OTHER.search(text):
        return None
    hinted = bool(_ADDRESS.search(target))
    if _NAMED.fullmatch(text) and not _YEAR.search(text):
        return 100 + 10 * hinted, f"菜单“{text}”"
    if _PLAIN.fullmatch(text) and not _YEAR.search(text):
        return 70 + 20 * hinted, f"菜单“{text}”"
    if _SECTION.fullmatch(text):
        return 40 + 20 * hinted, f"栏目“{text}”"
    if hinted and not _is_document(target):
        return 50, "网址含年报栏目的常用写法"
    return None


def _is_document(target: str) -> bool:
    """Tell whether an address looks like an article's: a long number, a hash, a file."""
    path = urlsplit(target).path
    return bool(
        re.search(r"\d{6,}|[0-9a-f]{16,}|\.(pdf|docx?|xlsx?|wps|zip|rar)$", path.rsplit("/", 1)[-1])
    )


def _tag(page: BeautifulSoup, name: str) -> str:
    for tag in page.find_all("meta"):
        if attribute(tag, "name").lower() == name and attribute(tag, "content"):
            return attribute(tag, "content")
    return ""


def related(home: str, url: str) -> bool:
    """Tell whether an address lies on the home page's own site: its host, or one beside it."""
    here, there = urlsplit(home), urlsplit(url)
    if there.scheme not in {"http", "https"} or not there.hostname:
        return False
    if here.netloc == there.netloc:
        return True
    domain = _domain(here.hostname or "")
    return bool(domain) and (there.hostname == domain or there.hostname.endswith(f".{domain}"))


def _domain(host: str) -> str:
    """Return the part of a government host name that its sites share: qinghe.gov.cn."""
    labels = host.split(".")
    if labels[-2:] == ["gov", "cn"] and len(labels) > 2:  # noqa: PLR2004 - a name before gov.cn
        return ".".join(labels[-3:])
    if labels[0] == "www" and len(labels) > 2:  # noqa: PLR2004 - www and at least two more
        return ".".join(labels[1:])
    return ""


def whole(url: str) -> str:
    """Return an address as a person may have typed it with its scheme."""
    text = url.strip()
    return text if "://" in text else urljoin("http://", f"//{text}")
