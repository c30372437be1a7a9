"""A report that its list holds no more is asked for: it still opens, or it is not there."""

from __future__ import annotations

import pytest

from crawler.manifest import ColumnRow, Held, PortalRow, Refused

COLUMN = "/zfxxgk/zfxxgknb/"
LISTED = ("./202601/t20260113_12.html", "云汀县水利局2025年政府信息公开工作年度报告", "2026-01-15")
TITLES = tuple(
    f"云汀县{name}局2025年政府信息公开工作年度报告" for name in ("农业", "教育", "财政", "司法")
)


def page(number):
    return f"{COLUMN}202601/t20260114_{number}.html"


def revisited(web, answers, *, held=(), gone=False, **options):
    """Crawl a list of one report; ``answers`` are of the reports that it held before."""
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(LISTED, *held)
    portal.pages[COLUMN + LISTED[0][2:]] = web.article(LISTED[1])
    for number, answer in enumerate(answers):
        if answer is not None:
            portal.pages[page(number)] = answer
    column = ColumnRow(
        id=7,
        url=portal.url + COLUMN,
        held=tuple(
            Held(url=portal.url + page(n), title=TITLES[n], gone=gone) for n in range(len(answers))
        ),
        options=options,
    )
    return web.crawl(
        PortalRow(slug="yunting", family="trs", hosts=(portal.host,), columns=(column,))
    )


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_refused_with_what_the_server_said(web, status):
    seen = revisited(web, [web.reply("没有", status=status)])
    (refused,) = seen.of(Refused)
    assert (refused.title, refused.status) == (TITLES[0], status)
    assert refused.capture is not None
    assert seen.outcome.outcome == "ok"


def test_an_error_page_answered_by_200_is_a_refusal(web):
    seen = revisited(web, ["<h1>您访问的页面不存在</h1>"])
    assert [entry.status for entry in seen.of(Refused)] == [200]


def test_a_page_that_still_opens_is_fetched_and_not_refused(web):
    seen = revisited(web, [web.article(TITLES[0])])
    assert seen.of(Refused) == []
    assert TITLES[0] in {entry.title for entry in seen.fetched}


@pytest.mark.parametrize(
    "answer", ["wall", "broken", "another"], ids=["a wall", "a dead server", "another page"]
)
def test_whatever_else_comes_back_says_nothing(web, answer):
    answers = {
        "wall": web.reply("", status=412),
        "broken": web.reply("", status=503),
        "another": "<h1>欢迎访问云汀县人民政府</h1><p>首页的文字。</p><a href='/'>首页</a>" * 9,
    }
    seen = revisited(web, [answers[answer]])
    assert seen.of(Refused) == []
    assert [entry.title for entry in seen.fetched] == [LISTED[1]]


def test_many_reports_gone_at_once_are_a_change_of_the_site(web):
    seen = revisited(web, [None] * 3)
    assert len(seen.of(Refused)) == 3
    assert seen.outcome.outcome == "layout_changed"
    assert "网站可能改版或迁移" in seen.outcome.detail


def test_what_a_person_confirmed_or_was_gone_before_changes_no_layout(web):
    confirmed = revisited(web, [None] * 3, confirmed_withdrawn="2026-02-10 王某")
    assert confirmed.outcome.outcome == "ok"


def test_reports_known_to_be_gone_are_asked_for_again_and_told_no_more(web):
    seen = revisited(web, [None] * 3, gone=True)
    assert (len(seen.of(Refused)), seen.outcome.outcome) == (3, "ok")


def test_reports_listed_at_other_addresses_have_moved(web):
    moved = tuple((f"./202602/t20260209_{n}.html", TITLES[n], "2026-01-14") for n in range(3))
    seen = revisited(web, [None] * 3, held=moved)
    assert seen.outcome.outcome == "ok"
