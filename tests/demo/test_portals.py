import http.client
import re
import socket
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.handmade import LIST, HandmadeSite
from nianbao.demo.portals.hanweb import PROXY, HanwebSite
from nianbao.demo.portals.serving import refused, served
from nianbao.demo.portals.site import Attached, Post
from nianbao.demo.portals.trouble import RebuiltSite, WalledSite
from nianbao.demo.portals.trs import FOLDER, TrsSite

NEW_YEAR = datetime(2026, 1, 1, 9, 0, tzinfo=SHANGHAI)
DRESS = Dress("青禾市人民政府", "9901000001")
LAST = "2026-12-31T00:00"


def posts(count: int, **last):
    """Return posts a day apart; ``last`` changes the newest."""
    made = [
        Post(
            n,
            f"青禾市第{n}局2025年政府信息公开工作年度报告",
            NEW_YEAR + timedelta(n),
            "本站",
            "<p>文</p>",
        )
        for n in range(count)
    ]
    if last:
        newest = made.pop()
        made.append(
            Post(newest.number, newest.title, newest.published, "本站", "<p>文</p>", **last)
        )
    return tuple(made)


@contextmanager
def site(kind, *given, now=LAST, **options):
    with served(kind(DRESS, *given, **options), Clock(now)) as running:
        yield running


def ask(running, path, method="GET", body=None):
    connection = http.client.HTTPConnection(running.host, running.port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    found = answer.status, answer.read(), dict(answer.getheaders())
    connection.close()
    return found


def text(running, path):
    return ask(running, path)[1].decode()


def test_a_report_is_neither_listed_nor_there_before_its_moment(tmp_path):
    clock = tmp_path / "now"
    clock.write_text("2026-01-03T08:59")
    article = f"{FOLDER}202601/t20260103_2.html"
    with served(TrsSite(DRESS, posts(3)), Clock(f"@{clock}")) as running:
        assert "青禾市第2局" not in text(running, FOLDER)
        assert ask(running, article)[0] == 404
        clock.write_text("2026-01-03T09:00")
        assert "青禾市第2局" in text(running, FOLDER)
        assert '<meta name="PubDate" content="2026-01-03 09:00">' in text(running, article)


def test_a_trs_list_counts_its_pages_from_zero():
    with site(TrsSite, posts(12)) as running:
        first, second = text(running, FOLDER), text(running, f"{FOLDER}index_1.html")
        assert 'createPageHTML(3, 0, "index", "html", 12)' in first
        assert 'createPageHTML(3, 1, "index", "html", 12)' in second
        assert re.findall(r'href="\./202601/t\d+_(\d+)', first) == ["11", "10", "9", "8", "7"]
        assert re.findall(r'href="\./202601/t\d+_(\d+)', second) == ["6", "5", "4", "3", "2"]
        assert ask(running, f"{FOLDER}index_3.html")[0] == 404


def test_a_long_title_is_cut_in_the_list_and_whole_in_its_attribute():
    with site(TrsSite, posts(1), page_size=5) as running:
        row = re.search(r"<li>.*?</li>", text(running, FOLDER))[0]
    title = posts(1)[0].title
    assert f'title="{title}"' in row


def test_an_attachment_has_a_name_that_says_nothing():
    file = Attached("报告全文.pdf", "pdf", b"%PDF-1.4 sample")
    with site(TrsSite, posts(1, files=(file,))) as running:
        page = text(running, f"{FOLDER}202601/t20260101_0.html")
        name = re.search(r'href="\./(P0\d+\.pdf)"', page)[1]
        status, data, headers = ask(running, f"{FOLDER}202601/{name}")
    assert (status, data, headers["Content-Type"]) == (200, file.data, "application/pdf")


def test_a_hanweb_column_holds_the_first_group_and_names_the_next():
    with site(HanwebSite, posts(12)) as running:
        page = text(running, "/col/col1229301/index.html")
        assert page.count("<record>") == 5
        following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', page)[1]
        second = text(running, following)
        third = text(running, re.search(r'<a href="([^"]+dataproxy[^"]+)"', second)[1])
    assert (second.count("<record>"), third.count("<record>")) == (5, 2)
    assert "<nextgroup>" not in third
    assert "<totalrecord>12</totalrecord>" in third
    assert "/art/2026/1/12/art_1229301_11.html" in page


def test_a_hanweb_server_also_gives_records_by_number():
    with site(HanwebSite, posts(12)) as running:
        path = f"{PROXY}?startrecord=6&endrecord=20&perpage=5"
        status, body, _ = ask(running, path, "POST", b"columnid=1229301&unitid=6101313")
        empty = ask(running, f"{PROXY}?page=1&columnid=5")[1]
    assert status == 200
    assert re.findall(r"_(\d+)\.html", body.decode()) == ["6", "5", "4", "3", "2", "1", "0"]
    assert b"<record>" not in empty


def test_a_hanweb_download_leads_to_the_file():
    file = Attached("报告.docx", "docx", b"PK sample")
    with site(HanwebSite, posts(1, files=(file,))) as running:
        page = text(running, "/art/2026/1/1/art_1229301_0.html")
        link = re.search(r'href="(/module/download/[^"]+)"', page)[1].replace("&amp;", "&")
        assert "报告" not in link
        status, _, headers = ask(running, link)
        with urlopen(running.url(link), timeout=10) as followed:
            assert followed.read() == file.data
    assert (status, headers["Location"]) == (302, f"/attach/0/{file.hashed}.docx")


def test_a_hand_made_site_says_gb2312_and_sends_more():
    dress = Dress("临澜区人民政府", "9901020003", charset="gb2312")
    said = (Post(1, "峂溇村公告", NEW_YEAR, "", "<p>峂溇</p>"),)
    with served(HandmadeSite(dress, said), Clock(LAST)) as running:
        _, body, headers = ask(running, LIST)
        article = ask(running, "/xxgk/nb/show.asp?id=1")[1]
        missing = ask(running, "/xxgk/nb/show.asp?id=2")[0]
    assert headers["Content-Type"] == "text/html; charset=gb2312"
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert "峂溇村公告" in article.decode("gb18030")
    assert missing == 404


def test_a_hand_made_list_turns_its_pages_by_links():
    dress = Dress("临澜区人民政府", "9901020003", charset="gb2312")
    with served(HandmadeSite(dress, posts(5), page_size=3), Clock(LAST)) as running:
        first = ask(running, LIST)[1].decode("gb18030")
        onward = re.search(r'<a href="(list\.asp\?page=2)">下一页</a>', first)[1]
        second = ask(running, f"/xxgk/nb/{onward}")[1].decode("gb18030")
    assert (first.count("show.asp"), second.count("show.asp")) == (3, 2)
    assert "第2/2页" in second
    assert '">下一页</a>' not in second


def test_a_wall_answers_every_address_with_412_and_a_challenge():
    with served(WalledSite(), Clock(LAST)) as running:
        for path in ("/", FOLDER, "/robots.txt"):
            status, body, headers = ask(running, path)
            assert status == 412
            assert b"$_ts" in body
            assert "sampleS" in headers["Set-Cookie"]


def test_a_rebuilt_column_loses_its_rows_but_keeps_its_articles():
    rebuilt = RebuiltSite(TrsSite(DRESS, posts(1)), DRESS, NEW_YEAR + timedelta(5))
    article = f"{FOLDER}202601/t20260101_0.html"
    with served(rebuilt, Clock("2026-01-04T00:00")) as running:
        assert "createPageHTML" in text(running, FOLDER)
    with served(rebuilt, Clock("2026-01-07T00:00")) as running:
        status, body, _ = ask(running, FOLDER)
        assert status == 200
        assert b"createPageHTML" not in body
        assert b"t20260101_0" not in body
        assert "政府信息公开年报" in body.decode()
        assert ask(running, article)[0] == 200


def test_a_portal_that_is_down_refuses_connections_at_a_port_kept_for_it():
    with refused(9) as away:
        with pytest.raises(ConnectionRefusedError):
            ask(away, "/")
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((away.host, away.port))


def test_robots_txt_leaves_the_column_open():
    with site(TrsSite, posts(1)) as running:
        assert "Disallow: /search/" in text(running, "/robots.txt")
        assert FOLDER not in text(running, "/robots.txt")


def test_a_server_remembers_who_asked_for_what():
    with site(TrsSite, posts(1)) as running:
        ask(running, FOLDER, "HEAD")
        (visit,) = running.visits
    assert (visit.method, visit.target, visit.status) == ("HEAD", FOLDER, 200)
    assert urlsplit(running.url("/")).port == running.port
