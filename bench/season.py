"""How long the states of a season and all its digests take, in how much memory, and how that grows.

``python -m bench.season [--duties 18000 180000] [--postgres]`` makes, for each size and in a
process of its own, that many bodies with a duty on 2025, sixty under each office, one
column for each office that was read completely before and after the date, a report of nine
bodies in ten, one open error for every nine duties (20,000 for 180,000), and one recipient
for each office (3,000). Then it computes all states twice (the second time nothing changes)
and writes every recipient's digest. Times are the processor's.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bench.recheck import BODIES_AN_OFFICE, CHUNK, YEAR, body_row, place
from nianbao.duty.model import Basis, DutyState, Outcome, ReportKind
from nianbao.report.model import READER_VERSION, RULES_VERSION, Severity
from nianbao.settings import Settings
from storage.database import Database
from storage.queries.duties import duties
from storage.queries.messages import messages
from storage.rows import (
    BindingRow,
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    FindingRow,
    MatchRow,
    OutcomeRow,
    PortalRow,
    RecipientRow,
    ReportRow,
    RunRow,
    SupervisionPathRow,
    VersionRow,
)
from storage.rows.bodies import ALWAYS, FOREVER, Tree
from storage.rows.findings import FindingState
from storage.rows.messages import Role
from storage.rows.portals import Season, Topology
from storage.rows.runs import RunState
from tasks.house import House, SilentBell
from tasks.outbox import write_mails
from tasks.standings import standings

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (18_000, 180_000)
NOW = "2026-02-02T08:00:00+08:00"
READ = ("2026-01-20T09:00:00+08:00", "2026-01-31T20:00:00+08:00", "2026-02-02T06:00:00+08:00")
UNSEEN = 10  # every so manieth body has published nothing
FAULTY = 9  # every so manieth has an open error
TABLES = (
    BodyRow, SupervisionPathRow, PortalRow, ColumnRow, BindingRow, RecipientRow, RunRow,
    OutcomeRow, DutyRow, DocumentRow, VersionRow, MatchRow, ReportRow, FindingRow,
)  # fmt: skip


class City:
    """The rows of some bodies, office by office; ids follow from the body's number."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self.read = [datetime.fromisoformat(moment) for moment in READ]

    def add(self, number: int) -> None:
        """Add a body; the first of each sixty comes with a portal, its readings and a recipient."""
        body = number + 1
        office = body - number % BODIES_AN_OFFICE
        add = self.rows
        add[BodyRow].append(body_row(body))
        path = {"tree": Tree.TERRITORIAL, "body_id": body, "since": ALWAYS, "until": FOREVER}
        add[SupervisionPathRow].append({**path, "office_id": body, "depth": 0})
        if office == body:
            self.office(office)
        else:
            add[SupervisionPathRow].append({**path, "office_id": office, "depth": 1})
        seen = self.read[0]
        add[BindingRow].append(
            {"body_id": body, "column_id": office, "bound_at": seen, "proven_since": seen}
        )
        add[DutyRow].append(
            {
                "id": body, "body_id": body, "year": YEAR, "kind": ReportKind.OWN,
                "basis": Basis.STATUTORY, "publish_by": date(YEAR + 1, 1, 31),
            }
        )  # fmt: skip
        if number % UNSEEN:
            self.report(body, office, seen)
        if number % FAULTY == 1:
            self.error(body, seen)

    def office(self, office: int) -> None:
        """Add an office's portal, the runs on it, and who is written to."""
        add, host = self.rows, f"www.c{office}.example"
        start = f"https://{host}/nb/"
        add[PortalRow].append(
            {
                "id": office, "slug": f"p{office}", "family": "trs", "start": start,
                "hosts": [host], "season": Season.ANNUAL_REPORTS,
            }
        )  # fmt: skip
        add[ColumnRow].append(
            {
                "id": office, "portal_id": office, "name": "年报", "url": start,
                "topology": Topology.COLLECTIVE, "options": {},
            }
        )  # fmt: skip
        add[RecipientRow].append(
            {
                "name": "收件人", "email": f"r{office}@c{office}.example", "office_id": office,
                "role": Role.AUTHORITY,
            }
        )  # fmt: skip
        for turn, moment in enumerate(self.read):
            run = office * len(self.read) + turn
            add[RunRow].append(
                {
                    "id": run, "portal_id": office, "slot": moment.isoformat(),
                    "state": RunState.DONE, "queued_at": moment, "started_at": moment,
                    "ended_at": moment, "committed_at": moment, "folder": f"f{run}",
                    "summary": {},
                }
            )  # fmt: skip
            add[OutcomeRow].append(
                {
                    "run_id": run, "column_id": office, "outcome": Outcome.OK, "items": 54,
                    "detail": "", "at": moment, "proofs": [],
                }
            )  # fmt: skip

    def report(self, body: int, office: int, seen: datetime) -> None:
        """Add the report that a body published on 20 January."""
        url = f"https://www.c{office}.example/nb/{body}.html"
        dates = [{"value": "2026-01-20", "source": "meta", "text": "2026-01-20"}]
        times = {"first_seen": seen, "last_seen": seen}
        title = f"青禾市第{body}局2025年政府信息公开工作年度报告"
        add = self.rows
        add[DocumentRow].append(
            {"id": body, "column_id": office, "url": url, "title": title, "dates": dates, **times}
        )
        add[VersionRow].append(
            {
                "id": body, "document_id": body, "sha256": f"{body:064d}", "folder": "f",
                "warc": "w", "offset": 0, "length": 1, "status": 200, "url": url,
                "content_type": "text/html", "dates": dates, "meta": {}, **times,
            }
        )  # fmt: skip
        add[MatchRow].append(
            {
                "document_id": body, "duty_id": body, "certain": True, "why": "",
                "matched_at": seen, "settled_at": seen,
            }
        )  # fmt: skip
        add[ReportRow].append(
            {
                "id": body, "version_id": body, "reader_version": READER_VERSION,
                "rules_version": RULES_VERSION, "read_at": seen, "judged_at": seen,
                "repairs": [], "unreadable": "",
            }
        )  # fmt: skip

    def error(self, body: int, seen: datetime) -> None:
        """Add an open error of a report."""
        self.rows[FindingRow].append(
            {
                "duty_id": body, "version_id": body if (body - 1) % UNSEEN else None,
                "rule": "t3.row", "identity": "t3.row:received", "relation": "t3.row:received",
                "verdict": "broken", "severity": Severity.ERROR, "state": FindingState.OPEN,
                "digest": "d", "places": ["t3.received.total"], "left": 2, "right": 1,
                "message": "表三“一、本年新收”行：六类申请人合计为2，总计公布为1",
                "certain": True, "baseline": False, "private": False, "shadow": False,
                "reason": "", "reader_version": READER_VERSION, "rules_version": RULES_VERSION,
                "opened_at": seen,
            }
        )  # fmt: skip


def fill(database: Database, size: int) -> None:
    """Write everything, some thousand bodies at a time."""
    step = CHUNK - CHUNK % BODIES_AN_OFFICE
    for start in range(0, size, step):
        city = City()
        for number in range(start, min(start + step, size)):
            city.add(number)
        with database.write() as session:
            for table, values in city.rows.items():
                session.execute(insert(table), values)


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Do a piece of work; return its processor time, the clock's, and the memory's peak so far."""
    began, clock = time.process_time(), time.perf_counter()
    work()
    return {
        "seconds": round(time.process_time() - began, 1),
        "wall": round(time.perf_counter() - clock, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def one(size: int, options: argparse.Namespace) -> None:
    """Measure one size in this process; print it as JSON."""
    with ExitStack() as stack:
        url, folder = place(stack, options)
        database = Database(url)
        database.migrate()
        fill(database, size)
        clock = folder / "now"
        clock.write_text(NOW)
        settings = Settings(data_dir=folder, database_url=url, now=f"@{clock}", secret_key="bench")
        house = House(settings, database, None, SilentBell())
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told: dict[str, Any] = {"duties": size, "before": base}
        told["states"] = timed(lambda: standings(house))
        clock.write_text((datetime.fromisoformat(NOW) + timedelta(minutes=5)).isoformat())
        told["again"] = timed(lambda: standings(house))
        told["digests"] = timed(lambda: write_mails(house))
        told["found"] = outcome(house)
        database.dispose()
    print(json.dumps(told), flush=True)


def outcome(house: House) -> dict[str, int]:
    """Count states and mails, so that a fast run that did nothing is not taken for a good one."""
    with house.database.read() as session:
        states = Counter(view.standing.state for view in duties(session, house.now))
        mails = Counter(mail.kind for mail in messages(session))
    return {
        "published": states[DutyState.PUBLISHED],
        "missing": states[DutyState.MISSING],
        **mails,
    }


def main() -> None:
    """Measure each size in a process of its own, and print how time grows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--duties", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", default="")
    parser.add_argument("--one", action="store_true")
    options = parser.parse_args()
    if options.one:
        one(options.duties[0], options)
        return
    told = [measured(size, postgres=options.postgres) for size in options.duties]
    for first, last in pairwise(told):
        for part in ("states", "again", "digests"):
            grown = last[part]["seconds"] / max(first[part]["seconds"], 0.1)
            print(f"{part}: {last['duties'] / first['duties']:.0f}× duties, {grown:.1f}× time")


def measured(size: int, *, postgres: bool) -> dict[str, Any]:
    """Run one size in a process of its own."""
    command = [sys.executable, "-m", "bench.season", "--one", "--duties", str(size)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, *(["--postgres"] if postgres else ["--keep", str(Path(folder))])],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found), flush=True)
    return found


if __name__ == "__main__":
    main()
