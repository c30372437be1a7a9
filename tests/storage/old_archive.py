"""An archive of six years, written as a crawler writes it: what stays, and what may go."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from crawler.warc import Exchange, WarcFile
from nianbao.clock import SHANGHAI
from nianbao.duty.model import Outcome
from storage.evidence import Place, Proof
from storage.rows import PortalRow, RunRow
from storage.rows.runs import RunState
from storage.sealing import link_up, measure, seal
from storage.store import documents, runs
from storage.store.documents import Fetch, Link
from storage.store.runs import ColumnReading
from tests.storage.qinghe import column

if TYPE_CHECKING:
    from crawler.manifest import Capture

SITE = "https://www.qinghe.example"
LIST = f"{SITE}/zwgk/nb/"
REPORT = f"{SITE}/zwgk/nb/2024.html"
HOME = f"{SITE}/"
OFTEN = f"{SITE}/often.js"
COUNTY = "https://www.yunting.example/nb/"
FIRST = datetime(2025, 3, 1, 8, tzinfo=SHANGHAI)
NOW = datetime(2031, 6, 1, 8, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def page(url: str, body: bytes, at: datetime, status: int = 200) -> Exchange:
    asked = (("Host", "www.qinghe.example"),)
    return Exchange(url, "GET", asked, b"", status, (("Content-Type", "text/html"),), body, at)


def text(name: str, size: int = 3000) -> bytes:
    """Bytes that do not pack too well, always the same for a name."""
    return "".join(f"<p>{name}{n * 7919 % 100_003}</p>" for n in range(size // 12)).encode()


class Crawl:
    """One run's folder: its WARC file, what it saw, and its row."""

    def __init__(self, database, archive, at: datetime, portal: str = "qinghe") -> None:
        self.database, self.archive, self.at, self.portal = database, archive, at, portal
        self.job = f"run-{portal}-{at:%Y%m%d}"
        self.folder = archive.new_folder(self.job, at)
        self.warc = WarcFile(archive.path(self.folder), self.job, at)
        self.seen: list[tuple[str, str, Capture]] = []

    def get(self, url: str, body: bytes, status: int = 200) -> Capture:
        return self.warc.write(page(url, body, self.at, status))

    def place(self, capture: Capture) -> Place:
        return Place(
            capture.folder or self.folder,
            capture.warc,
            capture.offset,
            capture.sha256,
            capture.length,
        )

    def end(self, *lists: Capture, outcome=Outcome.OK, report: Capture | None = None) -> None:
        """Close the files, keep the rows, seal the folder."""
        self.warc.close()
        path = self.archive.file(self.folder, "manifest.jsonl")
        path.write_text(json.dumps({"kind": "end", "run": self.job}) + "\n")
        with self.database.write() as session:
            number = self._run(session)
            where = column(session, self.portal)
            if report:
                link = Link(where, report.url, "年度报告", self.at, ())
                fetched = Fetch(link, self.place(report), report.url, 200, "text/html")
                documents.keep_version(session, number, fetched)
            proofs = tuple(Proof(c.url, self.place(c), c.status, self.at) for c in lists)
            runs.keep_outcome(
                session, number, ColumnReading(where, outcome, self.at, 3, "", proofs)
            )
            seal(session, measure(self.archive, self.folder), self.at)

    def _run(self, session) -> int:
        portal = session.scalars(select(PortalRow.id).where(PortalRow.slug == self.portal)).one()
        row = RunRow(
            portal_id=portal, slot=self.job, state=RunState.DONE, queued_at=self.at,
            started_at=self.at, ended_at=self.at, folder=self.folder, committed_at=self.at,
            summary={},
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def fill(database, archive) -> None:
    """Five crawls. See the comments for what each record is."""
    one = Crawl(database, archive, FIRST)
    old_list = one.get(LIST, text("list"))  # of no duty's season; confirmed until a week later
    report = one.get(REPORT, text("report"))  # a version
    one.get(HOME, text("home"))  # passed by
    often = one.get(OFTEN, text("often"))  # passed by, and confirmed even this year
    one.end(old_list, report=report)

    two = Crawl(database, archive, FIRST + 7 * DAY)
    before = old_list.model_copy(update={"folder": one.folder})
    again = two.warc.revisit(page(LIST, b"", two.at, 304), before)  # of the list that may go
    two.get(REPORT, text("report"))  # the same bytes once more
    two.get(HOME, text("home, changed"))
    two.end(again)

    three = Crawl(database, archive, datetime(2026, 2, 10, 8, tzinfo=SHANGHAI))
    season = three.get(LIST, text("season"))  # duties of 2025 are not settled
    three.get(HOME, text("home in the season"))
    three.end(season)

    wall = Crawl(database, archive, datetime(2026, 2, 11, 8, tzinfo=SHANGHAI), "yunting")
    shut = wall.get(COUNTY, b"no entry", 412)  # duties of that column cannot be verified
    wall.get("https://www.yunting.example/robots.txt", text("robots"))
    wall.end(shut, outcome=Outcome.BLOCKED)

    five = Crawl(database, archive, NOW - 3 * DAY)
    five.warc.revisit(
        page(OFTEN, b"", five.at, 304), often.model_copy(update={"folder": one.folder})
    )
    five.end(five.get(LIST, text("latest")))
    with database.write(full_sync=True) as session:
        link_up(session, archive, NOW - DAY)
