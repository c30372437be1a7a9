from __future__ import annotations

import shutil
from contextlib import ExitStack

import pytest

from nianbao.demo.mailroom import open_mailroom
from nianbao.services import valkey
from storage.database import Database
from tests.postgres import emptied_database
from tests.storage.qinghe import settle
from tests.tasks.yard import set_up


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database with tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture
def stack():
    with ExitStack() as found:
        yield found


@pytest.fixture
def yard(stack, tmp_path, migrated):
    """An installation without a broker: tasks are called one after the other."""
    shutil.copy(migrated, tmp_path / "nianbao.sqlite3")
    return set_up(stack, tmp_path, f"sqlite:///{tmp_path / 'nianbao.sqlite3'}")


@pytest.fixture
def postgres_yard(stack, tmp_path):
    """The same on PostgreSQL, where writers do not wait for each other."""
    return set_up(stack, tmp_path, stack.enter_context(emptied_database()))


@pytest.fixture
def busy_yard(stack, tmp_path, migrated):
    """An installation with a broker and a mail server, for real workers."""
    shutil.copy(migrated, tmp_path / "nianbao.sqlite3")
    url = stack.enter_context(valkey.embedded(tmp_path / "valkey"))
    mailroom = stack.enter_context(open_mailroom(tmp_path / "mail"))
    return set_up(
        stack,
        tmp_path,
        f"sqlite:///{tmp_path / 'nianbao.sqlite3'}",
        redis_url=url,
        smtp_url=mailroom.url,
        tick_seconds=1.0,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request, stack, tmp_path, migrated):
    """A writing session on the small city of the storage tests."""
    url = f"sqlite:///{shutil.copy(migrated, tmp_path / 'n.sqlite3')}"
    if request.param == "postgresql":
        url = stack.enter_context(emptied_database())
    database = Database(url)
    stack.callback(database.dispose)
    with database.write() as session:
        settle(session)
    with database.write() as session:
        yield session
