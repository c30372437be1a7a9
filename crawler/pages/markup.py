"""HTML trees and their text, leniently: list pages are rarely valid."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from crawler.pages.titles import is_cut, normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

_SILENT = re.compile(r"<(?:!(--)|(script|style|noscript|template|head)\b)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_LIST_DATE = re.compile(r"\s*[\[(（【]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）】]?$")
_BREAK = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_LEADS_NOWHERE = ("javascript:", "mailto:", "tel:", "#", "data:", "about:")


def tree(html: str) -> BeautifulSoup:
    """Return the tree of a page or of a fragment."""
    with warnings.catch_warnings():
        # A data island is XML and a fragment may be one word: both are meant.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(html, "lxml")


def visible(html: str) -> str:
    """Return what a reader sees, without any white space; scripts, styles and head left out."""
    text = _TAG.sub("", "".join(_spoken(html))).replace("&nbsp;", "")
    return re.sub(r"\s+", "", text)


def between(text: str, opening: str, closing: str) -> Iterator[str]:
    """Yield what stands between two marks, in one pass whatever the text: pages are hostile."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            return
        yield text[start + len(opening) : end]
        start = text.find(opening, end + len(closing))


def _spoken(html: str) -> Iterator[str]:
    """Yield what is outside scripts, styles, head and comments; an unclosed one takes the rest."""
    lower, at = html.lower(), 0
    while match := _SILENT.search(html, at):
        yield html[at : match.start()]
        closing = "-->" if match[1] else f"</{match[2].lower()}"
        end = lower.find(closing, match.end())
        if end < 0:
            return
        at = end + len(closing)
    yield html[at:]


def words(tag: Tag) -> str:
    """Return a tag's text on one line, no-break spaces as spaces."""
    return re.sub(r"\s+", " ", tag.get_text(" ").replace("\xa0", " ")).strip()


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute's text, empty if it is absent."""
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else " ".join(value or ())


def address(tag: Tag, base: str, name: str = "href") -> str | None:
    """Return the absolute http address that a tag leads to, or None."""
    return target(attribute(tag, name), base)


def target(written: str, base: str) -> str | None:
    """Return the absolute http address that a link as written leads to, or None."""
    raw = re.sub(r"[\r\n\t]+", "", written).strip()
    if not raw or raw.lower().startswith(_LEADS_NOWHERE):
        return None
    return joined(base, raw)


def joined(base: str, raw: str) -> str | None:
    """Return the absolute http address of a link as written, or None if it is none."""
    try:
        target = urljoin(base, raw.replace("\\", "/")).split("#", 1)[0]
        return target if urlsplit(target).scheme in {"http", "https"} else None
    except ValueError:  # http://[broken
        return None


def base_of(page: Tag, url: str) -> str:
    """Return what relative links are relative to: ``<base href>`` or the page's address."""
    base = page.find("base", href=True)
    return (joined(url, attribute(base, "href")) if base else None) or url


def full_title(anchor: Tag) -> str:
    """Return the title of a link, see ``link_title``."""
    return link_title(anchor.get_text(), attribute(anchor, "title"))


def link_title(text: str, title: str) -> str:
    """Return a link's title: @title where the shown text is cut, empty or its beginning.

    A list date inside the link is no part of its title.
    """
    shown = _without_date(_one_line(text).strip("·•・-> "))
    told = _one_line(title)
    beginning = re.sub(r"(\.{2,}|…+)$", "", normal(shown))
    if told and (not shown or is_cut(shown) or normal(told).startswith(beginning)):
        return _without_date(told)
    return shown


def _one_line(text: str) -> str:
    """Return a title on one line; a break of the source inside Chinese text is no space."""
    return _BREAK.sub("", re.sub(r"\s+", " ", text.replace("\xa0", " "))).strip()


def _without_date(title: str) -> str:
    trimmed = _LIST_DATE.sub("", title).strip()
    return trimmed or title
