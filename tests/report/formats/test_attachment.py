"""A page that only links to its report: the links are kept, and nothing is called absent."""

import pytest

from nianbao.report.judge import judge
from nianbao.report.model import Source
from nianbao.report.reading import read

PAGE = """<html><head><meta charset="utf-8">
<title>青禾市财政局2025年政府信息公开工作年度报告</title></head><body><h1>青禾市财政局2025年政府信息公开工作年度报告</h1>{}</body></html>"""


@pytest.mark.parametrize("ending", ["docx", "doc", "wps", "pdf", "xlsx", "xls", "et", "rtf", "zip"])
def test_a_page_that_links_to_its_report_keeps_the_link_and_accuses_nobody(ending):
    body = f'<p><a href="./W0202601/年报.{ending}">附件：年度报告</a></p>'
    report = read(Source(PAGE.format(body).encode(), "t20260105_1.html"))
    assert [(a.href, a.text) for a in report.attachments] == [
        (f"./W0202601/年报.{ending}", "附件：年度报告")
    ]
    assert not report.complete
    assert "form.table" not in {finding.rule for finding in judge(report).findings}
