"""The demo: the whole job once, on sample portals, over HTTP, the broker and SMTP."""

from __future__ import annotations

import json
import os
import shutil
import time
from typing import TYPE_CHECKING, Final, TypeAlias

from alerts.words import OUTCOMES, STATES, minute
from nianbao import terminal
from nianbao.demo import stage as stages
from nianbao.demo.story import STORY
from nianbao.demo.summary import Line, Summary, lines, summary
from nianbao.demo.watch import Work, until_rest
from nianbao.duty.model import DutyState, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from nianbao.demo.stage import Stage
    from nianbao.demo.story import Step

Say: TypeAlias = "Callable[[str], None]"

MARK: Final = ".nianbao-demo"
"""A folder with this file holds an earlier demo, and may be emptied."""


class Occupied(Exception):  # noqa: N818 - named for what was found
    """The folder holds something that is not an earlier demo. The message is Chinese."""


def prepare(folder: Path) -> None:
    """Empty the folder of an earlier demo, or make a new one.

    Raises:
        Occupied: something else lies there.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Occupied(f"{folder} 不是空文件夹，也不是以前的演示结果，未作改动")
        for old in folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def run(folder: Path, say: Say, afterwards: Callable[[Stage], None] | None = None) -> Summary:
    """Run the whole story in ``folder`` and leave there what it brought.

    ``afterwards`` is called while everything still runs.

    Raises:
        Occupied: the folder holds something else.
        nianbao.demo.watch.Stuck: the system did not come to rest in time.
    """
    began = time.monotonic()
    prepare(folder)
    say("演示：以下网站、单位和报告均为样例，机构名称为虚构，只在本机运行。")
    with stages.set_up(folder, STORY[0].at) as stage:
        for step in STORY:
            _play(stage, step, say)
        found = _conclude(stage, time.monotonic() - began, say)
        if afterwards is not None:
            afterwards(stage)
    return found


def _play(stage: Stage, step: Step, say: Say) -> None:
    say(f"\n【{minute(step.at)}】{step.words}")
    stage.clock.put(step.at)
    until_rest(stage, _Progress(say).show)
    with stage.database.read() as session:
        told = summary(session, stage.settings.clock.now(), 0)
    said = [f"{OUTCOMES[Outcome(name)]}{number}" for name, number in told.portals.items() if number]
    say(f"  网站：{'，'.join(said)}；已读取报告{told.reports}份")
    said = [f"{STATES[DutyState(name)]}{number}" for name, number in told.duties.items()]
    say(f"  应公布事项：{'，'.join(said)}")
    say(f"  累计发出提醒{told.alerts_sent}封、周报{told.digests_sent}封")


class _Progress:
    """Says what is left to do when that has changed, and not more often than once a second."""

    def __init__(self, say: Say) -> None:
        self._say, self._last, self._next = say, "", 0.0

    def show(self, work: Work) -> None:
        text = str(work)
        if work.done or text == self._last or time.monotonic() < self._next:
            return
        self._say(f"  … {text}")
        self._last, self._next = text, time.monotonic() + 1


def _conclude(stage: Stage, seconds: float, say: Say) -> Summary:
    folder, now = stage.settings.data_dir, stage.settings.clock.now()
    with stage.database.read() as session:
        found, table = summary(session, now, seconds), lines(session, now)
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(f"{text}\n", encoding="utf-8")
    _lay_out_evidence(folder / "evidence")
    say("")
    for line in table_lines(table):
        say(line)
    say(f"\n用时{seconds:.0f}秒。结果在 {folder}：")
    say("  summary.json　各项数量")
    say("  mail/*.eml　邮件服务器收到的邮件，可用邮件软件打开")
    say("  evidence/*.warc.gz　采集存证")
    say(f"  {stages.DATABASE}　数据库")
    say("再次说明：以上均为样例，不涉及任何真实单位。")
    return found


def table_lines(table: Iterable[Line]) -> Iterator[str]:
    """Return the table by body: state, days late, broken relations, and on what it rests."""
    rows = [
        (line.name, STATES[line.state], line.days_late or "", len(line.broken) or "", line.reason)
        for line in table
    ]
    yield from terminal.lines(("单位", "状态", "逾期天数", "不符", "依据"), rows)


def _lay_out_evidence(archive: Path) -> None:
    """Show every WARC file at the top of the archive too; links take no room."""
    for kept in sorted(archive.rglob("*.warc.gz")):
        shown = archive / kept.name
        if kept.parent != archive and not shown.exists():
            try:
                os.link(kept, shown)
            except OSError:  # a file system without links
                shutil.copyfile(kept, shown)
