"""Archived pages are printed with the network and all scripts switched off."""

from __future__ import annotations

import shutil
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pypdfium2
import pytest

from tasks.prints import is_printable, print_page

CHROMIUM = shutil.which("chromium") or "chromium"


@pytest.fixture
def trap():
    """A server that must never be asked; what it was asked for is kept."""
    asked = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Trap)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_printed_and_reaches_neither_network_nor_files(trap, tmp_path):
    port, asked = trap
    secret = tmp_path / "secret.html"
    secret.write_text("<p>LOCALFILE</p>")
    page = f"""<html><head><meta charset="gbk">
        <meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/refresh">
        <link rel="stylesheet" href="http://127.0.0.1:{port}/style.css">
        <link rel="prefetch" href="http://127.0.0.1:{port}/prefetch"></head>
        <body onload="fetch('http://127.0.0.1:{port}/onload')">
        <h1>青禾市交通运输局2026年年度报告</h1>
        <script>document.write("SCRIPT" + "RAN")</script>
        <img src="http://127.0.0.1:{port}/image.png">
        <iframe src="file://{secret}"></iframe>
        <table><tr><td>一、本年新收</td><td>17</td></tr></table></body></html>"""
    printed = print_page(CHROMIUM, page.encode("gbk"), "text/html")
    assert printed is not None
    document = pypdfium2.PdfDocument(printed)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert [round(side) for side in document[0].get_size()] == [595, 842]  # A4
    document.close()
    assert "青禾市交通运输局2026年年度报告" in text
    assert "17" in text
    assert "SCRIPTRAN" not in text
    assert "LOCALFILE" not in text
    assert asked == []


def test_only_pages_are_printed():
    assert is_printable("text/html; charset=utf-8", b"<html>")
    assert is_printable("", b"<!DOCTYPE html><p>")
    assert not is_printable("application/pdf", b"%PDF-1.7")
    assert not is_printable("text/html", b"x" * 5_000_001)
