"""How long what is kept in this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.queries.journal import setting
from storage.retention.kinds import KEEPINGS, Kind, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

KEY: Final = "retention:"
"""How the settings are called that hold periods: ``retention:list``."""


def periods(session: Session) -> Mapping[Kind, Period]:
    """Return how long each kind is kept. What may never go stays, whatever is set."""
    found: dict[Kind, Period] = {}
    for keeping in KEEPINGS:
        said = setting(session, KEY + keeping.kind.value) if keeping.adjustable else None
        found[keeping.kind] = (
            Period(keeping, said["years"], said["reason"], said["author"])
            if said
            else Period(keeping, keeping.years)
        )
    return found
