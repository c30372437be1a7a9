from __future__ import annotations

import tomllib
from datetime import date

import pytest
from sqlalchemy import select

from nianbao.duty.model import Basis, Exemption, ReportKind
from storage.queries.bodies import bodies, bodies_in_column
from storage.queries.facts import facts
from storage.queries.journal import row_counts
from storage.queries.portals import portals
from storage.queries.recipients import recipients
from storage.registry import Refused, export_portals, import_registry
from storage.rows import BindingRow, ColumnRow, PortalRow
from storage.store import duties
from storage.store import portals as portal_store
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import REGISTRY, column, duty

LINES = """
[[portal]]
slug = "lincheng"
family = "handmade"
start = "https://www.lincheng.example:8443/nb/index.html"
"""


def problems(session, text: str, **how) -> str:
    with pytest.raises(Refused) as refused:
        import_registry(session, text, NOON, **how)
    return str(refused.value)


def test_three_lines_are_enough_for_a_portal(database):
    with database.write() as session:
        import_registry(session, LINES, NOON)
        (portal,) = portals(session)
    assert portal.hosts == ("www.lincheng.example:8443",)
    assert [c.url for c in portal.columns] == ["https://www.lincheng.example:8443/nb/index.html"]
    assert portal.columns[0].name == "政府信息公开年报"


def test_importing_twice_is_importing_once(qinghe):
    with qinghe.write() as session:
        before = row_counts(session)
        again = import_registry(session, REGISTRY, NOON + DAY)
        assert row_counts(session) == before
    assert (again.added, again.changed) == ({}, {})
    assert again.unchanged["body"] == 8
    assert again.unchanged["binding"] == 6


def test_what_a_file_does_not_mention_stays_as_it_is(qinghe):
    with qinghe.write() as session:
        portal_store.pause(session, "qinghe", "网站改版", date(2027, 3, 1))
        text = REGISTRY.replace('name = "青禾市人民政府网站"\n', "")
        import_registry(session, text, NOON)
        (portal,) = portals(session, ["qinghe"])
    assert (portal.name, portal.paused) == ("青禾市人民政府网站", "网站改版")


def test_a_change_in_the_file_changes_the_row_and_nothing_else(qinghe):
    with qinghe.write() as session:
        text = REGISTRY.replace('short = ["市交通运输局"]', 'short = ["市交通局"]')
        done = import_registry(session, text, NOON)
        found = {body.slug: body for body in bodies(session)}
    assert done.changed == {"body": 1}
    assert found["qinghe-jtj"].short_names == ("市交通局",)


def test_a_column_that_moved_keeps_its_history(qinghe):
    with qinghe.write() as session:
        before = column(session)
        text = REGISTRY.replace(
            "https://www.qinghe.example/zwgk/nb/", "https://www.qinghe.example/x/"
        )
        import_registry(session, text, NOON)
        after = session.scalars(select(ColumnRow.id).where(ColumnRow.url.endswith("/x/"))).one()
    assert before == after


def test_a_body_that_left_a_column_is_not_looked_for_there_any_more(qinghe):
    with qinghe.write() as session:
        text = REGISTRY.replace(
            'bodies = ["qinghe", "qinghe-office", "qinghe-jtj"]\nexp', 'bodies = ["qinghe"]\nexp'
        )
        import_registry(session, text, NOON)
        assert [body.slug for body in bodies_in_column(session, column(session))] == ["qinghe"]
        import_registry(session, REGISTRY, NOON + DAY)
        assert len(bodies_in_column(session, column(session))) == 3


def test_a_persons_word_proves_the_bodies_of_a_column(qinghe):
    word = 'proven = { by = "甲", how = "2026年电话核实" }\nexpect'
    with qinghe.write() as session:
        import_registry(session, REGISTRY.replace("expect", word), NOON)
        rows = session.scalars(select(BindingRow).where(BindingRow.column_id == column(session)))
        assert {(row.proven_since, row.proven_by) for row in rows} == {(NOON, "甲")}
        number = duty(session)
        assert facts(session, NOON, duties=[number])[number].proven_since == NOON


def test_columns_with_their_own_bodies_and_expectations(qinghe):
    text = """
    [[portal]]
    slug = "qinghe-bumen"
    family = "trs"
    start = "https://bumen.qinghe.example/"
    [[portal.column]]
    url = "https://bumen.qinghe.example/a/"
    name = "部门年报"
    topology = "collective"
    expect = { reports = 20 }
    bodies = ["qinghe-jtj"]
    [[portal.column]]
    url = "https://other.qinghe.example/b/"
    name = "政府年报"
    options = { selector = "ul.list" }
    bodies = ["qinghe"]
    """
    with qinghe.write() as session:
        import_registry(session, text, NOON)
        (portal,) = portals(session, ["qinghe-bumen"])
        number = duty(session)
        mine = facts(session, NOON, duties=[number])[number].columns
    assert portal.hosts == ("bumen.qinghe.example", "other.qinghe.example")
    assert [c.expect_reports for c in portal.columns] == [20, None]
    assert portal.columns[1].options == {"selector": "ul.list"}
    assert mine == ("青禾市人民政府网站·政府信息公开年报", "qinghe-bumen·部门年报")


def test_portals_are_exported_as_they_can_be_imported(qinghe, tmp_path):
    more = """
    [[portal]]
    slug = "duo"
    family = "trs"
    start = "https://duo.example/"
    home = "https://duo.example/"
    hosts = ["duo.example", "img.duo.example"]
    delay_seconds = 2.5
    robots_consent = "青政办函〔2026〕3号"
    schedule = "0 7 * * *"
    season = "daily"
    paused = { reason = "改版“新”\\\\\\"站\\"\\u007f", until = 2027-03-01 }
    [[portal.column]]
    url = "https://duo.example/a/"
    name = "甲"
    topology = "collective"
    options = { "a b" = "c" }
    [[portal.column]]
    url = "https://duo.example/b/"
    name = "乙"
    bodies = ["qinghe"]
    """
    with qinghe.write() as session:
        import_registry(session, more, NOON)
        text = export_portals(session)
        done = import_registry(session, text, NOON + DAY)
        assert export_portals(session) == text
    assert (done.added, done.changed) == ({}, {})
    assert done.unchanged["portal"] == 3
    exported = {portal["slug"]: portal for portal in tomllib.loads(text)["portal"]}
    assert exported["duo"]["paused"]["until"] == date(2027, 3, 1)
    assert exported["qinghe"]["expect"] == {"since": 2019, "reports": 5}
    assert len(exported["duo"]["column"]) == 2


def test_local_dates_bind_townships_and_come_with_their_document(qinghe):
    rule = """
    [[due]]
    division = "990121"
    class = "township"
    submit_by = "1-26"
    publish_by = "01-28"
    document = "云政办函〔2026〕8号"
    """
    with qinghe.write() as session:
        number = duty(session, "yunting-baisha")
        assert facts(session, NOON, duties=[number])[number].duty.publish_by is None
        import_registry(session, rule, NOON)
        assert duties.make_duties(session, [2026]) == ()
        found = facts(session, NOON, duties=[number])[number].duty
        import_registry(session, rule.replace("01-28", "01-29"), NOON)
        duties.make_duties(session, [2026])
        later = facts(session, NOON, duties=[number])[number].duty
    assert (found.publish_by, found.submit_by) == (date(2027, 1, 28), date(2027, 1, 26))
    assert (found.basis, found.basis_text) == (Basis.LOCAL, "云政办函〔2026〕8号")
    assert later.publish_by == date(2027, 1, 29)


def test_what_is_special_about_one_duty_outlives_the_rules(qinghe):
    text = """
    [[duty]]
    body = "qinghe-jtj"
    year = 2026
    publish_by = 2027-02-10
    document = "青政办函〔2027〕1号"
    [[duty]]
    body = "yunting-nyj"
    year = 2026
    exemption = { reason = "2026年新设", basis = "编办批复" }
    [[duty]]
    body = "qinghe-office"
    year = 2026
    covered_by = "qinghe"
    """
    with qinghe.write() as session:
        import_registry(session, text, NOON)
        duties.make_duties(session, [2026])
        found = {f.duty.body: f.duty for f in facts(session, NOON, year=2026).values()}
        before = {f.duty.body: f.duty for f in facts(session, NOON - DAY, year=2026).values()}
    assert found["qinghe-jtj"].publish_by == date(2027, 2, 10)
    assert found["yunting-nyj"].exemption == Exemption("2026年新设", "编办批复")
    assert found["qinghe-office"].covered_by == "qinghe"
    assert before["yunting-nyj"].exemption is None
    assert before["qinghe-office"].covered_by is None


def test_statutory_dates_need_no_rule(qinghe):
    with qinghe.read() as session:
        found = {f.duty.body: f.duty for f in facts(session, NOON, year=2026).values()}
    assert found["qinghe"].publish_by == date(2027, 3, 31)
    assert found["qinghe"].kind is ReportKind.GOVERNMENT
    assert found["qinghe-jtj"].publish_by == date(2027, 1, 31)
    assert found["yunting-baisha"].publish_by is None


def test_a_body_owes_nothing_for_years_in_which_it_did_not_exist(database):
    text = """
    [[body]]
    slug = "new"
    name = "青禾市数据局"
    class = "department"
    since = 2025-05-01
    [[body]]
    slug = "old"
    name = "青禾市金融局"
    class = "department"
    until = 2025-04-30
    """
    with database.write() as session:
        import_registry(session, text, NOON)
        duties.make_duties(session, [2024, 2025, 2026])
        owed = {(f.duty.body, f.duty.year) for f in facts(session, NOON).values()}
    assert owed == {("new", 2025), ("new", 2026), ("old", 2024)}


def test_a_recipient_that_is_switched_off_is_not_written_to(qinghe):
    text = """
    [[recipient]]
    name = "管理员"
    email = "admin@qinghe.example"
    role = "administrator"
    active = false
    """
    with qinghe.write() as session:
        import_registry(session, text, NOON)
        assert [r.name for r in recipients(session)] == ["青禾市人民政府办公室"]
        assert len(recipients(session, active=None)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[portal]\nslug = 1", "第1行第9列不合 TOML 写法"),
        ('[[portal]]\nslug = "a"\nfamily = "trs"', "[[portal]]第1项（a）的 start：缺少此项"),
        (LINES + 'staart = "x"', "[[portal]]第1项（lincheng）的 staart：没有此项，请核对拼写"),
        (LINES.replace("https", "ftp"), "的 start：应为以 http:// 或 https:// 开头的网址"),
        (LINES.replace('"lincheng"', '"Lin Cheng"'), "（Lin Cheng）的 slug：格式不符"),
        (LINES + 'schedule = "0 99 * * *"', "的 schedule：时间安排的小时超出范围：99"),
        (LINES + "expect = { since = 1900 }", "的 expect.since：超出范围"),
        (LINES + 'bodies = ["nobody"]', "（lincheng）的 bodies：没有登记机构“nobody”"),
        (LINES + LINES, "[[portal]]的 slug“lincheng”出现2次"),
        (
            LINES + 'bodies = []\n[[portal.column]]\nurl = "https://x.example/"',
            "已分栏目，bodies应写在 [[portal.column]] 中",
        ),
        (
            LINES + 2 * '[[portal.column]]\nurl = "https://x.example/"\n',
            "同一网站的栏目 name 不能相同",
        ),
        (
            LINES + '[[portal.column]]\nurl = "x"',
            "[[portal]]第1项（lincheng）[[column]]第1项的 url：应为以 http",
        ),
        (
            '[[body]]\nslug = "a"\nname = "甲"\nclass = "school"',
            "[[body]]第1项（a）的 class：只能是",
        ),
        (
            '[[body]]\nslug = "a"\nname = "甲"\nclass = "zone"\nsince = "去年"',
            "[[body]]第1项（a）的 since：应为日期",
        ),
        (
            '[[due]]\npublish_by = "02-30"\ndocument = "x"',
            "[[due]]第1项的 publish_by：应为月-日，例如 01-31",
        ),
        (
            '[[recipient]]\nname = "甲"\nemail = "nobody"\nrole = "administrator"',
            "（nobody）的 email：应为电子邮件地址",
        ),
        (
            '[[recipient]]\nname = "甲"\nemail = "a@b.example"',
            "[[recipient]]第1项（a@b.example）：主管部门的收件人应写明 office",
        ),
        (
            '[[duty]]\nbody = "a"\nyear = 2026\npublish_by = 2027-02-01',
            "自定时限应写明 document（依据）",
        ),
        ("[[portal]]\n" + "x" * 5, "不合 TOML 写法"),
    ],
)
def test_what_is_wrong_is_said_in_chinese_with_its_row_and_field(database, text, words):
    with database.write() as session:
        assert words in problems(session, text)


def test_a_file_with_one_mistake_changes_nothing(qinghe):
    def spoil() -> None:
        with qinghe.write() as session:
            import_registry(session, LINES + '[[recipient]]\nname = "x"\nemail = "a"', NOON)

    with pytest.raises(Refused):
        spoil()
    with qinghe.read() as session:
        assert session.scalars(select(PortalRow.slug).order_by(PortalRow.slug)).all() == [
            "qinghe",
            "yunting",
        ]


def test_all_mistakes_are_told_at_once(database):
    text = LINES.replace("https", "ftp") + '[[recipient]]\nname = ""\nemail = "x"\n'
    with database.write() as session:
        assert len(problems(session, text).splitlines()) == 3


def test_a_family_that_the_crawler_does_not_know_is_refused(database):
    with database.write() as session:
        said = problems(session, LINES, families=["trs", "hanweb"])
    assert said == "[[portal]]第1项（lincheng）的 family：只能是 hanweb、trs"


def test_a_circle_of_supervision_is_told_by_name(qinghe):
    text = """
    [[supervision]]
    office = "yunting-office"
    bodies = ["qinghe-office"]
    """
    with qinghe.write() as session:
        assert "（yunting-office）主管青禾市人民政府办公室" in problems(session, text)
        session.rollback()
