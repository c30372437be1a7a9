"""Bodies that a column names and nobody registered, as rows for a person to complete."""

from __future__ import annotations

import pytest

from nianbao.cli import body_sheet
from nianbao.duty.binding import Seen
from nianbao.duty.model import Body, BodyClass, Outcome
from nianbao.duty.newcomers import class_of, newcomers
from storage.database import Database
from storage.queries.newcomers import proposed_bodies
from storage.registry import export_bodies
from tests.storage.moments import NOON
from tests.storage.qinghe import link, read, settle

TITLE = "青禾市数据局2025年政府信息公开工作年度报告"


@pytest.fixture
def database(tmp_path):
    found = Database(f"sqlite:///{tmp_path / 'columns.sqlite3'}")
    found.migrate()
    with found.write() as session:
        settle(session)
        titles = (
            TITLE,
            "青禾市交通运输局2025年政府信息公开工作年度报告",
            "青禾市粮食局2020年政府信息公开工作年度报告",
            "青禾市数据局2025年政府网站工作年度报表",
            "全市各部门2025年政府信息公开工作年度报告汇总",
        )
        links = [link(session, NOON, str(n), title=title) for n, title in enumerate(titles)]
        read(session, NOON, Outcome.OK, *links)
    yield found
    found.dispose()


def names(titles, bodies=(), known=frozenset()):
    seen = [Seen(title, "https://www.qinghe.example/1") for title in titles]
    found = newcomers(seen, "政府信息公开年报", bodies, year=2025, names=known)
    return [(one.name, one.like) for one in found]


def test_only_who_reported_on_the_year_and_is_not_registered_is_proposed(database, tmp_path):
    with database.read() as session:
        (one,) = proposed_bodies(session, 2025)
        assert one.newcomer.name == "青禾市数据局"
        body_sheet.propose(tmp_path / "p.xlsx", [one], NOON)
        known = {body.slug: body for body in export_bodies(session)}
    found, wrong = body_sheet.read(tmp_path / "p.xlsx", known)
    assert found == []
    assert len(wrong) == 1  # all that is missing is a name with us
    assert "“单位代号”列" in wrong[0]
    ((row, *_), _) = body_sheet.FORM.read(tmp_path / "p.xlsx")
    assert row.values["class"] is BodyClass.DEPARTMENT
    assert row.values["division"] == "990100"
    assert TITLE in row.values["remark"]
    assert "https://www.qinghe.example/zwgk/nb/0.html" in row.values["remark"]


def test_a_name_keeps_its_stop_and_a_place_stands_for_its_government():
    titles = ["青禾市宣传、文化局2025年政府信息公开年报", "临澜区2025年政府信息公开工作年度报告"]
    assert [name for name, _ in names(titles)] == ["临澜区人民政府", "青禾市宣传、文化局"]


def test_a_registered_body_under_another_name_is_not_proposed_without_saying_so():
    body = Body("a", "青禾市农业农村局", BodyClass.DEPARTMENT, ("市农业农村局",), ("青禾市农业局",))
    assert names(["市农业农村局2025年政府信息公开工作年度报告"], [body]) == []
    assert names(["青禾市农业局2025年政府信息公开工作年度报告"], [body]) == []
    (found,) = names(["青禾市农业农村和水利局2025年政府信息公开工作年度报告"], [body])
    assert found == ("青禾市农业农村和水利局", ("青禾市农业农村局",))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("云汀县白沙镇人民政府", BodyClass.TOWNSHIP),
        ("云汀县人民政府", BodyClass.GOVERNMENT),
        ("云汀县人民政府办公室", BodyClass.OFFICE),
        ("青禾高新区管委会", BodyClass.ZONE),
        ("国家税务总局青禾市税务局", BodyClass.VERTICAL),
        ("青禾市水利局", BodyClass.DEPARTMENT),
        ("青禾市政务服务中心", None),
    ],
)
def test_a_class_is_proposed_only_where_the_name_leaves_no_doubt(name, wanted):
    assert class_of(name) is wanted
