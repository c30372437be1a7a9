"""Every column ends in the outcome that its portal gives it, and in no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.manifest import ColumnOutcome

REPORT = (
    "./202601/t20260120_1001.html",
    "青禾市财政局2025年政府信息公开工作年度报告",
    "2026-01-20",
)
OLDER = ("./202501/t20250122_801.html", "青禾市财政局2024年政府信息公开工作年度报告", "2025-01-22")
NEWS = ("./202601/t20260105_990.html", "青禾市召开财政工作会议", "2026-01-05")
COLUMN = "/zfxxgk/zfxxgknb/"


def filled(web, portal):
    portal.pages[COLUMN] = web.trs_list(REPORT, OLDER, NEWS)
    portal.pages[COLUMN + REPORT[0][2:]] = web.article()
    portal.pages[COLUMN + OLDER[0][2:]] = web.article(OLDER[1], day="2025—01—22 10∶05")


def test_a_list_read_to_its_end_is_ok(web):
    portal = web.site()
    filled(web, portal)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.status, seen.ended) == (0, True)
    assert (seen.outcome.outcome, seen.outcome.items, seen.outcome.column) == ("ok", 3, 7)
    assert seen.titles == [REPORT[1], OLDER[1], NEWS[1]]
    assert [entry.url.rsplit("/", 1)[1] for entry in seen.fetched] == [
        "t20260120_1001.html",
        "t20250122_801.html",
    ]
    assert [page.url for page in seen.outcome.pages] == [portal.url + COLUMN]


@pytest.mark.parametrize("status", [403, 412, 468, 521])
def test_a_wall_by_status_is_blocked(web, status):
    portal = web.site()
    portal.pages[COLUMN] = web.reply("<html><script>var $_ts={};</script></html>", status)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "blocked"
    assert str(status) in seen.outcome.detail
    assert seen.outcome.pages[0].status == status  # the wall itself is evidence


def test_a_wall_before_robots_txt_is_a_wall_too(web):
    portal = web.site()
    portal.pages["/robots.txt"] = web.reply("<html><script>__jsl_clearance</script></html>", 521)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "blocked"
    assert "521" in seen.outcome.detail


@pytest.mark.parametrize(
    "shell",
    [
        "<html><head><script>$_ts=window['$_ts'];$_ts.cd='qWe';</script></head></html>",
        "<script>document.cookie='__jsl_clearance_s=1|0|x';location.href=location.pathname</script>",
        "<!DOCTYPE html><html><body><div id='app'></div><script src='/a.js'></script></html>",
    ],
)
def test_a_script_shell_is_blocked(web, shell):
    portal = web.site()
    portal.pages[COLUMN] = shell
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "blocked"
    assert "没有正文" in seen.outcome.detail


def test_a_wall_on_the_list_alone_is_blocked_though_reports_would_open(web):
    portal = web.site()
    filled(web, portal)
    portal.pages[COLUMN] = web.reply("", 412)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "blocked"
    assert seen.titles == []


def test_a_refused_connection_is_down(web):
    portal = web.site()
    portal.close()
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.detail) == ("down", "服务器拒绝连接")
    assert seen.ended


def test_a_name_that_does_not_resolve_is_down(web):
    portal = web.site()
    lost = web.row(portal, COLUMN, "trs", hosts=("no-such-host.invalid",))
    column = lost.columns[0].model_copy(update={"url": "http://no-such-host.invalid/zfxxgknb/"})
    seen = web.crawl(lost.model_copy(update={"columns": (column,)}))
    assert (seen.outcome.outcome, seen.outcome.detail) == ("down", "域名无法解析")


def test_a_slow_server_is_down_within_bounds(web):
    portal = web.site()
    portal.pages[COLUMN] = web.reply("<html>", wait=4.0)
    seen = web.crawl(web.row(portal, COLUMN, "trs"), timeout_seconds=0.5)
    assert (seen.outcome.outcome, seen.outcome.detail) == ("down", "服务器超时未响应")
    assert portal.paths == [COLUMN, COLUMN]  # once, and once again


def test_a_server_error_is_down_after_bounded_retries(web):
    portal = web.site()
    portal.pages[COLUMN] = web.reply("<html>oops</html>", 503)
    seen = web.crawl(web.row(portal, COLUMN, "trs"), retries=2)
    assert seen.outcome.outcome == "down"
    assert portal.paths == [COLUMN] * 3


def test_a_passing_server_error_is_forgiven(web):
    portal = web.site()
    filled(web, portal)
    good = portal.pages[COLUMN]
    answers = iter([web.reply("", 502), web.reply(good)])
    portal.pages[COLUMN] = lambda _: next(answers)
    assert web.crawl(web.row(portal, COLUMN, "trs")).outcome.outcome == "ok"


def test_a_truncated_list_is_down_and_never_a_short_list(web):
    portal = web.site()
    page = web.trs_list(REPORT, OLDER)
    portal.pages[COLUMN] = web.reply(page[:300], declared=len(page.encode()))
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "down"
    assert seen.titles == []


def test_a_closed_door_by_robots_is_robots(web):
    portal = web.site()
    filled(web, portal)
    portal.pages["/robots.txt"] = web.reply(
        "User-agent: *\nDisallow: /zfxxgk/", content_type="text/plain"
    )
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "robots"
    assert portal.paths == []


def test_a_written_consent_lifts_robots(web):
    portal = web.site()
    filled(web, portal)
    portal.pages["/robots.txt"] = web.reply("User-agent: *\nDisallow: /", content_type="text/plain")
    seen = web.crawl(
        web.row(portal, COLUMN, "trs", robots_consent="青禾市政务公开办复函〔2026〕1号")
    )
    assert seen.outcome.outcome == "ok"
    assert len(seen.fetched) == 2


def test_a_rule_for_other_robots_does_not_bind_us(web):
    portal = web.site()
    filled(web, portal)
    portal.pages["/robots.txt"] = web.reply(
        "User-agent: Otherbot\nDisallow: /", content_type="text/plain"
    )
    assert web.crawl(web.row(portal, COLUMN, "trs")).outcome.outcome == "ok"


def test_an_empty_list_with_its_pager_is_empty_and_proves_nothing(web):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list()
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.items) == ("empty", 0)


def test_an_empty_list_that_a_person_confirmed_is_ok_with_zero_items(web):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list()
    seen = web.crawl(
        web.row(portal, COLUMN, "trs", options={"confirmed_empty": "2026-02-02 电话核实"})
    )
    assert (seen.outcome.outcome, seen.outcome.items) == ("ok", 0)


def test_a_page_without_the_familys_landmarks_changed_its_layout(web):
    portal = web.site()
    portal.pages[COLUMN] = "<html><body><h1>青禾市人民政府</h1><p>欢迎访问本站。</p></body></html>"
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "layout_changed"
    assert "翻页脚本" in seen.outcome.detail


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"reports": 5}, "应有年度报告不少于 5 篇，只见 2 篇"),
        ({"since": 2019}, "应有 2019 年起的年度报告，最早只见 2024 年"),
    ],
)
def test_fewer_reports_than_known_are_a_changed_layout(web, expect, said):
    portal = web.site()
    filled(web, portal)
    seen = web.crawl(web.row(portal, COLUMN, "trs", expect=expect))
    assert (seen.outcome.outcome, seen.outcome.detail) == ("layout_changed", said)
    assert len(seen.fetched) == 2  # what is there is kept all the same


def test_a_report_without_a_year_in_its_title_counts_by_its_date(web):
    portal = web.site()
    filled(web, portal)
    old = ("./202101/t20210126_87.html", "区交通运输局政府信息公开工作年度报告", "2021-01-26")
    portal.pages[COLUMN] = web.trs_list(REPORT, OLDER, old)
    row = web.row(portal, COLUMN, "trs", expect={"since": 2020, "reports": 3})
    assert web.crawl(row).outcome.outcome == "ok"


def test_as_many_reports_as_known_are_ok(web):
    portal = web.site()
    filled(web, portal)
    expect = {"reports": 2, "since": 2024}
    assert web.crawl(web.row(portal, COLUMN, "trs", expect=expect)).outcome.outcome == "ok"


def test_an_error_page_answered_by_200_is_a_changed_layout(web):
    portal = web.site()
    portal.pages[COLUMN] = (
        "<html><title>提示</title><body><a href='/'>返回</a>您访问的页面不存在</body></html>"
    )
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "layout_changed"
    assert "不存在" in seen.outcome.detail


def test_a_column_that_is_gone_is_a_changed_layout(web):
    seen = web.crawl(web.row(web.site(), COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.detail) == ("layout_changed", "地址返回 404")


def test_a_column_that_leads_to_the_home_page_is_a_changed_layout(web):
    portal = web.site()
    portal.pages[COLUMN] = web.reply(status=302, headers={"Location": "/"})
    portal.pages["/"] = web.trs_list(NEWS)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.outcome.detail) == ("layout_changed", "地址跳转到网站首页")


def test_an_unknown_family_spoils_its_own_columns_only(web):
    portal = web.site()
    filled(web, portal)
    odd = web.row(portal, COLUMN, "nonesuch", slug="yunting")
    seen = web.crawl(odd, web.row(portal, COLUMN, "trs"))
    outcomes = {entry.portal: entry.outcome for entry in seen.of(ColumnOutcome)}
    assert outcomes == {"yunting": "layout_changed", "qinghe": "ok"}


def test_one_portal_that_is_down_does_not_touch_another(web):
    portal, dead = web.site(), web.site("127.0.0.2")
    filled(web, portal)
    dead.close()
    seen = web.crawl(web.row(dead, COLUMN, "trs", slug="linlan"), web.row(portal, COLUMN, "trs"))
    outcomes = {entry.portal: entry.outcome for entry in seen.of(ColumnOutcome)}
    assert outcomes == {"linlan": "down", "qinghe": "ok"}


def test_a_run_out_of_time_says_so_for_every_column(web):
    portal = web.site()
    portal.pages[COLUMN] = web.reply("<html>", wait=3.0)
    seen = web.crawl(web.row(portal, COLUMN, "trs"), seconds=1)
    assert (seen.status, seen.outcome.outcome) == (0, "down")
    assert "时限" in seen.outcome.detail


def test_no_port_is_opened_for_others(web):
    portal = web.site()
    portal.pages[COLUMN] = web.reply("<html>", wait=1.5)
    running = web.start(web.row(portal, COLUMN, "trs"), timeout_seconds=3)
    while not portal.paths:
        assert running.poll() is None
    open_sockets = {str(entry.readlink()) for entry in Path(f"/proc/{running.pid}/fd").iterdir()}
    listening = {
        f"socket:[{line.split()[9]}]"
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A"
    }
    assert any(name.startswith("socket:") for name in open_sockets)
    assert not listening & open_sockets
    assert web.finish(running).ended
