"""``nianbao cases`` from taking up to closing by itself, with letters on the way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from docx import Document

from alerts.timeline import lines
from storage.queries.dossiers import dossier, duty_numbers
from tasks.chronicle import sheet
from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard
from tests.tasks.test_beside import TRANSPORT, post, publish

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(
        "cases", *arguments, folder=tmp_path, **{**given, **more}
    )


def state(run):
    return {row["number"]: row["state"] for row in json.loads(run("--json").stdout)}


def text_of(path):
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def told(yard, body):
    """Return what the exported timeline of a body's duty tells of cases."""
    with yard.database.read() as session:
        (number,) = duty_numbers(session, body, 2025)
        found = sheet(dossier(session, number, yard.settings.clock.now()))
    return [event.text for event in lines(found) if event.kind == "督办"]


BROKEN = {"t3__received__person": "2", "t3__received__total": "2"}


def test_a_case_goes_from_taking_up_to_closing_by_itself(yard, run, tmp_path):
    whole = yard.site.inner.posts
    publish(yard, *whole[-1:], at="2026-01-20 09:00")
    publish(yard, *whole[-1:], post(TRANSPORT, 2025, **BROKEN), at="2026-01-25 09:00")
    opened = run("open", "qinghe-transport", "2025", "--by", "王某")
    assert (opened.returncode, opened.stdout) == (0, "督办件1\n"), opened.stderr
    again = run("open", "qinghe-transport", "2025", "--by", "王某")
    assert again.stdout == "督办件1\n"
    (row,) = json.loads(run("--json").stdout)
    assert (row["items"], row["left"], row["stage"]) == (2, 2, "reminder")
    drafted = run("letters", "1", "--out", "letters", "--due", "2026-02-05")
    assert drafted.returncode == 0, drafted.stderr
    (notice,) = (tmp_path / "letters").glob("督促整改通知*.docx")
    said = text_of(notice)
    assert "2026年2月5日前" in said
    assert "第一项加第二项为2，" in said
    assert "可能位置" not in said
    run("letters", "1", "--out", "kept", "--keep-guess")
    assert "按公布的数据推算" in text_of(next((tmp_path / "kept").glob("*.docx")))
    run(
        *("stage", "1", "rectification", "--by", "王某", "--document", "青政办函〔2026〕3号"),
        *("--sent", "2026-01-26", "--due", "2026-02-05"),
    )
    yard.at("2026-02-06 09:00")
    assert state(run) == {1: "overdue"}
    run("reply", "1", "--text", "已组织核实，将于近日更正。", "--by", "王某")
    assert state(run) == {1: "open"}
    publish(yard, *whole[-1:], post(TRANSPORT, 2025), at="2026-02-20 09:00")
    assert state(run) == {1: "closed"}
    steps = [step["what"] for step in json.loads(run("show", "1", "--json").stdout)]
    assert steps == ["opened", "rectification", "answered", "closed"]
    assert told(yard, "qinghe-transport") == [
        "青禾市人民政府办公室督办件1：立案（经办：王某）",
        (
            "青禾市人民政府办公室督办件1：督促整改（经办：王某）："
            "青政办函〔2026〕3号，2026-01-26发文，限2026-02-05前反馈"
        ),
        "青禾市人民政府办公室督办件1：收到反馈（经办：王某）：2026-02-06反馈：已组织核实，将于近日更正。",
        "青禾市人民政府办公室督办件1：办结（系统）：所列事项均已更正或公布，复核通过",
    ]
    assert told(yard, "qinghe-reform") == []
    assert "已办结（所列事项均已更正或公布，复核通过）" in run().stdout


def test_an_absence_is_taken_up_with_what_was_read_and_closes_when_the_report_comes(
    yard, run, tmp_path
):
    for at in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(at)
        yard.work_off(yard.house())
    assert run("open", "qinghe-ecology", "2025", "--by", "王某").returncode == 0
    run("letters", "1", "--out", "letters")
    (reminder,) = (tmp_path / "letters").glob("催报函*.docx")
    said = text_of(reminder)
    assert "未检索到" in said
    assert yard.site.inner.dress.name[:3] in said
    assert "http://127.0.0.1" in said
    late = replace(
        post("青禾市生态环境局", 2025, number=608_400),
        published=yard.settings.clock.now(),
    )
    yard.site.inner = replace(yard.site.inner, posts=(*yard.site.inner.posts, late))
    yard.at("2026-02-03 09:00")
    yard.work_off(yard.house())
    yard.work_off(yard.house())
    assert state(run) == {1: "closed"}


def test_what_cannot_be_done_is_refused_in_words(yard, run):
    yard.at("2026-01-20 09:00")
    yard.work_off(yard.house())
    for arguments, words in (
        (("open", "qinghe-transport", "2025", "--by", "王某"), "没有待办事项"),
        (("open", "nobody", "2025", "--by", "王某"), "没有这个单位"),
        (("close", "9", "--why", "x", "--by", "王某"), "没有编号为9的督办件"),
        (("letters", "9", "--out", "x"), "没有编号为9的督办件"),
        (("show", "9"), "没有编号为9的督办件"),
    ):
        refused = run(*arguments)
        assert refused.returncode == 1
        assert words in refused.stderr
    assert json.loads(run("--json").stdout) == []


def test_a_correction_is_drafted_with_facts_and_reason(run, tmp_path):
    done = run(
        *("correction", "qinghe-transport", "2025", "--out", "letters"),
        *("--fact", "2月1日所告“未检索到”不成立", "--reason", "当时栏目未读全"),
    )
    assert done.returncode == 0, done.stderr
    said = text_of(next((tmp_path / "letters").glob("更正说明*.docx")))
    assert "“未检索到”不成立" in said
    assert "当时栏目未读全" in said
