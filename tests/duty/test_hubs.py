"""What a collective column lacks: the cases of ``cases/hub.incomplete.toml``, one by one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from nianbao.clock import SHANGHAI
from nianbao.duty.hubs import lacks
from nianbao.duty.model import Duty, Facts, Hub, Outcome, Reading, ReportKind, Sighting
from nianbao.report.catalogue import BY_CODE

RULE = "hub.incomplete"
BOOK = tomllib.loads((Path(__file__).parent / "cases" / f"{RULE}.toml").read_text(encoding="utf-8"))
OWN, HUB = "交通运输局网站·年报", "门户网站·集中专栏"
DUE = date(2027, 1, 31)


def at(text):
    return datetime.strptime(f"2027-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


NOW = at("02-10 09:00")


@dataclass(frozen=True)
class Case:
    """One case; the fields are the keys of the file."""

    why: str
    readings: list
    proven: str = "01-02 09:00"
    first_year: int | None = None
    own: str = "01-28 09:00"
    own_certain: bool = True
    own_gone: str = ""
    own_column: str = OWN
    listed: bool = True
    undated: bool = False
    here: list = field(default_factory=list)
    covered: bool = False
    hubs: bool = True
    last: str = ""


def sighting(column, seen, *, certain=True, gone="", rejected="", listed=True, undated=False):
    return Sighting(
        f"http://{'own' if column == OWN else 'hub'}.example/t1.html",
        at(seen),
        None if undated else date(2027, 1, 28),
        "meta",
        certain=certain,
        gone_since=at(gone) if gone else None,
        rejected_at=at(rejected) if rejected else None,
        listed=listed,
        column=column,
    )


def reading(text):
    day, hour, *outcome = text.split()
    return Reading(HUB, at(f"{day} {hour}"), Outcome(*outcome or ("ok",)))


def known(case):
    own = {"certain": case.own_certain, "gone": case.own_gone}
    own |= {"listed": case.listed, "undated": case.undated}
    sightings = [sighting(case.own_column, case.own, **own)] if case.own else []
    hub = Hub(HUB, 7, "http://hub.example/", at(case.proven) if case.proven else None)
    return Facts(
        Duty("qinghe-jtj", 2026, ReportKind.OWN, DUE, covered_by="x" if case.covered else None),
        (OWN, HUB),
        at("01-02 09:00"),
        tuple(map(reading, case.readings)),
        (*sightings, *(sighting(HUB, "02-01 08:00", **one) for one in case.here)),
        hubs=(Hub(hub.column, 7, hub.url, hub.proven_since, case.first_year),) if case.hubs else (),
    )


def cases(kind):
    return [pytest.param(Case(**case), id=case["why"]) for case in BOOK[kind]]


@pytest.mark.parametrize("case", cases("fails"))
def test_a_column_that_lacks_a_report_is_told(case):
    (lack,) = lacks(known(case), NOW)
    assert lack.hub.column == HUB
    assert (lack.published.column, lack.published.first_seen) == (OWN, at(case.own))
    if case.last:
        assert lack.last.at == at(case.last)


@pytest.mark.parametrize("case", cases("passes"))
def test_nothing_is_said_where_the_report_may_be_listed_or_need_not_be(case):
    assert lacks(known(case), NOW) == ()


def test_what_was_told_is_no_more_from_the_reading_on_that_lists_it():
    case = Case("", ["02-01 09:00", "02-02 09:00", "02-05 09:00"])
    listed = known(Case("", case.readings, here=[{}]))
    late = Facts(
        listed.duty,
        listed.columns,
        listed.proven_since,
        listed.readings,
        (listed.sightings[0], sighting(HUB, "02-05 09:00")),
        hubs=listed.hubs,
    )
    assert lacks(late, at("02-04 09:00"))
    assert lacks(late, at("02-05 09:00")) == ()


def test_the_case_file_is_of_a_rule_with_a_pass_and_a_fail():
    assert RULE in BY_CODE
    assert BOOK.keys() == {"fails", "passes"}
