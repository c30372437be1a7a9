"""The database: SQLite by default, PostgreSQL by URL. The only place that opens connections."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.migration import newest, revision_of, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import URL

__all__ = ["Database", "Health", "Session"]

BUSY_MILLISECONDS: Final = 30_000
"""How long a SQLite writer waits for another one. Write transactions are short."""
_MIGRATION_LOCK: Final = 0x6E69616E  # any fixed number: one migration at a time on PostgreSQL
_TABLES: Final = "tables"
"""What a migration writes; see ``Database.migrate_to``."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the database can work. ``detail`` says in Chinese what is wrong, "" if nothing."""

    ok: bool
    revision: str | None
    head: str
    detail: str = ""


class Database:
    """One database. Cheap to make; connections are opened at the first use.

    A forked child calls ``after_fork`` before its first use.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(_with_driver(url))

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for reading. Whatever it changes is thrown away."""
        with Session(self._engine, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self, *, full_sync: bool = False) -> Iterator[Session]:
        """Yield a session for one short write transaction; commit at the end, or roll back.

        On SQLite the write lock is taken at once (BEGIN IMMEDIATE), so that what is
        read inside is still true when it is written. ``full_sync`` waits until the
        commit is on the disk: for the outbox, where a lost commit is a second mail.
        """
        options = {"writes": "full" if full_sync else "normal"}
        with (
            self._engine.connect().execution_options(**options) as connection,
            Session(connection) as session,
            session.begin(),
        ):
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date. Safe to call from several processes at once."""
        self.migrate_to("head")

    def migrate_to(self, revision: str) -> None:
        """Bring the tables up to a revision.

        SQLite alters a table by dropping it and putting a copy in its place. Rows that
        point at it would forbid that, so they are held against it at the end instead.
        """
        _make_folder(self._engine.url)
        connecting = self._engine.connect().execution_options(writes=_TABLES)
        with connecting as connection:
            connection.detach()  # no other transaction gets a connection that checks less
            with connection.begin():
                if self.dialect == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                upgrade(connection, revision)
                if self.dialect == "sqlite":
                    _hold_together(connection)

    def check(self) -> Health:
        """Say whether the database answers and has the tables this software needs."""
        head = newest()
        try:
            with self._engine.connect() as connection:
                revision = revision_of(connection)
        except SQLAlchemyError as error:
            return Health(ok=False, revision=None, head=head, detail=f"数据库无法连接：{error}")
        if revision != head:
            detail = f"数据库结构版本为{revision or '空'}，应为{head}"
            return Health(ok=False, revision=revision, head=head, detail=detail)
        return Health(ok=True, revision=revision, head=head)

    def dispose(self) -> None:
        """Close all connections of this process."""
        self._engine.dispose()

    def after_fork(self) -> None:
        """Let go of the parent's connections without closing them: they are still its own."""
        self._engine.dispose(close=False)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Yield a bare connection, for tests and tools that inspect the tables."""
        with self._engine.connect() as connection:
            yield connection


def _with_driver(url: str) -> URL:
    parsed = make_url(url)
    plain = parsed.drivername in {"postgresql", "postgres"}
    return parsed.set(drivername="postgresql+psycopg") if plain else parsed


def _make_folder(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys=ON")
    _use_wal(connection)


def _hold_together(connection: Connection) -> None:
    """Raise IntegrityError if a row points at one that is not there."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise sqlite3.IntegrityError(f"row {lost[1]} of {lost[0]} points at no row of {lost[2]}")


def _use_wal(connection: Any) -> None:  # noqa: ANN401 - the driver's own
    """Switch a new file to WAL. Of those that do so at once, SQLite lets the others fail."""
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    # How hard a commit is synced can only be set outside a transaction.
    level = "FULL" if writes in {"full", _TABLES} else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    if writes == _TABLES:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
