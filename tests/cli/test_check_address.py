"""``nianbao check URL``: real servers on loopback; nothing private is asked unless allowed."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.unread import Unread
from crawler.visit import Limits, visit
from nianbao.demo.sheets import load
from nianbao.demo.writers import web, word
from tests.cli.command import nianbao

WELL, BROKEN = "linlan_farming_2025", "qinghe_transport_2025"
HTML = "text/html; charset=utf-8"
COVER = (
    "<html><title>临澜区农业农村局2025年政府信息公开工作年度报告</title><body>"
    "<h1>临澜区农业农村局2025年政府信息公开工作年度报告</h1>{}</body></html>"
)


class Site:
    """One server: what it answers by path is (status, headers, body) or a function that writes."""

    def __init__(self) -> None:
        self.pages: dict[str, object] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                found = site.pages.get(self.path, (404, {"Content-Type": HTML}, b"gone"))
                with contextlib.suppress(OSError):
                    found(self) if callable(found) else self.answer(*found)

            def answer(self, status, headers, body) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def page(self, path, body, kind=HTML, status=200, **headers):
        data = body if isinstance(body, bytes) else body.encode()
        self.pages[path] = (status, {"Content-Type": kind, **headers}, data)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


def check(site, path, tmp_path, *options, allowed="true"):
    url = path if "://" in path else site.url + path
    return nianbao("check", *options, url, folder=tmp_path, allow_private_hosts=allowed)


def limits(**more):
    return Limits("Nianbao/test", **{"allow_private": True, "seconds": 5.0, **more})


def refusal(url, **more):
    with pytest.raises(Unread) as caught:
        visit(url, limits(**more))
    return caught.value.detail


def test_a_page_is_judged_as_its_file_would_be(site, tmp_path):
    page = web.page(load(BROKEN), web.WebLayout())
    site.page("/t20260105_1.html", page)
    done = check(site, "/t20260105_1.html", tmp_path, "--json")
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert said["file"] == site.url + "/t20260105_1.html"
    assert said["sha256"] == hashlib.sha256(page).hexdigest()
    assert said["verdicts"]["broken"] == 3


def test_a_cover_leads_to_the_file_behind_it(site, tmp_path):
    body = '<p><a href="zn.pdf">政府信息公开指南</a></p><p><a href="./P1.docx">附件</a></p>'
    report = word.document(load(WELL))
    site.page("/nb/1.html", COVER.format(body))
    site.page("/nb/P1.docx", report, "application/msword")
    done = check(site, "/nb/1.html", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["file"], said["url"]) == (site.url + "/nb/1.html", site.url + "/nb/P1.docx")
    assert said["sha256"] == hashlib.sha256(report).hexdigest()
    assert "/nb/zn.pdf" not in site.asked
    told = check(site, "/nb/1.html", tmp_path)
    assert f"核对的文件：{site.url}/nb/P1.docx" in told.stdout


def test_a_cover_whose_file_does_not_open_says_so(site, tmp_path):
    site.page("/1.html", COVER.format('<a href="/none.docx">附件</a>'))
    done = check(site, "/1.html", tmp_path)
    assert done.returncode == 2
    assert "附件未能打开" in done.stderr
    assert "404" in done.stderr
    assert done.stderr.count("\n") == 1


def test_loopback_is_refused_unless_it_is_allowed(site, tmp_path):
    site.page("/1.html", "<p>秘密</p>")
    done = check(site, "/1.html", tmp_path, "--json", allowed="false")
    assert done.returncode == 2
    assert "指向内部网络地址，已拒绝连接" in done.stderr
    assert json.loads(done.stdout)["findings"][0]["rule"] == "read.unreadable"
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://0.0.0.0:{port}/",
    ],
)
def test_no_way_of_writing_a_private_address_is_followed(site, url):
    why = refusal(url.format(port=site.server.server_port), allow_private=False)
    assert "内部网络地址" in why or "无法解析" in why or "格式" in why
    assert site.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/"])
def test_other_schemes_are_refused(url, tmp_path):
    done = nianbao("check", url, folder=tmp_path)
    assert done.returncode == 2
    assert "只能打开 http、https 网址" in done.stderr


def test_each_redirect_is_checked_anew(site):
    site.page("/out", b"", status=302, Location="file:///etc/passwd")
    assert "只能打开" in refusal(site.url + "/out")
    site.page("/loop", b"", status=302, Location="/loop")
    assert refusal(site.url + "/loop") == "跳转次数过多"
    site.page("/on", b"", status=301, Location="/new.html")
    site.page("/new.html", "<p>正文</p>")
    assert visit(site.url + "/on", limits()).url == site.url + "/new.html"


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "404"), (412, "防护墙拦截（412）"), (403, "禁止访问"), (500, "服务器出错（500）")],
)
def test_a_refusal_is_one_clear_line(site, tmp_path, status, words):
    site.page("/1.html", "<p>x</p>", status=status)
    done = check(site, "/1.html", tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_body_without_end_is_cut_at_the_limit(site):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    site.pages["/big"] = endless
    assert "超过大小上限" in refusal(site.url + "/big", max_bytes=1_000_000)


def test_what_unpacks_beyond_the_limit_is_cut_too(site):
    bomb = gzip.compress(b"\0" * 20_000_000)
    site.page("/bomb", bomb, **{"Content-Encoding": "gzip"})
    assert "超过大小上限" in refusal(site.url + "/bomb", max_bytes=1_000_000)


def test_a_body_that_drips_is_given_up_in_time(site):
    def dripping(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.pages["/slow"] = dripping
    begun = time.monotonic()
    assert "未能传完" in refusal(site.url + "/slow", seconds=0.5)
    assert time.monotonic() - begun < 3


def test_a_server_that_says_nothing_is_given_up_in_time(site):
    site.pages["/mute"] = lambda handler: time.sleep(3)
    assert refusal(site.url + "/mute", answer_seconds=0.3) == "服务器超时未响应"


def test_a_body_cut_short_is_no_page(site):
    site.page("/cut", b"half", **{"Content-Length": "1000"})
    assert refusal(site.url + "/cut") == "传输中断，内容不完整"


def test_nobody_at_the_port_is_said_so(site):
    site.close()
    assert refusal(site.url + "/") == "无法建立连接"
