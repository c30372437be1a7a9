"""Tables as JSON Lines: one row a line, in the order of the key, in UTF-8.

Moments are in Asia/Shanghai, values of no table are left out. What rows keep packed is
unpacked; whole files that rows keep (mails, final roll-calls, time-stamps) become files, and
the row names them. Other bytes are written in base64.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from nianbao.chats import masked
from storage.figures import unpack
from storage.rows import Row
from storage.stored import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, RowMapping, Table

_PAGE: Final = 50
"""Rows may hold a mail with its sheet: few are in memory at once."""
FILES: Final = {
    ("messages", "mime"): "mails/{id}.eml",
    ("roll_calls", "content"): "rollcalls/{id}.zip",
    ("chain", "stamp"): "timestamps/{number:06d}.tsr",
}
"""Columns that hold a file, and how the file is called below the folder."""
MASKED: Final = frozenset({("recipients", "chat")})
"""Columns that are told masked: whoever has them can write into somebody's chat."""
PACKED: Final = frozenset({"figures", "provenance", "rest", "text"})
"""Columns of ``reports`` that are unpacked; ``provenance`` stands within ``figures``."""


def tables() -> list[Table]:
    """Return all tables; one that others refer to comes before them."""
    return list(Row.metadata.sorted_tables)


def lines(
    connection: Connection, table: Table, put: Callable[[str, bytes], None]
) -> Iterator[bytes]:
    """Yield a table's rows as lines; files that rows hold are ``put`` under a name."""
    wanted = select(table).order_by(*table.primary_key.columns)
    streamed = connection.execution_options(stream_results=True, yield_per=_PAGE)
    for row in streamed.execute(wanted).mappings():
        told = _unpacked(row) if table.name == "reports" else dict(row)
        for (name, column), pattern in FILES.items():
            if name == table.name and told[column] is not None:
                file = pattern.format(**told)
                put(file, told[column])
                told[column] = file
        for name, column in MASKED:
            if name == table.name:
                told[column] = masked(told[column])
        yield json.dumps(told, ensure_ascii=False, default=_plain).encode() + b"\n"


def _unpacked(row: RowMapping) -> dict[str, Any]:
    """Return a report's row with its figures, text and the rest readable."""
    told = {name: value for name, value in row.items() if name not in PACKED}
    figures = unpack(row["figures"], row["provenance"]) if row["figures"] else {}
    told["figures"] = {key: asdict(figure) for key, figure in figures.items()}
    for name in ("rest", "text"):
        told[name] = unpacked(row[name]) if row[name] else None
    return told


def _plain(value: object) -> object:
    """Return what JSON has no word for."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"no JSON for {type(value).__name__}")
