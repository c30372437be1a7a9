"""The fallback: at most two steps to the column, then page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import generic
from crawler.spiders.portal import PortalSpider, ReadPage
from crawler.unread import LayoutChanged

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading

_MOST_STEPS = 3  # home, section, column


class GenericSpider(PortalSpider):
    """Any portal that keeps the fixed menu or the national site tags."""

    name = "generic"
    read_page: ClassVar[ReadPage] = staticmethod(generic.list_page)

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:  # noqa: ARG002 - one shape for all families
        """Return the next page, or the next step towards the column."""
        if page.more and not reading.links and len(reading.captures) >= _MOST_STEPS:
            raise LayoutChanged(f"沿固定菜单 {_MOST_STEPS} 步未到年报栏目")
        return page.more

    def ended(self, page: ListPage, reading: Reading) -> bool:
        """Tell whether the column, once reached, turns out to hold nothing."""
        return not page.links and not reading.links and not page.more
