"""Insertion that finds its own double: the same statement on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, inspect
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from storage.rows import Row


def insert_once(session: Session, row: type[Row], **values: object) -> int | None:
    """Insert a row unless one of its unique constraints is taken; return its id, else None.

    Safe against another writer: the database decides, not a look beforehand.
    Columns that are left out get their Python defaults.
    """
    table, insert = _insertion(session, row)
    names = _column_names(row)
    statement = (
        insert.values({names[key]: value for key, value in values.items()})
        .on_conflict_do_nothing()
        .returning(*table.primary_key.columns)
    )
    return session.execute(statement).scalar()


def insert_all_once(
    session: Session, row: type[Row], values: Collection[Mapping[str, object]]
) -> None:
    """Insert rows, by the names of their columns, but for those that are taken; all in one go."""
    if values:
        _, insert = _insertion(session, row)
        session.execute(insert.on_conflict_do_nothing(), list(values))


def _insertion(
    session: Session, row: type[Row]
) -> tuple[Table, postgresql.Insert] | tuple[Table, sqlite.Insert]:
    table: Table = row.__table__  # type: ignore[assignment] # declarative tables are Tables
    if session.get_bind().dialect.name == "postgresql":
        return table, postgresql.insert(table)
    return table, sqlite.insert(table)


def _column_names(row: type[Row]) -> dict[str, Any]:
    mapper = inspect(row)
    return {prop.key: prop.columns[0].name for prop in mapper.column_attrs}
