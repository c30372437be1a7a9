"""What a list page says: its links, the pages that follow, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.manifest import Dated  # noqa: TC001 - values of this module carry it at run time


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that a page function wants made. ``form`` or ``json`` turns it into a POST."""

    url: str
    form: tuple[tuple[str, str], ...] = ()
    referer: str = ""
    json: str = ""  # the body of a POST as JSON text
    ajax: bool = False  # as a page's own script asks: some servers answer nobody else


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a list: where it leads, its full title, and the dates that the list claims."""

    url: str
    title: str
    dates: tuple[Dated, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list page as read.

    ``missing`` names, in Chinese, the family's landmarks that are absent: with
    any of them the page is not understood. ``total`` is the number of rows that
    the list claims over all its pages, where it claims one.
    """

    links: tuple[Link, ...] = ()
    more: tuple[Ask, ...] = ()
    missing: tuple[str, ...] = ()
    total: int | None = None
    settings: dict[str, str] = field(default_factory=dict)  # what the family needs to turn the page
    folders: tuple[Link, ...] = ()  # columns below this one, each a list of its own
    itself: Link | None = None  # set where the page is no list but the report
