"""The crawler fetches listed hosts only, nothing private, and nothing without bounds."""

from __future__ import annotations

import gzip
import ssl
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from crawler.hosts import is_public, listed, literal

COLUMN = "/zfxxgk/zfxxgknb/"
REPORT = (
    "./202601/t20260120_1001.html",
    "青禾市财政局2025年政府信息公开工作年度报告",
    "2026-01-20",
)
ARTICLE = COLUMN + REPORT[0][2:]


def portal_with(web, page):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(REPORT)
    portal.pages[ARTICLE] = page
    return portal


@pytest.mark.parametrize(
    "detour",
    [
        lambda web, url: web.reply(status=302, headers={"Location": url}),
        lambda web, url: f"<html><meta http-equiv='refresh' content='0;url={url}'></html>",
        lambda web, url: f"<script>location.replace('{url}')</script>",
    ],
)
def test_a_foreign_host_is_not_asked_however_we_are_sent_there(web, detour):
    foreign = web.site("127.0.0.9")
    foreign.pages["/page.html"] = web.article()
    portal = portal_with(web, detour(web, foreign.url + "/page.html"))
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.fetched) == ("ok", [])
    assert seen.failed[0].why == "地址指向或跳转到未登记的网站 127.0.0.9"
    assert foreign.asked == []  # not even for robots.txt


def test_a_column_that_leaves_the_listed_hosts_is_not_read(web):
    foreign = web.site("127.0.0.9")
    portal = web.site()
    portal.pages[COLUMN] = web.reply(status=301, headers={"Location": foreign.url + COLUMN})
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "layout_changed"
    assert "127.0.0.9" in seen.outcome.detail
    assert foreign.asked == []


def test_a_second_listed_host_may_hold_the_report(web):
    other = web.site("127.0.0.9")
    other.pages["/page.html"] = web.article()
    portal = portal_with(web, web.reply(status=302, headers={"Location": other.url + "/page.html"}))
    row = web.row(portal, COLUMN, "trs", hosts=(portal.host, other.host))
    seen = web.crawl(row)
    (page,) = seen.fetched
    assert (page.url, page.capture.url) == (portal.url + ARTICLE, other.url + "/page.html")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_a_private_address_is_refused_without_the_flag(web, name):
    portal = portal_with(web, web.article())
    host = f"{name}:{portal.server.server_port}"
    row = web.row(portal, COLUMN, "trs", hosts=(host,))
    column = row.columns[0].model_copy(update={"url": f"http://{host}{COLUMN}"})
    seen = web.crawl(row.model_copy(update={"columns": (column,)}), allow_private_hosts=False)
    assert seen.outcome.outcome == "down"
    assert "内部网络地址" in seen.outcome.detail
    assert portal.asked == []


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_not_taken(web, declared):
    large = web.reply(
        gzip.compress(b"<p>" + b"x" * 3_000_000),
        headers={} if declared else {"Content-Encoding": "gzip"},
    )
    if declared:
        large.body = b"<p>" + b"x" * 3_000_000
    portal = portal_with(web, large)
    seen = web.crawl(web.row(portal, COLUMN, "trs"), max_bytes=1_000_000)
    assert seen.outcome.outcome == "ok"
    assert "大小上限" in seen.failed[0].why
    assert portal.paths.count(ARTICLE) == 1  # a larger answer is not asked for again


def test_redirects_are_bounded(web):
    portal = portal_with(web, web.reply(status=302, headers={"Location": ARTICLE + "?again"}))
    portal.pages[ARTICLE + "?again"] = web.reply(status=302, headers={"Location": ARTICLE})
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.failed[0].why == "跳转次数过多"
    assert len(portal.paths) < 12


def test_one_request_at_a_time_and_an_honest_name(web):
    portal = portal_with(web, web.article())
    web.crawl(web.row(portal, COLUMN, "trs"))
    for asked in portal.asked:
        assert asked.headers["User-Agent"] == "Nianbao/0.1 (test; mailto:office@example.org)"


def test_portals_that_share_a_host_are_crawled_in_turn(web):
    portal = web.site()
    busy, most = [0], [0]

    def slow(_asked):
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.2)
        busy[0] -= 1
        return web.reply(web.trs_list())

    for name in ("/a/", "/b/", "/c/"):
        portal.pages[name] = slow
    rows = [web.row(portal, f"/{name}/", "trs", slug=name) for name in "abc"]
    web.crawl(*rows)
    assert (len(portal.paths), most[0]) == (3, 1)


def test_the_pause_between_requests_is_kept(web):
    portal = portal_with(web, web.article())
    times = []
    for path in (COLUMN, ARTICLE):
        page = portal.pages[path]
        portal.pages[path] = lambda _, page=page: times.append(time.monotonic()) or web.reply(page)
    web.crawl(web.row(portal, COLUMN, "trs", delay_seconds=0.6))
    assert times[1] - times[0] > 0.28  # the pause varies by half


@pytest.mark.parametrize(
    ("url", "hosts", "allowed"),
    [
        ("http://www.qinghe.example/a", ("www.qinghe.example",), True),
        ("https://www.qinghe.example:8443/a", ("www.qinghe.example",), True),
        ("http://WWW.Qinghe.Example./a", ("www.qinghe.example",), True),
        ("http://127.0.0.2:8080/", ("127.0.0.2:8080",), True),
        ("http://127.0.0.2:8081/", ("127.0.0.2:8080",), False),
        ("http://evil.example/", ("www.qinghe.example",), False),
        ("http://www.qinghe.example.evil.example/", ("www.qinghe.example",), False),
        ("http://www.qinghe.example@evil.example/", ("www.qinghe.example",), False),
        ("http://user:pw@www.qinghe.example/", ("www.qinghe.example",), False),
        ("ftp://www.qinghe.example/", ("www.qinghe.example",), False),
        ("file:///etc/passwd", ("www.qinghe.example", ""), False),
        ("http://青禾市.政务/", ("青禾市.政务".encode("idna").decode(),), True),
    ],
)
def test_listed_means_the_host_itself(url, hosts, allowed):
    assert listed(url, hosts) is allowed


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("100.100.100.200", False),  # a cloud's metadata
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("127.8.9.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("::", False),
    ],
)
def test_public_means_the_open_internet(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize("name", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1"])
def test_an_address_is_known_in_every_writing(name):
    assert literal(name) == "127.0.0.1"


def test_a_name_is_no_address():
    assert literal("www.qinghe.example") is None


@pytest.fixture
def untrusted(tmp_path):
    """A key and a certificate that nobody has signed but its owner."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "untrusted.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def test_a_server_with_an_untrusted_certificate_is_not_believed(web, untrusted):
    portal = portal_with(web, web.article())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(untrusted)
    portal.server.socket = context.wrap_socket(portal.server.socket, server_side=True)
    portal.url = portal.url.replace("http://", "https://")
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.titles) == ("down", [])
    assert portal.paths == []
