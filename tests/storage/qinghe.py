"""A small city that does not exist, and what its portals are seen to hold.

``REGISTRY`` is imported by the fixture ``qinghe``; the functions below do what a
crawl and its reading do, in as few words as a test needs.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from nianbao.duty.genre import Genre
from nianbao.duty.matching import Match
from nianbao.duty.model import Outcome, ReportKind
from nianbao.report.model import Claim, Figure, Finding, Report, Severity, State, Verdict, Where
from storage.evidence import Place
from storage.registry import import_registry
from storage.rows import ColumnRow, RunRow
from storage.store import documents, duties, matches, runs
from storage.store.documents import Fetch, Link
from storage.store.runs import ColumnReading
from tests.storage.moments import DAY, NOON

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

REGISTRY = """
[[body]]
slug = "qinghe"
name = "青禾市人民政府"
class = "government"
division = "990100"

[[body]]
slug = "qinghe-office"
name = "青禾市人民政府办公室"
class = "office"
division = "990100"

[[body]]
slug = "qinghe-jtj"
name = "青禾市交通运输局"
class = "department"
short = ["市交通运输局"]
division = "990100"

[[body]]
slug = "qinghe-swj"
name = "国家税务总局青禾市税务局"
class = "vertical"
division = "990100"

[[body]]
slug = "sheng-swj"
name = "国家税务总局云海省税务局"
class = "vertical"

[[body]]
slug = "yunting-office"
name = "云汀县人民政府办公室"
class = "office"
division = "990121"

[[body]]
slug = "yunting-nyj"
name = "云汀县农业农村局"
class = "department"
division = "990121"

[[body]]
slug = "yunting-baisha"
name = "云汀县白沙镇人民政府"
class = "township"
division = "990121"

[[supervision]]
office = "qinghe-office"
bodies = ["qinghe", "qinghe-jtj", "yunting-office"]

[[supervision]]
office = "yunting-office"
bodies = ["yunting-nyj", "yunting-baisha"]

[[supervision]]
office = "sheng-swj"
tree = "vertical"
bodies = ["qinghe-swj"]

[[portal]]
slug = "qinghe"
family = "trs"
start = "https://www.qinghe.example/zwgk/nb/"
name = "青禾市人民政府网站"
bodies = ["qinghe", "qinghe-office", "qinghe-jtj"]
expect = { since = 2019, reports = 5 }

[[portal]]
slug = "yunting"
family = "hanweb"
start = "https://www.yunting.example/nb/"
bodies = ["yunting-office", "yunting-nyj", "yunting-baisha"]

[[recipient]]
name = "青禾市人民政府办公室"
email = "zwgk@qinghe.example"
office = "qinghe-office"

[[recipient]]
name = "管理员"
email = "admin@qinghe.example"
role = "administrator"
"""


def settle(session: Session) -> None:
    """Import the registry before anything else happens, and make the duties of two years."""
    import_registry(session, REGISTRY, NOON - 400 * DAY)
    duties.make_duties(session, [2025, 2026])


def column(session: Session, portal: str = "qinghe") -> int:
    wanted = select(ColumnRow.id).where(ColumnRow.url.contains(f"www.{portal}.example"))
    return session.scalars(wanted).one()


def duty(session: Session, body: str = "qinghe-jtj", year: int = 2026) -> int:
    kind = ReportKind.GOVERNMENT if body == "qinghe" else ReportKind.OWN
    found = duties.find_duty(session, body, year, kind)
    assert found is not None
    return found


def run(session: Session, at: datetime, portal: str = "qinghe") -> int:
    """A run that began at a moment and is held by worker ``w``."""
    number = session.scalar(select(func.count()).select_from(RunRow))
    run_id = runs.enqueue_slot(session, portal, f"{at.isoformat()} {number}", at)
    assert run_id is not None
    runs.lease(session, [run_id], "w", at, at + DAY)
    return run_id


def read(
    session: Session,
    at: datetime,
    outcome: Outcome = Outcome.OK,
    *links: Link,
    portal: str = "qinghe",
    lasting: timedelta = timedelta(),
) -> int:
    """One whole reading of a portal's column that saw these links."""
    run_id = run(session, at, portal)
    for link in links:
        documents.keep_link(session, run_id, link)
    reading = ColumnReading(column(session, portal), outcome, at + lasting, items=len(links))
    runs.keep_outcome(session, run_id, reading)
    runs.close_run(session, run_id, "w", at + lasting, {})
    return run_id


def link(session: Session, at: datetime, name: str = "1", day: str = "", **more) -> Link:
    url = f"https://www.qinghe.example/zwgk/nb/{name}.html"
    dates = (Claim(day, "list"),) if day else ()
    fields = {
        "title": f"报告{name}",
        "list_url": "https://www.qinghe.example/zwgk/nb/",
        "dates": dates,
    } | more
    return Link(column_id=column(session), url=url, at=at, **fields)


def fetch(link_: Link, body: bytes = b"report", *, folder: str = "2027/02/job") -> Fetch:
    digest = hashlib.sha256(body).hexdigest()
    place = Place(folder, "x.warc.gz", 0, digest, len(body))
    return Fetch(link_, place, link_.url, 200, "text/html")


def certain(body: str = "qinghe-jtj", year: int = 2026) -> Match:
    kind = ReportKind.GOVERNMENT if body == "qinghe" else ReportKind.OWN
    return Match(body, year, kind, certain=True, bodies=(body,))


def candidate(*bodies: str, year: int | None = 2026) -> Match:
    why = "标题看不出是哪一单位"
    return Match(
        bodies[0], year, ReportKind.OWN, certain=False, why=why, genre=Genre.UNKNOWN, bodies=bodies
    )


def publish(
    session: Session,
    at: datetime,
    body: str = "qinghe-jtj",
    year: int = 2026,
    *,
    day: str = "",
    content: bytes = b"report",
) -> tuple[int, int]:
    """A report seen, fetched and matched at a moment; return document and version."""
    run_id = run(session, at)
    seen = link(session, at, f"{body}-{year}", day)
    kept = documents.keep_version(session, run_id, fetch(seen, content))
    matches.keep_match(session, kept.document_id, certain(body, year), at)
    runs.keep_outcome(session, run_id, ColumnReading(seen.column_id, Outcome.OK, at, 1))
    return kept.document_id, kept.version_id


def number(value: int, row: int = 0) -> Figure:
    return Figure(str(value), State.NUMBER, value, Where(1, row, 2))


def report(**figures: int) -> Report:
    """A report with figures of table 3's business column, by row."""
    cells = {
        f"t3.{row}.business": number(value, n) for n, (row, value) in enumerate(figures.items())
    }
    return Report(
        format="html",
        title="青禾市交通运输局2026年政府信息公开工作年度报告",
        organ="青禾市交通运输局",
        year=2026,
        year_claims=(Claim("2026", "title", "2026年"),),
        edition={"t2": None, "t3": "2021"},
        figures=cells,
        tables=frozenset({"t3"}),
        text="一、总体情况",
    )


def broken(
    column_key: str = "business", *, rows: tuple[str, ...] = ("received", "settled")
) -> Finding:
    return Finding(
        rule="t3.balance",
        severity=Severity.ERROR,
        message="两边不等，相差1",
        relation=f"t3.balance:{column_key}",
        verdict=Verdict.BROKEN,
        places=tuple(f"t3.{row}.{column_key}" for row in rows),
        left=0,
        right=1,
    )
