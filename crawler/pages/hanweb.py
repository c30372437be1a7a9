"""Hanweb jcms: records in an XML island, further groups from dataproxy.jsp.

``<datastore><totalrecord/><totalpage/><nextgroup/><recordset><record><![CDATA[
<li>…</li>]]>``. Some servers obey ``page``, others only ``startrecord`` and
``endrecord``: ``more`` asks in the second way when the first brought nothing.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.pages.listing import Ask, Link, ListPage
from crawler.pages.markup import address, between, joined, tree
from crawler.pages.rows import anchors, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ISLAND = "数据岛 <datastore>"
ANSWER = "翻页数据 <record>"
PROXY = "/module/web/jpage/dataproxy.jsp"

_PARAMETER = re.compile(
    r"""["']?\b(columnid|unitid|webid|appid|col|path|webname|permissiontype|sourceContentType|"""
    r"""perpage|totalRecord|proxyUrl)["']?\s*:\s*(?:["']([^"']*)["']|(\d+))""",
    re.IGNORECASE,
)
_SENT = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname",
         "permissiontype")  # fmt: skip
_COLUMN = re.compile(r"/col/col(\d+)/")
_LEAST_GROUP = 15  # records a server gives at once when nothing says how many
_LARGEST_GROUP = 300  # servers cut what is longer without saying so


@dataclass(frozen=True, slots=True)
class Island:
    """One ``<datastore>``: its records' markup, the address of the next group, and its claims."""

    records: tuple[str, ...]
    following: str | None
    total: int | None


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:  # noqa: ARG001 - one shape for all families
    """Return what a column page, or an answer of dataproxy.jsp, says."""
    islands = _chosen(tuple(_islands(html, url)), url)
    settings = _parameters(html)
    if not islands:
        return _without_island(settings, url)
    links = tuple(found for island in islands for found in _links(island, url))
    total = _total(islands, settings)
    more = tuple(Ask(island.following, referer=url) for island in islands if island.following)
    return ListPage(links, more, (), total, settings | _known_from(more))


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a list so far: rows, the total that it claims, its parameters."""

    rows: int
    total: int | None
    settings: Mapping[str, str]


def more(page: ListPage, held: Held, *, fresh: bool, column_url: str) -> tuple[Ask, ...]:
    """Return what to ask after a page; ``fresh`` tells whether it brought new rows.

    Nothing once the claimed total is reached. A group that repeats known rows
    comes from a server that does not obey ``page``: then the records are asked
    for by number. So they are where no total is claimed and the group is as
    long as groups are: it may have been cut there. An empty group is the end.
    """
    if held.total is not None and held.rows >= held.total:
        return ()
    if page.more and (fresh or page.more[0].form):
        return page.more
    if held.total is None and (not page.links or (fresh and len(page.links) < _LEAST_GROUP)):
        return ()
    ask = by_records(held.settings, held.rows, column_url)
    return (ask,) if ask else ()


def by_records(settings: Mapping[str, str], held: int, column_url: str) -> Ask | None:
    """Return the POST that asks for the records after the first ``held``, or None."""
    where = joined(column_url, (settings.get("proxyurl") or PROXY).split("?", 1)[0])
    if where is None or "columnid" not in settings or "unitid" not in settings:
        return None
    step = min(max(_whole(settings.get("perpage", "")) or 0, _LEAST_GROUP), _LARGEST_GROUP)
    span = {"startrecord": held + 1, "endrecord": held + step, "perpage": step}
    form = tuple((name, settings[name.lower()]) for name in _SENT if name.lower() in settings)
    return Ask(f"{where}?{urlencode(span)}", form=form, referer=column_url)


def _without_island(settings: dict[str, str], url: str) -> ListPage:
    """A page may leave even its first group to the script, and name its list's parameters only."""
    first = None if PROXY in url else by_records(settings, 0, url)
    if first is None:
        return ListPage(missing=(ANSWER if PROXY in url else ISLAND,))
    return ListPage(more=(first,), settings=settings)


def _islands(html: str, url: str) -> Iterator[Island]:
    found = list(between(html, "<datastore>", "</datastore>"))
    if not found and "<record>" in html and PROXY in url:
        found = [html]
    for text in found:
        yield Island(
            tuple(_plain(record) for record in between(text, "<record>", "</record>")),
            _next_group(text, url),
            _number(text, "totalrecord"),
        )


def _chosen(islands: tuple[Island, ...], url: str) -> tuple[Island, ...]:
    """Return the islands of this column, where the address and the islands name one."""
    column = _COLUMN.search(url)
    if not column:
        return islands
    ours = tuple(
        island
        for island in islands
        if island.following and dict(_query(island.following)).get("columnid") == column[1]
    )
    return ours or islands


def _links(island: Island, url: str) -> Iterator[Link]:
    for record in island.records:
        fragment = tree(record)
        row = fragment.find(("li", "tr", "div", "p")) or fragment
        for anchor in anchors(fragment):
            found = link(anchor, url, row)
            if found:
                yield found


def _plain(record: str) -> str:
    inside = next(between(record, "<![CDATA[", "]]>"), None)
    return inside if inside is not None else entities.unescape(record)


def _next_group(text: str, url: str) -> str | None:
    group = next(between(text, "<nextgroup>", "</nextgroup>"), None)
    anchor = tree(_plain(group)).find("a", href=True) if group else None
    target = address(anchor, url) if anchor else None
    if target is None:
        return None
    parts = urlsplit(target)
    return urlunsplit(parts._replace(query=urlencode(_query(target))))


def _query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def _number(text: str, name: str) -> int | None:
    return _whole(next(between(text, f"<{name}>", f"</{name}>"), "").strip())


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _parameters(html: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(html):
        found.setdefault(name.lower(), quoted or bare)
    return found


def _known_from(asks: tuple[Ask, ...]) -> dict[str, str]:
    """Return the parameters of the next group's address, which are the list's own."""
    if not asks:
        return {}
    return {name.lower(): value for name, value in _query(asks[0].url) if name != "page"}


def _total(islands: tuple[Island, ...], settings: Mapping[str, str]) -> int | None:
    claims = [island.total for island in islands if island.total is not None]
    if claims:
        return sum(claims)
    return _whole(settings.get("totalrecord", "")) if len(islands) == 1 else None
