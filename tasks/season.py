"""A season that nobody opened: who owed a report last year owes one this year, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from nianbao.duty.season import season_year
from storage.queries.duties import is_watched
from storage.store.duties import make_duties

if TYPE_CHECKING:
    from tasks.house import House

log = structlog.get_logger()


def open_season(house: House) -> None:
    """Make the duties of the season that runs where those of the one before are known.

    Duties are made when the roster is signed or by ``nianbao duties make``. Where both
    were forgotten nothing would be watched from January on, and nobody would be told.
    """
    today = house.now.date()
    year = season_year(today)
    if year == today.year:
        return  # no season runs
    with house.database.read() as session:
        if is_watched(session, year) or not is_watched(session, year - 1):
            return
    with house.database.write() as session:
        made = make_duties(session, [year], now=house.now)
    log.warning("season_opened", year=year, duties=len(made))
