"""How an office speaks of itself and of whom it writes to: 我局, 你县, 你单位, 贵单位."""

from __future__ import annotations

from typing import Final

GOVERNMENT: Final = "人民政府"
_LEVELS: Final = "省市县区旗州盟镇乡"
"""Last characters of a place that has a government; its government is addressed by them."""
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

    "" where the body is no government nor its office, or another level's.
    """
    place, found, _ = body.partition(GOVERNMENT)
    return place + GOVERNMENT if found and place and office.startswith(place) else ""
