"""What a sample site is: posts that appear at their moment, and answers to requests.

A site is a pure function of a request and of the moment on the injected clock,
so that a report published on 3 February really is not there on 1 February.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TYPES = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a site needs it.

    ``fields`` joins the query and a posted form; ``body`` is what was posted, as it came.
    """

    path: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. ``headers`` are beside Content-Type and Content-Length."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class Site(Protocol):
    """A site answers requests; nothing else is known of it."""

    def answer(self, request: Request, now: datetime) -> Response:
        """Return what the site says to ``request`` at the moment ``now``."""
        ...


@dataclass(frozen=True, slots=True)
class Attached:
    """A file behind a post: the words of its link, its ending and its bytes."""

    label: str
    ending: str
    data: bytes

    @property
    def hashed(self) -> str:
        """The file's name at a CMS that names files by their content: 32 hexadecimal digits."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()

    def response(self) -> Response:
        """Return the file itself."""
        return Response(self.data, TYPES[self.ending])


@dataclass(frozen=True, slots=True)
class Post:
    """One entry of a column. It is there from ``published`` on, which its page claims too.

    ``body`` is an HTML fragment. ``page_title`` is the title in the page's head
    where it differs. ``source`` is the ContentSource; "" leaves the tag empty.
    ``stray_head`` puts a header fragment with a head of its own inside the page.
    """

    number: int
    title: str
    published: datetime
    source: str
    body: str
    files: tuple[Attached, ...] = ()
    page_title: str = ""
    stray_head: bool = False

    @property
    def day(self) -> str:
        """The day of publication as lists print it."""
        return self.published.strftime("%Y-%m-%d")

    @property
    def minute(self) -> str:
        """The moment of publication as the PubDate tag prints it."""
        return self.published.strftime("%Y-%m-%d %H:%M")


def visible(posts: tuple[Post, ...], now: datetime) -> tuple[Post, ...]:
    """Return what a list holds at ``now``, newest first."""
    there = (post for post in posts if post.published <= now)
    return tuple(sorted(there, key=lambda post: (post.published, post.number), reverse=True))


def cut(title: str, length: int) -> str:
    """Return a title as narrow lists show it."""
    return title if len(title) <= length else title[:length] + "..."


def page_of(posts: tuple[Post, ...], number: int, size: int) -> tuple[Post, ...]:
    """Return the posts of page ``number``, counted from zero."""
    return posts[number * size : (number + 1) * size]


def pages_of(posts: tuple[Post, ...], size: int) -> int:
    """Return how many pages a list has; an empty list has one."""
    return max(1, -(-len(posts) // size))


def not_found(text: str = "您访问的页面不存在或已删除") -> Response:
    """Return the error page that a server gives with status 404."""
    body = (
        f"<!DOCTYPE html><html><head><title>404</title></head><body><h1>{text}</h1></body></html>"
    )
    return Response(body.encode(), status=404)


def robots(*disallowed: str) -> Response:
    """Return a robots.txt that keeps crawlers out of the given folders only."""
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in disallowed), "")
    return Response("\n".join(lines).encode(), "text/plain; charset=utf-8")
