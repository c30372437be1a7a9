"""A report as the body of a web page, with the marks of the tools it came through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from random import Random
from typing import TYPE_CHECKING, Literal

from nianbao.demo import tables
from nianbao.demo.writers.cutting import pieces, usual_cuts
from nianbao.demo.writers.plain import BREAKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.demo.sheets import Passage, ReportSheet
    from nianbao.demo.tables import Slot, Table

Dialect = Literal["clean", "editor", "paste"]
SecondTable = Literal["one", "five", "skewed"]

BLANKS = {
    "nbsp": "&nbsp;",
    "br": "<br />",
    "empty": "",
    "empty_p": "<p></p>",
    "wide": "　",
    "word": '<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>',
}
"""What stands in a cell that was left blank."""


@dataclass(frozen=True, slots=True)
class WebLayout:
    """How a page prints a report; every field is a difficulty seen on real pages.

    ``dialect``: "clean" cells hold bare text, "editor" cells a centred paragraph,
    "paste" shatters each text over spans and fonts as a word processor pastes it.
    ``t2``: table two as one table, as one table a clause, or with headings and
    figures that span differently. ``blank`` names one of ``BLANKS`` or "mixed".
    ``padding`` puts spaces about figures. ``nested`` wraps everything into a
    layout table, ``phone_copy`` adds a hidden second copy of the tables, ``cut``
    prints tables torn by pages as a PDF converter leaves them.
    """

    dialect: Dialect = "editor"
    t2: SecondTable = "one"
    blank: str = "nbsp"
    padding: Literal["none", "nbsp", "wide"] = "none"
    broken_labels: bool = False
    bookmark: bool = False
    nested: bool = False
    phone_copy: bool = False
    cut: bool = False
    title_lines: int = 0


def varied(rng: Random) -> WebLayout:
    """Return a layout drawn at random; for seeded generators of many documents."""
    cut = rng.random() < 0.15  # noqa: PLR2004 - the share of converted pages
    return WebLayout(
        dialect=rng.choice(("clean", "editor", "paste")),
        t2="one" if cut else rng.choice(("one", "five", "skewed")),
        blank=rng.choice((*BLANKS, "mixed")),
        padding=rng.choice(("none", "none", "nbsp", "wide")),
        broken_labels=rng.random() < 0.3,  # noqa: PLR2004
        bookmark=rng.random() < 0.2,  # noqa: PLR2004
        nested=rng.random() < 0.3,  # noqa: PLR2004
        phone_copy=rng.random() < 0.2,  # noqa: PLR2004
        cut=cut,
        title_lines=rng.choice((0, 1, 2)),
    )


def body(sheet: ReportSheet, layout: WebLayout, seed: int = 0) -> str:
    """Return the report as an HTML fragment, to stand in a portal's article page."""
    printer = _Printer(layout, Random(f"{sheet.name}/{seed}"))  # noqa: S311 - jitter
    inside = "\n".join(printer.report(sheet))
    return _layout_table(inside) if layout.nested else inside


def page(sheet: ReportSheet, layout: WebLayout, seed: int = 0, *, charset: str = "utf-8") -> bytes:
    """Return the report as a whole page. ``gb2312`` declares GB 2312 and holds GB 18030."""
    title = escape(sheet.title)
    text = (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{charset}">\n'
        f'<title>{title}</title>\n<meta name="ArticleTitle" content="{title}">\n</head>\n<body>\n'
        f"<h1>{title}</h1>\n{body(sheet, layout, seed)}\n</body>\n</html>\n"
    )
    return text.encode("gb18030" if charset.startswith("gb") else charset)


def _layout_table(inside: str) -> str:
    """Wrap into the tables of an old template, with its phantom cells."""
    phantom = '<td width="1" bgcolor="#cccccc"></td>'
    return (
        '<table width="100%" border="0" cellspacing="0" cellpadding="0"><tbody>'
        f'<tr>{phantom}<td height="8" colspan="2"></td></tr>'
        f'<tr>{phantom}<td width="20">&nbsp;</td><td valign="top">'
        '<table width="96%" border="0" align="center"><tbody><tr><td class="bt_content">'
        f"{inside}"
        "</td></tr></tbody></table></td></tr>"
        f'<tr>{phantom}<td colspan="2" height="8"></td></tr></tbody></table>'
    )


class _Printer:
    """Prints one report in one layout; holds the layout and the source of jitter."""

    def __init__(self, layout: WebLayout, rng: Random) -> None:
        self.layout = layout
        self.rng = rng

    def report(self, sheet: ReportSheet) -> Iterator[str]:
        yield from self.title(sheet)
        yield from (self.paragraph(text) for text in sheet.lead)
        for passage in sheet.passages:
            yield from self.passage(sheet, passage)
        yield from (
            f'<p style="text-align: right;">{self.words(text)}</p>' for text in sheet.signature
        )

    def title(self, sheet: ReportSheet) -> Iterator[str]:
        """Yield the title again inside the body, on so many lines as the layout says."""
        middle = sheet.title.find("公开") + 2 if self.layout.title_lines > 1 else 0
        lines = (sheet.title[:middle], sheet.title[middle:]) if self.layout.title_lines else ()
        for line in filter(None, lines):
            yield f'<p align="center" style="text-align: center;"><b>{self.words(line)}</b></p>'

    def passage(self, sheet: ReportSheet, passage: Passage) -> Iterator[str]:
        heading = self.words(passage.heading)
        yield f'<p style="text-indent: 2em;"><strong>{heading}</strong></p>'
        yield from (self.paragraph(text) for text in passage.paragraphs)
        if passage.table:
            grids = "\n".join(self.tables(sheet, passage.table))
            if self.layout.phone_copy:
                yield f'<div class="pc-only">{grids}</div>'
                yield f'<div class="m-only" style="display:none">{grids}</div>'
            else:
                yield grids

    def paragraph(self, text: str) -> str:
        style = "text-indent: 2em; text-align: justify; line-height: 2;"
        if self.layout.dialect == "paste":
            style += " font-family: 微软雅黑;"
        return f'<p style="{style}">{self.words(text)}</p>'

    def tables(self, sheet: ReportSheet, name: str) -> Iterator[str]:
        for table in _grids(sheet, name, self.layout.t2):
            if self.layout.cut:
                yield from (self.torn(piece) for piece in pieces(table, usual_cuts(table)))
            else:
                yield self.table(table.rows)

    def torn(self, rows: tuple[tuple[Slot, ...], ...]) -> str:
        """Print a piece of a table whose merged cells a converter has torn up."""
        return self.table(tuple(tuple(replace(slot, heading=False) for slot in r) for r in rows))

    def table(self, rows: tuple[tuple[Slot, ...], ...]) -> str:
        printed = "\n".join(f"<tr>{''.join(self.cell(slot) for slot in row)}</tr>" for row in rows)
        opening = {
            "clean": '<table class="nb-table" border="1">',
            "editor": '<table align="center" border="1" cellspacing="0" cellpadding="0">',
            "paste": '<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="2" '
            'style="BORDER-COLLAPSE:collapse" bordercolor="#000000">',
        }[self.layout.dialect]
        return f"{opening}\n<tbody>\n{printed}\n</tbody>\n</table>"

    def cell(self, slot: Slot) -> str:
        """Print one cell; spans come before or after other attributes, as editors differ."""
        spans = [f'colspan="{slot.across}"'] if slot.across > 1 else []
        spans += [f'rowspan="{slot.down}"'] if slot.down > 1 else []
        extra = {
            "clean": [],
            "editor": ['nowrap="nowrap"'] if slot.key else [],
            "paste": [f'width="{self.rng.randint(36, 220)}"', 'valign="center"'],
        }[self.layout.dialect]
        head = " ".join(("td", *spans, *extra))
        return f"<{head}>{self.content(slot)}</td>"

    def content(self, slot: Slot) -> str:
        if slot.key is not None and not slot.text:
            return self.blank()
        text = slot.text
        if slot.key is None:
            text = BREAKS.get(text, text) if self.layout.broken_labels else text
            return self.boxed(text, centred=slot.heading)
        return self.boxed(self.padded(text), centred=True)

    def blank(self) -> str:
        name = self.layout.blank
        return BLANKS[self.rng.choice(tuple(BLANKS)) if name == "mixed" else name]

    def padded(self, text: str) -> str:
        if self.layout.bookmark and text == "－":
            return f"\ue000{text}"
        sides = {"none": ("{}",), "nbsp": ("\xa0{}", "{}\xa0"), "wide": ("　　{}", "　{}", "{}")}
        return self.rng.choice(sides[self.layout.padding]).format(text)

    def boxed(self, text: str, *, centred: bool) -> str:
        words = self.words(text)
        if self.layout.dialect == "clean":
            return words
        if self.layout.dialect == "editor":
            return f'<p align="center">{words}</p>' if centred else f"<p>{words}</p>"
        return f'\n<p class="MsoNormal" style="text-align: justify; line-height: 2;">{words}</p>\n'

    def words(self, text: str) -> str:
        if self.layout.dialect == "paste":
            return "".join(self.shards(text)) + "<span><o:p></o:p></span>"
        return _marked(text)

    def shards(self, text: str) -> Iterator[str]:
        """Yield the text in runs of one to six characters, each in markup of its own."""
        fonts = ("方正仿宋_GBK", "仿宋_GB2312", "Times New Roman", "微软雅黑")
        start = 0
        while start < len(text):
            end = start + self.rng.randint(1, 6)
            run, start = _marked(text[start:end]), end
            span = f'<span style="font-family: {self.rng.choice(fonts)};">'
            font = f'<font face="{self.rng.choice(fonts)}">'
            yield self.rng.choice(
                (f"{span}{run}</span>", f"{span}{font}{run}</font></span>", f"{font}{run}</font>")
            )


def _marked(text: str) -> str:
    """Escape a text; line breaks become <br>, the private character Word's bookmark."""
    marked = escape(text, quote=False).replace("\xa0", "&nbsp;").replace("\n", "<br />")
    return marked.replace("\ue000", '<a name="_GoBack"></a>')


def _grids(sheet: ReportSheet, name: str, second: SecondTable) -> tuple[Table, ...]:
    if name == "t3":
        return (tables.t3(sheet),)
    if name == "t4":
        return (tables.t4(sheet),)
    if second == "five":
        return tables.t2_blocks(sheet)
    return (tables.t2_skewed(sheet) if second == "skewed" else tables.t2(sheet),)
