"""What recipients themselves decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from storage.rows import RecipientRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def stop_digest(session: Session, recipient_id: int) -> bool:
    """Send a recipient no more digests; False if there is no such recipient."""
    stopped = (
        update(RecipientRow)
        .where(RecipientRow.id == recipient_id)
        .values(digest=False)
        .returning(RecipientRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(stopped) is not None
