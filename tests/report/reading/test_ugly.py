"""Files that no office would send and every crawler meets in the end."""

import io
import random
import resource
import time
import zipfile
import zlib

import pytest

from nianbao.report.judge import judge
from nianbao.report.model import Report, Source, State, Unreadable
from nianbao.report.reading import page_weight, read
from nianbao.report.reading.numbers import MAX_DIGITS

SECONDS = 20  # on a machine with other work to do; what hung took for ever
MEGABYTES = 600
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FIRST_ROW = "<td>一、本年新收政府信息公开申请数量</td>"
HEAD = "<tr><td>自然人</td><td>商业企业</td></tr>"


def word(inner, before=""):
    return packed(f'{before}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>')


def packed(part):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", part)
    return out.getvalue()


def bomb():
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    return word(
        "<w:p><w:r><w:t>&e12;</w:t></w:r></w:p>", f'<!DOCTYPE d [<!ENTITY e0 "a">{entities}]>'
    )


def cell(properties):
    return f"<w:tbl><w:tr><w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc></w:tr></w:tbl>"


def pdf(*objects):
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + head + table + tail


def stream(data, entries=b""):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def pages(count):
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, *[page] * count)


def one_page(content, *more, resources=b""):
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R%s>>" % resources
    tree = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, page, content, *more)


def named(number):
    return b"/Resources<</XObject<</A %d 0 R>>>>" % number


def form(content, inner):
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + named(inner))


def strokes(count):
    lines = (
        f"{n % 600} 0 m {n % 600} {n % 800} l S 0 {n % 800} m 500 {n % 800} l S"
        for n in range(count)
    )
    return one_page(stream("\n".join(lines).encode()))


JUNK = random.Random(1).randbytes(2_000_000)

UGLY = {
    "empty": lambda: b"",
    "white space": lambda: b" \n\t\r\n ",
    "noughts": lambda: b"\0" * 5_000,
    "binary junk": lambda: JUNK,
    "junk in a page": lambda: b"<html>" + JUNK,
    "junk in a pdf": lambda: b"%PDF-1.4\n" + JUNK,
    "pdf without anything": lambda: b"%PDF-1.7\n",
    "pdf cut short": lambda: strokes(300)[:9_000],
    "pdf of no page": lambda: pages(0),
    "pdf of 10,000 pages": lambda: pages(10_000),
    "pdf whose pages hold themselves": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 5/Kids[2 0 R 2 0 R]>>"
    ),
    "pdf of strokes": lambda: strokes(60_000),
    "pdf whose form draws itself": lambda: one_page(
        stream(b"/A Do"), form(b"/A Do /A Do", 5), resources=named(5)
    ),
    "pdf whose forms draw the next eight times": lambda: one_page(
        stream(b"/A Do"),
        *(form(b"/A Do " * 8, number + 6) for number in range(30)),
        form(b"0 0 m 9 9 l S", 35),
        resources=named(5),
    ),
    "pdf whose resources lead round in a circle": lambda: one_page(
        stream(b"/A Do"),
        stream(b"/A Do /A Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R"),
        b"<</XObject<</A 5 0 R>>>>",
        resources=named(5),
    ),
    "pdf of a stream that unpacks to 200 MB": lambda: one_page(
        stream(zlib.compress(b"0 0 m 1 1 l S " * 14_000_000), b"/Filter/FlateDecode")
    ),
    "pdf of a stream packed twice": lambda: one_page(
        stream(
            zlib.compress(zlib.compress(b"0 0 m 1 1 l S " * 14_000_000)),
            b"/Filter[/FlateDecode/FlateDecode]",
        )
    ),
    "pdf of beginnings": lambda: b"%PDF-1.4\n" + b"1 0 obj <<" * 200_000,
    "pdf of forms in a row": lambda: (
        b"%PDF-1.4\n"
        + b"".join(
            b"%d 0 obj <</Subtype/Form %d 0 R %d 0 R>> stream\nDo endstream endobj "
            % (n, n + 1, n + 2)
            for n in range(50_000)
        )
    ),
    "zip cut short": lambda: b"PK\x03\x04" + b"x" * 100,
    "docx cut short": lambda: word("<w:p/>" * 900)[:200],
    "docx without xml": lambda: packed("年度报告"),
    "docx with an empty part": lambda: packed(""),
    "docx in an unknown encoding": lambda: packed('<?xml version="1.0" encoding="x-none"?><a/>'),
    "docx with a body of blanks": lambda: word("<w:p>" + " " * 100_000_000 + "</w:p>"),
    "docx with a billion laughs": bomb,
    "docx that asks for a file": lambda: word(
        "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>",
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    ),
    "docx of 3,000 tables in tables": lambda: word(
        "<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3_000
    ),
    "docx of 60 tables in tables": lambda: word(
        "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60
    ),
    "docx of 100,000 columns": lambda: word(
        "<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 100_000 + "</w:tr></w:tbl>"
    ),
    "docx with a span that is no number": lambda: word(cell('<w:gridSpan w:val="²"/>')),
    "docx with a merge that goes on from nothing": lambda: word(cell("<w:vMerge/>")),
    "docx with a row that begins nowhere": lambda: word(
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="x"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>'
    ),
    "html of 100,000 columns": lambda: (
        "<table><tr>" + "<td>自然人</td>" * 100_000 + "</tr></table>"
    ),
    "html of 3,000 tables in tables": lambda: b"<table><tr><td>" * 3_000,
    "html of 1,900 tables in tables": lambda: b"<table><tr><td>" * 1_900,
    "html of 30,000 tables in tables": lambda: b"<table><tr><td>" * 30_000,
    "html of 100,000 boxes in boxes": lambda: b"<html>" + b"<div>" * 100_000,
    "html with endless spans": lambda: (
        b'<table><tr><td colspan="99999999" rowspan="99999999">1</td><td>2</td></tr>'
        + b'<tr><td rowspan="1000" colspan="1000">1</td></tr>' * 6_000
        + b"</table>"
    ),
    "html with spans in other digits": lambda: (
        '<table><tr><td colspan="²" rowspan="٣">' + "1" * 9 + "</td></tr></table>"
    ),
    "html of 15 MB in rows": lambda: "<table>" + "<tr><td>12</td><td>34</td></tr>" * 500_000,
    "html of 15 MB in one cell": lambda: b"<table><tr><td>" + b"1" * 15_000_000,
    "html of 15 MB of prose": lambda: "<html><p>" + "信息公开工作年度报告，2020年" * 400_000,
    "html of 21 MB": lambda: b"<html>" + b" " * 21_000_000,
    "html with an unending number": lambda: (
        f"<table>{HEAD}<tr>{FIRST_ROW}<td>{'9' * 5_000}</td><td>{'9' * 5_000}.5</td></tr></table>"
    ),
    "html with half a surrogate": lambda: b"<table><tr><td>&#xD800;&#xDFFF;</td></tr></table>",
    "a page that names a codec as its charset": lambda: (
        b'<html><meta charset="undefined"><p>\xff\xfe\xfa'
    ),
    "pipes without end": lambda: b"|" + b"- " * 2_000_000 + b"x",
    "tabs without end": lambda: b"\t1\n" * 1_200_000,
    "utf-16 with a mark": lambda: "\ufeff年度报告\n\t1\n".encode("utf-16-le"),
    "utf-16 without a mark": lambda: "年度报告\n\t1\n".encode("utf-16-be"),
    "half a character of utf-16": lambda: b"\xff\xfea",
}


def memory():
    """The most this process has ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def read_and_judged(data):
    """Return the errors found and the refusal, if any; everything else is raised."""
    try:
        report = read(Source(data, "report.bin"))
    except Unreadable as refusal:
        return [], str(refusal)
    assert isinstance(report, Report)
    return [f for f in judge(report).findings if f.severity == "error"], None


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_file_ends_soon_in_a_report_or_in_a_plain_refusal(name):
    made = UGLY[name]()
    data = made.encode() if isinstance(made, str) else made
    weight, start = memory(), time.perf_counter()
    errors, refusal = read_and_judged(data)
    assert not errors
    assert refusal is None or any("一" <= letter <= "鿿" for letter in refusal)
    assert time.perf_counter() - start < SECONDS
    assert memory() - weight < MEGABYTES


def test_no_file_outside_the_document_is_ever_read():
    report = read(Source(UGLY["docx that asks for a file"](), "report.docx"))
    assert report.text.replace("&e;", "").strip() == ""


def test_a_number_too_long_to_be_one_is_text_and_stays_as_printed():
    page = UGLY["html with an unending number"]().replace("9" * 5_000, "9" * 40)
    figure = read(Source(page.encode(), "x.html")).figures["t3.received.person"]
    assert (figure.state, figure.value, figure.printed) == (State.TEXT, None, "9" * 40)
    assert MAX_DIGITS < 40


def test_a_heavy_but_honest_page_is_still_read():
    rows = f"<tr>{FIRST_ROW}<td>7</td><td>8</td></tr>"
    prose = "<div><p>" + "<span>政务公开</span>" * 20 + "</p></div>"
    page = f"<html><table>{HEAD}{rows}</table>" + prose * 5_000
    assert page.count("<") > page_weight.MAX_DEPTH
    assert read(Source(page.encode(), "x.html")).figures["t3.received.business"].value == 8


def test_a_form_drawn_on_a_page_is_still_read():
    text = b"BT /F1 12 Tf 20 700 Td (Report 2025) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    inner = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F1 7 0 R>>>>"
    outer = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + named(6)
    page = one_page(
        stream(b"/A Do"), stream(b"/A Do", outer), stream(text, inner), font, resources=named(5)
    )
    assert "Report" in read(Source(page, "report.pdf")).text
