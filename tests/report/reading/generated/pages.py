"""Reports as web pages, with what content systems, Word and WPS put into them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nianbao.demo.writers.cutting import unfolded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from random import Random

    from nianbao.demo.sheets import ReportSheet
    from nianbao.demo.tables import Slot, Table

_BLANKS = (
    "", "&nbsp;", "&emsp;", "&#8203;", "<br>", "<p></p>", "<p>&nbsp;</p>", "\u3000", "&#xfeff;",
    '<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>', "&zwnj;&nbsp;&ensp;",
)  # fmt: skip
_MSO = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument>"
    "</xml><![endif]-->"
    "<!--[if !supportMisalignedColumns]--><![endif]-->"
    "<style><!-- /* Style Definitions */ table.MsoNormalTable {mso-style-name:普通表格;} -->"
    "</style>"
)


class _Bare:
    """Bare text in cells, as a sheet exported to HTML has it."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def table(self, rows: str, wide: int) -> str:
        del wide
        return f'<table border="1">{rows}</table>'

    def row(self, cells: str) -> str:
        return f"<tr>{cells}</tr>"

    def cell(self, slot: Slot) -> str:
        spans = f' colspan="{slot.across}"' if slot.across > 1 else ""
        spans += f' rowspan="{slot.down}"' if slot.down > 1 else ""
        return f"<td{spans}>{self.content(slot)}</td>"

    def content(self, slot: Slot) -> str:
        return self.words(slot.text) if slot.text else self.rng.choice(_BLANKS)

    def words(self, text: str) -> str:
        return escape(text, quote=False)

    def paragraph(self, text: str) -> str:
        return f"<p>{self.words(text)}</p>"


class _Paste(_Bare):
    """A Word paste: classes, o:p, every text shattered over nested spans and fonts."""

    def table(self, rows: str, wide: int) -> str:
        columns = "".join(f'<col width="{self.rng.randint(40, 90)}">' for _ in range(wide))
        return (
            '<table class="MsoNormalTable" border="0" cellspacing="0" style="border-collapse:'
            f'collapse;mso-yfti-tbllook:1184"><colgroup>{columns}</colgroup><tbody>{rows}</tbody></table>'
        )

    def row(self, cells: str) -> str:
        return f'<tr style="mso-yfti-irow:1;height:19.85pt">\n{cells}\n</tr>'

    def content(self, slot: Slot) -> str:
        inner = self.words(slot.text) if slot.text else self.rng.choice(_BLANKS[:4])
        return (
            f'<p class="MsoNormal" align="center"><span style="font-family:宋体">{inner}</span></p>'
        )

    def words(self, text: str) -> str:
        out, start = "", 0
        while start < len(text):
            end = start + self.rng.randint(1, 3)
            part = escape(text[start:end], quote=False)
            tag = self.rng.choice(("span", "font", "b", "span"))
            out += f'<{tag} style="mso-bidi-font-size:10.5pt">{part}</{tag}>'
            if self.rng.random() < 0.3:
                out += self.rng.choice(
                    ("&#8203;", '<span lang="EN-US"><o:p></o:p></span>', "&#xfeff;")
                )
            start = end
        return out


class _Wps(_Paste):
    """A WPS paste: each character in a span of its own, labels in two paragraphs."""

    def words(self, text: str) -> str:
        return "".join(f'<span\nclass="15">{escape(c, quote=False)}</span>' for c in text)

    def content(self, slot: Slot) -> str:
        if slot.text and not slot.key and len(slot.text) > 6 and self.rng.random() < 0.5:
            middle = len(slot.text) // 2
            halves = (slot.text[:middle], slot.text[middle:])
            return "".join(f'<p class="p">{escape(half, quote=False)}</p>' for half in halves)
        return _Bare.content(self, slot)


class _Heads(_Bare):
    """th and td mixed, thead, tbody and tfoot."""

    def table(self, rows: str, wide: int) -> str:
        del wide
        parts = rows.split("</tr>")[:-1]
        head, body = parts[:3], parts[3:]
        close = "</tr>"
        return (
            f"<table><thead>{''.join(p + close for p in head)}</thead>"
            f"<tbody>{''.join(p + close for p in body[:-1])}</tbody>"
            f"<tfoot>{''.join(p + close for p in body[-1:])}</tfoot></table>"
        )

    def cell(self, slot: Slot) -> str:
        made = super().cell(slot)
        if slot.key is None and self.rng.random() < 0.7:
            return "<th" + made[3:-5] + "</th>"
        return made


class _Unclosed(_Bare):
    """No closing tags for rows and cells, upper case, spans without quotes or with units."""

    def row(self, cells: str) -> str:
        return f"<TR>{cells}\n"

    def cell(self, slot: Slot) -> str:
        spans = f" colSpan={slot.across}" if slot.across > 1 else ""
        spans += f' rowSpan="{slot.down}px"' if slot.down > 1 else ""
        return f"<TD{spans}>{self.content(slot)}\n"


class _Nested(_Bare):
    """Each report table inside layout tables, some cells a table of one cell."""

    def table(self, rows: str, wide: int) -> str:
        return (
            '<table width="100%"><tr><td width="1"></td><td><table><tr><td>'
            f"{super().table(rows, wide)}</td></tr></table></td></tr></table>"
        )

    def content(self, slot: Slot) -> str:
        made = super().content(slot)
        if slot.key and self.rng.random() < 0.03:
            return f"<table><tr><td>{made}</td></tr></table>"
        return made


class _Copied(_Bare):
    """A second, hidden copy of each table for phones."""

    def table(self, rows: str, wide: int) -> str:
        made = super().table(rows, wide)
        return f'<div class="pc">{made}</div><div class="wap" style="display:none">{made}</div>'


class _Wrapped(_Bare):
    """Labels and headings broken by <br>, spaces inside words, figures in several tags."""

    def content(self, slot: Slot) -> str:
        if not slot.text:
            return super().content(slot)
        if slot.key:
            pad = self.rng.choice(("&nbsp;", "\n\t\t", "&emsp;", ""))
            return f"<div>{pad}<strong>{self.words(slot.text)}</strong>{pad}</div>"
        cuts = "".join(
            c + self.rng.choice(("", "", "", "<br />", " ", "&nbsp;", "\n"))
            for c in escape(slot.text, quote=False).replace("&", "＆")
        )
        return cuts.replace("＆", "&")


class _Boxes(_Bare):
    """No table at all: rows and cells are div elements (display: table, or flex)."""

    def table(self, rows: str, wide: int) -> str:
        del wide
        return f'<div class="table">{rows}</div>'

    def row(self, cells: str) -> str:
        return f'<div class="row" style="display:flex">{cells}</div>'

    def cell(self, slot: Slot) -> str:
        return f'<div class="cell">{self.content(slot)}</div>'

    def content(self, slot: Slot) -> str:
        return self.words(slot.text) if slot.text else self.rng.choice(("", "&nbsp;"))


class _Marked(_Bare):
    """Figures corrected by hand, with notes, in boxes to be filled in, beside unseen words."""

    def content(self, slot: Slot) -> str:
        made = super().content(slot)
        if not slot.key or not slot.text.isdecimal():
            return made
        return self.rng.choice(
            (
                made,
                f"<del>9</del>{made}",
                f'<span style="text-decoration: line-through">9</span>{made}',
                f"{made}<sup>{self.rng.choice('12①')}</sup>",
                f"{made}{self.rng.choice('①²')}",
                f'<input type="text" value="{slot.text}" readonly>',
                f'<i style="display:none">第9项</i>{made}',
            )
        )


DIALECTS: dict[str, Callable[[Random], _Bare]] = {
    "bare": _Bare,
    "word paste": _Paste,
    "wps paste": _Wps,
    "thead th": _Heads,
    "unclosed": _Unclosed,
    "nested": _Nested,
    "phone copy": _Copied,
    "wrapped": _Wrapped,
    "div grid": _Boxes,
    "marked": _Marked,
}
"""Who wrote the page."""

_CHARSETS = (
    ("utf-8", "utf-8"),
    ("gb2312", "gb18030"),
    ("GBK", "gbk"),
    (None, "utf-8"),
    (None, "gb18030"),
)


def page(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], dialect: str, rng: Random
) -> bytes:
    """Return the report as a page in one dialect, in an encoding drawn at random."""
    printer = DIALECTS[dialect](rng)
    declared, encoding = rng.choice(_CHARSETS)
    title = escape(sheet.title)
    meta = f'<meta charset="{declared}">' if declared else ""
    junk = _MSO if "paste" in dialect else ""
    body = "\n".join(_body(sheet, tables, printer))
    text = (
        f"<html><head>{meta}<title>{title}</title></head><body>{junk}<h1>{title}</h1>"
        f"{body}<p>主办：青禾市云汀县林业局　网站标识码：0000000000　您是第 12345 位访客</p>"
        "</body></html>"
    )
    return text.encode(encoding, "xmlcharrefreplace")


def _body(
    sheet: ReportSheet, tables: Mapping[str, Sequence[Table]], printer: _Bare
) -> Iterator[str]:
    for passage in sheet.passages:
        yield printer.paragraph(passage.heading)
        yield from (printer.paragraph(text) for text in passage.paragraphs)
        for table in tables.get(passage.table or "", ()):
            slots = unfolded(table) if isinstance(printer, _Boxes) else table.rows
            rows = "".join(printer.row("".join(map(printer.cell, row))) for row in slots)
            yield printer.table(rows, table.width)
    yield from (printer.paragraph(text) for text in sheet.signature)
