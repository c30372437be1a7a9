"""Bytes to text by evidence."""

from __future__ import annotations

import pytest

from crawler.pages.encoding import decode

TEXT = "青禾市财政局2025年政府信息公开工作年度报告"
PAGE = "<html><head><meta charset={0}></head><body><p>" + TEXT + "</p></body></html>"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (TEXT.encode(), ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk"),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("gb18030"), ""),
        (TEXT.encode("gb18030"), "text/html; charset=gb2312"),
        (PAGE.format("gb2312").encode("gb18030"), "text/html; charset=utf-8"),
        (PAGE.format("gb2312").encode(), "text/html"),  # declared wrongly, valid UTF-8
        (PAGE.format("iso-8859-1").encode("gb18030"), "text/html; charset=iso-8859-1"),
        (PAGE.format("nonesuch").encode("gb18030"), ""),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body, header):
    assert TEXT in decode(body, header)


def test_a_page_put_together_from_two_encodings_is_read_piece_by_piece():
    body = (
        "<div>云汀县人民政府 ".encode("gb18030") + b"\xff</div><p>" + TEXT.encode() + b"</p>"
        + "<p>主办：云汀县人民政府办公室</p>".encode("gb18030")
    )  # fmt: skip
    read = decode(body)
    assert TEXT in read
    assert "主办：云汀县人民政府办公室" in read
    assert "云汀县人民政府 " in read


def test_bytes_that_are_no_text_do_not_raise():
    assert "\ufffd" in decode(b"\xff\xff\x00<\xfe")
