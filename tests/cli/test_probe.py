"""``nianbao portals probe``: home pages in, rows to import out, each failure with its status."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime

import pytest

from crawler.manifest import Probed, ProbedColumn
from nianbao.cli.probe import rows
from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.serving import refused, served
from nianbao.demo.portals.site import Post
from nianbao.demo.portals.trs import TrsSite
from tests.cli.command import nianbao

POSTS = tuple(
    Post(
        n,
        f"青禾市{bureau}2025年政府信息公开工作年度报告",
        datetime(2026, 1, 10 + n, 9, tzinfo=SHANGHAI),
        f"青禾市{bureau}",
        "<p>一、总体情况。</p>",
    )
    for n, bureau in enumerate(("财政局", "教育局"))
)


@pytest.fixture
def home():
    site = TrsSite(Dress("青禾市人民政府", "9901000001"), POSTS)
    with served(site, Clock("2026-12-31T00:00")) as running:
        yield running.url("/")


@pytest.fixture
def probe(tmp_path):
    return lambda *words, **more: nianbao(
        *("portals", "probe", *words),
        folder=tmp_path,
        **{"allow_private_hosts": "true", "crawl_delay_seconds": "0"} | more,
    )


def test_what_the_probe_prints_can_be_imported(home, probe, tmp_path):
    found = probe(home, "--toml")
    assert found.returncode == 0, found.stderr
    (row,) = tomllib.loads(found.stdout)["portal"]
    assert (row["family"], row["topology"]) == ("trs", "collective")
    (tmp_path / "portals.toml").write_text(found.stdout, encoding="utf-8")
    assert nianbao("migrate", folder=tmp_path).returncode == 0
    done = nianbao("portals", "import", "portals.toml", folder=tmp_path)
    assert "网站：新增1" in done.stdout, done.stderr


def test_a_person_reads_family_bodies_code_and_evidence(home, probe):
    told = probe(home).stdout
    for words in ("9901000001", "类型 trs", "把握程度：高", "青禾市财政局", "依据：", "[[portal]]"):
        assert words in told


def test_a_dead_site_in_a_list_does_not_end_the_others(home, probe, tmp_path):
    with refused() as dead:
        homes = tmp_path / "homes.txt"
        homes.write_text(f"# 首页\n{dead.url('/')}  # 不通\n\n{home}\n", encoding="utf-8-sig")
        done = probe("--file", str(homes), "--json")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["outcome"] for answer in answers] == ["down", "found"]
    assert done.returncode == 2
    assert answers[1]["toml"].startswith("[[portal]]")


def test_without_leave_no_private_address_is_asked(home, probe):
    done = probe(home, "--json", allow_private_hosts="false")
    assert (done.returncode, json.loads(done.stdout)["outcome"]) == (2, "down")


@pytest.mark.parametrize(
    "word", ["http://[broken/", "mailto:office@example.org", "ftp://a.example/"]
)
def test_what_is_no_web_address_is_told_and_not_asked(probe, word):
    done = probe(word, "--json")
    assert done.returncode in {1, 2}, done.stderr
    assert json.loads(done.stdout)["columns"] == []


def test_without_an_address_the_call_is_wrong(probe):
    assert probe().returncode == 64


@pytest.mark.parametrize(("on_trial", "told"), [(True, True), (False, False)])
def test_a_row_of_a_family_on_trial_says_so(on_trial, told):
    column = ProbedColumn(
        family="ucap",
        url="http://www.qinghe.example/site/c100371/list.shtml",
        name="政府信息公开年报",
        topology="own",
        shape="list",
        pages=1,
        rows=3,
        reports=3,
        complete=True,
        experimental=on_trial,
        confidence="medium",
    )
    found = Probed(
        portal="qinghe",
        home="http://www.qinghe.example/",
        outcome="found",
        columns=(column,),
        at=datetime(2026, 1, 10, 9, tzinfo=SHANGHAI),
    )
    assert ("试用类型" in rows(found)) is told
    assert tomllib.loads(rows(found))["portal"][0]["family"] == "ucap"
