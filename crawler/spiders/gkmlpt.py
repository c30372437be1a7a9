"""gkmlpt: the platform's page, then the column's list page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawler.pages import gkmlpt
from crawler.spiders.portal import PortalSpider, ReadPage
from crawler.unread import LayoutChanged

if TYPE_CHECKING:
    from crawler.pages.listing import Ask, ListPage
    from crawler.spiders.reading import Reading

_FULL = 100  # rows that a server gives at once


class GkmlptSpider(PortalSpider):
    """Lists in JSON; an answer was seen, the page before it only described.

    A list is whole when it holds the rows it claims, or when the page after its
    last rows is answered and empty.
    """

    name = "gkmlpt"
    read_page: ClassVar[ReadPage] = staticmethod(gkmlpt.list_page)
    experimental: ClassVar[bool] = True

    def more(self, page: ListPage, reading: Reading, *, fresh: bool) -> tuple[Ask, ...]:
        """Return the next page of the list, as long as it may go on.

        Raises:
            LayoutChanged: nothing says which column holds the annual reports.
        """
        read = len(reading.captures) - 1  # the platform's page comes before the list's
        if read and (not fresh or _is_whole(page, reading)):
            return ()
        url = reading.column.url
        column = gkmlpt.in_address(url) or reading.settings.get("column", "")
        if not column:
            raise LayoutChanged(f"页面缺少：{gkmlpt.COLUMN}")
        return (gkmlpt.ask(url, column, reading.settings["sid"], read + 1),)

    def ended(self, page: ListPage, reading: Reading) -> bool:
        """Tell whether this is an empty answer of the list itself."""
        return not page.links and len(reading.captures) > 1


def _is_whole(page: ListPage, reading: Reading) -> bool:
    """Tell whether the rows are as many as are claimed, of which hidden ones may be a part."""
    if reading.total is not None:
        return reading.rows >= reading.total
    most = reading.settings.get("most")
    return most is not None and reading.rows >= int(most) and len(page.links) < _FULL
