"""What a file is, its bytes say: not its name, and not how its characters are written."""

import codecs
import io
import zipfile

import pytest

from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import read

PAGE = (
    "<html><body><h1>青禾市财政局2025年政府信息公开工作年度报告</h1><table>"
    "<tr><td>申请人情况</td></tr></table></body></html>"
)
TEXT = "青禾市财政局2025年政府信息公开工作年度报告\n\n一、总体情况\n本局全年主动公开。\n"
WIDE = [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]


@pytest.mark.parametrize(("mark", "codec"), WIDE)
@pytest.mark.parametrize("name", ["report.html", "report.doc", "report.txt"])
def test_a_page_written_in_utf_16_is_a_page(mark, codec, name):
    report = read(Source(mark + PAGE.encode(codec), name))
    assert (report.format, report.organ, report.year) == ("html", "青禾市财政局", 2025)


@pytest.mark.parametrize(("mark", "codec"), WIDE)
def test_a_text_written_in_utf_16_stays_a_text(mark, codec):
    report = read(Source(mark + TEXT.encode(codec), "report.txt"))
    assert (report.format, report.organ, report.year) == ("txt", "青禾市财政局", 2025)


def test_a_file_of_libreoffice_is_refused_as_a_whole_and_not_part_by_part():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in ("mimetype", "content.xml", "META-INF/manifest.xml"):
            package.writestr(name, "<a/>")
    with pytest.raises(Unreadable, match="另存为 Word"):
        read(Source(out.getvalue(), "report.odt"))
