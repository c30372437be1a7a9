"""Working days as imported, and who is told when a nearer office has only a chat."""

from __future__ import annotations

from datetime import date

from storage.queries.calendar import KEY, working_calendar
from storage.queries.recipients import addressed, recipients
from storage.registry import import_registry
from storage.rows import BodyRow, DutyRow
from storage.store.duties import make_duties
from storage.store.journal import keep_setting
from tests.storage.moments import NOON

RULE = """
[[due]]
division = "990121"
class = "township"
year = 2026
publish_by = "03-05"
basis = "local"
document = "云政办函〔2026〕1号"
shift = "next_workday"
"""
CHAT = """
[[recipient]]
name = "工作群"
office = "yunting-office"
chat = "wecombot://abcdef0123456789"
"""


def _due(session):
    of_2026 = session.query(DutyRow).filter_by(year=2026)
    (row,) = of_2026.join(BodyRow, BodyRow.id == DutyRow.body_id).filter_by(slug="yunting-baisha")
    return row.publish_by


def test_a_date_that_is_moved_off_a_holiday_goes_by_the_imported_days(qinghe):
    with qinghe.write() as session:
        import_registry(session, RULE, NOON)
        make_duties(session, [2026])
        assert _due(session) == date(2027, 3, 5)
        days = {"2027-03-05": "休", "2027-03-06": "班"}
        keep_setting(session, KEY, {"days": days}, who="王某", now=NOON)
        assert working_calendar(session).is_working(date(2027, 3, 6))
        make_duties(session, [2026])
        assert _due(session) == date(2027, 3, 6)


def test_what_is_private_goes_past_an_office_that_has_only_a_chat(qinghe):
    with qinghe.write() as session:
        import_registry(session, CHAT, NOON)
        (city,) = (one for one in recipients(session) if one.office == "qinghe-office")
        slugs = {row.id: row.slug for row in session.query(BodyRow)}
        errors, private = (
            {slugs[n] for n in session.scalars(addressed(city.id, NOON.date(), by_mail=by_mail))}
            for by_mail in (False, True)
        )
    assert "yunting-nyj" not in errors
    assert "yunting-nyj" in private
