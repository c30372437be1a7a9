"""How long what is kept: by default, as it was set, and what may never be set."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.queries.journal import audit_log
from storage.queries.retention import periods
from storage.registry import Refused, export_retention, import_registry
from storage.retention.kinds import KEEPINGS, Kind, as_markdown
from tests.storage.moments import NOON

SET = """
[[retention]]
kind = "{kind}"
years = {years}
reason = "本单位保管期限表"
author = "王某"
"""


def bring(database, kind, years):
    with database.write() as session:
        return import_registry(session, SET.format(kind=kind, years=years), NOON)


def test_a_period_is_set_with_reason_and_author_and_exported_as_it_was_set(database):
    assert bring(database, "list", 5).added == {"retention": 1}
    assert bring(database, "list", 5).unchanged == {"retention": 1}
    assert bring(database, "repeat", '"permanent"').added == {"retention": 1}
    with database.read() as session:
        held = periods(session)
        text = export_retention(session)
        told = [(entry.who, entry.what, entry.subject) for entry in audit_log(session)]
    assert (held[Kind.LIST].years, held[Kind.LIST].author) == (5, "王某")
    assert held[Kind.REPEAT].years is None
    assert held[Kind.PASSING].years == 2
    assert told.count(("王某", "retention_set", "list")) == 1
    with database.write() as session:
        assert import_registry(session, text, NOON).unchanged == {"retention": 2}


@pytest.mark.parametrize(
    ("kind", "years"),
    [("report", 1), ("proof", 30), ("mail", '"permanent"'), ("list", 0), ("list", '"never"')],
)
def test_what_judgements_rest_on_is_never_given_a_period(database, kind, years):
    with pytest.raises(Refused):
        bring(database, kind, years)
    with database.read() as session:
        held = periods(session)
    assert [p.years for p in held.values()] == [keeping.years for keeping in KEEPINGS]


def test_the_manual_prints_the_same_periods():
    manual = Path(__file__).parents[2] / "docs" / "operate.md"
    assert as_markdown() in manual.read_text(encoding="utf-8")
