"""The elements of a page that its reader looks at, found by going through the tree once."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

Elements: TypeAlias = "Mapping[str, list[LexborNode]]"
"""Elements by kind in the order of the page; none where the page has none of a kind."""

_KINDS: Final = {
    **{tag: tag for tag in ("meta", "h1", "title", "a", "img", "table")},
    **dict.fromkeys(("script", "style"), "script"),
    **dict.fromkeys(("noscript", "template", "svg"), "noise"),
    **dict.fromkeys(("del", "s", "strike", "rt", "rp"), "struck"),
    **{tag: tag for tag in ("input", "select", "sup", "tfoot")},
    **dict.fromkeys(("sub", "button", "bdo"), "apart"),
    **dict.fromkeys(("iframe", "frame", "embed", "object"), "frame"),
}
"""What each tag counts as. Script and style hold text only, noise may hold other elements.

A reading printed over a word (rt) is no part of it, as what is struck out is none.
"""
_FEW: Final = r":not(p,span,td,tr,o\:p)"
"""Nine of ten elements of a report's page are these, and of no kind: they are passed by in C."""
_OF_PORTALS: Final = ("publishtime", "ucaptitle")
"""Tags that a CMS has made up: they have no numbers of their own."""


def elements_of(tree: LexborHTMLParser) -> Elements:
    """Return what stands in a tree; frames without an address are left out.

    Elements are told apart by their tags' numbers: to look for each of these tags by its
    name takes twice as long.
    """
    found: dict[str, list[LexborNode]] = defaultdict(list)
    kinds = _kinds()
    for node in [one for one in tree.css(_FEW) if one.tag_id in kinds]:
        kind = kinds[node.tag_id]
        if kind != "frame" or source_of(node):
            found[kind].append(node)
    for tag in _OF_PORTALS:  # which costs nothing where the page has none
        if nodes := tree.tags(tag):
            found[tag] = nodes
    return found


@cache
def _kinds() -> Mapping[int, str]:
    """Kinds by the number that a tag of HTML has in every page."""
    made = LexborHTMLParser("")
    return {made.create_node(tag).tag_id: kind for tag, kind in _KINDS.items()}


def source_of(frame: LexborNode) -> str:
    """Return the address of what a frame shows."""
    attributes = frame.attributes
    return (attributes.get("data" if frame.tag == "object" else "src") or "").strip()
