"""What may happen to a file: edits of its bytes, its tokens, its numbers, its parts.

An edit is a small tuple of plain values, so that hypothesis shrinks a find to
the few edits that matter. It means something for every file: places are taken
modulo what is there.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 3_000_000
"""Bytes that an edited file may have."""
_TOKENS = {
    "markup": re.compile(rb"<[^<>]{0,2000}>|[^<]{1,2000}|<"),
    "rtf": re.compile(rb"\\[a-zA-Z]{1,32}-?\d{0,10} ?|[{}]|\\'..|\\.|[^\\{}]{1,200}", re.DOTALL),
    "lines": re.compile(rb"[^\n]{0,2000}\n|[^\n]{1,2000}"),
    "pdf": re.compile(rb"\d+ \d+ R|/[A-Za-z0-9]+|<<|>>|\[|\]|\S{1,60}|\s+"),
    "bytes": re.compile(rb".{1,16}", re.DOTALL),
}
GRAIN = {
    "html": "markup",
    "mhtml": "markup",
    "docx": "markup",
    "xlsx": "markup",
    "rtf": "rtf",
    "txt": "lines",
    "md": "lines",
    "pdf": "pdf",
}
_NUMBER = re.compile(rb"\d{1,12}")
EXTREME = (
    *(b"0", b"-1", b"1", b"255", b"256", b"1000", b"65535", b"65536", b"1048577", b"2147483647"),
    *(b"2147483648", b"4294967295", b"18446744073709551616", b"9" * 400, b"1e999", b"nan", b"0.5"),
    *(b"\xc2\xb2", b"\xd9\xa3", b"\xe4\xb8\x80", b"", b"01", b"+7", b"--", b"/"),
)
NASTY = (
    *(b"\0", b"\xff", b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"\r", b"\t", b"\n\n\n", b"\x0c"),
    *(b"&#0;", b"&#xD800;", b"&e;", b"]]>", b"<!--", b"-->", b"<![CDATA[", b"<table>", b"</table>"),
    *(
        b"<tr>",
        b"<td colspan=999 rowspan=999>",
        b"\\bin99999999 ",
        b"{\\*\\",
        b"{",
        b"}",
        b"\\u-1 ",
    ),
    *(b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\xef\xbc\x8d", b"\xe2\xbc\x80", b"\xed\xa0\x80"),
    *(b"|", b"|||||||||||||||||||||", b"/Kids[1 0 R]", b" Do ", b"<<", b"endobj", b"stream\n"),
)


class Edit(NamedTuple):
    """``what`` happens at ``place``, with respect to ``other``, ``size`` times or bytes."""

    what: str
    place: int
    other: int
    size: int
    put: bytes


KINDS_OF_EDIT = (
    *("number", "token out", "token twice", "tokens many", "token swap", "token put"),
    *("put", "over", "flip", "cut", "copy", "short", "many"),
)
_SIZES = st.one_of(st.integers(0, 40), st.integers(0, 100_000))
EDITS = st.lists(
    st.builds(
        Edit,
        what=st.sampled_from(KINDS_OF_EDIT),
        place=st.integers(0, 1 << 24),
        other=st.integers(0, 1 << 24),
        size=_SIZES,
        put=st.one_of(st.sampled_from(NASTY), st.sampled_from(EXTREME), st.binary(max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def edited(kind: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return a file after all edits; those of packages happen to one of their parts or to all."""
    if kind in {"docx", "xlsx"} and edits[0].other % 8:
        return _repacked(kind, data, edits)
    grain = GRAIN.get(kind, "bytes")
    if kind in {"docx", "xlsx"}:
        grain = "bytes"
    for edit in edits:
        data = _done(grain, data, edit)[:MOST]
    return data


def _repacked(kind: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as new:
        names = package.namelist()
        usual = "word/document.xml" if kind == "docx" else "xl/worksheets/sheet1.xml"
        chosen = usual if edits[0].other % 3 else names[edits[0].other % len(names)]
        for name in names:
            part = package.read(name)
            if name == chosen:
                for edit in edits:
                    part = _done(GRAIN[kind], part, edit)[:MOST]
            new.writestr(name, part)
    return out.getvalue()


def _done(grain: str, data: bytes, edit: Edit) -> bytes:
    if not data:
        return edit.put
    if edit.what == "number":
        return _number(data, edit)
    if edit.what.startswith("token"):
        return _token(_TOKENS[grain].findall(data), edit)
    return _bytes(data, edit)


def _number(data: bytes, edit: Edit) -> bytes:
    found = _NUMBER.search(data, edit.place % len(data)) or _NUMBER.search(data)
    if found is None:
        return data
    new = EXTREME[edit.other % len(EXTREME)]
    return data[: found.start()] + new + data[found.end() :]


def _token(tokens: list[bytes], edit: Edit) -> bytes:
    if not tokens:
        return edit.put
    one, other = edit.place % len(tokens), edit.other % len(tokens)
    if edit.what == "token out":
        del tokens[one : one + 1 + edit.size % 20]
    elif edit.what == "token twice":
        low, high = sorted((one, other))
        tokens[high:high] = tokens[low : low + 1 + edit.size % 200]
    elif edit.what == "tokens many":
        run = tokens[one : one + 1 + other % 30]
        times = min(edit.size, MOST // (sum(map(len, run)) + 1))
        tokens[one:one] = run * times
    elif edit.what == "token swap":
        tokens[one], tokens[other] = tokens[other], tokens[one]
    else:
        tokens.insert(one, edit.put)
    return b"".join(tokens)


def _bytes(data: bytes, edit: Edit) -> bytes:
    one, other = edit.place % len(data), edit.other % len(data)
    before, after = data[:one], data[one:]
    match edit.what:
        case "put":
            after = edit.put + after
        case "over":
            after = edit.put + after[len(edit.put) :]
        case "flip":
            after = bytes([data[one] ^ (1 << other % 8)]) + after[1:]
        case "cut":
            after = after[edit.size :]
        case "copy":
            piece = data[other : other + edit.size]
            after = piece + after[len(piece) :]
        case "short":
            after = b""
        case _:
            piece = after[: 1 + other % 64]
            after = piece * min(edit.size, MOST // len(piece)) + after
    return before + after
