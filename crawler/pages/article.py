"""Detail pages: national site tags, every date they claim, attachments, tables.

依据：国办发〔2017〕47号附件，网页标签 ArticleTitle、PubDate、ContentSource、
ColumnName、SiteIDCode。Their values may be wrong or malformed: they are claims.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawler.manifest import Dated
from crawler.pages import dates, titles
from crawler.pages.markup import joined, link_title, target
from nianbao.report.reading.attachments import weight
from nianbao.report.reading.dates import PUBLISHED_TAGS, UPDATED_TAGS, WHOLE, in_tags, labelled
from nianbao.report.reading.wrapped import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

TAGS = (
    "ArticleTitle", "PubDate", "ContentSource", "ColumnName", "ColumnType", "SiteName",
    "SiteDomain", "SiteIDCode", "Keywords", "Author", "Url",
)  # fmt: skip
ENDINGS = ("docx", "doc", "pdf", "wps", "xlsx", "xls", "zip", "rar", "ofd", "rtf", "et")
MOST_ATTACHMENTS = 20

_DATE_TAGS = frozenset(PUBLISHED_TAGS[1:] + UPDATED_TAGS)  # PubDate is a national tag
_BY_NAME = {name.lower(): name for name in TAGS}
_ENDING = re.compile(rf"\.({'|'.join(ENDINGS)})$", re.IGNORECASE)
_HANDLER = re.compile(
    r"downfile\.jsp|/download[./?]|download\.(jsp|aspx|asp|php|do)|downloadfile|fileDownload|"
    r"attach(ment)?(down|\.do|\.jsp)|OpennessContent/download/",
    re.IGNORECASE,
)
_SCRIPTED_PDF = re.compile(r"""showVsbpdfIframe\(\s*["']([^"']+\.pdf)["']""")
_MOST_HEADINGS = 20
_LONG_VALUE = 500  # characters; keywords are sometimes the whole text
_REGION = ("头部", "尾部", "底部", "页头", "页尾", "导航")
_OUTSIDE = frozenset({"nav", "header", "footer"})
_UNSEEN = ["script", "style", "title", "noscript"]
_DATA_TABLE = 3  # rows and cells a row from which a table is no mere frame


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page links to or shows in a frame; ``name`` is what the page calls it."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a detail page claims. ``dates`` are best first: tag, visible, address."""

    title: str
    dates: tuple[Dated, ...]
    meta: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    has_tables: bool = False


def read(html: str, url: str) -> Article:
    """Return what a detail page says about itself; one that comes wrapped in data is unwrapped.

    The tree is taken apart in C (selectolax): a report has a thousand tags, and most
    of a crawl's processor time went into making an object of each.
    """
    inside = unwrapped(html)
    html = inside.html if inside else html
    page = _tree(html)
    meta = site_tags(page)
    title = (inside.title if inside else "") or _title(page, meta)
    return Article(
        title=title,
        attachments=tuple(_likeliest_first(_attachments(page, html, url), title)),
        has_tables=_has_data(page),
        meta=meta,
        dates=tuple(_dates(page, meta, url)),  # last, since it takes scripts out of the tree
    )


def _tree(html: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(html)
    except SelectolaxError:  # so deeply nested that its memory has an end
        return LexborHTMLParser("")


def site_tags(page: LexborHTMLParser) -> dict[str, str]:
    """Return the national site tags under their proper names; the first that says something.

    A header that is included in the page brings tags of its own (ColumnName 头部).
    """
    found: dict[str, str] = {}
    for tag in page.css("meta"):
        name = _BY_NAME.get(_attribute(tag, "name").lower())
        value = re.sub(r"\s+", " ", _attribute(tag, "content"))
        if name and value and value not in _REGION:
            found.setdefault(name, value[:_LONG_VALUE])
    return found


def file_name(url: str, disposition: str = "") -> str:
    """Return the name under which a file is offered, from its header or its address."""
    for form in (
        r"filename\*\s*=\s*[\w-]*''([^;]+)",
        r'filename\s*=\s*"([^"]+)"',
        r"filename\s*=\s*([^;]+)",
    ):
        match = re.search(form, disposition, re.IGNORECASE)
        if match:
            return _last_part(unquote(match[1].strip()))
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    for name in ("filename", "fileName", "file", "name"):
        if name in asked and _ENDING.search(asked[name][0]):
            return _last_part(asked[name][0])
    return _last_part(unquote(parts.path))


def is_file(url: str) -> bool:
    """Tell whether an address leads to a document rather than to a page."""
    parts = urlsplit(url)
    asked = any(
        _ENDING.search(value) for values in parse_qs(parts.query).values() for value in values
    )
    return bool(_ENDING.search(parts.path) or _HANDLER.search(url)) or asked


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1].strip()


def _title(page: LexborHTMLParser, meta: dict[str, str]) -> str:
    if meta.get("ArticleTitle"):
        return meta["ArticleTitle"]
    shown = (_words(tag) for tag in page.css("ucaptitle, h1, h2")[:_MOST_HEADINGS])
    headings = [text for text in shown if text]
    # The banner of a site is often a heading too, and stands before the report's own.
    own = next(filter(titles.names_a_report, headings), "")
    named = page.css_first("title")
    return own or next(iter(headings), "") or (_words(named) if named else "")


def _dates(page: LexborHTMLParser, meta: dict[str, str], url: str) -> Iterator[Dated]:
    tags = {name.lower(): value for name, value in meta.items()} | _custom_tags(page)
    for claim in (*in_tags(tags), *labelled(_seen(page)[:WHOLE])):
        yield Dated(day=date.fromisoformat(claim.value), source=claim.source, text=claim.text)
    if saved := dates.in_url(url):
        yield Dated(day=saved[0], source="url", text=saved[1])


def _custom_tags(page: LexborHTMLParser) -> dict[str, str]:
    """Return the families' own marks: ``<publishtime>`` and tags of the page by other names."""
    found = {
        name: _attribute(tag, "content")
        for tag in page.css("meta")
        if (name := (_attribute(tag, "name") or _attribute(tag, "property")).lower()) in _DATE_TAGS
    }
    for tag in page.css("meta[firstpublishedtime]"):
        found.setdefault("firstpublishedtime", _attribute(tag, "firstpublishedtime"))
    mark = page.css_first("publishtime")
    return found | ({"publishtime": _words(mark)} if mark else {})


def _seen(page: LexborHTMLParser) -> str:
    page.strip_tags(_UNSEEN)
    text = page.root.text(separator=" ") if page.root else ""
    return re.sub(r"\s+", " ", text).strip()


def _likeliest_first(found: Iterable[Attachment], title: str) -> list[Attachment]:
    """Return as many as are fetched, so that none is cut off that is named like a report."""
    ranked = sorted(found, key=lambda one: -weight(one.name, one.url, title))
    return ranked[:MOST_ATTACHMENTS]


def _attachments(page: LexborHTMLParser, html: str, url: str) -> Iterator[Attachment]:
    seen: set[str] = {url}
    for found, name in _offered(page, html, _base(page, url)):
        if found not in seen:
            seen.add(found)
            yield Attachment(found, name)


def _base(page: LexborHTMLParser, url: str) -> str:
    base = page.css_first("base[href]")
    return (joined(url, _attribute(base, "href")) if base else None) or url


def _offered(page: LexborHTMLParser, html: str, base: str) -> Iterator[tuple[str, str]]:
    for anchor in page.css("a[href]"):
        found = target(_attribute(anchor, "href"), base)
        if found:
            title = link_title(anchor.text(), _attribute(anchor, "title"))
            named = is_file(found) or _ENDING.search(titles.normal(title))
            if named and not _is_outside(anchor):
                yield found, title or file_name(found)
    for frame in page.css("iframe, embed, object, frame"):
        if shown := _shown(frame, base):
            yield shown, file_name(shown)
    for path in _SCRIPTED_PDF.findall(html):
        if shown := joined(base, path):
            yield shown, file_name(shown)


def _shown(frame: LexborNode, base: str) -> str | None:
    """Return the document that a frame shows, also through a viewer (viewer.html?file=…)."""
    found = target(_attribute(frame, "data" if frame.tag == "object" else "src"), base)
    if found is None:
        return None
    for values in parse_qs(urlsplit(found).query).values():
        for value in values:
            if _ENDING.search(value.split("?", 1)[0]):
                return joined(found, value)
    return found if _ENDING.search(urlsplit(found).path) else None


def _is_outside(node: LexborNode) -> bool:
    return any(one.tag in _OUTSIDE for one in _above(node))


def _above(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _has_data(page: LexborHTMLParser) -> bool:
    """Whether there is a table that is no mere frame, counting its inner tables' rows too."""
    wide: Counter[int] = Counter()
    for row in page.css("tr"):
        if sum(cell.tag in {"td", "th"} for cell in row.iter()) >= _DATA_TABLE:
            outermost = [one.mem_id for one in _above(row) if one.tag == "table"]
            wide.update(outermost[-1:])
            if outermost and wide[outermost[-1]] >= _DATA_TABLE:
                return True
    return False


def _words(node: LexborNode) -> str:
    """Return a node's text on one line, no-break spaces as spaces."""
    return re.sub(r"\s+", " ", node.text(separator=" ").replace("\xa0", " ")).strip()


def _attribute(node: LexborNode, name: str) -> str:
    """Return an attribute's text, empty if it is absent."""
    return (node.attributes.get(name) or "").strip()
