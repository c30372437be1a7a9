"""How fast a year is judged again, with reading and writing rows, and in how much memory.

``python -m bench.recheck [--reports 18000] [--postgres] [--whole] [--keep FOLDER]`` makes
that many bodies with a report on 2025 and one on 2024 each (seeded; every twentieth
has a sum or a carried figure that does not hold) in a database of its own, stamped by
older rules, so that every row has to be written. Then it measures: under new rules; again,
when nothing differs; and the dry run. ``--whole`` asks every rule, with a text of its
own for every report; without it the four arithmetic rules and what was carried over.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from nianbao.duty.model import Basis, BodyClass, ReportKind
from nianbao.report.model import READER_VERSION
from nianbao.settings import Settings
from storage.database import Database
from storage.rows import (
    BodyRow,
    ColumnRow,
    DocumentRow,
    DutyRow,
    MatchRow,
    PortalRow,
    ReportRow,
    SupervisionPathRow,
    VersionRow,
)
from storage.rows.bodies import ALWAYS, FOREVER, Tree
from storage.rows.portals import Season, Topology
from storage.store.reports import _read as columns_of
from tasks.house import House, SilentBell
from tasks.recheck import Scope, recheck
from tests.postgres import fresh_database
from tests.report.injected.sound import _report as sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nianbao.report.model import Report
    from tasks.rejudging import Tally

YEAR = 2025
NOW = "2026-03-01T10:00:00+08:00"
BODIES_AN_OFFICE = 60
MODELS = 400
CHUNK = 2000
EVERY_SECONDS = 10.0
WORDS = (
    *(
        "专栏",
        "目录",
        "窗口",
        "档案",
        "审核",
        "网站",
        "报送",
        "政策",
        "解读",
        "群众",
        "基层",
        "村居",
    ),
    *(
        "企业",
        "项目",
        "民生",
        "就业",
        "教育",
        "医疗",
        "住房",
        "交通",
        "环境",
        "水利",
        "农业",
        "财政",
    ),
    *(
        "预算",
        "采购",
        "招标",
        "安全",
        "应急",
        "救助",
        "养老",
        "社保",
        "税费",
        "执法",
        "许可",
        "处罚",
    ),
)
VERBS = ("推进", "完善", "梳理", "更新", "细化", "公开", "规范", "优化", "健全", "开展", "落实")


def models() -> list[tuple[dict[str, Any], dict[str, Any], Report, Report]]:
    """Return pairs of rows, of this year's report and of last year's, and the reports."""
    found = []
    for number in range(MODELS):
        rng = Random(number)
        organ = f"青禾市第{number}局"
        last = sound(rng, 2 * number + 1, organ, YEAR - 1)
        this = sound(rng, 2 * number, organ, YEAR, last)
        if number % 20 == 0:
            this = wrong(this, rng)
        found.append((columns_of(this), columns_of(last), this, last))
    return found


def wrong(report: Report, rng: Random) -> Report:
    """Return a report with one figure that is another."""
    place = rng.choice(("t3.received.person", "t3.settled.business", "t4.review.total"))
    figure = report.figures[place]
    other = replace(figure, value=figure.value + 1, printed=str(figure.value + 1))
    return replace(report, figures={**report.figures, place: other})


def own_text(report: Report, seed: int) -> dict[str, Any]:
    """Return a report's row with a text that only this body has, some years alike."""
    rng = Random(seed)
    sentences = [
        "，".join(rng.choice(VERBS) + rng.choice(WORDS) + rng.choice(WORDS) for _ in range(4))
        for _ in range(30)
    ]
    more = "。\n".join(sentences) + "。"
    first, *rest = report.sections
    sections = (replace(first, text=f"{first.text}\n{more}"), *rest)
    return columns_of(replace(report, sections=sections, text=f"{report.text}\n{more}"))


def fill(database: Database, reports: int, *, whole: bool) -> None:
    """Write bodies, duties, documents and reports."""
    now = Settings(now=NOW).clock.now()
    made = models()
    with database.write() as session:
        session.execute(insert(PortalRow), [portal()])
        session.execute(insert(ColumnRow), [column()])
    for start in range(0, reports, CHUNK):
        with database.write() as session:
            rows = Rows(now, made, whole=whole)
            for number in range(start, min(start + CHUNK, reports)):
                rows.add(number)
            for table, values in rows.tables.items():
                session.execute(insert(table), values)


class Rows:
    """The rows of some bodies; ids follow from the body's number."""

    def __init__(self, now: datetime, made: list[Any], *, whole: bool) -> None:
        self.now, self.made, self.whole = now, made, whole
        self.tables: dict[Any, list[dict[str, Any]]] = {
            table: []
            for table in (
                BodyRow, SupervisionPathRow, DutyRow, DocumentRow, VersionRow, MatchRow, ReportRow
            )
        }  # fmt: skip

    def add(self, number: int) -> None:
        """Add one body with its two duties and their reports."""
        body = number + 1
        self.tables[BodyRow].append(body_row(body))
        office = body - number % BODIES_AN_OFFICE
        path = {"tree": Tree.TERRITORIAL, "body_id": body, "since": ALWAYS, "until": FOREVER}
        self.tables[SupervisionPathRow].append({**path, "office_id": body, "depth": 0})
        if office != body:
            self.tables[SupervisionPathRow].append({**path, "office_id": office, "depth": 1})
        this, last, *read = self.made[number % len(self.made)]
        for years_ago, columns in enumerate((this, last)):
            found = own_text(read[years_ago], 2 * number + years_ago) if self.whole else columns
            self.report(body, years_ago, found)

    def report(self, body: int, years_ago: int, columns: dict[str, Any]) -> None:
        """Add one duty with its document, version, match and report."""
        number = 2 * body - years_ago
        url = f"https://www.qinghe.example/{number}.html"
        seen = {"first_seen": self.now, "last_seen": self.now}
        same = {"id": number}
        add = self.tables
        add[DutyRow].append(
            same
            | {
                "body_id": body,
                "year": YEAR - years_ago,
                "kind": ReportKind.OWN,
                "basis": Basis.STATUTORY,
            }
        )
        add[DocumentRow].append(
            same | seen | {"column_id": 1, "url": url, "title": "年度报告", "dates": []}
        )
        add[VersionRow].append(
            same | seen | {
                "document_id": number, "sha256": f"{number:064d}", "folder": "f", "warc": "w",
                "offset": 0, "length": 1, "status": 200, "content_type": "text/html", "url": url,
                "dates": [], "meta": {},
            }
        )  # fmt: skip
        add[MatchRow].append(
            same
            | {
                "document_id": number,
                "duty_id": number,
                "certain": True,
                "why": "",
                "matched_at": self.now,
                "settled_at": self.now,
            }
        )
        add[ReportRow].append(
            same | columns | {
                "version_id": number, "reader_version": READER_VERSION, "rules_version": "older",
                "read_at": self.now, "judged_at": self.now, "repairs": [],
            }
        )  # fmt: skip


def body_row(body: int) -> dict[str, Any]:
    """Return a body; the first of each sixty is the others' office."""
    is_office = (body - 1) % BODIES_AN_OFFICE == 0
    return {
        "id": body,
        "slug": f"b{body}",
        "name": f"青禾市第{body}局",
        "body_class": BodyClass.OFFICE if is_office else BodyClass.DEPARTMENT,
        "short_names": [],
        "former_names": [],
    }


def portal() -> dict[str, Any]:
    """Return the one portal."""
    return {
        "id": 1, "slug": "qinghe", "family": "trs", "start": "https://www.qinghe.example/",
        "hosts": [], "season": Season.ANNUAL_REPORTS,
    }  # fmt: skip


def column() -> dict[str, Any]:
    """Return its one column."""
    return {
        "id": 1, "portal_id": 1, "name": "年报", "url": "https://www.qinghe.example/",
        "topology": Topology.COLLECTIVE, "options": {},
    }  # fmt: skip


class Watch:
    """Prints rate and memory as the work goes on."""

    def __init__(self) -> None:
        self.began = self.said = time.perf_counter()

    def __call__(self, tally: Tally) -> None:
        """Print a line every few seconds."""
        now = time.perf_counter()
        if now - self.said > EVERY_SECONDS:
            self.said = now
            rate = tally.duties / (now - self.began)
            load = os.getloadavg()[0]
            print(
                f"  {now - self.began:5.0f} s {tally.duties:7d} reports {rate:6.0f}/s"
                f"  most {tally.megabytes:4.0f} MB a process  load {load:.1f}",
                flush=True,
            )


def measure(
    name: str, house: House, scope: Scope, *, dry_run: bool = False, processes: int
) -> None:
    """Run once and print what it took."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    tally = recheck(house, scope, dry_run=dry_run, processes=processes, heard=Watch())
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    alone = 2 * tally.duties / used if used else 0.0
    print(
        f"{name}: {tally.duties} reports in {seconds:.1f} s = {tally.duties / seconds:.0f}/s;"
        f" {used:.1f} s of processor in the pool ({alone:.0f}/s if two cores were its own);"
        f" most {tally.megabytes:.0f} MB a process; load {os.getloadavg()[0]:.1f}"
    )
    print(json.dumps(sorted((s.what, s.rule, n) for s, n in tally.steps.items())), flush=True)


def place(stack: ExitStack, options: argparse.Namespace) -> tuple[str, Path]:
    """Return the database's URL and the data folder."""
    folder = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
    folder.mkdir(parents=True, exist_ok=True)
    if options.postgres:
        return stack.enter_context(fresh_database()), folder
    return f"sqlite:///{folder / 'bench.sqlite3'}", folder


def arguments() -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=18_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--keep", default="")
    yield parser


def main() -> None:
    """Fill a database, and judge it again."""
    options = next(arguments()).parse_args()
    with ExitStack() as stack:
        url, folder = place(stack, options)
        database = Database(url)
        database.migrate()
        began = time.perf_counter()
        fill(database, options.reports, whole=options.whole)
        print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        settings = Settings(data_dir=folder, database_url=url, now=NOW)
        house = House(settings, database, None, SilentBell())
        scope = Scope(YEAR, rules_only=True, arithmetic=not options.whole)
        for name, dry_run in (("new rules", False), ("nothing differs", False), ("dry run", True)):
            measure(name, house, scope, dry_run=dry_run, processes=options.processes)
        database.dispose()


if __name__ == "__main__":
    main()
