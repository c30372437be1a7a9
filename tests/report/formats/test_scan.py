"""Scans and pictures: read by OCR, certain only where the form's arithmetic confirms it."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from nianbao.demo import sheets
from nianbao.demo.writers import pdf
from nianbao.report.judge import judge
from nianbao.report.model import Severity, Source, State, Unreadable
from nianbao.report.reading import read
from nianbao.report.reading.confirm import UNCHECKED
from nianbao.services.apart import apart
from tests.report.formats.judging import meaning
from tests.report.formats.scanning import Scanner, saved

ROOT = Path(__file__).resolve().parents[3]
FONT = ROOT / "alerts" / "fonts" / "NotoSansSC-GB2312.ttf"
SHEET = sheets.load("qinghe_transport_2025")  # two sums of table three and more are broken
EXTRA = ("cv2", "onnxruntime", "rapidocr")


def typeset(sheet, *tables):
    """The sheet as a text PDF; with tables named, only these and their headings."""
    kept = [passage for passage in sheet.passages if passage.table in tables]
    return pdf.document(replace(sheet, passages=tuple(kept)) if tables else sheet, FONT)


@pytest.fixture(scope="module")
def whole():
    """One report scanned and read as a worker reads it: in a child with its limits."""
    scan = Scanner().pdf(typeset(SHEET), seed=7)
    return apart(lambda: read(Source(scan, "年报.pdf")))


@pytest.fixture(scope="module")
def picture():
    """Table four on a page, as a scanner's picture."""
    (page,) = Scanner(noise=4).pictures(typeset(SHEET, "t4"), seed=3)
    return page


def as_printed(report, keys):
    for key in keys:
        figure = report.figures[key]
        assert (key, figure.state, figure.value) == (key, *meaning(key, SHEET.cells[key]))


def fourth():
    return [key for key in SHEET.cells if key.startswith("t4.")]


def test_a_scan_is_read_to_the_last_cell(whole):
    assert set(whole.figures) == set(SHEET.cells)
    as_printed(whole, SHEET.cells)


def test_title_year_sections_and_pages_are_read_too(whole):
    assert (whole.title, whole.year, whole.organ) == (SHEET.title, SHEET.year, SHEET.organ)
    assert {section.number for section in whole.sections} == set(range(1, 7))
    assert whole.figures["t3.received.total"].where.page is not None
    assert dict(whole.edition) == {"t2": SHEET.t2, "t3": SHEET.t3}


def test_what_the_sums_confirm_is_certain_and_the_rest_says_why_not(whole):
    sure = {key for key, figure in whole.figures.items() if figure.certain}
    assert sure
    assert not [key for key in sure if key.startswith("t2.")]
    assert not [key for key in sure if whole.figures[key].state is not State.NUMBER]
    assert {f.doubt for key, f in whole.figures.items() if key not in sure} == {UNCHECKED}


def test_nothing_said_of_a_scan_is_an_error(whole):
    findings = judge(whole).findings
    assert {f.relation for f in findings if f.rule == "t3.balance"} == {"t3.balance:business"}
    assert not [f.rule for f in findings if f.severity is Severity.ERROR]
    assert not [f.rule for f in findings if f.certain and f.severity is Severity.WARNING]


def test_pictures_are_read_whatever_they_are_called(picture):
    report = read(Source(saved(picture, "PNG"), "扫描.jpg"))
    assert report.format == "image"
    as_printed(report, fourth())


def test_a_page_laid_on_its_side_is_turned(picture):
    turned = saved(picture.transpose(Image.Transpose.ROTATE_90), "TIFF")
    as_printed(read(Source(turned, "扫描.tif")), fourth())


def test_the_text_that_a_scanner_hid_under_its_picture_is_not_believed(picture):
    """Its own software has read 88 where 1 is printed; nobody who opens the file sees that."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for number in range(15):
        hidden = canvas.beginText(60 + 30 * number, 600)
        hidden.setTextRenderMode(3)
        hidden.textOut("88")
        canvas.drawText(hidden)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    report = read(Source(out.getvalue(), "年报.pdf"))
    as_printed(report, fourth())
    assert report.doubt == UNCHECKED


def test_pages_with_text_stay_certain_beside_scanned_ones():
    text = typeset(SHEET, "t3")
    scan = Scanner(noise=4).pdf(typeset(SHEET, "t4"), seed=5)
    report = read(Source(merged(text, scan), "年报.pdf"))
    assert all(f.certain for key, f in report.figures.items() if key.startswith("t3."))
    as_printed(report, fourth())
    assert report.doubt == UNCHECKED


def merged(first, second):
    """The pages of two PDFs in one."""
    whole = pypdfium2.PdfDocument(first)
    whole.import_pages(pypdfium2.PdfDocument(second))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_a_picture_that_breaks_off_is_left_to_a_person(kind):
    data = saved(Image.effect_noise((300, 300), 60).convert("L"), kind)
    with pytest.raises(Unreadable, match="需人工核对"):
        read(Source(data[: len(data) // 3], "扫描"))


def test_a_picture_of_nothing_is_no_report():
    with pytest.raises(Unreadable, match="没有可以识别的文字"):
        read(Source(saved(Image.new("L", (800, 1100), 250), "PNG"), "白纸.png"))


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unopened():
    def chunk(name, data):
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(999)))
    with pytest.raises(Unreadable, match="图片过大"):
        read(Source(bomb, "扫描.png"))


def test_more_scanned_pages_than_any_report_has_are_refused_before_reading():
    page = Image.new("1", (850, 1100), 1)
    out = io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[page] * 20, resolution=100)
    with pytest.raises(Unreadable, match="扫描页超过20页"):
        read(Source(out.getvalue(), "年报.pdf"))


def test_a_picture_of_too_many_pages_is_refused_before_reading():
    page = Image.new("1", (85, 110), 1)
    with pytest.raises(Unreadable, match="超过20页"):
        read(Source(saved(page, "TIFF", save_all=True, append_images=[page] * 20), "扫描.tif"))


# --- without the extra -----------------------------------------------------------------


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A place with everything that is installed but the extra."""
    (packages,) = {Path(entry) for entry in sys.path if entry.endswith("site-packages")}
    place = tmp_path_factory.mktemp("without-ocr")
    for entry in packages.iterdir():
        if not entry.name.startswith(EXTRA):
            (place / entry.name).symlink_to(entry)
    return place


@pytest.mark.parametrize("name", ["年报.pdf", "扫描.png"])
def test_without_the_extra_a_person_must_look(bare, tmp_path, picture, name):
    (tmp_path / name).write_bytes(saved(picture, "PDF" if name.endswith("pdf") else "PNG"))
    told = subprocess.run(
        [sys.executable, "-S", "-m", "nianbao.cli", "check", str(tmp_path / name), "--json"],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{bare}", "NIANBAO_DATA_DIR": str(tmp_path)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 2, told.stderr
    (finding,) = json.loads(told.stdout)["findings"]
    assert (finding["rule"], finding["severity"]) == ("read.unreadable", "task")
    assert "未安装文字识别组件，需人工核对" in finding["message"]
