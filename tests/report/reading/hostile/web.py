"""Pages that take a browser's leniency at its word."""

from __future__ import annotations

ROW = "<tr><td>一、本年新收政府信息公开申请数量</td><td>1</td><td>2</td></tr>"
HEAD = "<tr><td>申请人情况</td><td>自然人</td><td>商业企业</td></tr>"


def _mime(parts: bytes, boundary: bytes = b"b") -> bytes:
    return b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="%s"\n\n%s' % (
        boundary,
        parts,
    )


def nested_parts(depth: int) -> bytes:
    """Multiparts within multiparts, and a page in the last."""
    opening = b"".join(
        b'--b%d\nContent-Type: multipart/related; boundary="b%d"\n\n' % (n, n + 1)
        for n in range(depth)
    )
    page = b"--b%d\nContent-Type: text/html\n\n<table><tr><td>1</td></tr></table>\n" % depth
    return _mime(opening + page, b"b0")


WEB = {
    "100,000 levels of tables": lambda: "<table><tr><td>" * 100_000,
    "100,000 levels of spans": lambda: "<html><body>" + "<span>" * 100_000 + "1",
    "9,000 levels of boxes about each other": lambda: (
        "<html><body>" + "<div>" * 9_000 + "1" + "</div>" * 9_000
    ),
    "bold text that is never closed": lambda: (
        "<html><body>" + "".join(f"<b id={n}>" for n in range(4_000)) + "<p>x" * 4_000
    ),
    "links in cells that are never closed": lambda: (
        "<html><body>" + "".join(f"<table><tr><td><a href=/{n}.pdf>x" for n in range(900))
    ),
    "headings in headings about ten megabytes": lambda: (
        "<html><body>" + "<h1><div>" * 4_000 + "政府信息公开工作年度报告" * 300_000
    ),
    "500,000 attributes on one tag": lambda: (
        "<html><body><p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">1</p>"
    ),
    "one attribute of 15 MB": lambda: '<html><body><img alt="' + "表" * 5_000_000 + '">',
    "spans over everything": lambda: (
        f"<table>{HEAD}" + '<tr><td colspan="1000" rowspan="65534">1</td></tr>' * 100_000
    ),
    "rows that each reach one further": lambda: (
        "<table>" + '<tr><td rowspan="1000">1</td><td>2</td></tr>' * 50_000 + "</table>"
    ),
    "1,900 tiny tables": lambda: "<table><tr><td>1</td></tr></table>" * 1_900,
    "100,000 tiny tables": lambda: "<table><tr><td>1</td></tr></table>" * 100_000,
    "one cell of 4 MB": lambda: "<table><tr><td>" + "1 " * 2_000_000,
    "a label of 10 MB": lambda: (
        "<table>" + HEAD + "<tr><td>" + "一、本年新收" * 550_000 + "</td><td>1</td></tr></table>"
    ),
    "19 MB of angle brackets": lambda: "<html>" + "<" * 19_000_000,
    "a comment that never ends": lambda: "<html><!--" + "-" * 15_000_000,
    "entities without end": lambda: "<html><p>" + "&amp;#x41;&#x110000;&#0;" * 500_000,
    "400,000 rules of the same style": lambda: (
        "<html><style>" + "td{a:b}" * 400_000 + "</style><table><tr><td>1</td></tr></table>"
    ),
    "years without end": lambda: "<html><p>" + "2025年1月1日至" * 700_000,
    "noughts between all letters": lambda: "\0".join("<html><table>" + HEAD + ROW + "</table>"),
    "utf-7": lambda: b"<html><meta charset=utf-7><body>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "utf-16 without a mark": lambda: ("<html><table>" + HEAD + ROW + "</table>").encode(
        "utf-16-le"
    ),
    "utf-32": lambda: ("<html><table>" + HEAD + ROW + "</table>").encode("utf-32"),
    "a charset of 4 kB": lambda: b"<html><meta charset=" + b"a" * 4_000 + b"><body>\xff\xfe1",
    "a codec that is no charset": lambda: b"<html><meta charset=zlib_codec><body>\xff\xfe1",
    "a codec of this machine": lambda: b"<html><meta charset=idna><body>\xff\xfe" + b"a" * 70_000,
}
MHTML = {
    "100 parts in parts": lambda: nested_parts(100),
    "20,000 parts in parts": lambda: nested_parts(20_000),
    "100,000 empty parts": lambda: _mime(b"--b\nContent-Type: text/html\n\n1\n" * 100_000),
    "100,000 headers": lambda: _mime(b"--b\n" + b"X: y\n" * 100_000 + b"\n1\n--b--"),
    "a header of 10 MB": lambda: _mime(b"--b\nContent-Type: text/html; a=" + b"\n b" * 3_000_000),
    "30 MB of base64 that says nothing": lambda: _mime(
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
        + b"!" * 30_000_000
        + b"\n--b--"
    ),
    "base64 of a page of 20 MB": lambda: _mime(
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
        + b"PHA+MTwvcD4=\n" * 2_500_000
        + b"\n--b--"
    ),
    "a header of 500,000 parameters": lambda: (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; a="' + b'";"' * 500_000 + b"\n\n1"
    ),
    "a header of 500,000 lines in a part": lambda: _mime(
        b"--b\nX: 1\ncontent-type: text/html" + b'\r "";' * 500_000 + b"\n\n1"
    ),
    "a page that is itself an archive": lambda: _mime(
        b"--b\nContent-Type: text/html\n\n" + nested_parts(3) + b"\n--b--"
    ),
    "no page at all": lambda: _mime(b"--b\nContent-Type: text/plain\n\n1\n--b--"),
    "an encoding nobody knows": lambda: _mime(
        b"--b\nContent-Type: text/html; charset*=utf-8''%ff\nContent-Transfer-Encoding: x-uue\n\n"
        b"begin 666 a\n#86)C\n \nend\n--b--"
    ),
    "a content type in another tongue": lambda: _mime(
        b"--b\nContent-Type: text/html; charset=\xff\xfe\n\n<p>1\n--b--"
    ),
    "a boundary of nothing": lambda: (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary=""\n\n--\n\n1'
    ),
}
