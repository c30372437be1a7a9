"""Every message of a season in one readable file, in the order in which they were written."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from sqlalchemy import select

from nianbao.clock import SHANGHAI
from storage.rows import FindingRow, MessageFindingRow, MessageRow, RecipientRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

RULE = "═" * 78


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as its recipient reads it. ``rules`` are by the ids of what it tells of."""

    at: datetime
    kind: str
    period: str
    name: str
    email: str
    subject: str
    text: str
    rules: dict[int, str]


def letters(session: Session) -> Iterator[Letter]:
    """Yield all messages, the earliest first."""
    told: dict[int, dict[int, str]] = {}
    pairs = select(MessageFindingRow, FindingRow.rule).join(
        FindingRow, FindingRow.id == MessageFindingRow.finding_id
    )
    for pair, rule in session.execute(pairs):
        told.setdefault(pair.message_id, {})[pair.finding_id] = rule
    found = select(MessageRow, RecipientRow).join(
        RecipientRow, RecipientRow.id == MessageRow.recipient_id
    )
    for row, to in session.execute(found.order_by(MessageRow.created_at, MessageRow.id)):
        mail = message_from_bytes(row.mime, policy=policy.default)
        part = mail.get_body(("plain",))
        yield Letter(
            row.created_at.astimezone(SHANGHAI),
            row.kind,
            row.period,
            to.name,
            to.email,
            str(mail["Subject"]),
            part.get_content() if part else "",
            told.get(row.id, {}),
        )


def book(found: Iterable[Letter]) -> Iterator[str]:
    """Yield the lines of the file."""
    for number, one in enumerate(found, start=1):
        yield RULE
        yield f"第{number}封　{one.at:%Y-%m-%d %H:%M}　致：{one.name} <{one.email}>"
        yield f"主题：{one.subject}"
        yield RULE
        yield one.text.strip()
        yield ""
