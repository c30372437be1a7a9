"""``python -m tests.fuzz.guided TARGET SECONDS``: readers in pure Python, fuzzed by coverage.

Needs atheris (libFuzzer). Readers that are C or Rust at heart gain little from
it, since only Python code is watched; for them there are the edits.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

with atheris.instrument_imports(include=["nianbao.report", "doc2docx.cfb", "email"]):
    from nianbao.report.model import Source, Unreadable
    from nianbao.report.reading import biff, html, labels, mhtml, numbers, rtf, text, understand
    from nianbao.report.reading.format import sniff

from tests.fuzz.seeds import seeds

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path("var/fuzz")
_MOST = 12_000  # bytes of one input; larger ones only make it slow
_HANGS = 20  # seconds
_RSS = 2_048  # MB


def _rtf(data: bytes) -> None:
    source = Source(data, "report.rtf")
    understand(rtf.read(source), source)


def _txt(data: bytes) -> None:
    source = Source(data, "report.txt")
    understand(text.read(source), source)


def _html(data: bytes) -> None:
    source = Source(data, "report.html")
    understand(html.read(source), source)


def _mhtml(data: bytes) -> None:
    mhtml.read(Source(data, "report.mht"))


def _xls(data: bytes) -> None:
    biff.shows_errors(data)


def _sniff(data: bytes) -> None:
    sniff(Source(data, "report.doc"))


def _cells(data: bytes) -> None:
    """Cells in lines: each as a figure, as money and as a label."""
    for cell in data.decode(errors="replace").splitlines():
        numbers.count(cell)
        numbers.money(cell, "万元")
        for lexicon in (labels.T3_LABELS, labels.T2_LABELS, labels.T4_HEADINGS):
            lexicon.find(cell)


TARGETS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "rtf": (_rtf, "rtf"),
    "txt": (_txt, "txt"),
    "html": (_html, "html"),
    "mhtml": (_mhtml, "mhtml"),
    "xls": (_xls, "xls"),
    "sniff": (_sniff, "doc"),
    "cells": (_cells, "txt"),
}
"""What is called, and the format of the seeds."""


def main() -> None:
    """Fuzz one target; libFuzzer ends the process, with a status that is not 0 after a find."""
    name, seconds = sys.argv[1:3]
    target, kind = TARGETS[name]
    corpus = FOLDER / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    (FOLDER / "finds").mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(seeds()[kind]):
        for start in range(0, len(source.data), _MOST):
            piece = source.data[start : start + _MOST]
            (corpus / f"seed-{number}-{start}").write_bytes(piece)

    def one(data: bytes) -> None:
        try:
            target(data)
        except Unreadable:
            return

    atheris.Setup(
        [
            *(sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-max_len={_MOST}"),
            *(f"-timeout={_HANGS}", f"-rss_limit_mb={_RSS}", "-verbosity=0"),
            f"-artifact_prefix={FOLDER / 'finds'}/{name}-",
        ],
        one,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
