"""What a list leads to is fetched with its files and every date that is claimed for it."""

from __future__ import annotations

import json

COLUMN = "/zfxxgk/zfxxgknb/"
TITLE = "云汀县水利局2025年政府信息公开工作年度报告"
REPORT = ("./202601/t20260113_12.html", TITLE, "2026-01-15")
PAGE = COLUMN + REPORT[0][2:]
DOCX = b"PK\x03\x04 a document"


def crawled(web, page, **files):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(REPORT)
    portal.pages[PAGE] = page
    portal.pages.update(files)
    return web.crawl(web.row(portal, COLUMN, "trs")), portal


def claims(entry):
    return [(claim.source, claim.day.isoformat()) for claim in entry.dates]


def test_all_claimed_dates_are_kept_the_best_first(web):
    seen, _ = crawled(web, web.article(TITLE, day="2026—01—20 09∶37"))
    (page,) = seen.fetched
    assert claims(page) == [
        ("meta", "2026-01-20"),
        ("visible", "2026-01-21"),
        ("list", "2026-01-15"),
        ("url", "2026-01-13"),
    ]
    assert page.dates[0].text == "2026—01—20 09∶37"
    assert page.meta["SiteIDCode"] == "3399990001"


def test_a_page_without_dates_keeps_the_lists(web):
    seen, _ = crawled(web, "<h1>年报</h1><p>正文如下。</p><a href='/'>首页</a>")
    assert claims(seen.fetched[0]) == [("list", "2026-01-15"), ("url", "2026-01-13")]


def test_a_report_behind_an_attachment_is_fetched_with_its_page(web):
    link = '<p>附件：<a href="./P020260113501.docx">云汀县水利局2025年度报告</a></p>'
    seen, portal = crawled(
        web,
        web.article(TITLE, more=link),
        **{
            COLUMN + "202601/P020260113501.docx": web.reply(DOCX, content_type="application/msword")
        },
    )
    page, file = seen.fetched
    assert (page.parent, file.parent) == (None, portal.url + PAGE)
    assert (file.title, file.file_name) == ("云汀县水利局2025年度报告", "P020260113501.docx")
    assert file.dates[0] == page.dates[0]
    assert file.capture.length == len(DOCX)


def test_a_download_handler_that_redirects_is_followed_and_its_file_named(web):
    handler = "/module/download/downfile.jsp?classid=0&filename=0a1b.pdf"
    link = f'<p><a href="{handler}">附件1</a></p>'
    pdf = web.reply(
        b"%PDF-1.4",
        content_type="application/octet-stream",
        headers={"Content-Disposition": "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf"},
    )
    seen, portal = crawled(
        web,
        web.article(TITLE, more=link),
        **{
            handler: web.reply(status=302, headers={"Location": "/attach/0/0a1b.pdf"}),
            "/attach/0/0a1b.pdf": pdf,
        },
    )
    file = seen.fetched[1]
    assert (file.title, file.file_name) == (TITLE, "年报.pdf")
    assert (file.url, file.capture.url) == (portal.url + handler, portal.url + "/attach/0/0a1b.pdf")


def test_an_attachment_that_does_not_open_is_told_apart_from_its_page(web):
    link = '<p><a href="/a/bg.doc">附件</a></p>'
    seen, portal = crawled(web, web.article(TITLE, more=link))
    assert len(seen.fetched) == 1
    (failed,) = seen.failed
    assert (failed.status, failed.parent) == (404, portal.url + PAGE)
    assert seen.outcome.outcome == "ok"


def test_a_list_row_may_lead_straight_to_a_file(web):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(("./202601/P020260109.pdf", TITLE, "2026-01-09"))
    portal.pages[COLUMN + "202601/P020260109.pdf"] = web.reply(
        b"%PDF-1.7 x", content_type="text/html"
    )
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    (file,) = seen.fetched
    assert (file.parent, file.file_name, file.title) == (None, "P020260109.pdf", TITLE)


def test_a_page_shown_in_a_viewer_frame_is_fetched_too(web):
    frame = '<iframe src="/pdfjs/web/viewer.html?file=/files/bg2025.pdf"></iframe>'
    seen, portal = crawled(
        web, web.article(TITLE, more=frame), **{"/files/bg2025.pdf": web.reply(b"%PDF-1.4")}
    )
    assert seen.fetched[1].url == portal.url + "/files/bg2025.pdf"


def test_clearly_other_things_are_listed_and_not_fetched(web):
    portal = web.site()
    others = [
        ("./202601/t20260105_1.html", "云汀县人民政府网站工作年度报表（2025年度）", "2026-01-05"),
        ("./202601/t20260105_2.html", "云汀县2025年法治政府建设年度报告", "2026-01-05"),
        ("./202601/t20260105_3.html", "云汀县召开年度工作会议", "2026-01-05"),
    ]
    portal.pages[COLUMN] = web.trs_list(*others, REPORT)
    portal.pages[PAGE] = web.article(TITLE)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert len(seen.titles) == 4
    assert portal.paths == [COLUMN, PAGE]


def test_a_list_in_gb2312_is_read(web):
    portal = web.site()
    html = web.trs_list(REPORT).replace("<head>", '<head><meta charset="gb2312">')
    portal.pages[COLUMN] = web.reply(html.encode("gb18030"), content_type="text/html")
    portal.pages[PAGE] = web.article(TITLE)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.titles == [TITLE]


def test_a_cut_title_is_completed_by_the_page(web):
    portal = web.site()
    portal.pages[COLUMN] = web.trs_list(("./202601/t20260113_12.html", "云汀县水利局2025年...", ""))
    portal.pages[PAGE] = web.article(TITLE)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.fetched[0].title == TITLE


def test_the_file_that_a_viewer_shows_is_fetched_with_its_page(web):
    frame = '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fbg.pdf"></iframe>'
    pdf = web.reply(b"%PDF-1.4", content_type="application/pdf")
    seen, portal = crawled(web, web.article(TITLE, more=frame), **{"/files/bg.pdf": pdf})
    page, file = seen.fetched
    assert (file.url, file.parent) == (portal.url + "/files/bg.pdf", page.url)
    assert file.file_name == "bg.pdf"


def test_an_article_that_comes_wrapped_in_data_is_followed_to_its_file(web):
    inside = f"<p>{TITLE}</p><p>发布日期：2026-01-21</p><a href='/files/bg.docx'>附件</a>"
    answer = web.reply(
        json.dumps({"data": {"title": TITLE, "content": inside}}),
        content_type="application/json",
    )
    docx = web.reply(DOCX, content_type="application/msword")
    seen, _ = crawled(web, answer, **{"/files/bg.docx": docx})
    page, file = seen.fetched
    assert claims(page)[0] == ("visible", "2026-01-21")
    assert file.file_name == "bg.docx"
