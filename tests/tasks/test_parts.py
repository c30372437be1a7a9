"""A government's report is set beside its bodies' only when every one of them is there."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from nianbao.duty.model import Body, BodyClass, ReportKind
from nianbao.report.checks import aggregates
from nianbao.report.judge import judge
from nianbao.report.model import READER_VERSION, RULES_VERSION, Judgement
from storage.database import Database
from storage.store.reports import keep_report
from tasks.beside import beside, dependents, is_government
from tests.report.building import report
from tests.storage.moments import NOON
from tests.storage.qinghe import duty, publish, settle


@pytest.fixture
def qinghe(migrated, tmp_path):
    copied = shutil.copy(migrated, tmp_path / "nianbao.sqlite3")
    database = Database(f"sqlite:///{copied}")
    with database.write() as session:
        settle(session)
    yield database
    database.dispose()


def put(session, body, received):
    """A body's report on 2026, with so many requests received."""
    _, version = publish(session, NOON, body)
    told = report({"t3.received.total": received}, year=2026)
    stamp = {"reader_version": READER_VERSION, "rules_version": RULES_VERSION, "now": NOON}
    keep_report(session, version, told, Judgement(), **stamp)
    return told


def test_parts_are_added_up_when_all_are_in_and_it_is_said_when_not(qinghe):
    with qinghe.write() as session:
        government = duty(session, "qinghe")
        own = put(session, "qinghe", 9)
        put(session, "qinghe-office", 3)
        some = beside(session, government, 2026, own)
        assert dependents(session, duty(session, "qinghe-office")) == ()
        put(session, "qinghe-jtj", 4)
        every = beside(session, government, 2026, own)
        assert dependents(session, duty(session, "qinghe-jtj")) == (government,)
    assert aggregates.arrived(some) == "所属单位报告已到1份，应有2份，暂不比较。"
    assert not [f for f in judge(own, some).findings if f.rule == "sum.parent"]
    (finding,) = [f for f in judge(own, every).findings if f.rule == "sum.parent"]
    assert (finding.left, finding.right) == (9, 7)
    assert every.is_government is True


def test_a_part_that_cannot_be_read_has_not_arrived(qinghe):
    with qinghe.write() as session:
        own = put(session, "qinghe", 9)
        put(session, "qinghe-office", 3)
        publish(session, NOON, "qinghe-jtj")
        found = beside(session, duty(session, "qinghe"), 2026, own)
    assert "已到1份，应有2份" in aggregates.arrived(found)


@pytest.mark.parametrize(
    ("name", "body_class", "kind", "expected"),
    [
        ("青禾市人民政府", BodyClass.GOVERNMENT, ReportKind.GOVERNMENT, True),
        ("云汀县柳湾镇人民政府", BodyClass.TOWNSHIP, ReportKind.OWN, True),
        ("临澜区白沙街道办事处", BodyClass.TOWNSHIP, ReportKind.OWN, False),
        ("青禾市人民政府办公室", BodyClass.OFFICE, ReportKind.OWN, False),
        ("青禾市交通运输局", BodyClass.DEPARTMENT, ReportKind.OWN, False),
    ],
)
def test_whose_report_is_a_governments(name, body_class, kind, expected):
    assert is_government(replace(Body("x", "", body_class), name=name), kind) is expected
