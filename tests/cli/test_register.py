"""The register in full: what a row of the sheet says of a body goes in, holds, and comes out."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from nianbao.cli import body_sheet
from nianbao.duty.divisions import division_name, is_doubtful
from nianbao.duty.model import Exemption, ReportKind
from storage.database import Database
from storage.queries.bodies import name_then, supervisors
from storage.queries.facts import facts
from storage.registry import Refused, export_bodies, import_sheet
from storage.registry.sheet import BodySheet, RegistrySheet
from storage.rows import BodyRow
from storage.store.duties import exempt, find_duty, make_duties
from storage.store.entries import leave_out
from tests.storage.moments import DAY, NOON

OFFICE = {"单位代号": "qinghe-office", "全称": "青禾市人民政府办公室", "类型": "政府办公厅（室）"}
FULL = {
    "单位代号": "qinghe-wgj",
    "信用代码": "11990100MB0000000P",
    "全称": "青禾市宣传、文化和旅游局",
    "类型": "政府部门",
    "简称": '"市宣传、文旅局"；市文旅局（2019-03-01起）',
    "曾用名": "青禾市文化局（2015-01-01至2019-02-28）",
    "区划代码": "990100",
    "层级": "市级",
    "属地主管": "旧主管办（至2024-06-30）；青禾市人民政府办公室（2024-07-01起）",
    "主送": "青禾市文化和旅游局办公室",
    "义务依据": "法定",
    "依据文号": "《条例》第四十九条、青编办〔2019〕3号",
    "报告种类": "本机关",
    "起始年度": "2019",
    "联系人": "李某",
    "电话": "0990-1234567转8",
    "邮箱": "wgj@qinghe.example",
    "分管领导": "赵某",
    "备注": "",
}
OLD_OFFICE = {"单位代号": "jiuban", "全称": "旧主管办", "类型": "政府办公厅（室）"}


@pytest.fixture
def database(tmp_path):
    found = Database(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    found.migrate()
    yield found
    found.dispose()


def fill(path, *rows):
    book = openpyxl.Workbook()
    book.active.append([column.heading for column in body_sheet.FORM.columns])
    for row in rows:
        book.active.append([row.get(c.heading, "") for c in body_sheet.FORM.columns])
    book.save(path)
    return path


def known(session):
    return {body.slug: body for body in export_bodies(session)}


def enter(session, path, *rows, now=NOON, correcting=False):
    found, wrong = body_sheet.read(fill(path, *rows), known(session), correcting=correcting)
    if not wrong:
        import_sheet(session, RegistrySheet(body=tuple(found)), now)
    return wrong


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_column_goes_in_and_out_and_in_again_without_a_change(database, tmp_path, ending):
    with database.write() as session:
        assert enter(session, tmp_path / "in.xlsx", OFFICE, OLD_OFFICE, FULL) == []
        before = known(session)
        body_sheet.write(tmp_path / f"out.{ending}", before.values(), NOON)
        again, wrong = body_sheet.read(tmp_path / f"out.{ending}", before)
        assert wrong == []
        assert [body_sheet.changes(body, before[body.slug]) for body in again] == [[], [], []]
        done = import_sheet(session, RegistrySheet(body=tuple(again)), NOON + DAY)
        assert known(session) == before
    assert (done.added, done.changed) == ({}, {})
    shown = body_sheet.FORM.words(body_sheet.values(before["qinghe-wgj"]))
    spoken = {**FULL, "属地主管": "jiuban（至2024-06-30）；qinghe-office（2024-07-01起）"}
    assert {name: text for name, text in shown.items() if text} == {
        name: text for name, text in spoken.items() if text
    }


def test_names_and_offices_are_those_of_the_day(database, tmp_path):
    with database.write() as session:
        enter(session, tmp_path / "in.xlsx", OFFICE, OLD_OFFICE, FULL)
        row = session.scalars(select(BodyRow).filter_by(slug="qinghe-wgj")).one()
        assert name_then(row, date(2018, 5, 1)) == "青禾市文化局"
        assert name_then(row, date(2019, 3, 1)) == FULL["全称"]
        over = [supervisors(session, "qinghe-wgj", date(2024, 6, day)) for day in (30,)]
        assert [one.office for one in over[0]] == ["jiuban"]
        later = supervisors(session, "qinghe-wgj", date(2024, 7, 1))
        assert [one.office for one in later] == ["qinghe-office"]


@pytest.mark.parametrize(
    ("said", "heading", "why"),
    [
        ({"属地主管": "无此单位"}, "属地主管", "没有登记单位“无此单位”"),
        ({"属地主管": "jiuban；qinghe-office"}, "属地主管", "重叠"),
        ({"属地主管": "jiuban（2024年起）"}, "属地主管", "起止日期应写作"),
        ({"报告种类": "本级政府"}, "报告种类", "只能是“本机关”"),
        ({"终止年度": "2018"}, "终止年度", "早于起始年度"),
        ({"承继机构": "jiuban"}, "终止日期", "须写明终止日期"),
        ({"不纳入期限": "2027-01-01"}, "不纳入理由", "须写明理由"),
        ({"类型": "垂直管理单位", "是否计入应公布数": "是"}, "是否计入应公布数", "单列统计"),
        ({"邮箱": "没有"}, "邮箱", "电子邮件"),
        ({"层级": "村"}, "层级", "只能是"),
        ({"合并编报于": "qinghe-wgj"}, "", "不能是本单位"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(database, tmp_path, said, heading, why):
    with database.write() as session:
        wrong = enter(session, tmp_path / "in.xlsx", OFFICE, OLD_OFFICE, FULL | said)
    assert len(wrong) == 1
    assert wrong[0].startswith("工作表“单位”第4行" + (f"“{heading}”列：" if heading else "："))
    assert why in wrong[0]


def test_an_office_gives_way_to_another_only_with_its_last_day(database, tmp_path):
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        alone = FULL | {"属地主管": "qinghe-office"}
        assert "保留并写明止日" in enter(session, tmp_path / "b.xlsx", alone)[0]
        assert enter(session, tmp_path / "c.xlsx", alone, correcting=True) == []
        past = supervisors(session, "qinghe-wgj", date(2020, 1, 1))
    assert [one.office for one in past] == ["qinghe-office"]


def duty(session, year, slug="qinghe-wgj"):
    number = find_duty(session, slug, year, ReportKind.OWN)
    return facts(session, NOON + 30 * DAY, duties=[number])[number].duty


def test_who_is_left_out_is_so_from_now_on_and_comes_back(database, tmp_path):
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        make_duties(session, [2024, 2026], now=NOON)
        left_out = FULL | {"不纳入理由": "涉密机关", "不纳入期限": "2027-12-31"}
        enter(session, tmp_path / "b.xlsx", left_out)
        assert duty(session, 2026).exemption == Exemption(
            "涉密机关", "单位名录", date(2027, 12, 31)
        )
        assert duty(session, 2024).exemption is None
        enter(session, tmp_path / "c.xlsx", FULL)
        assert duty(session, 2026).exemption is None


DECEMBER = NOON.replace(year=2026, month=12)


def test_who_is_left_out_in_december_is_so_for_the_reports_to_come(database, tmp_path):
    """The season of 2025 is over: its count stays as it was, both ways."""
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        make_duties(session, [2025, 2026], now=DECEMBER)
        marked = FULL | {"不纳入理由": "涉密机关"}
        enter(session, tmp_path / "b.xlsx", marked, now=DECEMBER)
        assert duty(session, 2026).exemption.reason == "涉密机关"
        assert duty(session, 2025).exemption is None
        assert known(session)["qinghe-wgj"].left_out_from == 2026
        enter(session, tmp_path / "c.xlsx", marked | {"不纳入起始年度": "2025"}, now=DECEMBER)
        assert duty(session, 2025).exemption.reason == "涉密机关"
        enter(session, tmp_path / "d.xlsx", FULL, now=DECEMBER)
        assert duty(session, 2026).exemption is None
        assert duty(session, 2025).exemption.reason == "涉密机关"


def test_who_is_registered_as_left_out_was_so_for_last_years_report_too(database, tmp_path):
    with database.write() as session:
        marked = FULL | {"不纳入理由": "涉密机关"}
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, marked, now=DECEMBER)
        make_duties(session, [2024, 2025, 2026], now=DECEMBER)
        left_out = [duty(session, year).exemption is not None for year in (2024, 2025, 2026)]
    assert left_out == [False, True, True]


def test_a_report_stands_in_the_report_of_a_body_that_publishes_one(database, tmp_path):
    inside = FULL | {"合并编报于": "qinghe-office"}
    circle = OFFICE | {"合并编报于": "qinghe-wgj"}
    with pytest.raises(Refused, match="后者自身也是合并编报"), database.write() as session:
        enter(session, tmp_path / "a.xlsx", circle, OLD_OFFICE, inside)


def test_a_persons_decision_outlives_the_register(database, tmp_path):
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        make_duties(session, [2026], now=NOON)
        number = find_duty(session, "qinghe-wgj", 2026, ReportKind.OWN)
        exempt(session, number, Exemption("新设", "批复"), NOON)
        enter(session, tmp_path / "b.xlsx", FULL | {"是否计入应公布数": "否"})
        enter(session, tmp_path / "c.xlsx", FULL)
        assert duty(session, 2026).exemption == Exemption("新设", "批复")


def test_a_duty_that_a_person_counts_again_stays_counted_while_the_body_lives(database, tmp_path):
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        make_duties(session, [2026], now=NOON)
        left_out = FULL | {"不纳入理由": "涉密机关"}
        enter(session, tmp_path / "b.xlsx", left_out)
        number = find_duty(session, "qinghe-wgj", 2026, ReportKind.OWN)
        leave_out(session, number, None, who="王某", now=NOON)
        enter(session, tmp_path / "c.xlsx", left_out | {"联系人": "孙某"})
        assert duty(session, 2026).exemption is None
        enter(session, tmp_path / "d.xlsx", left_out | {"终止日期": "2026-10-01"})
        assert duty(session, 2026).exemption.reason == "已于2026年10月1日撤并"


def test_a_report_that_stands_in_anothers_is_covered_by_it(database, tmp_path):
    with database.write() as session:
        inside = FULL | {"合并编报于": "青禾市人民政府办公室"}
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, inside)
        make_duties(session, [2024, 2026], now=NOON)
        assert duty(session, 2026).covered_by == "qinghe-office"
        assert duty(session, 2024).covered_by is None
        enter(session, tmp_path / "b.xlsx", FULL)
        assert duty(session, 2026).covered_by is None


def test_a_body_that_turns_out_to_have_ended_owes_no_more(database, tmp_path):
    """Nobody is called missing who was merged before the report was due."""
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        make_duties(session, [2025, 2026], now=NOON)
        ended = FULL | {"终止日期": "2026-05-31", "承继机构": "旧主管办；qinghe-office"}
        assert enter(session, tmp_path / "b.xlsx", ended) == []
        gone = duty(session, 2026).exemption
        assert gone.reason == "已于2026年5月31日撤并，由旧主管办、青禾市人民政府办公室承继"
        assert duty(session, 2025).exemption is None


def test_its_own_basis_is_told_where_no_local_rule_binds(database, tmp_path):
    with database.write() as session:
        enter(session, tmp_path / "a.xlsx", OFFICE, OLD_OFFICE, FULL)
        make_duties(session, [2026], now=NOON)
        assert duty(session, 2026).basis_text == FULL["依据文号"]
        assert duty(session, 2026).publish_by == date(2027, 1, 31)


def test_divisions_are_held_against_a_kept_table_and_only_doubted():
    assert division_name("110000") == "北京市"
    assert division_name("441900") == "广东省东莞市"
    assert is_doubtful("119999")
    assert not is_doubtful("990100")
    bodies = [
        BodySheet.model_validate({"slug": "a", "name": "甲局", "class": "department"} | said)
        for said in ({"division": "119999"}, {})
    ]
    assert list(body_sheet.doubts(bodies, bodies)) == ["a：区划代码119999未见于现有区划表，请核对"]
