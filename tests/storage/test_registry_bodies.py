from __future__ import annotations

from storage.registry import export_bodies, import_sheet
from storage.registry.sheet import RegistrySheet
from tests.storage.moments import NOON


def test_bodies_that_went_out_come_in_without_a_change(qinghe):
    with qinghe.write() as session:
        found = export_bodies(session)
        again = import_sheet(session, RegistrySheet(body=found), NOON)
        assert export_bodies(session) == found
    assert (again.added, again.changed) == ({}, {})
    assert again.unchanged == {"body": 8}
