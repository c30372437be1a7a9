"""``nianbao crawl`` and ``nianbao digest`` on a real portal, without any worker or broker."""

from __future__ import annotations

import json

import pytest

from nianbao.demo.portals.trouble import WalledSite
from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(*arguments, folder=tmp_path, **{**given, **more})


def test_a_crawl_reads_and_judges_and_says_how_each_column_ended(yard, run):
    done = run("crawl", "qinghe", "--json")
    assert done.returncode == 0, done.stderr
    (column,) = json.loads(done.stdout)
    assert (column["portal"], column["outcome"]) == ("qinghe", "ok")
    assert yard.states()["qinghe-transport", 2025] == "published"
    listed = json.loads(run("duties", "list", "--year", "2025", "--json").stdout)
    assert {duty["state"] for duty in listed} == {"published", "unverifiable"}


def test_a_walled_portal_is_called_by_its_outcome_and_nobody_is_accused(yard, run):
    yard.site.inner = WalledSite()
    done = run("crawl")
    assert "访问受限" in done.stdout
    assert set(yard.states().values()) == {"unverifiable"}
    assert "访问受限" in run("status").stdout


def test_a_digest_can_be_read_before_it_is_sent(yard, run):
    run("crawl")
    shown = run("digest", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "周报" in shown.stdout
    assert "应公布" in shown.stdout
    assert yard.messages() == ()


def test_a_digest_is_written_once_and_waits_where_no_server_is_named(yard, run):
    run("crawl")
    assert "待发" in run("digest", "--week", "2026-W04").stdout
    assert "不重复发送" in run("digest", "--week", "2026-W04").stdout
    assert [(m.kind, m.period) for m in yard.messages()] == [("digest", "2026-W04")]
