"""``nianbao demo``, as a visitor runs it: the whole story, its files, and nothing left running."""

from __future__ import annotations

import email
import json
import sqlite3
import time
from collections import Counter
from email import policy
from types import SimpleNamespace

import pytest

from nianbao.demo.story import STORY
from tests.cli.command import nianbao, started
from tests.tasks.yard import processes

MOST_SECONDS = 120


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("visitor")
    began = time.monotonic()
    done = started("demo", "--out", "shown", folder=folder, seconds=240)
    out = folder / "shown"
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((out / "mail").glob("*.eml"))
    ]
    return SimpleNamespace(
        done=done,
        out=out,
        mails=mails,
        seconds=time.monotonic() - began,
        summary=json.loads((out / "summary.json").read_text()) if done.returncode == 0 else {},
    )


def test_it_ends_by_itself_in_time_and_says_that_all_is_sample(shown):
    assert shown.done.returncode == 0, shown.done.stdout[-2000:] + shown.done.stderr[-2000:]
    assert shown.seconds < MOST_SECONDS
    assert "样例" in shown.done.stdout.splitlines()[0]
    assert "Traceback" not in shown.done.stderr


def test_nothing_is_left_running(shown):
    assert processes(str(shown.out)) == []


def test_every_duty_comes_out_as_the_story_tells(shown):
    expected = Counter(state.value for state in STORY[-1].states.values())
    assert shown.summary["duties"] == dict(expected)


def test_portals_end_as_they_are(shown):
    assert shown.summary["portals"] == {
        "ok": 3,
        "empty": 0,
        "blocked": 1,
        "down": 1,
        "robots": 0,
        "layout_changed": 1,
    }


def test_the_genuine_errors_are_found(shown):
    found = shown.summary["findings"]
    assert found["t3.balance"] == found["t3.row"] == 2
    assert found["form.edition"] == 1
    assert "t3.settled" not in found, "a blank cell is no error"


def test_every_message_arrived_once(shown):
    assert shown.summary["alerts_sent"] + shown.summary["digests_sent"] == len(shown.mails)
    names = [mail["Message-ID"] for mail in shown.mails]
    assert len(set(names)) == len(names)
    assert all(mail["Auto-Submitted"] == "auto-generated" for mail in shown.mails)


def test_what_cannot_be_verified_is_in_the_offices_list_and_never_called_missing(shown):
    digest = next(mail for mail in shown.mails if "周报" in mail["Subject"])
    text = digest.get_body(("plain",)).get_content()
    for body in ("砚溪县财政局", "望帆县教育局", "栖霖区卫生健康局"):
        assert body in text
        for mail in shown.mails:
            said = mail.get_body(("plain",)).get_content()
            assert not [line for line in said.splitlines() if body in line and "未检索到" in line]


def test_old_years_open_their_findings_silently(shown):
    daily = [mail for mail in shown.mails if "年报核查" in mail["Subject"]]
    assert not [mail for mail in daily if "2020年" in mail.get_body(("plain",)).get_content()]
    with sqlite3.connect(shown.out / "nianbao.sqlite3") as database:
        silent = database.execute("SELECT count(*) FROM findings WHERE baseline").fetchone()[0]
    database.close()
    assert silent > 0


def test_the_evidence_lies_at_the_top_of_its_folder(shown):
    archives = list((shown.out / "evidence").glob("*.warc.gz"))
    assert len(archives) >= len([step for step in STORY if "crawl" in step.acts])
    assert all(path.read_bytes()[:2] == b"\x1f\x8b" for path in archives)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("do not touch")
    done = nianbao("demo", "--out", "out", folder=tmp_path)
    assert done.returncode == 1
    assert "未作改动" in done.stderr
    assert (tmp_path / "out" / "thesis.docx").read_text() == "do not touch"
