"""Asking for the reports that a complete list holds no more: are they there, or not?

A report that is gone from its list but still opens is published. One that the server
says is not there is *refused*; whatever else comes back (a wall, a dead server, another
page) says nothing, and nothing is recorded.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from crawler.manifest import Refused
from crawler.pages import titles
from crawler.pages.listing import Ask
from crawler.pages.markup import visible
from crawler.unread import Lost, Unread

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.fetch import Answer, Fetcher
    from crawler.manifest import ColumnRow, Held
    from crawler.pages.listing import Link
    from crawler.run import Run

log = structlog.get_logger()

MOST: Final = 50
"""Addresses of one column that are asked for in one run."""
_HEAD: Final = 10
"""Characters of a title that the page must still say."""


def missing(column: ColumnRow, links: Collection[Link]) -> tuple[Held, ...]:
    """Return the reports held before that the list does not hold, at most so many."""
    listed = {link.url for link in links}
    return tuple(held for held in column.held if held.url not in listed)[:MOST]


def has_moved(held: Held, links: Collection[Link]) -> bool:
    """Whether the list holds a report of that title at another address."""
    title = _plain(held.title)
    return any(_alike(title, _plain(link.title)) for link in links)


def _alike(one: str, other: str) -> bool:
    short = min(one, other, key=len)
    return len(short) >= _HEAD and one.startswith(short) and other.startswith(short)


def _plain(title: str) -> str:
    return titles.normal(title).rstrip(".…⋯")


async def ask(fetch: Fetcher, run: Run, deadline: float, url: str) -> Answer | Lost | None:
    """Return what an address answers, ``Lost`` if nothing is there, None where nobody knows."""
    try:
        async with asyncio.timeout_at(deadline):
            return await fetch.get(Ask(url))
    except Lost as reason:
        return reason
    except (Unread, TimeoutError) as reason:
        log.info("revisit_unknown", url=url, run=run.job.run, why=str(reason))
        return None


def is_the_page(answer: Answer, held: Held) -> bool:
    """Whether an answer is the report: a file, or a page that still says its title."""
    if not answer.is_page:
        return answer.url == held.url
    return _plain(held.title)[:_HEAD] in titles.normal(visible(answer.html))


def refused(portal: str, column: ColumnRow, held: Held, reason: Lost, run: Run) -> Refused:
    """Return the entry that nothing is at an address."""
    return Refused(
        portal=portal,
        column=column.id,
        url=held.url,
        title=held.title,
        status=reason.status,
        why=reason.detail,
        capture=reason.capture,
        at=run.clock.now(),
    )
