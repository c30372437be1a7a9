"""Read files that want more memory than they may have, and print what became of each.

``python -m tests.report.reading.hostile.hogs``: by itself, since a process that has read
large files before holds freed memory, which its children may fill before they are limited.
"""

from __future__ import annotations

import sys

from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import read
from nianbao.services.apart import apart
from tests.report.reading.hostile import office, paper, sheets, texts, web

FILES = {
    "docx": office.DOCX["200,000 cells"],
    "html": web.WEB["spans over everything"],
    "pdf": paper.PDF["199 pages of 190,000 letters"],
    "xlsx": sheets.XLSX["400,000 rows"],
    "txt": texts.TXT["2 million rows of pipes"],
}
MEGABYTES = (20, 50)


def outcome(source: Source, megabytes: int) -> str:
    """Return whether the file was refused within so much memory, or read."""
    try:
        apart(lambda: read(source), memory=megabytes << 20, seconds=60)
    except Unreadable:
        return "unreadable"
    return "read"


if __name__ == "__main__":
    told = []
    for kind, make in FILES.items():
        made = make()
        data = Source(made.encode() if isinstance(made, str) else made, f"report.{kind}")
        told += [f"{kind} {size} {outcome(data, size)}" for size in MEGABYTES]
    sys.stdout.write("\n".join(told))
