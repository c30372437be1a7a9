"""The elements of a page that its reader looks at, found by going through the tree once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

Elements: TypeAlias = "Mapping[str, list[LexborNode]]"
"""Elements by kind in the order of the page; none where the page has none of a kind."""

_KINDS: Final = {
    **{
        tag: tag for tag in ("meta", "publishtime", "ucaptitle", "h1", "title", "a", "img", "table")
    },
    **dict.fromkeys(("script", "style"), "script"),
    **dict.fromkeys(("noscript", "template", "svg"), "noise"),
    **dict.fromkeys(("iframe", "frame", "embed", "object"), "frame"),
}
"""What each tag counts as. Script and style hold text only, noise may hold other elements."""
_WANTED: Final = ",".join(_KINDS)


def elements_of(tree: LexborHTMLParser) -> Elements:
    """Return what stands in a tree; frames without an address are left out."""
    found: dict[str, list[LexborNode]] = defaultdict(list)
    for node in tree.css(_WANTED):
        kind = _KINDS[node.tag or ""]
        if kind != "frame" or source_of(node):
            found[kind].append(node)
    return found


def source_of(frame: LexborNode) -> str:
    """Return the address of what a frame shows."""
    attributes = frame.attributes
    return (attributes.get("data" if frame.tag == "object" else "src") or "").strip()
