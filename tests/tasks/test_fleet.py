"""A small fleet of every family, some of it troubled: what is found is what is true."""

from __future__ import annotations

import pytest

from bench.fleet import EXPECTED, FAMILIES, fleet
from bench.patrol import patrol
from crawler.spiders import FAMILIES as SPIDERS

PORTALS, REPORTS = 56, 280


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fleet")
    with patrol(folder, PORTALS, REPORTS, "2026-02-01T09:00", PORTALS) as found:
        yield found


def test_a_fleet_has_every_family_and_every_trouble():
    portals = fleet(PORTALS, REPORTS)
    assert {portal.family.name for portal in portals if not portal.trouble} == {
        family.name for family in FAMILIES
    }
    assert {family.name for family in FAMILIES} == set(SPIDERS) - {"rendered"}
    assert {portal.trouble for portal in portals} == set(EXPECTED)


def test_crawls_find_every_report_name_every_failure_and_accuse_nobody_wrongly(watch):
    watch.crawl("first")
    assert watch.faults("first") == []
    assert watch.missing()[0] == set()  # one reading proves nothing
    first = watch.requests().total()
    watch.at("2026-02-02T09:00")
    watch.crawl("second")
    assert watch.faults("second") == []
    called, true = watch.missing()
    assert called == true != set()
    assert watch.requests().total() - first < first / 3
    watch.at("2026-02-05T09:00")  # what was late has come
    watch.crawl("third")
    assert watch.faults("third") == []
    called, later = watch.missing()
    assert called == later < true
