"""``nianbao portals add``: a portal from the command line, by the way of a registry file."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.serving import refused, served
from nianbao.demo.portals.site import Post
from nianbao.demo.portals.trs import TrsSite
from tests.cli.command import nianbao

BODIES = """
[[body]]
slug = "qinghe-edu"
name = "青禾市教育局"
class = "department"
[[body]]
slug = "qinghe-fin"
name = "青禾市财政局"
class = "department"
"""
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
START = "http://www.qinghe.example/nb/"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bodies.toml").write_text(BODIES, encoding="utf-8")
    assert nianbao("migrate", folder=tmp_path).returncode == 0
    assert nianbao("bodies", "import", "bodies.toml", folder=tmp_path).returncode == 0
    return tmp_path


@pytest.fixture
def add(folder):
    return lambda *words: nianbao(
        *("portals", "add", *words),
        folder=folder,
        allow_private_hosts="true",
        crawl_delay_seconds="0",
    )


def listed(folder):
    return json.loads(nianbao("portals", "list", "--json", folder=folder).stdout)


def test_a_portal_of_a_known_family_is_added_once_and_only_shown_in_a_dry_run(add, folder):
    words = ("qinghe", START, "--family", "trs", "--name", "青禾市人民政府", "--body", "qinghe-edu")
    shown = add(*words, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert f"新增网站 qinghe：青禾市人民政府（trs），{START}" in shown.stdout
    assert f"新增栏目 政府信息公开年报：{START}（本单位栏目），单位：qinghe-edu" in shown.stdout
    assert "以上为试运行，没有写入" in shown.stdout
    assert listed(folder) == []
    told = json.loads(add(*words, "--json").stdout)
    assert (told["slug"], told["hosts"], told["written"]) == (
        "qinghe",
        ["www.qinghe.example"],
        True,
    )
    (portal,) = listed(folder)
    assert (portal["family"], portal["columns"], portal["start"]) == ("trs", 1, START)
    again = add(*words)
    assert again.returncode == 1
    assert "网站代号已登记：qinghe" in again.stderr


def test_each_body_goes_to_the_column_it_is_given_for(add):
    two = ("--column", f"教育={START}jy/", "--column", f"财政={START}cz/", "--family", "trs")
    done = add(
        "qinghe", START, *two, "--body", "教育=qinghe-edu", "--body", "财政=qinghe-fin", "--json"
    )
    told = json.loads(done.stdout)
    assert [(c["name"], c["bodies"]) for c in told["columns"]] == [
        ("教育", ["qinghe-edu"]),
        ("财政", ["qinghe-fin"]),
    ]


WRONG = [
    (["Qing he", START, "--family", "trs"], 1, "[[portal]]第1项（Qing he）的 slug：格式不符"),
    (["Qing he", START], 1, "[[portal]]第1项（Qing he）的 slug：格式不符"),
    (["qinghe", "http://", "--family", "trs"], 1, "[[portal]]第1项（qinghe）的 start"),
    (["qinghe", START, "--family", "dance"], 1, "[[portal]]第1项（qinghe）"),
    (["qinghe", START, "--family", "trs", "--body", "x"], 1, "没有登记机构“x”"),
    (["qinghe", START, "--column", "甲=http://a.example/"], 64, "--family"),
    (["qinghe", START, "--family", "trs", "--column", "http://a.example/"], 64, "名称=网址"),
    (["qinghe", START, "--family", "trs", "--body", "乙=qinghe-edu"], 64, "只有一个栏目"),
    (["qinghe"], 64, "URL"),
]


def test_what_is_wrong_is_said_by_its_place_and_nothing_is_kept(add, folder):
    for words, status, said in WRONG:
        done = add(*words)
        assert (done.returncode, said in done.stderr) == (status, True), (words, done.stderr)
        assert "Traceback" not in done.stderr
    assert listed(folder) == []


def test_without_a_family_the_address_is_probed(add, folder):
    site = TrsSite(Dress("青禾市人民政府", "9901000001"), POSTS)
    with served(site, Clock("2026-12-31T00:00")) as running:
        done = add("qinghe", running.url("/"), "--body", "qinghe-edu", "--json")
    told = json.loads(done.stdout)
    assert (told["family"], told["name"]) == ("trs", "青禾市人民政府")
    assert [(c["topology"], c["bodies"]) for c in told["columns"]] == [
        ("collective", ["qinghe-edu"])
    ]
    assert [portal["slug"] for portal in listed(folder)] == ["qinghe"]


def test_an_address_where_no_column_is_found_adds_nothing(add, folder):
    with refused() as nobody:
        done = add("qinghe", nobody.url("/"))
    assert done.returncode == 1
    assert "--family" in done.stderr
    assert listed(folder) == []
