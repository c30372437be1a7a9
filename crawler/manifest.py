"""What goes into a crawler process and what comes out of it.

In: one ``Job`` as JSON. Out, in the job's folder: WARC files and
``manifest.jsonl``, one entry a line, flushed as it happens, so that a process
killed at any moment leaves all that it had seen. ``read`` takes a manifest
whose last line is cut.
"""

from __future__ import annotations

import os
from collections.abc import Iterator  # noqa: TC003 - pydantic reads annotations at run time
from datetime import date, datetime  # noqa: TC003
from pathlib import Path  # noqa: TC003
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

MOST_PAGES: Final = 1000
"""How many pages of one list a job may have read. A pager may promise a million."""

OutcomeName = Literal["ok", "empty", "blocked", "down", "robots", "layout_changed"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expectation(_Frozen):
    """What a column is known to hold: its oldest report year and the least number of reports."""

    since: int | None = None
    reports: int | None = None


class Capture(_Frozen):
    """Where the bytes of one response are kept; ``sha256`` is of the payload decoded from HTTP.

    Of a page that has not changed since (304) these are the bytes of the earlier
    answer, in the archive's ``folder``; ``at`` is when the server confirmed them.
    """

    url: str
    sha256: str
    warc: str  # file name inside the folder
    offset: int
    status: int
    content_type: str
    length: int
    at: datetime
    folder: str = ""  # below the archive; "" is the job's own folder
    etag: str = ""
    last_modified: str = ""  # as the server wrote it


class Known(_Frozen):
    """What an address answered the last time: it is asked only whether that has changed."""

    url: str  # as it was asked
    capture: Capture


class Settled(_Frozen):
    """A row of a list whose report is in the archive: not fetched while the row stays the same."""

    url: str
    title: str
    days: tuple[date, ...] = ()  # all that lists have claimed for it


class Held(_Frozen):
    """A report that the column's lists held before: asked for by itself once they do not.

    ``gone``: it was not there the last times; it may be back at its old address.
    """

    url: str
    title: str
    gone: bool = False


class Before(_Frozen):
    """The last complete reading of a column."""

    items: int
    at: datetime


class ColumnRow(_Frozen):
    """One column to read. ``id`` is the caller's name for it and comes back unchanged."""

    id: int
    url: str
    name: str = "政府信息公开年报"
    expect: Expectation = Expectation()
    options: dict[str, str] = Field(default_factory=dict)  # what its family needs to know
    bodies: int = 0  # how many publish there
    before: Before | None = None
    known: tuple[Known, ...] = ()
    settled: tuple[Settled, ...] = ()
    held: tuple[Held, ...] = ()


class PortalRow(_Frozen):
    """One portal. ``hosts`` is the allow-list; a host may carry a port."""

    slug: str
    family: str
    hosts: tuple[str, ...]
    columns: tuple[ColumnRow, ...]
    robots_consent: str = ""  # the written consent that lifts robots.txt, by reference
    delay_seconds: float | None = None
    hours: str = ""  # in which it may be read, 22:00-06:00; "" is any, see nianbao.window
    old_tls: bool = False  # an old server's encryption is accepted; its certificate never unchecked


class Robots(_Frozen):
    """A host's robots.txt as it was read."""

    origin: str  # scheme, host and port
    status: int
    text: str = ""
    at: datetime


class Job(_Frozen):
    """All that one crawler process is told."""

    run: str
    portals: tuple[PortalRow, ...]
    user_agent: str
    allow_private_hosts: bool = False
    delay_seconds: float = 1.0
    max_bytes: int = 30_000_000
    max_pages_per_column: int = Field(200, le=MOST_PAGES)
    max_reports_per_column: int = 1000
    timeout_seconds: float = 30.0  # for one response, from connecting to its last byte
    retries: int = 2  # after the first attempt
    seconds: int = 1800
    now: str = ""  # the injected clock's setting, see nianbao.clock
    archive: str = ""  # the archive's root, from which unchanged pages are read again
    chromium: str = ""  # the browser's program, for portals that need one
    robots: tuple[Robots, ...] = ()  # read by an earlier run; a day old at most they still hold


class Dated(_Frozen):
    """A date as claimed, with the place that claims it.

    ``updated`` and ``written`` (更新时间, 成文日期) are no dates of publication.
    """

    day: date
    source: Literal["meta", "list", "visible", "updated", "url", "written", "file"]
    text: str = ""


class Listed(_Frozen):
    """A link on a list page that may be a report of some body."""

    kind: Literal["listed"] = "listed"
    portal: str
    column: int
    url: str
    title: str
    dates: tuple[Dated, ...] = ()
    list_url: str
    at: datetime


class Fetched(_Frozen):
    """A page or attachment that may hold a report, as fetched.

    ``url`` is the address as linked, ``capture.url`` the one that answered.
    For an attachment ``parent`` is the page that links to it.
    """

    kind: Literal["fetched"] = "fetched"
    portal: str
    column: int
    url: str
    title: str
    dates: tuple[Dated, ...] = ()
    capture: Capture
    parent: str | None = None
    file_name: str = ""
    meta: dict[str, str] = Field(default_factory=dict)  # the national site tags of the page


class Failed(_Frozen):
    """A linked page or attachment that could not be fetched.

    ``dead``: the address itself does not open; no wall, no rule, no limit of ours.
    """

    kind: Literal["failed"] = "failed"
    portal: str
    column: int
    url: str
    title: str
    status: int | None
    why: str
    parent: str | None = None
    at: datetime
    dead: bool = False


class Refused(_Frozen):
    """A report that a complete list holds no more, asked for by itself: nothing is there.

    ``capture`` is what the server said instead, where it was kept.
    """

    kind: Literal["refused"] = "refused"
    portal: str
    column: int
    url: str
    title: str
    status: int | None
    why: str
    capture: Capture | None = None
    at: datetime


class ColumnOutcome(_Frozen):
    """How the reading of one column ended. ``pages`` are the list pages that prove it."""

    kind: Literal["outcome"] = "outcome"
    portal: str
    column: int
    outcome: OutcomeName
    items: int = 0
    detail: str = ""
    pages: tuple[Capture, ...] = ()
    at: datetime


class ProbedColumn(_Frozen):
    """A column of annual reports that a probe found, as its family's reader read it."""

    family: str
    url: str
    name: str
    topology: Literal["own", "collective"]
    shape: Literal["list", "folders", "single"]
    pages: int  # list pages read
    pager: str = ""  # the second list page's address, （POST） behind it; "" for a list of one page
    rows: int
    reports: int
    years: tuple[int, ...] = ()
    bodies: tuple[str, ...] = ()  # organs that the titles name
    complete: bool
    experimental: bool = False
    hosts: tuple[str, ...] = ()  # other hosts that its rows lead to
    confidence: Literal["high", "medium", "low"]
    evidence: tuple[str, ...] = ()  # Chinese


class Probed(_Frozen):
    """What a probe of one home page found; without columns ``outcome`` tells why."""

    kind: Literal["probed"] = "probed"
    portal: str
    home: str
    outcome: Literal["found", "none", "blocked", "down", "robots"]
    detail: str = ""
    site_name: str = ""
    site_code: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[ProbedColumn, ...] = ()
    requests: int = 0
    at: datetime


class RobotsRead(_Frozen):
    """A host's robots.txt, worth knowing for a day."""

    kind: Literal["robots"] = "robots"
    portal: str
    robots: Robots


class End(_Frozen):
    """The process ended by itself; without this line it was killed."""

    kind: Literal["end"] = "end"
    at: datetime
    requests: int = 0


Told = Listed | Fetched | Failed | Refused | ColumnOutcome | Probed | RobotsRead | End
Entry = Annotated[Told, Field(discriminator="kind")]
_ENTRY: TypeAdapter[Told] = TypeAdapter(Entry)

MANIFEST = "manifest.jsonl"
_LONGEST_END = 1000  # bytes


def read(folder: Path) -> Iterator[Told]:
    """Yield the entries of a job's manifest; a cut last line is left out.

    Raises:
        ValueError: a line other than the last is damaged; the message names it.
    """
    path = folder / MANIFEST
    if not path.exists():
        return
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            yield _ENTRY.validate_json(line)
        except ValidationError as error:
            if number == len(lines):  # no newline after it: the process died while writing
                return
            raise ValueError(f"{path.name}, line {number}: {error}") from error


def ended(folder: Path) -> bool:
    """Whether the process that wrote a job's manifest came to its own end."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_END))
            last = file.read().rpartition(b"\n")[0].rpartition(b"\n")[2]
    except FileNotFoundError:
        return False
    try:
        return isinstance(_ENTRY.validate_json(last), End)
    except ValidationError:
        return False


def line(entry: BaseModel) -> bytes:
    """Return one entry as it stands in the manifest."""
    return entry.model_dump_json().encode() + b"\n"
