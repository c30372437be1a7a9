"""Bodies come, change and go: every year is what a plain replay of the events says it was."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from nianbao.clock import SHANGHAI
from nianbao.duty.lifecycle import Life, name_on
from nianbao.duty.model import Exemption, ReportKind
from storage.database import Database
from storage.queries.bodies import name_then, season_day, supervised, supervisors
from storage.queries.facts import facts
from storage.registry import import_registry, import_sheet
from storage.registry.sheet import BodySheet, RegistrySheet
from storage.rows import BodyRow, DutyRow
from storage.store.duties import find_duty, make_duties
from storage.store.standing_orders import REGISTER
from tests.storage.moments import NOON

YEARS = range(2019, 2027)
OFFICES = ("office-a", "office-b")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Was:
    name: str
    office: str


@dataclass
class City:
    """The truth: what there was from each day on; and the register's rows, kept event by event."""

    states: list[tuple[date, dict[str, Was]]] = field(default_factory=list)
    rows: dict[str, dict] = field(default_factory=dict)
    now: dict[str, Was] = field(default_factory=dict)
    count: int = 0

    def on(self, day: date) -> dict[str, Was]:
        return next(state for since, state in reversed(self.states) if since <= day)

    def last_known(self, slug: str, day: date) -> Was:
        return next(
            state[slug] for since, state in reversed(self.states) if since <= day and slug in state
        )

    def create(self, day: date | None, office: str) -> str:
        self.count += 1
        slug = f"body-{self.count}"
        self.now[slug] = Was(f"青禾市第{self.count}局", office)
        self.rows[slug] = {
            "slug": slug,
            "name": self.now[slug].name,
            "class": "department",
            "since": day,
            "territorial": [{"office": office}],
            "former": (),
            "spans": {},
        }
        return slug

    def rename(self, day: date, slug: str) -> None:
        row, old = self.rows[slug], self.now[slug].name
        new = f"{old.partition('（')[0]}（{day}）"
        held = [span["until"] for span in row["spans"].values()]
        since = max(held) + ONE_DAY if held else None
        row["spans"] = {**row["spans"], old: {"since": since, "until": day - ONE_DAY}}
        row["former"] = (*row["former"], old)
        row["name"] = new
        self.now[slug] = replace(self.now[slug], name=new)

    def move(self, day: date, slug: str) -> None:
        other = OFFICES[self.now[slug].office == OFFICES[0]]
        *before, last = self.rows[slug]["territorial"]
        ended = {**last, "until": day - ONE_DAY}
        self.rows[slug]["territorial"] = [*before, ended, {"office": other, "since": day}]
        self.now[slug] = replace(self.now[slug], office=other)

    def end(self, day: date, slug: str, *heirs: str) -> None:
        self.rows[slug] |= {"until": day - ONE_DAY, "successors": heirs}
        del self.now[slug]


def happen(city: City, kind: str, day: date, pick: int) -> None:
    living = sorted(city.now)
    slug = living[pick % len(living)] if living else ""
    others = [one for one in living if one != slug]
    if kind == "create" or not slug:
        city.create(day, OFFICES[pick % 2])
    elif kind == "rename":
        city.rename(day, slug)
    elif kind == "move":
        city.move(day, slug)
    elif kind == "merge" and others:
        city.end(day, slug, others[pick % len(others)])
    elif kind == "split":
        office = city.now[slug].office
        city.end(day, slug, *(city.create(day, office) for _ in range(2)))
    elif kind == "abolish":
        city.end(day, slug)
    city.states.append((day, dict(city.now)))


def register(session, city: City, day: date) -> None:
    rows = [{"slug": office, "name": office, "class": "office"} for office in OFFICES]
    sheets = tuple(BodySheet.model_validate(row) for row in (*rows, *city.rows.values()))
    at = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
    import_sheet(session, RegistrySheet(body=sheets), at)


@pytest.fixture(scope="module")
def opened(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("lives") / "lives.sqlite3"
    shutil.copy(migrated_sqlite, path)
    found = Database(f"sqlite:///{path}")
    yield found
    found.dispose()


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["create", "rename", "move", "merge", "split", "abolish"]),
        st.integers(1, 500),
        st.integers(0, 7),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_every_past_year_is_what_it_was(opened, events):
    city = City()
    for office in (*OFFICES, OFFICES[0]):
        city.create(None, office)
    city.states.append((date.min, dict(city.now)))
    with opened.write() as session:
        register(session, city, date(2019, 1, 1))
        make_duties(session, YEARS)  # before anybody knows what will happen
        day = date(2019, 6, 1)
        for kind, gap, pick in events:
            day += timedelta(days=gap)
            happen(city, kind, day, pick)
            register(session, city, day)
        make_duties(session, YEARS, now=datetime(2027, 12, 1, tzinfo=SHANGHAI))
        compare(session, city)
        session.rollback()  # the next example begins with nothing


def compare(session, city: City) -> None:
    bodies = {row.id: row for row in session.scalars(select(BodyRow)) if row.slug in city.rows}
    for year in YEARS:
        owed = {
            bodies[row.body_id].slug
            for row in session.scalars(select(DutyRow).filter_by(year=year, exemption_reason=""))
            if row.body_id in bodies
        }
        truth = city.on(date(year, 12, 31)).keys() & city.on(date(year + 1, 1, 1)).keys()
        assert owed == truth
        day = season_day(year, date(2099, 1, 1))
        then = {slug: city.last_known(slug, day) for slug in owed}
        for office in OFFICES:
            under = set(session.scalars(supervised(office, day)))
            mine = {row.slug for number, row in bodies.items() if number in under} & owed
            assert mine == {slug for slug, was in then.items() if was.office == office}
        told = {row.slug: name_then(row, day) for row in bodies.values() if row.slug in owed}
        assert told == {slug: was.name for slug, was in then.items()}


def test_the_year_that_a_person_set_goes_before_the_days():
    life = Life(date(2025, 5, 1), date(2028, 3, 1), first_year=2026, last_year=2026)
    assert [year for year in range(2020, 2030) if life.owes(year)] == [2026]
    assert life.why_not(2025) == "不在名录登记的起止年度内"
    assert Life(since=date(2025, 5, 1)).why_not(2024) == "2025年5月1日设立"
    assert Life(until=date(2025, 5, 1)).why_not(2025, "甲局") == "已于2025年5月1日撤并，由甲局承继"


def test_a_former_name_without_days_is_the_name_of_no_day():
    called = partial(name_on, name="新局", spans={"旧局": (None, None)})
    assert called(date(1990, 1, 1)) == "新局"


AFTER = NOON.replace(year=NOON.year + 2)
"""Two seasons later, when the year that NOON is about is an older one."""


def said(session, text: str, at: datetime) -> None:
    import_registry(session, f'[[body]]\nslug = "qinghe-jtj"\n{SAME}\n{text}\n', at)


SAME = 'name = "青禾市交通运输局"\nclass = "department"'


def of_register(session, at: datetime):
    number = find_duty(session, "qinghe-jtj", 2026, ReportKind.OWN)
    return facts(session, at, duties=[number])[number].duty


@pytest.mark.parametrize("ends", ["", 'left_out_reason = ""'])
def test_who_was_left_out_of_a_year_stays_so_when_the_year_is_over(qinghe, ends):
    with qinghe.write() as session:
        said(session, 'left_out_reason = "涉密机关"', NOON)
        make_duties(session, [2026, 2028], now=AFTER)
        said(session, ends, AFTER)
        assert of_register(session, AFTER).exemption == Exemption("涉密机关", REGISTER)
        assert of_register(session, NOON).exemption == Exemption("涉密机关", REGISTER)


def test_a_last_day_that_was_a_mistake_is_taken_back_of_an_older_year_too(qinghe):
    with qinghe.write() as session:
        said(session, "until = 2026-06-01", AFTER)
        assert "撤并" in of_register(session, AFTER).exemption.reason
        said(session, "until = 2028-06-01", AFTER)
        assert of_register(session, AFTER).exemption is None


def test_what_a_body_owed_when_it_ended_stays_its_last_offices(qinghe):
    """Its last report is not lost to everybody because nobody stands over it any more."""
    over = 'territorial = [{ office = "qinghe-office", until = 2027-02-15 }]'
    with qinghe.write() as session:
        said(session, f"until = 2027-02-15\n{over}", NOON)
        number = find_duty(session, "qinghe-jtj", 2026, ReportKind.OWN)
        body_id = session.scalar(select(DutyRow.body_id).filter_by(id=number))
        assert of_register(session, AFTER).exemption is None
        assert body_id in set(
            session.scalars(supervised("qinghe-office", season_day(2026, AFTER.date())))
        )


def test_who_went_to_another_office_on_the_last_day_of_the_first_is_the_others(qinghe):
    over = (
        'territorial = [{ office = "qinghe-office", until = 2027-02-15 },'
        '{ office = "yunting-office", since = 2027-02-16 }]'
    )
    with qinghe.write() as session:
        said(session, f"until = 2027-03-01\n{over}", NOON)
        body_id = session.scalar(select(BodyRow.id).filter_by(slug="qinghe-jtj"))
        day = season_day(2026, AFTER.date())
        assert [one.office for one in supervisors(session, "qinghe-jtj", day)][:1] == [
            "yunting-office"
        ]
        assert body_id in set(session.scalars(supervised("yunting-office", day)))
