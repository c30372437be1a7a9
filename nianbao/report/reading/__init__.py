"""From bytes to a report: one module a format, then grid, numbers and fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nianbao.report.reading.reader import FORMATS as FORMATS
    from nianbao.report.reading.reader import read as read
    from nianbao.report.reading.reader import understand as understand


def __getattr__(name: str) -> object:
    """Load the readers when one is first asked for.

    A crawler process needs the dates and names in here, and none of the libraries
    that open files: they would cost each process a fifth of its memory.
    """
    if name not in {"FORMATS", "read", "understand"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from nianbao.report.reading import reader  # noqa: PLC0415 - this is the point

    return getattr(reader, name)
