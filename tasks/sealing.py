"""Sealing what was archived: a job's folder at once, what was left over and the chain daily."""

from __future__ import annotations

from http.client import HTTPException
from time import monotonic
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import structlog

from crawler import manifest
from storage import sealing, stamps, tears
from storage.queries.journal import setting
from storage.queries.runs import folders_being_written
from storage.queries.seals import sealed_lengths
from storage.store.journal import keep_setting
from storage.verification import unsealed

if TYPE_CHECKING:
    from tasks.house import House

log = structlog.get_logger()

SEALED: Final = "sealed_day"
"""The setting that tells the day whose leftovers were sealed last."""
STAMPED: Final = "stamped_hour"
"""The setting that tells the hour in which nothing was left to be stamped, or asking failed."""
MOST_STAMPS: Final = 10
"""So many links one tick has stamped."""
STAMP_SECONDS: Final = 20.0
_BLOCK: Final = 1 << 14


def seal_folder(house: House, folder: str) -> None:
    """Seal a job's files. Reads them before the transaction, which is short."""
    if not manifest.ended(house.archive.path(folder)):
        _mend(house, folder)
    measured = sealing.measure(house.archive, folder)
    with house.database.write() as session:
        sealing.seal(session, measured, house.now)


def _mend(house: House, folder: str) -> None:
    """Cut what a killed process left of its last record: no manifest speaks of it."""
    with house.database.read() as session:
        sealed = sealed_lengths(session, folder)
    for name, size in tears.mend(house.archive.path(folder), sealed).items():
        log.warning("warc_end_cut", folder=folder, file=name, size=size)


def seal_days(house: House) -> None:
    """Once a day, seal what killed crawls left behind, and write the chain's next link."""
    today = house.now.date().isoformat()
    with house.database.read() as session:
        if setting(session, SEALED) == {"day": today}:
            return
        waiting = (name.rpartition("/") for name in unsealed(session, house.archive))
        left = {folder for folder, _, name in waiting if house.archive.is_place(folder, name)}
        left -= folders_being_written(session)
    for folder in sorted(left):
        seal_folder(house, folder)
    with house.bell.alone("chain"), house.database.write(full_sync=True) as session:
        link = sealing.link_up(session, house.archive, house.now)
        keep_setting(session, SEALED, {"day": today}, who="", now=house.now)
    if link is not None:
        log.info("archive_linked", link=link.number, seals=link.seals, digest=link.digest)


def stamp_links(house: House) -> None:
    """Ask for stamps on links that have none; what fails is logged and asked for again in an hour.

    Nothing rests on it: the chain holds without stamps.
    """
    url, hour = house.settings.timestamp_url, house.now.strftime("%Y-%m-%dT%H")
    if not url:
        return
    with house.database.read() as session:
        if setting(session, STAMPED) == {"hour": hour}:
            return
        waiting = stamps.unstamped(session, MOST_STAMPS)
    failed = False
    for number in waiting:
        failed = not _stamp(house, url, number)
        if failed:
            break
    if failed or not waiting:
        with house.database.write() as session:
            keep_setting(session, STAMPED, {"hour": hour}, who="", now=house.now)


def _stamp(house: House, url: str, number: int) -> bool:
    try:
        said = _asked(url, stamps.request_for(house.archive, number))
        with house.database.write(full_sync=True) as session:
            at = stamps.keep_stamp(session, number, said)
    except (OSError, ValueError, HTTPException, stamps.BadStamp) as error:
        log.warning("link_not_stamped", link=number, why=str(error))
        return False
    log.info("link_stamped", link=number, at=at.isoformat())
    return True


def _asked(url: str, request: bytes) -> bytes:
    """Return a time-stamping service's answer; bounded in time and size."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("NIANBAO_TIMESTAMP_URL: http or https")
    asked = Request(url, request, {"Content-Type": "application/timestamp-query"})  # noqa: S310 - checked
    with urlopen(asked, timeout=STAMP_SECONDS) as answer:  # noqa: S310 - checked
        data, end = bytearray(), monotonic() + STAMP_SECONDS
        while len(data) <= stamps.MOST_BYTES and (block := answer.read1(_BLOCK)):
            data += block
            if monotonic() > end:
                raise TimeoutError("时间戳服务答复过慢")
    return bytes(data)
