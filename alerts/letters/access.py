"""加白函: asks the owner of a site behind a wall to let the crawl's addresses in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.letters.paper import fill

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from alerts.tickets import Ticket


def access_letter(
    ticket: Ticket,
    addresses: tuple[str, ...],
    *,
    user_agent: str,
    contact: str,
    at: datetime,
    folder: Path | None = None,
) -> bytes:
    """Return the draft as DOCX; what only the clerk knows is left as 〔…〕.

    Raises:
        BadTemplate: the office's own template cannot be filled in.
    """
    values = {
        "ticket": ticket,
        "addresses": addresses,
        "user_agent": user_agent,
        "contact": contact or "〔联系人、电话〕",
        "at": at,
    }
    return fill("access", values, folder)
