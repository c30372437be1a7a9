"""Articles that an interface answers as data: JSON or JSONP, the page in one of its strings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from nianbao.report.model import Unreadable
from nianbao.report.reading import html
from nianbao.report.reading.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Source
    from nianbao.report.reading.document import Document

MAX_BYTES: Final = 20_000_000
_DATA: Final = re.compile(r"\s*(?:[\w.$]{1,60}\(\s*)?[{\[]")
_CALL: Final = re.compile(r"\s*[\w.$]{1,60}\(\s*(.*?)\)\s*;?\s*$", re.DOTALL)
_MARKUP: Final = re.compile(r"<(?:p|div|table|span|br|h\d|a)\b", re.IGNORECASE)
_TITLES: Final = ("title", "doctitle", "articletitle", "realtitle")
_MOST_VALUES: Final = 20_000
_DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The page inside of the data, and the title that stands beside it."""

    html: str
    title: str = ""


def is_data(head: str) -> bool:
    """Whether a text begins as JSON or JSONP does."""
    return bool(_DATA.match(head))


def unwrapped(text: str) -> Wrapped | None:
    """Return the page that a data answer holds, None where the text is none or holds none."""
    if not is_data(text[:200]) or len(text) > MAX_BYTES:
        return None
    call = None if text.lstrip()[:1] in "{[" else _CALL.match(text)
    try:
        data = json.loads(call[1] if call else text)
    except (ValueError, RecursionError):
        return None
    strings = list(_strings(data, "", 0, [_MOST_VALUES]))
    pages = [value for _, value in strings if _MARKUP.search(value)]
    if not pages:
        return None
    title = next((value for name, value in strings if name.lower() in _TITLES and value), "")
    return Wrapped(max(pages, key=len), title)


def _strings(value: Any, name: str, depth: int, left: list[int]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever JSON holds
    left[0] -= 1
    if depth > _DEEPEST or left[0] < 0:
        return
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, key, depth + 1, left)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, name, depth + 1, left)


def read(source: Source) -> Document:
    """Read the page inside of a data answer.

    Raises:
        Unreadable: there is no page in it.
    """
    text, doubt = decode(source.data, source.content_type)
    found = unwrapped(text)
    if found is None:
        raise Unreadable("数据文件中没有网页内容，无法读取")
    page = html.read(
        replace(source, data=found.html.encode(), content_type="text/html; charset=utf-8")
    )
    titles = (found.title, *page.titles) if found.title else page.titles
    return replace(page, titles=titles, doubt=doubt or page.doubt)
