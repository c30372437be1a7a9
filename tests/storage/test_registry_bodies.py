from __future__ import annotations

from sqlalchemy import select

from storage.registry import export_bodies, import_registry, import_sheet
from storage.registry.sheet import RegistrySheet
from storage.rows import BodyRow, DutyRow
from tests.storage.moments import NOON


def test_bodies_that_went_out_come_in_without_a_change(qinghe):
    with qinghe.write() as session:
        found = export_bodies(session)
        again = import_sheet(session, RegistrySheet(body=found), NOON)
        assert export_bodies(session) == found
    assert (again.added, again.changed) == ({}, {})
    assert again.unchanged == {"body": 8}


def test_a_body_that_has_ended_owes_nothing_though_the_file_lists_its_duty(database):
    text = """
[[body]]
slug = "culture"
name = "青禾市文化体育局"
class = "department"
until = 2025-12-31
successors = ["joint"]
[[body]]
slug = "joint"
name = "青禾市文体旅游局"
class = "department"
since = 2026-01-01
first_year = 2025
[[duty]]
body = "culture"
year = 2025
[[duty]]
body = "joint"
year = 2025
"""
    with database.write() as session:
        import_registry(session, text, NOON)
        owed = select(BodyRow.slug, DutyRow.exemption_reason).join(
            DutyRow, DutyRow.body_id == BodyRow.id
        )
        reasons = dict(session.execute(owed).all())
    assert reasons == {"culture": "已于2025年12月31日撤并，由青禾市文体旅游局承继", "joint": ""}
