"""Why something could not be read, named for what to do next: look, wait, ask, or mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from crawler.manifest import Capture, OutcomeName

OUT_OF_TIME = "超过本次运行时限，未读完"
OUT_OF_HOURS = "网站允许访问的时段已过，未读完"
CRASHED = "读取程序出错，需由维护人员处理"


class Unread(Exception):  # noqa: N818 - named for the state it leaves, not for an error of ours
    """An address could not be read. ``detail`` is Chinese and is shown to the office."""

    outcome: ClassVar[OutcomeName]

    def __init__(
        self, detail: str, *, status: int | None = None, capture: Capture | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.capture = capture
        self.leave_alone = False  # the host wants to be left alone for longer than a run waits


class Blocked(Unread):
    """A wall refuses us; the office can have us let in. Never climbed."""

    outcome: ClassVar[OutcomeName] = "blocked"


class Down(Unread):
    """The server is not there, or breaks off: come again later."""

    outcome: ClassVar[OutcomeName] = "down"


class BrokenOff(Down):
    """A failure that another attempt would only repeat: too large, an endless redirect."""


class Disallowed(Unread):
    """robots.txt forbids it, and no written consent is on record."""

    outcome: ClassVar[OutcomeName] = "robots"


class LayoutChanged(Unread):
    """The server answers, but not with the page we know: a person must look at the portal's row."""

    outcome: ClassVar[OutcomeName] = "layout_changed"


class Lost(LayoutChanged):
    """The server answers that nothing is at this address: 404, 410, or a page that says so."""


class NothingThere(Unread):
    """A list without a row: whether that is so, or the list is hidden, only a person can say."""

    outcome: ClassVar[OutcomeName] = "empty"
