from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from storage import migrations
from storage.database import Database
from storage.migration import newest
from storage.queries import journal as journal_queries
from storage.rows import AuditRow, BindingRow, Row
from storage.store import journal
from tests.storage.moments import NOON


def test_an_empty_database_is_brought_up_to_date_and_twice_is_once(empty_url):
    database = Database(empty_url)
    database.migrate()
    database.migrate()
    assert database.check().ok
    database.dispose()


def test_two_processes_that_migrate_at_once_do_not_get_into_each_others_way(empty_url):
    databases = [Database(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, databases))
    assert databases[0].check().ok
    for database in databases:
        database.dispose()


def test_the_migrated_tables_are_those_that_the_rows_describe(database):
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_the_revision_that_is_asked_for_is_the_last_of_the_migrations():
    folder = Path(migrations.__file__).parent
    assert newest() == ScriptDirectory(str(folder)).get_current_head()


def test_a_database_without_tables_says_what_it_lacks(tmp_path):
    health = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}").check()
    assert not health.ok
    assert f"应为{health.head}" in health.detail


def test_a_database_that_cannot_be_reached_says_so_instead_of_failing():
    health = Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2").check()
    assert not health.ok
    assert "无法连接" in health.detail


def test_what_fails_in_the_middle_leaves_nothing_behind(database):
    def fail() -> None:
        with database.write() as session:
            journal.audit(session, "甲", "导入", "registry", NOON)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    with database.read() as session:
        assert journal_queries.audit_log(session) == ()


def test_a_reader_cannot_change_anything(database):
    with database.read() as session:
        journal.audit(session, "甲", "导入", "registry", NOON)
    with database.read() as session:
        assert session.scalars(select(AuditRow)).all() == []


def test_a_row_that_points_nowhere_is_refused(database):
    def point_nowhere() -> None:
        with database.write() as session:
            session.add(BindingRow(body_id=1, column_id=1, bound_at=NOON))

    with pytest.raises(IntegrityError):
        point_nowhere()


def test_a_moment_comes_back_as_the_same_moment_in_shanghai(database):
    with database.write() as session:
        journal.audit(session, "甲", "登录", "", NOON)
    with database.read() as session:
        at = journal_queries.audit_log(session)[0].at
    assert at == NOON
    assert at.utcoffset() == NOON.utcoffset()


def test_a_moment_without_a_zone_is_refused(database):
    def write_naive() -> None:
        with database.write() as session:
            journal.audit(session, "甲", "登录", "", NOON.replace(tzinfo=None))

    with pytest.raises(StatementError, match="time zone"):
        write_naive()


def test_many_writers_at_once_all_get_their_turn(database):
    def write(number: int) -> None:
        with database.write() as session:
            count = len(session.scalars(select(AuditRow)).all())
            journal.audit(session, str(number), "写入", "", NOON, seen=count)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    with database.read() as session:
        log = journal_queries.audit_log(session)
    assert {entry.who for entry in log} == {str(number) for number in range(24)}


def test_a_sqlite_writer_that_reads_first_is_not_overtaken(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    database.migrate()
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait(5)
        with database.write() as session:
            order.append(f"second sees {len(session.scalars(select(AuditRow)).all())}")

    other = threading.Thread(target=second)
    other.start()
    with database.write() as session:
        session.scalars(select(AuditRow)).all()
        inside.set()
        journal.audit(session, "甲", "写入", "", NOON)
        order.append("first wrote")
    other.join(10)
    database.dispose()
    assert order == ["first wrote", "second sees 1"]


FORKING = """
import os, sys
from storage import migrations
from storage.database import Database
from storage.migration import newest
from storage.queries.journal import row_counts
database = Database(sys.argv[1])
def count():
    with database.read() as session:
        return row_counts(session)["audit"]
count()
child = os.fork()
if child == 0:
    database.after_fork()
    count()
    os._exit(0)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
count()
sys.exit(status)
"""


def test_a_forked_child_leaves_the_parents_connections_alone(url):
    done = subprocess.run(
        [sys.executable, "-c", FORKING, url],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_outbox_writes_wait_for_the_disk_and_others_do_not(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    database.migrate()
    levels = []
    for full_sync in (False, True, False):
        with database.write(full_sync=full_sync) as session:
            levels.append(session.scalar(text("PRAGMA synchronous")))
    assert levels == [1, 2, 1]
    with database.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    database.dispose()


def test_a_setting_is_kept_and_changed(database):
    with database.write() as session:
        journal.keep_setting(session, "calendar", {"off": ["2027-02-08"]}, who="甲", now=NOON)
        journal.keep_setting(session, "calendar", {"off": []}, who="乙", now=NOON)
    with database.read() as session:
        assert journal_queries.setting(session, "calendar") == {"off": []}
        assert journal_queries.setting(session, "other") is None


def test_an_intention_is_carried_out_by_one_tick_only(database):
    with database.write() as session:
        wanted = journal.want(session, "run_now", {"portal": "yunting"}, who="甲", now=NOON)

    def tick(_: int) -> bool:
        with database.write() as session:
            return journal.carry_out(session, wanted, NOON, "done")

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tick, range(4))) == 1
    with database.read() as session:
        assert journal_queries.intentions(session) == ()
        assert journal_queries.row_counts(session)["intentions"] == 1


def test_tables_that_hold_rows_are_brought_up_to_date_and_keep_them(empty_url):
    """A body that others point at is there afterwards, and so is all that points at it."""
    database = Database(empty_url)
    database.migrate_to("0010")
    with database.write() as session:
        for statement in _OLD_ROWS:
            session.execute(text(statement))
    database.migrate()
    with database.read() as session:
        assert session.execute(text("SELECT body_id, successor_id FROM successions")).all() == [
            (2, 1)
        ]
        duties = text("SELECT b.slug, d.year FROM duties d JOIN bodies b ON b.id = d.body_id")
        assert session.execute(duties).all() == [("yunting-nyj", 2025)]
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("DELETE FROM bodies WHERE id = 2"))
    database.dispose()


_BODY = (
    "INSERT INTO bodies (id, slug, name, body_class, short_names, former_names, division,"
    " credit_code, until, successor_id) VALUES ({}, 'department', '[]', '[]', '', '', {})"
)
_OLD_ROWS = (
    _BODY.format("1, 'yunting-nyncj', '云汀县农业农村局'", "NULL, NULL"),
    _BODY.format("2, 'yunting-nyj', '云汀县农业局'", "'2026-05-31', 1"),
    (
        "INSERT INTO supervision (tree, office_id, body_id, since, until)"
        " VALUES ('territorial', 1, 2, '0001-01-01', '9999-12-31')"
    ),
    (
        "INSERT INTO duties (body_id, year, kind, basis, basis_text, set_by, exemption_reason,"
        " exemption_basis) VALUES (2, 2025, 'own', 'statutory', '', '', '', '')"
    ),
)
