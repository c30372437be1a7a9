"""Which links of a county's column are columns below it: no body may be passed over."""

from __future__ import annotations

import pytest

from crawler.pages.folders import NONE, Addresses, Place, below

ROOT = "http://www.yunting.example/zfxxgk/zfxxgknb/"


def page(*names):
    rows = "".join(f'<li><a href="./d{n}/">{name}</a></li>' for n, name in enumerate(names))
    return f"<html><body><ul>{rows}</ul></body></html>"


def names(html, place=None, **options):
    return [link.title for link in below(html, ROOT, place or Place(ROOT), options)]


@pytest.mark.parametrize(
    "body",
    [
        "财政局",
        "统计局",
        "人力资源和社会保障局",
        "政务服务管理局",
        "自然资源和规划局",
        "机构编制委员会办公室",
        "政务服务中心",
        "巴彦苏木",
        "档案馆",
        "气象台",
        "青禾经济技术开发区管理委员会政府信息公开年度报告",
    ],
)
def test_a_body_is_a_folder_whatever_its_field(body):
    assert names(page(body)) == [body]


@pytest.mark.parametrize(
    "name", ["财政预决算", "政府文件", "领导之窗", "人事信息", "办事服务", "首页"]
)
def test_another_column_of_the_menu_is_none(name):
    assert names(page(name)) == []


def test_an_unusual_name_among_bodies_is_a_bodys():
    assert names(page("洛川镇", "水利局", "东湖景区招商专班")) == [
        "洛川镇",
        "水利局",
        "东湖景区招商专班",
    ]


def test_an_unusual_name_alone_is_none():
    assert names(page("东湖景区招商专班", "洛川镇")) == ["洛川镇"]


def test_only_years_matter_where_one_body_publishes():
    html = page("2024年", "洛川镇", "水利局")
    assert names(html, Place(ROOT, alone=True)) == ["2024年"]


def test_years_before_the_oldest_expected_are_left_out_beside_others():
    html = page("2026年", "2025年", "2019年", "2018年")
    assert names(html, Place(ROOT, since=2025)) == ["2026年", "2025年"]


def test_page_numbers_are_no_folders():
    assert names(page("洛川镇", "水利局", "2", "下一页")) == ["洛川镇", "水利局"]


def test_a_person_may_say_that_there_are_none_or_which():
    html = page("洛川镇", "水利局")
    assert names(html, folders=NONE) == []
    assert names(html, folders="li:first-child a") == ["洛川镇"]


def test_no_folder_lies_on_another_host():
    html = page("洛川镇").replace("./d0/", "http://other.example/zfxxgk/zfxxgknb/d0/")
    assert names(html, Place(ROOT, Addresses(anywhere=True))) == []
