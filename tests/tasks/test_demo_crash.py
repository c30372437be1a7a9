"""The demo's own crawl, with worker and crawler killed in the middle of it, twice."""

from __future__ import annotations

import email
import os
import signal
from contextlib import suppress
from email import policy

from nianbao.demo import stage as stages
from nianbao.demo.story import STORY
from nianbao.demo.watch import until_rest
from nianbao.services import child
from storage.queries.duties import duties
from storage.queries.messages import messages
from tests.tasks.yard import processes, until


def _mails(folder):
    paths = sorted((folder / "mail").glob("*.eml"))
    return [email.message_from_bytes(p.read_bytes(), policy=policy.default) for p in paths]


def _kill_in_mid_crawl(stage):
    """Kill the worker with its pool, and the crawler, once some of the portals have answered."""
    before = sum(len(served.visits) for served in stage.city.served.values())
    stage.look()
    until(lambda: _is_in_the_middle(stage, before), every=0.1)
    (worker,) = [kept.process for kept in stage.household._kept]
    crawlers = processes(str(stage.settings.archive_dir))
    child.kill(worker)
    for pid in crawlers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert crawlers


def _is_in_the_middle(stage, before):
    stage.look()
    stage.tick()
    visits = sum(len(served.visits) for served in stage.city.served.values())
    return visits >= before + 4 and processes(str(stage.settings.archive_dir))


def test_the_story_comes_out_the_same_and_nothing_is_sent_twice(tmp_path):
    evening, morning = STORY[3], STORY[4]
    with stages.set_up(tmp_path, evening.at, lease_seconds=4) as stage:
        for step in (evening, morning):
            stage.clock.put(step.at)
            _kill_in_mid_crawl(stage)
            until_rest(stage, lambda _: None)
        with stage.database.read() as session:
            found = {
                view.duty.body: view.standing.state
                for view in duties(session, stage.settings.clock.now(), year=2025)
            }
            sent = [m for m in messages(session) if m.state == "delivered"]
    expected = {**evening.states, **morning.states}
    assert {body: found[body] for body in expected} == expected
    mails = _mails(tmp_path)
    assert len(mails) == len({mail["Message-ID"] for mail in mails}) == len(sent)
    assert "未见公布" in "".join(mail["Subject"] for mail in mails)
