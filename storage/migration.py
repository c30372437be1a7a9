"""The tables as migrations make them. Alembic is imported when tables are made, not before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def newest() -> str:
    """Return the revision that this software needs, by the name of its file: ``0009_cases.py``."""
    names = [path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")]
    return max(name.partition("_")[0] for name in names)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's tables; None if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to date (or up to a revision), within the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - every command would pay for what one needs
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
