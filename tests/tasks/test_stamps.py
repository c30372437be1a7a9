"""The chain's links are time-stamped by a service, if one is named; nothing rests on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.rows import ChainRow
from storage.sealing import link_up, measure, seal
from storage.stamps import BadStamp, checked
from storage.verification import verify
from tasks.sealing import stamp_links
from tests.storage.stamping import Authority, serving


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def well(authority):
    authority.mood, authority.asked = "well", 0
    return authority


@pytest.fixture
def house(request, well, stack):
    """An installation with one link, and a time-stamping service; on SQLite unless asked."""
    yard = request.getfixturevalue(getattr(request, "param", "yard"))
    url = stack.enter_context(serving(well))
    settings = yard.settings.model_copy(update={"timestamp_url": url})
    house = replace(yard.house(), settings=settings)
    archive = house.archive
    folder = archive.new_folder("run-1", house.now)
    archive.file(folder, "a.warc.gz").write_bytes(b"abc")
    with yard.database.write() as session:
        seal(session, measure(archive, folder), house.now - timedelta(days=1))
        assert link_up(session, archive, house.now) is not None
    return house


def stored(house):
    with house.database.read() as session:
        link = session.query(ChainRow).one()
        return link.digest, link.stamp


def found(house):
    with house.database.read() as session:
        return verify(session, house.archive)


on_both = pytest.mark.parametrize("house", ["yard", "postgres_yard"], indirect=True)


@on_both
def test_a_link_is_stamped_once_and_its_stamp_is_verified(house, well):
    stamp_links(house)
    digest, stamp = stored(house)
    assert checked(stamp, digest).year >= 2024
    stamp_links(house)
    assert well.asked == 1
    seen = found(house)
    assert (seen.stamps, seen.faults) == (1, [])


def test_without_a_service_nobody_is_asked(house, yard, well):
    stamp_links(yard.house())
    assert (well.asked, stored(house)[1]) == (0, None)


@pytest.mark.parametrize("mood", ["refusing", "of-another", "noise", "forged"])
def test_an_answer_that_is_no_stamp_is_not_kept_and_asked_for_again_an_hour_later(
    house, yard, well, mood
):
    well.mood = mood
    stamp_links(house)
    stamp_links(house)
    assert (well.asked, stored(house)[1]) == (1, None)
    assert found(house).is_whole
    well.mood = "well"
    yard.at("2026-02-01 10:05")
    stamp_links(house)
    assert stored(house)[1] is not None


def test_a_service_that_is_down_hurts_nothing(house):
    nowhere = house.settings.model_copy(update={"timestamp_url": "http://127.0.0.1:9/"})
    stamp_links(replace(house, settings=nowhere))
    assert stored(house)[1] is None
    assert found(house).is_whole


@on_both
def test_a_stamp_that_was_altered_is_found(house):
    stamp_links(house)
    with house.database.write() as session:
        link = session.query(ChainRow).one()
        link.stamp = link.stamp[:-3] + bytes([link.stamp[-3] ^ 1]) + link.stamp[-2:]
    (fault,) = found(house).faults
    assert "时间戳" in fault.what


def test_a_stamp_on_something_else_is_refused(house):
    stamp_links(house)
    with pytest.raises(BadStamp, match="不一致"):
        checked(stored(house)[1], "0" * 64)
