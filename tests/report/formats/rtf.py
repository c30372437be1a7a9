"""RTF written by hand: as Word does (code page bytes), as WordPad does (Unicode), nested."""

from __future__ import annotations

from tests.report.formats.writing import TABLES

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}"
WESTERN = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset134 SimSun;}}\f1 "
)
WIDTH = 700


def gbk(text):
    return "".join(_escaped(character) for character in text)


def _escaped(character):
    if character == "\n":
        return r"\par "
    if character.isascii():
        return "\\" + character if character in "{}\\" else character
    first, *rest = character.encode("gb18030")
    # A second byte that is a letter stands as itself, as Word writes it.
    return rf"\'{first:02x}" + "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else rf"\'{byte:02x}" for byte in rest
    )


def unicode(text):
    return "".join(
        c if c.isascii() else rf"\u{ord(c) - (ord(c) > 0x7FFF) * 0x10000}?" for c in text
    )


def document(sheet, *, head=HEAD, write=gbk, after_rows=False, jitter=0):
    """The whole report; ``jitter`` twips shift every second row's edges."""
    parts = [head, paragraph(write(sheet.title))]
    parts += [paragraph(write(text)) for text in sheet.lead]
    for passage in sheet.passages:
        parts += [paragraph(write(text)) for text in (passage.heading, *passage.paragraphs)]
        if passage.table:
            parts.append(table(TABLES[passage.table](sheet), write, after_rows, jitter))
            parts.append(paragraph(""))
    parts += [paragraph(write(text)) for text in sheet.signature]
    return ("".join(parts) + "}").encode("ascii")


def paragraph(text):
    return rf"\pard\plain\f0 {{\fs32 {text}}}\par" + "\r\n"


def table(table, write, after_rows, jitter):
    return "".join(
        _row(places, write, after_rows, jitter * (number % 2))
        for number, places in enumerate(table.placed())
    )


def _row(places, write, after_rows, jitter):
    definition = r"\trowd\trgaph108\trleft-108" + "".join(
        _definition(place, jitter) for place in places
    )
    cells = "".join(
        rf"\pard\intbl{{\fs20 {write(place.slot.text) if place.first else ''}}}\cell "
        for place in places
    )
    return rf"{definition}{cells}{definition if after_rows else ''}\row" + "\r\n"


def _definition(place, jitter):
    slot = place.slot
    merge = (r"\clvmgf" if place.first else r"\clvmrg") if slot.down > 1 else ""
    edge = (place.column + slot.across) * WIDTH + jitter
    return rf"{merge}\clbrdrt\brdrs\cellx{edge}"
