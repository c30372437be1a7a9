"""Hostile files on a portal: real workers read on, and every other report is judged."""

from __future__ import annotations

from dataclasses import replace

from nianbao.demo.portals.site import Attached
from nianbao.demo.portals.trs import TrsSite
from nianbao.services import child
from storage.queries.findings import findings
from tests.report.reading.hostile import archives, office, paper, sheets
from tests.tasks.yard import start_worker, until

FILES = (
    paper.PDF["199 pages of 190,000 letters"],
    office.DOCX["100,000 levels of content controls"],
    office.OLE["a chain of sectors in a circle"],
    sheets.XLS["a range of everything"],
    archives.ZIP["3 levels of 16 archives"],
)
"""Their endings lie, too."""
TITLE = "青禾市生态环境局2025年政府信息公开工作年度报告"


def _with_hostile_files(every):
    """The city's site, with posts that have one of them behind them each."""
    model = every.posts[-1]
    posts = (
        replace(
            model,
            number=model.number + place,
            title=TITLE,
            page_title="",
            body="<p>现将报告全文公布如下，请点击附件查看。</p>",
            files=(Attached(f"{TITLE}.docx", "docx", make()),),
        )
        for place, make in enumerate(FILES, start=1)
    )
    return TrsSite(every.dress, (*posts, *every.posts))


def test_workers_go_on_after_hostile_files_and_judge_the_others(busy_yard, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    busy_yard.site.inner = _with_hostile_files(busy_yard.site.inner)
    log = tmp_path / "worker.log"
    worker = start_worker(busy_yard, log)
    try:
        until(lambda: _refused(log) >= len(FILES), seconds=90)
        until(lambda: busy_yard.states()["qinghe-transport", 2025] == "published", seconds=60)
        until(lambda: not list(scratch.glob("nianbao-*")))
    finally:
        child.kill(worker)
    assert _unreadable(busy_yard)
    assert busy_yard.states()["qinghe-ecology", 2025] != "missing"
    assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")


def _refused(log):
    """How many versions were read and refused, as the worker's log has it."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum("event=version_read" in line and "why= " not in line for line in lines)


def _unreadable(yard):
    with yard.database.read() as session:
        rules = {v.finding.rule for v in findings(session) if v.body == "qinghe-ecology"}
    return "read.unreadable" in rules
