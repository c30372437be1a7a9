"""Detail pages: national site tags, every date they claim, attachments, tables.

依据：国办发〔2017〕47号附件，网页标签 ArticleTitle、PubDate、ContentSource、
ColumnName、SiteIDCode。Their values may be wrong or malformed: they are claims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.manifest import Dated
from crawler.pages import dates, titles
from crawler.pages.markup import address, attribute, base_of, full_title, joined, tree, words
from nianbao.report.reading.attachments import weight
from nianbao.report.reading.dates import PUBLISHED_TAGS, UPDATED_TAGS, WHOLE, in_tags, labelled
from nianbao.report.reading.wrapped import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import Tag

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
_LONG_VALUE = 500  # characters; keywords are sometimes the whole text
_REGION = ("头部", "尾部", "底部", "页头", "页尾", "导航")
_OUTSIDE = ("nav", "header", "footer")
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
    """Return what a detail page says about itself; one that comes wrapped in data is unwrapped."""
    inside = unwrapped(html)
    html = inside.html if inside else html
    page = tree(html)
    meta = site_tags(page)
    title = (inside.title if inside else "") or _title(page, meta)
    return Article(
        title=title,
        dates=tuple(_dates(page, meta, url)),
        meta=meta,
        attachments=tuple(_likeliest_first(_attachments(page, html, url), title)),
        has_tables=any(_is_data(table) for table in page.find_all("table")),
    )


def site_tags(page: Tag) -> dict[str, str]:
    """Return the national site tags under their proper names; the first that says something.

    A header that is included in the page brings tags of its own (ColumnName 头部).
    """
    found: dict[str, str] = {}
    for tag in page.find_all("meta"):
        name = _BY_NAME.get(attribute(tag, "name").lower())
        value = re.sub(r"\s+", " ", attribute(tag, "content"))
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


def _title(page: Tag, meta: dict[str, str]) -> str:
    if meta.get("ArticleTitle"):
        return meta["ArticleTitle"]
    heading = next(
        (text for tag in page.find_all(("ucaptitle", "h1", "h2")) if (text := words(tag))), ""
    )
    named = page.title
    return heading or (words(named) if named else "")


def _dates(page: Tag, meta: dict[str, str], url: str) -> Iterator[Dated]:
    tags = {name.lower(): value for name, value in meta.items()} | _custom_tags(page)
    for claim in (*in_tags(tags), *labelled(_seen(page)[:WHOLE])):
        yield Dated(day=date.fromisoformat(claim.value), source=claim.source, text=claim.text)
    if saved := dates.in_url(url):
        yield Dated(day=saved[0], source="url", text=saved[1])


def _custom_tags(page: Tag) -> dict[str, str]:
    """Return the families' own marks: ``<publishtime>`` and tags of the page by other names."""
    found = {
        name: attribute(tag, "content")
        for tag in page.find_all("meta")
        if (name := (attribute(tag, "name") or attribute(tag, "property")).lower()) in _DATE_TAGS
    }
    for tag in page.find_all("meta", attrs={"firstpublishedtime": True}):
        found.setdefault("firstpublishedtime", attribute(tag, "firstpublishedtime"))
    marks = {mark.name: words(mark) for mark in page.find_all("publishtime", limit=1)}
    return found | marks


def _seen(page: Tag) -> str:
    parts = (
        text.strip()
        for text in page.find_all(string=True)
        if text.parent is not None
        and text.parent.name not in {"script", "style", "title", "noscript"}
    )
    return re.sub(r"\s+", " ", " ".join(part for part in parts if part))


def _likeliest_first(found: Iterable[Attachment], title: str) -> list[Attachment]:
    """Return as many as are fetched, so that none is cut off that is named like a report."""
    ranked = sorted(found, key=lambda one: -weight(one.name, one.url, title))
    return ranked[:MOST_ATTACHMENTS]


def _attachments(page: Tag, html: str, url: str) -> Iterator[Attachment]:
    base = base_of(page, url)
    seen: set[str] = {url}
    for target, name in _offered(page, html, base):
        if target not in seen:
            seen.add(target)
            yield Attachment(target, name)


def _offered(page: Tag, html: str, base: str) -> Iterator[tuple[str, str]]:
    for anchor in page.find_all("a", href=True):
        target = address(anchor, base)
        if (
            target
            and not anchor.find_parent(_OUTSIDE)
            and (is_file(target) or _ENDING.search(titles.normal(full_title(anchor))))
        ):
            yield target, full_title(anchor) or file_name(target)
    for frame in page.find_all(("iframe", "embed", "object", "frame")):
        if target := _shown(frame, base):
            yield target, file_name(target)
    for path in _SCRIPTED_PDF.findall(html):
        if target := joined(base, path):
            yield target, file_name(target)


def _shown(frame: Tag, base: str) -> str | None:
    """Return the document that a frame shows, also through a viewer (viewer.html?file=…)."""
    target = address(frame, base, "data" if frame.name == "object" else "src")
    if target is None:
        return None
    for values in parse_qs(urlsplit(target).query).values():
        for value in values:
            if _ENDING.search(value.split("?", 1)[0]):
                return joined(target, value)
    return target if _ENDING.search(urlsplit(target).path) else None


def _is_data(table: Tag) -> bool:
    rows = table.find_all("tr")
    wide = [row for row in rows if len(row.find_all(("td", "th"), recursive=False)) >= _DATA_TABLE]
    return len(wide) >= _DATA_TABLE
