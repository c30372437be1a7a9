"""DOC and WPS by their content, whatever they are called."""

import contextlib
from email.message import EmailMessage

import pytest

from nianbao.demo import sheets
from nianbao.demo.writers import web
from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import read
from tests.report.formats.fixtures_at import fixture
from tests.report.formats.judging import assert_read

SAVED = ("qinghe_transport_2025", "linlan_transport_2020", "qinghe_office_2019")
FIB = b"\xec\xa5"  # how the text stream of a Word file begins


@pytest.mark.parametrize("name", SAVED)
def test_a_doc_file_is_read_to_the_last_cell(name):
    report = read(fixture(f"{name}.doc"))
    assert report.format == "doc"
    assert_read(report, sheets.load(name))


def test_a_wps_file_is_the_same_under_another_name():
    report = read(fixture(f"{SAVED[0]}.doc", called="年报.WPS"))
    assert report.format == "wps"
    assert_read(report, sheets.load(SAVED[0]))


def test_a_doc_file_called_docx_is_read_by_its_content():
    assert read(fixture(f"{SAVED[0]}.doc", called="年报.docx")).format == "doc"


def test_a_web_page_saved_as_doc_is_read_as_the_page_it_is():
    sheet = sheets.load(SAVED[0])
    report = read(Source(web.page(sheet, web.WebLayout()), "年报.doc"))
    assert report.format == "html"
    assert_read(report, sheet)


def test_an_encrypted_file_says_that_it_is_encrypted():
    data = bytearray(fixture(f"{SAVED[0]}.doc").data)
    data[data.index(FIB) + 11] |= 1
    with pytest.raises(Unreadable, match="已加密"):
        read(Source(bytes(data), "a.doc"))


def test_a_damaged_file_says_that_it_is_damaged():
    data = fixture(f"{SAVED[0]}.doc").data
    for cut in (600, 5_000, len(data) // 2):
        with pytest.raises(Unreadable, match=r"已损坏|无法打开"):
            read(Source(data[:cut], "a.doc"))


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_end_in_a_reading_or_a_refusal(seed):
    data = bytearray(fixture(f"{SAVED[0]}.doc").data)
    for place in range(seed, len(data), 40 + 97 * seed):
        data[place] ^= 0x5A
    with contextlib.suppress(Unreadable):
        assert read(Source(bytes(data), "a.doc")).format == "doc"


def archived(page, encoding):
    """A page as Word saves it as a single file, a small frame before it."""
    message = EmailMessage()
    message["From"] = "<Saved by WPS>"
    message.make_related()
    for body in (b"<html>frame</html>", page):
        part = EmailMessage()
        part.set_content(body, "text", "html", cte=encoding)
        message.attach(part)
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_archive_saved_as_doc_is_read_as_the_page_inside(encoding, charset):
    sheet = sheets.load(SAVED[0])
    page = web.page(sheet, web.WebLayout(), charset=charset)
    report = read(Source(archived(page, encoding), "年报.doc"))
    assert report.format == "html"
    assert_read(report, sheet)
