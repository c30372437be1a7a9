"""Columns as a sheet: who publishes where and under which name, and what must not be said."""

from __future__ import annotations

import openpyxl
import pytest

from nianbao.cli import column_sheet
from storage.database import Database
from storage.queries.bodies import bodies, bodies_in_column
from storage.queries.portals import portals
from storage.registry import import_sheet
from storage.registry.listings import doors, listings
from storage.registry.sheet import RegistrySheet
from tests.cli.command import nianbao
from tests.storage.moments import NOON
from tests.storage.qinghe import settle

NEW = {
    "网站代号": "linlan",
    "门户": "临澜区人民政府网站",
    "网站标识码": "9901020001",
    "首页": "https://www.linlan.example/",
    "年报栏目网址": "https://www.linlan.example/nb/",
    "栏目名称": "年报",
    "单位代号": "qinghe-jtj",
    "栏目中的名称": "交通、运输局",
    "公布方式": "集中公开栏目",
    "上年度年报网址": "https://www.linlan.example/nb/1.html",
    "集中专栏网址": "https://hub.linlan.example/",
    "采集授权函": "临办函〔2026〕2号",
    "允许时段": "22:00-06:00",
    "运维联系人": "王某 0990-1234567",
}


@pytest.fixture
def database(tmp_path):
    found = Database(f"sqlite:///{tmp_path / 'columns.sqlite3'}")
    found.migrate()
    with found.write() as session:
        settle(session)
    yield found
    found.dispose()


def fill(path, *rows):
    book = openpyxl.Workbook()
    headings = [c.heading for c in column_sheet.FORM.columns if c.heading != "备注"]
    for row in (headings, *([row.get(name, "") for name in headings] for row in rows)):
        book.active.append(row)
    book.save(path)
    return path


def read(session, path):
    names = {body.slug: body.name for body in bodies(session)}
    return column_sheet.read(path, doors(session), names)


def enter(session, path):
    found, rows, wrong = read(session, path)
    assert wrong == []
    told = [*column_sheet.changes(rows, listings(session))]
    import_sheet(session, RegistrySheet(portal=tuple(found)), NOON)
    return told


def test_a_row_makes_portal_column_and_binding(database, tmp_path):
    with database.write() as session:
        assert enter(session, fill(tmp_path / "c.xlsx", NEW)) == [
            "新增 linlan　qinghe-jtj：https://www.linlan.example/nb/"
        ]
        (made,) = (one for one in listings(session) if one.portal == "linlan")
        assert made.family == "generic"
        shown = column_sheet.FORM.words({n: getattr(made, n) for n in made.__slots__})
        assert {n: shown[n] for n in NEW} == NEW
        (portal,) = (one for one in portals(session) if one.slug == "linlan")
        assert portal.hosts == ("www.linlan.example",)
        (there,) = bodies_in_column(session, portal.columns[0].id)
        assert "交通、运输局" in there.short_names


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_columns_that_went_out_come_in_without_a_change(database, tmp_path, ending):
    with database.write() as session:
        enter(session, fill(tmp_path / "c.xlsx", NEW))
        before = listings(session)
        column_sheet.write(tmp_path / f"out.{ending}", before, NOON)
        assert enter(session, tmp_path / f"out.{ending}") == []
        assert listings(session) == before


def test_an_empty_cell_unbinds_nobody_and_one_more_column_keeps_the_first(database, tmp_path):
    more = {"网站代号": "qinghe", "年报栏目网址": "https://b.qinghe.example/", "栏目名称": "旧栏目"}
    with database.write() as session:
        before = [one for one in listings(session) if one.portal == "qinghe"]
        enter(session, fill(tmp_path / "c.xlsx", more))
        after = [one for one in listings(session) if one.portal == "qinghe"]
        assert after[: len(before)] == before
        assert [one.column for one in after[len(before) :]] == ["旧栏目"]
        (portal,) = (one for one in portals(session) if one.slug == "qinghe")
        assert portal.hosts == ("b.qinghe.example", "www.qinghe.example")


@pytest.mark.parametrize(
    ("said", "column", "why"),
    [
        ({"单位代号": "nobody"}, "单位代号", "没有登记单位"),
        ({"单位": "另一局"}, "单位", "已登记为“青禾市交通运输局”"),
        ({"年报栏目网址": "linlan"}, "年报栏目网址", "http"),
        ({"公布方式": "张贴"}, "公布方式", "只能是"),
        ({"允许时段": "夜间"}, "允许时段", ""),
        ({"网站标识码": "123"}, "网站标识码", "10位"),
        ({"采集方式": "机器人"}, "采集方式", "只能是"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(database, tmp_path, said, column, why):
    with database.read() as session:
        _, _, wrong = read(session, fill(tmp_path / "c.xlsx", NEW | said))
    assert len(wrong) == 1
    assert wrong[0].startswith(f"工作表“栏目”第2行“{column}”列：")
    assert why in wrong[0]


def test_rows_about_one_portal_that_disagree_are_told(database, tmp_path):
    other = NEW | {"单位代号": "qinghe", "允许时段": "20:00-06:00"}
    with database.read() as session:
        _, _, wrong = read(session, fill(tmp_path / "c.xlsx", NEW, other, NEW))
    assert wrong == [
        "工作表“栏目”第3行“允许时段”列：与第2行不一致",
        "工作表“栏目”第4行“单位代号”列：与第2行重复",
    ]


def test_a_dry_run_shows_and_writes_nothing(database, tmp_path):
    fill(tmp_path / "c.xlsx", NEW)
    words = ("portals", "columns", "import", "c.xlsx", "--dry-run")
    url = f"sqlite:///{tmp_path / 'columns.sqlite3'}"
    done = nianbao(*words, folder=tmp_path, database_url=url)
    assert "新增 linlan" in done.stdout
    assert "没有写入" in done.stdout
    with database.read() as session:
        assert "linlan" not in doors(session)
