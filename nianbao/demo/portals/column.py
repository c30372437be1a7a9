"""What sample sites share: robots.txt, a front page, and articles with the files behind them.

A family's own module holds its markup and its quirks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import Attached, Post, Request, Response, not_found, robots, visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nianbao.demo.portals.dress import Dress

Address = Callable[[Post], str]
"""The path of an article."""
FileAddress = Callable[[Post, int, Attached], str]
"""The path of a post's file; the number counts the files from zero."""


@dataclass(frozen=True, slots=True)
class ColumnSite(ABC):
    """A portal with one column of annual reports, to which the menu of its front page leads."""

    family: ClassVar[str]
    path: ClassVar[str]  # of the column, its query and fragment included
    closed: ClassVar[tuple[str, ...]]  # folders from which robots.txt keeps crawlers out
    options: ClassVar[Mapping[str, str]] = MappingProxyType({})  # what a row must say to be read
    dress: Dress
    posts: tuple[Post, ...]
    page_size: int = 5

    @property
    def start(self) -> str:
        """The address at which a row for this site starts, without its host."""
        return self.path

    def answer(self, request: Request, now: datetime) -> Response:
        """Return what the site says; what nobody knows of is not found."""
        if request.path == "/robots.txt":
            return robots(*self.closed)
        if request.path == "/":
            return self.sent(self.front())
        return self.held(visible(self.posts, now), request) or not_found()

    @abstractmethod
    def held(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return what is there for a request while ``listed`` is published, newest first."""

    def front(self) -> str:
        """Return the front page."""
        return self.dress.front(self.start)

    def sent(self, page: str) -> Response:
        """Return a page as the server sends it."""
        return Response(page.encode())


@dataclass(frozen=True, slots=True)
class ListSite(ColumnSite):
    """A column that is a list, each row of which leads to an article with a page of its own."""

    divider: ClassVar[str] = "-"  # between the column's and the site's name in a page's title
    address: ClassVar[Address]
    file_address: ClassVar[FileAddress | None] = None  # without it an article shows no files

    @abstractmethod
    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return a page of the list, or what else belongs to it; None for any other request."""

    @abstractmethod
    def content(self, post: Post) -> str:
        """Return an article's markup, as it stands beside the menu."""

    def held(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return what belongs to the list, an article or a file."""
        found = self.list_answer(listed, request)
        return found or next(filter(None, (self.behind(post, request) for post in listed)), None)

    def behind(self, post: Post, request: Request) -> Response | None:
        """Return a post's article or one of its files, if that is what is asked for."""
        if self.is_asked(post, request):
            return self.sent(self.article(post))
        places = zip(self.file_addresses(post), post.files, strict=False)
        return next((self.file(one) for place, one in places if place == request.path), None)

    def is_asked(self, post: Post, request: Request) -> bool:
        """Tell whether a request is for a post's article."""
        return type(self).address(post) == request.path

    def file(self, file: Attached) -> Response:
        """Return a file as the server sends it."""
        return file.response()

    def file_addresses(self, post: Post) -> tuple[str, ...]:
        """Return the paths of a post's files."""
        place = type(self).file_address
        if place is None:
            return ()
        return tuple(place(post, number, file) for number, file in enumerate(post.files))

    def file_links(self, post: Post, form: str = '<p><a href="{}">{}</a></p>') -> str:
        """Return links to a post's files; ``form`` is filled with address and words."""
        places = zip(self.file_addresses(post), post.files, strict=False)
        return "".join(form.format(place, escape(file.label)) for place, file in places)

    def column(self, inside: str, *more: tuple[str, str]) -> Response:
        """Return a page of the column around ``inside``, with its tags and ``more`` of them."""
        tags = (*self.dress.column_tags(), *more)
        title = f"{COLUMN}{self.divider}{self.dress.name}"
        return self.sent(self.dress.page(title, tags, self.dress.beside(inside)))

    def article(self, post: Post) -> str:
        """Return an article's page."""
        tags = self.dress.article_tags(post.title, post.minute, post.source)
        return self.dress.page(self.title(post), tags, self.dress.beside(self.content(post)))

    def title(self, post: Post) -> str:
        """Return the title in the head of an article's page."""
        return post.page_title or post.title
