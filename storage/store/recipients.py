"""What recipients themselves decide."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from storage.rows import RecipientRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Choice:
    """What a recipient wants to be sent: errors as they are found, digests, the season's briefs."""

    errors: bool
    digest: bool
    briefs: bool


def stop_digest(session: Session, recipient_id: int) -> bool:
    """Send a recipient no more digests and briefs; False if there is no such recipient."""
    return _change(session, recipient_id, digest=False, briefs=False)


def choose(session: Session, recipient_id: int, choice: Choice) -> bool:
    """Send a recipient what it chose; False if there is no such recipient."""
    return _change(session, recipient_id, **asdict(choice))


def _change(session: Session, recipient_id: int, **values: bool) -> bool:
    changed = (
        update(RecipientRow)
        .where(RecipientRow.id == recipient_id)
        .values(**values)
        .returning(RecipientRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(changed) is not None
