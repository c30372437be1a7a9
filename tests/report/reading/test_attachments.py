"""Which files of a page may hold its report, and pages that come wrapped in data."""

import json

import pytest

from nianbao.report.judge import judge
from nianbao.report.model import Beside, Report, Source, Unreadable
from nianbao.report.reading import read

TITLE = "青禾市财政局2025年政府信息公开工作年度报告"


def page(body, name="t.html"):
    text = f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1>{body}</body></html>"
    return read(Source(text.encode(), name))


def hrefs(body):
    return [attachment.href for attachment in page(body).attachments]


@pytest.mark.parametrize(
    "body",
    [
        '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fbg.pdf"></iframe>',
        '<embed src="/files/bg.pdf" type="application/pdf">',
        '<object data="/files/bg.pdf"></object>',
        '<iframe src="/files/bg.pdf#page=1"></iframe>',
        '<script>showVsbpdfIframe("/files/bg.pdf","100%","600","0")</script>',
        '<a href="/files/bg.pdf">附件</a>',
        '<a href="/down?id=7">青禾市财政局2025年年报.pdf</a>',
    ],
)
def test_a_file_shown_or_linked_in_any_way_may_hold_the_report(body):
    report = page(body)
    (found,) = report.attachments
    assert found.href.split("#")[0] in {"/files/bg.pdf", "/down?id=7"}
    assert not report.complete


def test_the_file_that_is_named_like_a_report_stands_first():
    body = (
        '<a href="/a/1.docx">附件2</a><a href="/a/2.pdf">情况说明</a>'
        '<a href="/a/3.docx">附件1：2025年政府信息公开工作年度报告</a>'
    )
    assert hrefs(body)[0] == "/a/3.docx"
    assert len(hrefs(body)) == 3


@pytest.mark.parametrize(
    "body",
    [
        '<nav><a href="/help.pdf">年度报告</a></nav>',
        '<div class="sidebar"><a href="/old.pdf">更多年报</a></div>',
        '<a href="/f/sqb.doc">依申请公开申请表</a>',
        '<a href="/f/zn.pdf">政府信息公开指南</a>',
        '<a href="/f/2024.pdf">2024年政府信息公开工作年度报告</a>',
        '<a href="/f/wz.xls">政府网站工作年度报表</a>',
    ],
)
def test_a_file_that_is_something_else_is_left_out_yet_nothing_is_called_complete(body):
    report = page(body)
    assert report.attachments == ()
    assert not report.complete


def test_pictures_of_a_story_are_counted_and_icons_are_not():
    body = '<img src="1.jpg"><img src="2.png" width="900"><img src="icon.gif" width="16">'
    assert page(body).pictures == 2


MARKUP = (
    f"<p>{TITLE}</p><p>一、总体情况</p><p>本局全年主动公开。</p><p>二、主动公开政府信息情况</p>"
)


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps({"code": 200, "data": {"title": TITLE, "content": MARKUP, "n": 1}}),
        json.dumps({"data": [{"doctitle": TITLE, "body": MARKUP}]}, ensure_ascii=False),
        f"callback({json.dumps({'title': TITLE, 'html': MARKUP})});",
    ],
)
def test_a_page_wrapped_in_data_is_read_as_the_page(answer):
    report = read(Source(answer.encode(), "article", content_type="application/json"))
    assert (report.organ, report.year) == ("青禾市财政局", 2025)
    assert [section.number for section in report.sections] == [1, 2]


def test_data_without_a_page_is_no_report():
    with pytest.raises(Unreadable):
        read(Source(b'{"a": "<p>", "b": [[[[', "x.json"))


def _without_tables(*, among: str = "", behind: str = "") -> Report:
    """A page with its sections, none of the form's tables, and something that shows them."""
    return page(
        f"<p>一、总体情况</p><p>本局全年主动公开。</p><p>二、主动公开政府信息情况</p>{among}"
        "<p>三、收到和处理政府信息公开申请情况</p>"
        "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
        "<p>五、存在的主要问题及改进情况</p><p>公开的深度还不够。</p>"
        f"<p>六、其他需要报告的事项</p><p>无。</p>{behind}"
    )


@pytest.mark.parametrize(
    "shown",
    [
        '<img src="/t2.png">',
        '<p><img data-original="/t2.png"></p>',
        '<iframe src="table.html"></iframe>',
        '<object data="table.swf"></object>',
    ],
)
def test_what_is_shown_among_the_sections_and_was_not_read_is_listed(shown):
    report = _without_tables(among=shown)
    assert [one.what for one in report.unread] == ["image" if "img" in shown else "frame"]
    assert not report.complete


@pytest.mark.parametrize(
    ("shown", "unread"),
    [
        ('<p><img src="/upload/t3.png"></p>', 1),
        ('<a href="http://bszs.example/"><img src="/dzjg.png"></a>', 0),
        ('<div class="footer"><img src="/jiucuo.png"></div>', 0),
        ('<p><img src="/ewm.png" alt="扫一扫在手机打开当前页"></p>', 0),
        ('<iframe src="count.html" width="0" height="0"></iframe>', 0),
        ('<div id="bottom"><img src="/dz.png"></div>', 0),
        ('<div class="margin-bottom"><img style="vertical-align:bottom" src="/t3.png"></div>', 1),
        ('<div><img src="/ga.png">青公网安备 00000000000001号</div><img src="/x.png">', 0),
        ('<p><img src="/upload/t3.png"></p><p>主办：青禾市人民政府</p><img src="/x.png">', 1),
    ],
)
def test_a_picture_behind_the_last_section_counts_unless_it_is_the_pages_own(shown, unread):
    report = _without_tables(behind=shown)
    assert len(report.unread) == unread
    assert report.complete == (not unread)


def test_no_table_is_called_absent_where_the_text_sends_its_reader_to_an_attachment():
    reports = (
        _without_tables(among='<p>详见<a href="art_12.html">附表</a>。</p>'),
        _without_tables(behind="<p>附件：</p><p>1.政府信息公开情况统计.xls</p>"),
        _without_tables(behind="<p>附件：</p><p>上一篇：关于年报的通知</p>"),
        _without_tables(),
    )
    rules = [{f.rule for f in judge(report, Beside()).findings} for report in reports]
    assert ["form.table" in found for found in rules] == [False, False, True, True]
