from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.queries.bodies import supervisors
from storage.registry import import_registry
from storage.rows.bodies import ALWAYS, FOREVER, Tree
from storage.supervision import MAX_DEPTH, Circular, Edge, Path, paths
from tests.storage.moments import NOON

T, V = Tree.TERRITORIAL, Tree.VERTICAL


def test_a_path_is_valid_only_while_all_its_edges_are():
    first = Edge(T, 1, 2, date(2020, 1, 1), date(2024, 12, 31))
    second = Edge(T, 2, 3, date(2023, 1, 1))
    assert set(paths([first, second])) == {
        Path(T, 1, 2, 1, date(2020, 1, 1), date(2024, 12, 31)),
        Path(T, 2, 3, 1, date(2023, 1, 1), FOREVER),
        Path(T, 1, 3, 2, date(2023, 1, 1), date(2024, 12, 31)),
    }


def test_trees_are_not_mixed():
    assert {path.depth for path in paths([Edge(T, 1, 2), Edge(V, 2, 3)])} == {1}


def test_a_body_that_changed_its_office_is_under_each_in_its_time():
    moved = [Edge(T, 1, 3, ALWAYS, date(2024, 6, 30)), Edge(T, 2, 3, date(2024, 7, 1))]
    on = {path.office: (path.since, path.until) for path in paths(moved)}
    assert on == {1: (ALWAYS, date(2024, 6, 30)), 2: (date(2024, 7, 1), FOREVER)}


@pytest.mark.parametrize(
    "edges",
    [
        [Edge(T, 1, 1)],
        [Edge(T, 1, 2), Edge(T, 2, 1)],
        [Edge(T, n, n + 1) for n in range(MAX_DEPTH + 1)],
    ],
    ids=["itself", "pair", "too deep"],
)
def test_a_circle_is_refused(edges):
    with pytest.raises(Circular):
        list(paths(edges))


def test_two_that_changed_places_over_time_are_no_circle():
    edges = [Edge(T, 1, 2, ALWAYS, date(2020, 12, 31)), Edge(T, 2, 1, date(2021, 1, 1))]
    assert len(list(paths(edges))) == 2


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(5, 9)), max_size=10))
def test_every_edge_is_a_path(pairs):
    found = {(path.office, path.body) for path in paths(Edge(T, a, b) for a, b in pairs)}
    assert found == pairs


def test_the_offices_over_a_body_are_told_the_nearest_first(qinghe):
    with qinghe.read() as session:
        over = supervisors(session, "yunting-nyj", NOON.date())
        taxes = supervisors(session, "qinghe-swj", NOON.date())
    assert [(s.office, s.depth) for s in over] == [("yunting-office", 1), ("qinghe-office", 2)]
    assert [(s.office, s.tree) for s in taxes] == [("sheng-swj", V)]


def test_supervision_is_read_for_a_day(qinghe):
    ended = """
    [[supervision]]
    office = "qinghe-office"
    bodies = ["yunting-office"]
    until = 2026-12-31
    """
    with qinghe.write() as session:
        import_registry(session, ended, NOON)
        before = supervisors(session, "yunting-nyj", date(2026, 12, 31))
        after = supervisors(session, "yunting-nyj", date(2027, 1, 1))
    assert [s.office for s in before] == ["yunting-office", "qinghe-office"]
    assert [s.office for s in after] == ["yunting-office"]
