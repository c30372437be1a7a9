"""A breaker for one host: who refuses again and again is not asked any more in this run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crawler.unread import Blocked, Down

if TYPE_CHECKING:
    from crawler.unread import Unread

MOST_IN_A_ROW: Final = 5
"""Addresses of one host that may fail one after the other by its own doing."""


@dataclass(slots=True)
class Breaker:
    """Counts refusals and failures of the server; any page that opens begins the count anew.

    An address that is not there (404) is no refusal and changes nothing.
    """

    _count: int = 0
    _last: Unread | None = None
    _open: bool = False

    def check(self) -> None:
        """Raise what the host last said, without asking it again, once the breaker is open."""
        if self._open and self._last is not None:
            often = f"连续{self._count}次" if self._count > 1 else ""
            words = f"本次运行已停止访问该网站（{often}{self._last.detail}）"
            raise type(self._last)(words)

    def opened(self) -> None:
        """Note that an address opened."""
        self._count, self._last, self._open = 0, None, False

    def failed(self, reason: Unread, *, for_good: bool = False) -> None:
        """Note how an address failed; ``for_good`` opens the breaker at once."""
        if not isinstance(reason, Blocked | Down) or not _the_servers_own(reason):
            return
        self._count += 1
        self._last = type(reason)(reason.detail)
        self._open = for_good or self._count >= MOST_IN_A_ROW


def _the_servers_own(reason: Unread) -> bool:
    """Whether the host itself refused: too large a file or a ring of redirects says nothing."""
    return type(reason) in {Blocked, Down}
