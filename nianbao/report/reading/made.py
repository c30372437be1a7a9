"""When an office file says that it was made: the core properties of its package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Unreadable
from nianbao.report.reading import package

if TYPE_CHECKING:
    from nianbao.report.model import Source

_PACKAGES: Final = frozenset({"docx", "xlsx"})
_CORE: Final = "docProps/core.xml"
_MOST: Final = 100_000  # bytes; the part has a thousand
_CREATED: Final = re.compile(rb"<(?:\w+:)?created\b[^<>]{0,200}>([^<>]{8,40})<")


def made(kind: str, source: Source) -> str:
    """Return the words of the package's ``created``, "" where it has none."""
    if kind not in _PACKAGES:
        return ""
    try:
        with package.listed(source.data) as opened:
            core = package.part(opened, _CORE, _MOST)
    except (KeyError, Unreadable):
        return ""
    match = _CREATED.search(core)
    return match[1].decode("ascii", "ignore") if match else ""
