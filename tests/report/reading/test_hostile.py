"""Files made to hurt, in every format: each ends soon, in a report or in words for an office.

Every reader keeps its own limits; that it runs apart, where it can be killed, is
the second wall and not counted on here.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from nianbao.report.model import Source
from nianbao.report.reading import read
from tests.fuzz.attempt import attempt
from tests.fuzz.seeds import FORMATS, seeds
from tests.report.reading.hostile import archives, hogs, office, paper, pictures, sheets, texts, web

HOSTILE = {
    "html": web.WEB,
    "mht": web.MHTML,
    "docx": office.DOCX,
    "rtf": office.RTF,
    "doc": office.OLE,
    "xlsx": sheets.XLSX,
    "xls": sheets.XLS,
    "pdf": paper.PDF,
    "zip": archives.ZIP,
    "txt": texts.TXT,
    "png": pictures.PICTURES,
}
FILES = [(kind, name) for kind, files in HOSTILE.items() for name in files]


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_a_hostile_file_ends_within_its_limits_and_accuses_nobody(kind, name):
    made = HOSTILE[kind][name]()
    data = made.encode() if isinstance(made, str) else made
    outcome = attempt(Source(data, f"report.{kind}"))
    assert outcome.fault == ""
    assert outcome.errors == ()


CUT = {
    "html of 1,000 columns": ("html", lambda: wide_page(1_000)),
    "html of 6,000 rows": ("html", lambda: "<table>" + web.HEAD + web.ROW * 6_000),
    "html with a label as wide as the world": (
        "html",
        lambda: f'<table>{web.HEAD}<tr><td colspan="999">一、本年新收</td><td>5</td></tr></table>',
    ),
    "docx of 300 columns": (
        "docx",
        lambda: office.document(f"<w:tbl><w:tr>{office.CELL * 300}</w:tr></w:tbl>"),
    ),
    "docx of six tables in tables": (
        "docx",
        lambda: office.document(
            "<w:tbl><w:tr><w:tc>" * 6 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 6
        ),
    ),
    "rtf of 300 columns": ("rtf", lambda: rb"{\rtf1\intbl " + rb"1\cell" * 300 + rb"\row}"),
    "rtf of 6,000 rows": ("rtf", lambda: rb"{\rtf1 " + rb"\intbl 1\cell\row" * 6_000 + b"}"),
    "rtf of 600 tables": (
        "rtf",
        lambda: rb"{\rtf1 " + rb"\pard\intbl 1\cell\row\pard x\par" * 600 + b"}",
    ),
    "text of 1,000 columns": ("txt", lambda: "|自然人|" + "1|" * 1_000),
    "text of 6,000 rows": ("txt", lambda: "|1|2|\n" * 6_000),
}


def wide_page(columns):
    return f"<table>{web.HEAD}<tr>{'<td>1</td>' * columns}</tr></table>"


@pytest.mark.parametrize("name", CUT)
def test_what_is_cut_is_said_and_nothing_is_called_absent(name):
    kind, make = CUT[name]
    made = make()
    outcome = attempt(Source(made.encode() if isinstance(made, str) else made, f"x.{kind}"))
    assert outcome.fault == ""
    assert outcome.refusal or outcome.unread
    assert outcome.errors == ()


def test_a_file_that_takes_more_memory_than_it_may_is_only_unreadable():
    """In a process of its own; what this one has freed and kept would be room for the file."""
    command = [sys.executable, "-m", "tests.report.reading.hostile.hogs"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == [
        f"{kind} {size} unreadable" for kind in hogs.FILES for size in hogs.MEGABYTES
    ]


ENDS = (0.02, 0.3, 0.6, 0.9, 0.98, 0.9999)


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"txt", "md"}))
def test_a_file_cut_short_accuses_nobody_of_what_is_missing(kind):
    """Plain text does not know where it should end; every other format does."""
    seed = seeds()[kind][0]
    whole = attempt(seed)
    for share in ENDS:
        outcome = attempt(Source(seed.data[: int(len(seed.data) * share)], seed.name))
        assert outcome.fault == ""
        assert set(outcome.errors) <= set(whole.errors)
        assert outcome.refusal or outcome.unread or outcome.figures == whole.figures


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("ending", ["pdf", "doc", "html", "zip", ""])
def test_a_wrong_ending_changes_no_figure(kind, ending):
    seed = seeds()[kind][0]
    named = read(Source(seed.data, f"report.{ending}"))
    honest = read(seed)
    assert named.figures == honest.figures
    assert named.unread == honest.unread
