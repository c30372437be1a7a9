"""What goes into a crawler process and what comes out of it.

In: one ``Job`` as JSON. Out, in the job's folder: WARC files and
``manifest.jsonl``, one entry a line, flushed as it happens, so that a process
killed at any moment leaves all that it had seen. ``read`` takes a manifest
whose last line is cut.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - pydantic reads annotations at run time
from datetime import date, datetime  # noqa: TC003
from pathlib import Path  # noqa: TC003
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

OutcomeName = Literal["ok", "empty", "blocked", "down", "robots", "layout_changed"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expectation(_Frozen):
    """What a column is known to hold: its oldest report year and the least number of reports."""

    since: int | None = None
    reports: int | None = None


class ColumnRow(_Frozen):
    """One column to read. ``id`` is the caller's name for it and comes back unchanged."""

    id: int
    url: str
    name: str = "政府信息公开年报"
    expect: Expectation = Expectation()
    options: dict[str, str] = Field(default_factory=dict)  # what its family needs to know


class PortalRow(_Frozen):
    """One portal. ``hosts`` is the allow-list; a host may carry a port."""

    slug: str
    family: str
    hosts: tuple[str, ...]
    columns: tuple[ColumnRow, ...]
    robots_consent: str = ""  # the written consent that lifts robots.txt, by reference
    delay_seconds: float | None = None


class Job(_Frozen):
    """All that one crawler process is told."""

    run: str
    portals: tuple[PortalRow, ...]
    user_agent: str
    allow_private_hosts: bool = False
    delay_seconds: float = 1.0
    max_bytes: int = 30_000_000
    max_pages_per_column: int = 200
    max_reports_per_column: int = 1000
    timeout_seconds: float = 30.0  # for one response, from connecting to its last byte
    retries: int = 2  # after the first attempt
    seconds: int = 1800
    now: str = ""  # the injected clock's setting, see nianbao.clock


class Capture(_Frozen):
    """Where the bytes of one response are kept; ``sha256`` is of the payload decoded from HTTP."""

    url: str
    sha256: str
    warc: str  # file name inside the job's folder
    offset: int
    status: int
    content_type: str
    length: int
    at: datetime


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
    """A linked page or attachment that could not be fetched."""

    kind: Literal["failed"] = "failed"
    portal: str
    column: int
    url: str
    title: str
    status: int | None
    why: str
    parent: str | None = None
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


class End(_Frozen):
    """The process ended by itself; without this line it was killed."""

    kind: Literal["end"] = "end"
    at: datetime
    requests: int = 0


Entry = Annotated[Listed | Fetched | Failed | ColumnOutcome | End, Field(discriminator="kind")]
_ENTRY: TypeAdapter[Listed | Fetched | Failed | ColumnOutcome | End] = TypeAdapter(Entry)

MANIFEST = "manifest.jsonl"


def read(folder: Path) -> Iterator[Listed | Fetched | Failed | ColumnOutcome | End]:
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


def line(entry: BaseModel) -> bytes:
    """Return one entry as it stands in the manifest."""
    return entry.model_dump_json().encode() + b"\n"
