"""Which links are fetched: when in doubt, yes."""

from __future__ import annotations

import pytest

from crawler.pages import article
from crawler.pages.titles import is_bare, is_cut, names_a_report, worth_fetching


@pytest.mark.parametrize(
    "title",
    [
        "青禾市财政局2025年政府信息公开工作年度报告",
        "2025年政府信息公开⏎工作年度报告",
        "青禾市财政局 2025 年度 政府信息公开 年度报告",
        "政府信息公开工作年度报告",
        "区交通运输局政府信息公开工作年度报告",
        "云汀县2014年政府信息公开年报（图片版）",
        "青禾市人民政府二〇一九年政府信息公开工作总结",
        "2025年政务公开工作情况报告",
        "关于2024年政务公开工作要点落实情况的函",  # a letter where the report should be
        "2024年政府信息公开",
        "云汀县水利局2023年年报",
        "云汀县水利局2023年度报告",
        "云汀县水利局2017年...",
        "青禾市第四中学筹建办公室关于2017年…",
        "2023年",
        "2023年度",
        "查看",
        "点击查看全文",
        "临澜区教育局 2024年",
        "关于培训机构管理情况的2024年政府信息公开年度报告",
    ],
)
def test_what_may_be_a_report_is_fetched(title):
    assert worth_fetching(title)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "首页",
        "云汀县人民政府网站工作年度报表（2025年度）",
        "2025年政府网站监管年度报表",
        "青禾市2025年法治政府建设年度报告",
        "青禾市2025年部门预算",
        "青禾市教育局2024年度部门决算公开",
        "青禾市召开2025年度工作会议",
        "恩泽示范区召开2020年度工作会暨党风廉政建设会议",
        "一图读懂示范区2017年重点工作",
        "政府信息公开指南",
        "政府信息公开制度",
        "中华人民共和国政府信息公开条例",
        "政府信息公开申请表",
        "我市举办政府信息公开业务培训",
        "关于公布住房公积金贷款流动性调节系数的公告",
        "2024年青禾市国民经济和社会发展统计年报",
    ],
)
def test_what_is_clearly_something_else_is_listed_only(title):
    assert not worth_fetching(title)


def test_a_report_is_named_by_openness_and_account():
    assert names_a_report("青禾市财政局2025年政府信息公开工作年度报告")
    assert not names_a_report("2023年")
    assert not names_a_report("云汀县水利局2023年度报告")


def test_cut_and_bare_titles_are_known():
    assert is_cut("云汀县住房公积金管理中心2017年...")
    assert is_cut("云汀县2017年…")
    assert not is_cut("云汀县2017年年报")
    assert all(
        map(is_bare, ("附件1", "2023年", "", "查看", "点击下载（PDF版）", "附件：", "打印版"))
    )
    assert not is_bare("云汀县2017年年报")
    assert not is_bare("附件2：统计表")


def test_a_banner_that_is_a_heading_is_not_taken_for_the_title():
    report = "青禾市财政局2025年政府信息公开工作年度报告"
    html = f"<h2>青禾市人民政府</h2><h1>{report}</h1><p>一、总体情况。</p>"
    assert article.read(html, "http://www.qinghe.example/a.html").title == report
