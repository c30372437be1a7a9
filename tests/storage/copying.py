"""Every row of one database put into another, so that one crawl serves tests on both kinds."""

from __future__ import annotations

from sqlalchemy import insert, select

from storage.rows import Row


def copy_rows(source, target) -> None:
    """Copy all tables, those first to which others refer. ``target`` is migrated and empty."""
    with source.read() as session, target.write() as other:
        for table in Row.metadata.sorted_tables:
            order = table.c.id if "id" in table.c else next(iter(table.primary_key))
            rows = [dict(row) for row in session.execute(select(table).order_by(order)).mappings()]
            if rows:
                other.execute(insert(table), rows)
