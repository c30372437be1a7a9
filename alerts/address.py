"""How an office speaks of itself and of whom it writes to: 我局, 你县, 你单位, 贵单位."""

from __future__ import annotations

from typing import Final

GOVERNMENT: Final = "人民政府"
_LEVELS: Final = "省市县区旗州盟镇乡"
"""Last characters of a place that has a government; its government is addressed by them."""
_SHORTEST_PLACE: Final = 2  # characters
_OFFICES: Final = {"办公室": "办", "办公厅": "厅", "委员会": "委", "中心": "中心"}
_ONE_CHARACTER: Final = "局厅委处"


def you(body: str, *, vertical: bool = False) -> str:
    """Return how a body is addressed: a government by its level, others as 你单位.

    ``vertical``: the office does not lead it (不相隶属), and asks.
    """
    if vertical:
        return "贵单位"
    if body in {"", GOVERNMENT}:  # a report whose body is not known
        return "你单位"
    place = body.removesuffix(GOVERNMENT)
    is_government = place != body or body[-1:] in "镇乡"
    if is_government and place[-1:] in _LEVELS:
        return f"你{place[-1]}"
    return "你街道" if body.endswith(("街道", "街道办事处")) else "你单位"


def we(office: str) -> str:
    """Return how an office calls itself: 我局, 我委, and 我办 where its name does not tell."""
    for ending, short in _OFFICES.items():
        if office.endswith(ending):
            return f"我{short}"
    return f"我{office[-1]}" if office.endswith(tuple(_ONE_CHARACTER)) else "我办"


def own_government(office: str, body: str) -> str:
    """Return the government of which ``body`` (its name) speaks, if the office serves it.

    A county's may be named with its city before it, in either name. "" where the body is no
    government nor its office, or another level's.
    """
    place, found, _ = body.partition(GOVERNMENT)
    if not found or not place:
        return ""
    served, has_government, _ = office.partition(GOVERNMENT)
    if has_government:
        is_own = bool(served) and (served.endswith(place) or place.endswith(served))
    else:
        is_own = office.startswith((place, _lowest(place)))
    return place + GOVERNMENT if is_own else ""


def _lowest(place: str) -> str:
    """Return 云汀县 of 青禾市云汀县, the place itself where no other stands before it."""
    higher = max(place[:-1].rfind(level, 1) for level in _LEVELS)
    return place[higher + 1 :] if 0 < higher < len(place) - _SHORTEST_PLACE else place
