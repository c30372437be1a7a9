"""``nianbao evidence`` on what a real crawl archived."""

from __future__ import annotations

import json

import pytest

from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(*arguments, folder=tmp_path, **{**given, **more})


def test_evidence_of_a_crawl_is_sealed_chained_and_verified_until_a_byte_changes(yard, run):
    for at in ("2026-02-01 09:00", "2026-02-02 00:05"):
        yard.at(at)
        yard.work_off(yard.house())
    seen = json.loads(run("evidence", "verify", "--json").stdout)
    assert (seen["faults"], seen["unsealed"], seen["links"]) == ([], [], 1)
    on_disk = [p for p in yard.settings.archive_dir.rglob("*") if p.is_file()]
    assert seen["files"] == len(on_disk) - 1 >= 2  # all but the chain's own text
    assert seen["records"] >= 6
    whole = run("evidence", "verify")
    assert (whole.returncode, "与封存时一致" in whole.stdout) == (0, True)
    assert seen["digest"] in run("evidence", "chain").stdout
    yard.at("2036-03-01 09:00")
    asked = json.loads(run("evidence", "compact", "--dry-run", "--json").stdout)
    assert asked["past"]["passing"]["records"] >= 1
    assert (asked["files"], run("evidence", "compact").returncode) == (0, 1)  # by whom?
    done = run("evidence", "compact", "--by", "王某")
    assert (done.returncode, "清理登记第1至1号" in done.stdout) == (0, True), done.stderr
    assert "清理登记1份" in run("evidence", "verify").stdout
    assert run("evidence", "export-all", "all").returncode == 0
    assert run("evidence", "export-all", "all").returncode == 1  # it holds something
    (warc,) = yard.settings.archive_dir.rglob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0x10
    warc.write_bytes(data)
    altered = run("evidence", "verify")
    assert altered.returncode == 1
    assert warc.name in altered.stdout
    assert "异常" in altered.stdout


def test_evidence_is_verified_before_there_is_any(yard, run):
    done = run("evidence", "verify")
    assert done.returncode == 0
    assert "已核对0个文件" in done.stdout
