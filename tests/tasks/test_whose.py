"""Whose report it is, from portal to state: nobody published by another's, nobody missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nianbao.clock import SHANGHAI
from nianbao.demo.portals.trs import TrsSite
from nianbao.report.model import READER_VERSION
from storage.queries.documents import governing
from storage.queries.duties import duties
from storage.registry import import_registry
from storage.store.matches import prove_binding
from tests.tasks.test_beside import found, post
from tests.tasks.yard import BODIES

TRANSPORT, REFORM = "青禾市交通运输局", "青禾市发展和改革委员会"
GOVERNMENT = """
[[body]]
slug = "qinghe-gov"
name = "青禾市人民政府"
class = "government"
[[duty]]
body = "qinghe-gov"
year = 2025
kind = "government"
"""


def listed(told, title):
    """The same report under another title in list and page; its text stays."""
    return replace(told, title=title)


def publish(yard, *posts):
    """Let the portal hold these only, and read it twice, far enough apart to say missing."""
    yard.site.inner = TrsSite(yard.site.inner.dress, posts)
    with yard.database.write() as session:
        for body in BODIES:
            prove_binding(
                session, body, 1, how="人工核对", who="张三", now=yard.settings.clock.now()
            )
    for moment in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(moment)
        yard.work_off(yard.house())


def state(yard, body):
    with yard.database.read() as session:
        views = duties(session, yard.settings.clock.now())
    return next(
        (v.standing.state.value, v.standing.reason)
        for v in views
        if (v.duty.body, v.duty.year) == (body, 2025)
    )


def title(organ, year=2025, tail=""):
    return f"{organ}{year}年政府信息公开工作年度报告{tail}"


def test_a_wrong_name_in_the_list_before_the_right_content_is_held_for_both(yard):
    publish(yard, listed(post(TRANSPORT, 2025), title(REFORM)))
    assert state(yard, "qinghe-transport")[0] == "to_confirm"
    assert state(yard, "qinghe-reform")[0] == "to_confirm"


def test_a_right_title_before_another_cities_content_publishes_nobody(yard):
    publish(yard, listed(post("栖湖市交通运输局", 2025), title(TRANSPORT)))
    found_state, why = state(yard, "qinghe-transport")
    assert found_state == "to_confirm"
    assert "栖湖市交通运输局" in why


def test_another_countys_report_in_the_citys_column_is_nobodys(yard):
    publish(yard, post("云汀县交通运输局", 2025))
    assert state(yard, "qinghe-transport")[0] == "missing"


def test_a_nameless_title_is_settled_by_the_name_in_the_text(yard):
    publish(yard, listed(post(TRANSPORT, 2025), "2025年政府信息公开工作年度报告"))
    assert state(yard, "qinghe-transport")[0] == "published"
    assert {state(yard, body)[0] for body in BODIES[:2]} == {"missing"}


def test_last_years_title_over_this_years_report_is_never_missing(yard):
    publish(yard, listed(post(TRANSPORT, 2025), title(TRANSPORT, 2024)))
    assert state(yard, "qinghe-transport")[0] in {"published", "to_confirm"}


def test_the_citys_report_again_on_a_bureaus_page_does_not_publish_the_bureau(yard):
    publish(yard, listed(post("青禾市人民政府", 2025), title(TRANSPORT)))
    assert state(yard, "qinghe-transport")[0] == "to_confirm"


def test_a_correction_beside_the_original_governs_and_takes_its_findings_away(yard):
    broken = post(TRANSPORT, 2025, number=608_300, t3__received__person="2")
    mended = post(TRANSPORT, 2025, number=608_400)
    publish(yard, broken)
    assert found(yard, "t3.row")
    corrected = replace(
        listed(mended, title(TRANSPORT, tail="（更正版）")),
        published=datetime(2026, 1, 30, 9, tzinfo=SHANGHAI),
    )
    yard.site.inner = TrsSite(yard.site.inner.dress, (broken, corrected))
    yard.at("2026-02-03 09:00")
    yard.work_off(yard.house())
    assert state(yard, "qinghe-transport")[0] == "published"
    (one,) = found(yard, "t3.row").values()
    assert one.state.value == "resolved"
    with yard.database.read() as session:
        views = duties(session, yard.settings.clock.now())
        owed = next(v for v in views if (v.duty.body, v.duty.year) == ("qinghe-transport", 2025))
        assert governing(session, owed.id, READER_VERSION) is not None


def test_one_report_for_government_and_office_is_held_for_both(yard):
    with yard.database.write() as session:
        import_registry(session, GOVERNMENT, yard.settings.clock.now())
    publish(yard, post("青禾市人民政府及其办公室", 2025))
    assert state(yard, "qinghe-office")[0] == "to_confirm"


def test_the_letter_that_asks_for_reports_is_nobodys(yard):
    told = post(TRANSPORT, 2025)
    asked = replace(
        told,
        title="关于报送2025年政府信息公开工作年度报告的通知",
        body="<p>请各单位按时报送。</p>",
    )
    publish(yard, asked)
    assert {state(yard, body)[0] for body in BODIES} == {"missing"}


ENFORCEMENT = """
[[body]]
slug = "qinghe-enforcement"
name = "青禾市交通运输综合行政执法支队"
class = "department"
"""


def test_an_unregistered_organ_of_like_work_is_held_for_the_bureau(yard):
    publish(yard, post("青禾市交通运输综合行政执法支队", 2025))
    assert state(yard, "qinghe-transport")[0] == "to_confirm"


def test_an_organ_registered_elsewhere_is_nobodys_in_this_column(yard):
    with yard.database.write() as session:
        import_registry(session, ENFORCEMENT, yard.settings.clock.now())
    publish(yard, post("青禾市交通运输综合行政执法支队", 2025))
    assert state(yard, "qinghe-transport")[0] == "missing"
