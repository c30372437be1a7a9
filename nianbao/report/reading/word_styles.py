"""What a Word file's styles say of runs: struck, raised or hidden by a style's name alone.

The looks of a style are written into the runs that name it, so that whoever reads a
run need not know of styles. A run's own word goes first, then its character style,
then the style of its paragraph.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from nianbao.report.model import Unreadable
from nianbao.report.reading import package

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping

PART: Final = "word/styles.xml"
MAX_PART: Final = 5_000_000
"""Bytes unpacked; Word's own styles have a hundred thousand at most."""
MAX_BASES: Final = 20
"""Styles that are based on one another; a circle ends here."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL: Final = f"{_W}val"
_LOOKS: Final = tuple(f"{_W}{name}" for name in ("strike", "dstrike", "vanish", "vertAlign"))
_WORDS: Final = (b"trike", b"vanish", b"vertAlign")
"""In a file of styles without these no style says anything that is asked for here."""


def write_out(body: etree._Element, opened: zipfile.ZipFile) -> None:
    """Give the runs of a document the looks of the styles that they or their paragraphs name.

    Raises:
        Unreadable: the styles are damaged or unpack too large.
    """
    looks = _looks(opened)
    if not looks:
        return
    for run in body.iter(f"{_W}r"):
        properties = _properties(run)
        if properties is not None:
            _add(properties, looks.get(_named(properties, "rStyle"), {}))
    for paragraph in body.iter(f"{_W}p"):
        own = looks.get(_named(paragraph, f"pPr/{_W}pStyle"), {})
        for run in paragraph.iter(f"{_W}r") if own else ():
            properties = _properties(run)
            if properties is None:
                properties = etree.Element(f"{_W}rPr")
                run.insert(0, properties)
            _add(properties, own)


def _named(node: etree._Element, path: str) -> str:
    """The style that a node names; "" for none."""
    name = node.find(f"{_W}{path}")
    return (name.get(_VAL) or "") if name is not None else ""


def _looks(opened: zipfile.ZipFile) -> Mapping[str, Mapping[str, etree._Element]]:
    """The marks of the styles that have any, by their tags and by the styles' ids."""
    try:
        part = package.part(opened, PART, MAX_PART)
    except KeyError:
        return {}
    if not any(word in part for word in _WORDS):
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("Word 文件的样式已损坏") from error
    styles = {node.get(f"{_W}styleId") or "": node for node in root.iter(f"{_W}style")}
    return {name: looks for name in styles if (looks := _inherited(name, styles))}


def _inherited(name: str | None, styles: Mapping[str, etree._Element]) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for _ in range(MAX_BASES):
        style = styles.get(name or "")
        if style is None:
            break
        for mark in style.iterfind(f"{_W}rPr/*"):
            if mark.tag in _LOOKS:
                found.setdefault(mark.tag, mark)
        base = style.find(f"{_W}basedOn")
        name = base.get(_VAL) if base is not None else None
    return found


def _properties(run: etree._Element) -> etree._Element | None:
    # They stand first; a run may hold a million other things.
    return next((child for child in islice(run, 3) if child.tag == f"{_W}rPr"), None)


def _add(properties: etree._Element, looks: Mapping[str, etree._Element]) -> None:
    """Write out what the run does not say itself."""
    for tag, mark in looks.items():
        if properties.find(tag) is None:
            properties.append(deepcopy(mark))
