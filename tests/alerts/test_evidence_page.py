"""The page of evidence: the report's tables as printed, marked, and safe to open."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from selectolax.lexbor import LexborHTMLParser

from alerts.evidence_page import Evidence, evidence_html
from nianbao.demo.sheets import load
from nianbao.demo.writers import web
from nianbao.report.judge import judge
from nianbao.report.model import (
    Cell,
    Figure,
    Finding,
    Grid,
    Line,
    Severity,
    Source,
    State,
    Unread,
    Where,
)
from nianbao.report.reading import read
from tests.alerts import samples
from tests.alerts.test_words import said

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>&lt;\"'"
AT = samples.at(28, 9)


def evidence(sheet="qinghe_transport_2025", **changes):
    report = replace(read(Source(web.page(load(sheet), web.WebLayout()), "a.html")), **changes)
    return Evidence("年报.html", AT, "ab" * 32, report, judge(report))


def parsed(html):
    return LexborHTMLParser(html)


def cell(page, key):
    (found,) = page.css(f'.original td[title="{key}"]')
    return found


def kinds(node):
    return set(node.attributes["class"].split())


@pytest.fixture(scope="module")
def transport():
    return evidence()


@pytest.fixture(scope="module")
def page(transport):
    return parsed(evidence_html(transport))


def test_every_figure_stands_in_a_cell_that_bears_its_key_and_nothing_else(transport, page):
    for key, figure in transport.report.figures.items():
        assert cell(page, key).text().strip() == figure.printed.strip(), key


def test_the_probable_cell_stands_out_among_those_of_its_relations(page):
    assert "probable" in kinds(cell(page, "t3.settled.business"))
    assert "involved" in kinds(cell(page, "t3.received.business"))
    assert kinds(cell(page, "t3.granted.person")) == {"figure"}
    (tag,) = cell(page, "t3.received.business").css("b.tag")
    assert tag.attributes["data-tag"] == "1"


def test_both_sides_their_difference_and_the_caution_are_spelled_out(page):
    text = page.body.text()
    assert "第一项与第二项之和，等于第三项“（七）总计”与第四项之和" in text
    assert "一（0）＋二（0）＝0；三（七）（1）＋四（0）＝1。两边不等，相差1。" in text
    first = page.css_first(".sides tbody tr")
    assert [node.text() for node in first.css("td")][2:] == ["0", "1", "1"]
    assert all(
        "以台账为准，不宜仅为平衡而调整" in node.text() for node in page.css("article .guess")
    )


def test_the_head_says_what_was_read_and_when(page):
    text = page.css_first(".facts").text()
    for fact in ("青禾市交通运输局", "2025", "年报.html", "ab" * 32, "html", "2027年1月28日9时"):
        assert fact in text


def test_the_page_says_nothing_that_is_not_said(transport):
    assert said(evidence_html(transport)) == []


def test_the_same_report_and_clock_give_the_same_page(transport):
    assert evidence_html(transport) == evidence_html(evidence())


def test_spans_are_drawn_as_the_report_has_them():
    told = evidence()
    grids = (
        Grid(
            0,
            (
                Line((Cell("甲", 0, 1, 2), Cell("乙", 1, 2)), page=3),
                Line((Cell("7", 1), Cell("", 2)), page=4),
            ),
        ),
    )
    figures = {
        "t4.review.upheld": Figure("7", State.NUMBER, 7, Where(0, 1, 1, 4)),
        "t4.review.total": Figure("", State.BLANK, None, Where(0, 1, 2, 4)),
    }
    report = replace(told.report, grids=grids, figures=figures)
    page = parsed(evidence_html(replace(told, report=report, judgement=judge(report))))
    first, *_ = page.css(".original .grid td")
    assert (first.text(), first.attributes["rowspan"]) == ("甲", "2")
    assert page.css(".original .grid td")[1].attributes["colspan"] == "2"
    assert cell(page, "t4.review.total").text() == ""
    assert "原文第3页" in page.css_first("figcaption").text()
    assert "原文第4页" in page.css_first(".turn").text()


@pytest.mark.parametrize("span", [2, 90, 10**9])
def test_a_span_that_leaves_the_table_or_runs_into_a_cell_is_cut(span):
    told = evidence()
    lines = (
        Line((Cell("甲", 0, 1, span), Cell("乙", 1, span, span))),
        Line((Cell("丙", 0), Cell("7", 5, span, span))),
    )
    figures = {"t4.review.upheld": Figure("7", State.NUMBER, 7, Where(0, 1, 5))}
    report = replace(told.report, grids=(Grid(0, lines),), figures=figures)
    html = evidence_html(replace(told, report=report, judgement=judge(report)))
    rows = parsed(html).css(".original .grid tr")
    assert "丙" in rows[1].text()
    assert "7" in rows[1].text()
    assert all(int(n) <= 3 for n in re.findall(r'(?:col|row)span="(\d+)"', rows[0].html))


def test_a_place_that_the_tables_do_not_show_is_named():
    told = evidence()
    figure = told.report.figures["t3.settled.business"]
    elsewhere = replace(figure, where=Where(figure.where.table, 500, 3))
    figures = {**told.report.figures, "t3.settled.business": elsewhere}
    html = evidence_html(replace(told, report=replace(told.report, figures=figures)))
    assert "未能在重绘的表格中标出" in html
    assert 'title="t3.settled.business"' not in html


def test_an_uncertain_figure_is_dotted_listed_and_never_part_of_an_error():
    told = evidence()
    doubted = {
        key: replace(figure, doubt="字迹不清") if key == "t3.settled.business" else figure
        for key, figure in told.report.figures.items()
    }
    report = replace(told.report, figures=doubted)
    page = parsed(evidence_html(replace(told, report=report, judgement=judge(report))))
    marked = kinds(cell(page, "t3.settled.business"))
    assert {"unsure", "doubt"} <= marked
    assert not marked & {"probable", "involved"}
    assert "字迹不清：表三“（七）总计／商业企业”（读作1）。" in page.body.text()


def test_doubt_over_blanks_is_hatched_and_called_no_error():
    told = evidence()
    blank = {
        key: Figure("", State.BLANK, None, figure.where)
        if key.startswith("t3.") and key.endswith(".total")
        else figure
        for key, figure in told.report.figures.items()
    }
    report = replace(told.report, figures=blank)
    page = parsed(evidence_html(replace(told, report=report, judgement=judge(report))))
    assert "存疑（不作差错）" in page.body.text()
    assert page.css(".doubts li")
    assert page.css(".original td.doubt")


def test_what_was_not_understood_is_listed_with_its_place():
    unread = (Unread("row", "（八）某项 3", Where(1, 25, 0, 4)),)
    text = parsed(evidence_html(evidence(unread=unread))).body.text()
    assert "行“（八）某项 3”（原文第4页，文件中第2张表第26行）" in text


def test_personal_matters_are_counted_but_not_shown():
    told = evidence()
    private = Finding("privacy.personal", Severity.PRIVATE, "第三段有身份证号")
    findings = (*told.judgement.findings, private)
    html = evidence_html(replace(told, judgement=replace(told.judgement, findings=findings)))
    assert "身份证号" not in html
    assert "另有1项疑含个人信息" in html


def test_a_file_that_could_not_be_read_gets_a_page_that_says_so():
    page = parsed(evidence_html(Evidence("坏.pdf", AT, None, why="文件已加密")))
    assert "文件未能读取，需人工核对" in page.css_first("h1").text()
    assert "未能核对：文件已加密。" in page.body.text()
    assert "不是对报告内容和公布情况的判断" in page.body.text()
    assert page.css(".grid") == []


def test_a_report_without_tables_is_not_called_free_of_what_was_never_judged():
    told = evidence(figures={}, grids=(), tables=frozenset())
    text = parsed(evidence_html(told)).body.text()
    unjudged = sum(told.judgement.verdicts.values())
    assert f"逐项核对0式，{unjudged}式未能核对" in text
    assert "未见不成立" not in text
    assert "可能位置" not in text
    assert "未见可以重绘的法定表格" in text


# --- Safe to open -------------------------------------------------------------------


def hostile():
    told = evidence(
        title=MARKUP,
        organ=MARKUP,
        format=MARKUP,
        unread=(Unread("row", MARKUP, None), Unread(MARKUP, MARKUP, Where(0, 0))),
    )
    grids = tuple(
        replace(
            grid,
            lines=tuple(
                replace(
                    line,
                    cells=tuple(
                        c._replace(text=c.text + MARKUP if len(c.text) > 3 else c.text)
                        for c in line.cells
                    ),
                )
                for line in grid.lines
            ),
        )
        for grid in told.report.grids
    )
    figures = {
        key: replace(figure, printed=MARKUP, doubt=MARKUP) if key.startswith("t2.") else figure
        for key, figure in told.report.figures.items()
    }
    report = replace(told.report, grids=grids, figures=figures)
    findings = (*told.judgement.findings, Finding("value.text", Severity.ERROR, MARKUP))
    judgement = replace(told.judgement, findings=findings)
    return Evidence(f"{MARKUP}.html", AT, MARKUP, report, judgement)


@pytest.mark.parametrize("why", ["", MARKUP])
def test_nothing_from_the_report_is_ever_markup(why):
    html = evidence_html(replace(hostile(), why=why))
    page = parsed(html)
    own = parsed(evidence_html(evidence()))
    assert page.css("script, img, a, link, iframe, object, form, svg, base") == []
    assert {node.tag for node in page.css("*")} <= {node.tag for node in own.css("*")} | {"section"}
    assert not [n for node in page.css("*") for n in node.attributes if n.startswith("on")]
    assert MARKUP in page.body.text()


def test_the_page_fetches_nothing_and_its_policy_allows_only_its_own_style(transport):
    html = evidence_html(transport)
    page = parsed(html)
    (policy,) = page.css('meta[http-equiv="Content-Security-Policy"]')
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy.attributes["content"].startswith(
        f"default-src 'none'; style-src 'sha256-{digest}'"
    )
    assert not re.search(r"url\(|@import|https?:|src=|href=|style=", html)


def test_characters_that_turn_or_hide_text_are_shown():
    html = evidence_html(Evidence("a\u202efdp.exe\x00\udc80.html", AT, why="\x1b[2J"))
    assert not re.search("[\u202e\x00\x1b\udc80]", html)
    html.encode()
