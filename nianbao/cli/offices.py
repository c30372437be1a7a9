"""The office that a command is about, where only one has registered recipients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.cli.door import fail
from storage.queries.recipients import recipients

if TYPE_CHECKING:
    from storage.database import Database


def only_office(opened: Database) -> str:
    """Return the slug of the only supervising office; else end the command and name them."""
    with opened.read() as session:
        found = sorted({one.office for one in recipients(session) if one.office})
    if len(found) != 1:
        named = "、".join(found) or "尚无登记收件人的主管部门"
        fail(f"请用 --office 写明主管部门代号：{named}")
    return found[0]
