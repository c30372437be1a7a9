"""Sealing what was archived: a job's folder at once, what was left over and the chain daily."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from storage import sealing
from storage.queries.journal import setting
from storage.queries.runs import folders_being_written
from storage.store.journal import keep_setting
from storage.verification import unsealed

if TYPE_CHECKING:
    from tasks.house import House

log = structlog.get_logger()

SEALED: Final = "sealed_day"
"""The setting that tells the day whose leftovers were sealed last."""


def seal_folder(house: House, folder: str) -> None:
    """Seal a job's files. Reads them before the transaction, which is short."""
    measured = sealing.measure(house.archive, folder)
    with house.database.write() as session:
        sealing.seal(session, measured, house.now)


def seal_days(house: House) -> None:
    """Once a day, seal what killed crawls left behind, and write the chain's next link."""
    today = house.now.date().isoformat()
    with house.database.read() as session:
        if setting(session, SEALED) == {"day": today}:
            return
        left = {name.rpartition("/")[0] for name in unsealed(session, house.archive)}
        left -= folders_being_written(session)
    for folder in sorted(left):
        seal_folder(house, folder)
    with house.bell.alone("chain"), house.database.write(full_sync=True) as session:
        link = sealing.link_up(session, house.archive, house.now)
        keep_setting(session, SEALED, {"day": today}, who="", now=house.now)
    if link is not None:
        log.info("archive_linked", link=link.number, seals=link.seals, digest=link.digest)
