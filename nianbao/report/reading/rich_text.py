"""Texts of a sheet in several looks: what is struck is no longer said, what is raised no digit."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from lxml import etree

from nianbao.report.reading import package

if TYPE_CHECKING:
    import zipfile

PART: Final = "xl/sharedStrings.xml"
MAX_PART: Final = 40_000_000


def shared(opened: zipfile.ZipFile) -> dict[str, str]:
    """Return by their numbers the shared texts that show something other than their letters.

    Raises:
        Unreadable: the part is too large.
        lxml.etree.XMLSyntaxError: it is damaged.
    """
    if PART not in opened.namelist():
        return {}
    part = package.part(opened, PART, MAX_PART)
    if b"strike" not in part and b"vertAlign" not in part:
        return {}
    found: dict[str, str] = {}
    items = etree.iterparse(BytesIO(part), tag="{*}si", resolve_entities=False, no_network=True)
    for number, (_, item) in enumerate(items):
        text = shown(item)
        if text is not None:
            found[str(number)] = text
        item.clear()
    return found


def shown(item: etree._Element) -> str | None:
    """What a text shows, None where that is simply its letters.

    Where nothing in it is plain, its looks mean nothing.
    """
    runs = [(run.findtext("{*}t") or "", _look(run)) for run in item.iterfind("{*}r")]
    looks = {look for words, look in runs if words.strip()}
    if "" not in looks or len(looks) == 1:
        return None
    return "".join(_said(words, look) for words, look in runs).strip()


def _look(run: etree._Element) -> str:
    """Whether a run is struck or raised, "" if neither."""
    properties = run.find("{*}rPr")
    if properties is None:
        return ""
    strike = properties.find("{*}strike")
    if strike is not None and strike.get("val", "1") not in {"0", "false"}:
        return "struck"
    place = properties.find("{*}vertAlign")
    return "raised" if place is not None and place.get("val") == "superscript" else ""


def _said(words: str, look: str) -> str:
    if not look or not words.strip():
        return words
    if look == "struck":
        return ""
    return words if words.strip()[0] in "[(（【〔" else f"[{words.strip()}]"
