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
    **{
        tag: tag for tag in ("meta", "publishtime", "ucaptitle", "h1", "title", "a", "img", "table")
    },
    **dict.fromkeys(("script", "style"), "script"),
    **dict.fromkeys(("noscript", "template", "svg"), "noise"),
    **dict.fromkeys(("del", "s", "strike"), "struck"),
    **{tag: tag for tag in ("input", "select", "sup")},
    **dict.fromkeys(("iframe", "frame", "embed", "object"), "frame"),
}
"""What each tag counts as. Script and style hold text only, noise may hold other elements."""
_NUMBERED: Final = 1_000
"""Tags of HTML have numbers below this, in every page the same; all others are of one page."""
_OTHER: Final = "other"


def elements_of(tree: LexborHTMLParser) -> Elements:
    """Return what stands in a tree; frames without an address are left out.

    Elements are told apart by their tags' numbers: to look for each of these tags by its
    name takes twice as long.
    """
    found: dict[str, list[LexborNode]] = defaultdict(list)
    kinds = _kinds()
    for kind, node in [(kind, one) for one in tree.css("*") if (kind := kinds[one.tag_id])]:
        if kind is _OTHER:
            found[_KINDS.get(node.tag or "", kind)].append(node)
        elif kind != "frame" or source_of(node):
            found[kind].append(node)
    return found


class _Kinds(dict[int, str]):
    """Kinds by a tag's number, "" for what is passed by; who has no fixed number is another."""

    def __missing__(self, number: int) -> str:
        return _OTHER


@cache
def _kinds() -> _Kinds:
    made = LexborHTMLParser("")
    numbers = ((made.create_node(tag).tag_id, kind) for tag, kind in _KINDS.items())
    known = {number: kind for number, kind in numbers if number < _NUMBERED}
    return _Kinds({**dict.fromkeys(range(_NUMBERED), ""), **known})


def source_of(frame: LexborNode) -> str:
    """Return the address of what a frame shows."""
    attributes = frame.attributes
    return (attributes.get("data" if frame.tag == "object" else "src") or "").strip()
