"""Answers that are data: JSON, plain or wrapped in a callback, read without trust.

The crawler reads no more of an answer than it reads of a page, so that what
comes here is bounded in size; nesting without end reads as nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from crawler.manifest import Dated
from crawler.pages import dates
from crawler.pages.listing import Link
from crawler.pages.markup import joined, tree
from crawler.pages.rows import LONG_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLBACK = re.compile(r"\s*(?:/\*\*/)?\s*[\w$.]{1,80}\s*\(")


def data_of(text: str) -> object:
    """Return what a JSON or JSONP answer holds, or None if it is neither."""
    wrapped = _CALLBACK.match(text)
    inside = text[wrapped.end() : text.rfind(")")] if wrapped else text
    try:
        held: object = json.loads(inside.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return held


def inside(held: object, *path: str) -> object:
    """Return what stands in nested objects under a path of keys, or None."""
    for key in path:
        if not isinstance(held, dict):
            return None
        held = held.get(key)
    return held


def rows_of(held: object) -> list[dict[str, object]] | None:
    """Return the objects of an array, None if there is no array; what is no object is left out."""
    if not isinstance(held, list):
        return None
    return [row for row in held if isinstance(row, dict)]


def text_of(row: dict[str, object], *keys: str) -> str:
    """Return the first of some fields that says anything, as text on one line."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return re.sub(r"\s+", " ", str(value)).strip()
    return ""


def whole_of(held: object) -> int | None:
    """Return a count, also one that came as text; None for anything else."""
    if isinstance(held, bool) or not isinstance(held, int | str):
        return None
    return int(held) if re.fullmatch(r"\s*[0-9]{1,9}\s*", str(held)) else None


def listed(base: str, title: str, target: str, shown: str) -> Link | None:
    """Return the link that a row of data stands for; None without a title or an address.

    ``shown`` is the row's date, printed or as an epoch. A link to the host that
    answered keeps that host's scheme: data often says http where the page says https.
    """
    url = joined(base, target.strip()) if target.strip() else None
    named = tree(title).get_text() if "<" in title or "&" in title else title
    named = re.sub(r"\s+", " ", named).strip()
    if url is None or not named:
        return None
    here, there = urlsplit(base), urlsplit(url)
    if here.netloc == there.netloc:
        url = urlunsplit(there._replace(scheme=here.scheme))
    return Link(url, named[:LONG_TITLE], tuple(_claims(url, shown)))


def _claims(url: str, shown: str) -> Iterator[Dated]:
    if day := dates.day(shown):
        yield Dated(day=day, source="list", text=shown[:40])
    if saved := dates.in_url(url):
        yield Dated(day=saved[0], source="url", text=saved[1])
