"""Walls, jumps and error pages are told apart from pages that merely mention them."""

from __future__ import annotations

import pytest

from crawler.pages import wall

LIST = "<ul><li><a href='t20260120_1.html'>青禾市财政局2025年年报</a></li></ul>"


@pytest.mark.parametrize("status", [403, 412, 429, 468, 521])
def test_refusing_statuses_are_walls(status):
    assert str(status) in (wall.reason(status, "") or "")


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<script>$_ts=window['$_ts']</script><script src='/x.js'></script>", "瑞数"),
        ("<script>document.cookie=('__jsl_clearance_s=')+1</script>", "加速乐"),
        ("<script>var wzwschallenge='x';WZWS_CONFIRM=1</script>", "网神"),
        ("<html><body>您的请求疑似攻击行为，已被拦截</body></html>", "拦截页"),
        ("<body><p>请完成安全验证后继续访问</p></body>", "人机验证"),
    ],
)
def test_challenges_answered_by_200_are_walls_with_their_name(html, name):
    assert name in (wall.reason(200, html) or "")


@pytest.mark.parametrize(
    "html",
    [
        f"<html><script>var $_ts={{}}</script><body>{LIST}</body></html>",
        "<script type='text/xml'><datastore><record></record></datastore></script>",
        "<html><body><iframe src='list.html'></iframe><script></script></body></html>",
        "<html><body><p>"
        + "一、总体情况。本机关严格执行条例。" * 40
        + "验证码 $_ts</p></body></html>",
    ],
)
def test_pages_that_speak_are_no_walls(html):
    assert wall.reason(200, html) is None
    assert wall.shell(html) is None


def test_scripts_alone_are_a_shell():
    assert wall.shell("<div id='app'></div><script src='/app.js'></script>")
    assert wall.shell("<p>短</p>") is None


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<script>window.location.replace('/new/');</script>", "http://a.example/new/"),
        ('<script>location.href="http://b.example/x"</script>', "http://b.example/x"),
        ("<script>top.location='../z.html'</script>", "http://a.example/z.html"),
        ("<script>document.cookie='a=1';location.href='/new/'</script>", None),
        ("<script>location.href='http://a.example/old/'</script>", None),
        ("<script>location.href='javascript:void(0)'</script>", None),
        (
            "<p>"
            + "本页面的正文很长，它的脚本不是跳转页。" * 9
            + "</p><script>location.href='/m/'</script>",
            None,
        ),
    ],
)
def test_a_jump_page_holds_nothing_but_the_jump(html, target):
    assert wall.jump(html, "http://a.example/old/") == target


@pytest.mark.parametrize(
    "html",
    [
        "<title>404</title><body>您访问的页面不存在</body>",
        "<body><h1>404 Not Found</h1><hr>nginx</body>",
        "<body>抱歉，找不到您要的页面。<a href='/'>返回首页</a></body>",
    ],
)
def test_error_pages_say_so(html):
    assert wall.lost(html)


def test_a_report_that_mentions_a_missing_page_is_no_error_page():
    text = "一、总体情况。本机关对页面不存在等问题进行了整改，处理错链断链。" * 20
    assert wall.lost(f"<title>青禾市财政局年报</title><body>{text}</body>") is None
