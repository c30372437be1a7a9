"""Numbers of reviews and lawsuits about information disclosure, and how they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report.prose import subjects
from nianbao.report.prose.scene import UNKNOWN
from nianbao.report.prose.subjects import Reading

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.subjects import Readings

_UNITS: Final = frozenset(["件", "件次", "宗", "起", "例", "次", "个", ""])
_OF_CASES: Final = subjects.CASES | {"remainder"}
_KINDS_OF_SUIT: Final = frozenset(["suit_direct", "suit_after_review"])
_AS_JUDGE: Final = frozenset(
    ("accepted", "handled", "finished", "answered", "closed", "carried_in")
)
"""Said of cases that the body decides on itself, or of those of former years."""


def read(said: Said, one: Quantity, scene: Scene, text: str) -> tuple[Readings, ...] | None:
    """Return the readings of a number of cases, None where it is none."""
    if scene.topic == "litigation" or said.has(_OF_CASES):
        return _read(said, one, scene, text)
    scene.marked = scene.marked or "marker" in said.kinds
    return None


def _read(said: Said, one: Quantity, scene: Scene, text: str) -> tuple[Readings, ...] | None:
    cases = said.only(subjects.LITIGATION)
    if (one.end == len(text) or text.startswith("、", one.end)) and _is_remainder(said, scene):
        return _remaining(scene) if scene.marked and one.unit in _UNITS else ()
    outcomes = said.only((*subjects.OUTCOMES, *subjects.ENDS))
    scene.marked = scene.marked or "marker" in said.kinds
    if not _KINDS_OF_SUIT.isdisjoint(cases):
        cases = [kind for kind in cases if kind != "suit"]
    is_of_these = scene.topic == "litigation" and bool(scene.subject)
    if said.in_order == ("closed",) and scene.marked and is_of_these:
        return ()
    is_first = _is_first(said, scene) or _is_own(said, scene)
    goes_on = outcomes or _is_of_these(said, scene) or is_first
    if not cases and not (goes_on and is_of_these):
        return None
    if _is_as_judge(said, one):
        scene.turn_to("foreign")
        scene.head = UNKNOWN
        return ()
    if "应诉" in text and "marker" not in said.kinds:
        scene.marked = False
    if cases:
        scene.turn_to("litigation", *cases)
        scene.take("litigation")
    elif is_first:
        scene.head = "litigation"
    is_told = bool(cases) and "marker" in said.kinds
    is_of_all = "every" in said.kinds and bool(cases) and "marker" not in said.kinds
    scene.marked = scene.marked and "new" not in said.kinds and not is_of_all
    if (
        len(outcomes) > 1
        or "new" in said.kinds
        or not _is_of_disclosure(one, scene, is_told=is_told)
    ):
        return ()
    return _of_outcome(outcomes, said, one, scene, text)


def _is_remainder(said: Said, scene: Scene) -> bool:
    """Whether 其他 stands behind another outcome: 维持4件、纠正1件、其他2件."""
    last = scene.claims[-1].cells[0].rpartition(".")[2] if scene.claims else ""
    return said.in_order == ("remainder",) and last in {"upheld", "corrected"}


def _remaining(scene: Scene) -> tuple[Readings, ...]:
    """Read 其他2件: 其他结果, or all that is left, what is pending too."""
    found = (subjects.litigation(scene.cases, one) for one in ("other", "pending"))
    other, pending = found
    return ((Reading(other), Reading(other + pending)),) if other else ()


def _is_as_judge(said: Said, one: Quantity) -> bool:
    """Whether the body decides on the cases itself, or applications are counted with them."""
    is_mixed = "application" in said.kinds and said.any("got", "new") and bool(one.value)
    return is_mixed or said.has(_AS_JUDGE)


def _of_outcome(
    outcomes: list[str], said: Said, one: Quantity, scene: Scene, text: str
) -> tuple[Readings, ...]:
    if not scene.cases:
        return ()
    if outcomes and outcomes[0] in subjects.ENDS:
        return _ended(outcomes[0], scene)
    outcome = subjects.OUTCOMES[outcomes[0]] if outcomes else "total"
    if "each" in said.kinds or one.value == 0:
        return _of_each(said, one, scene, outcome, text)
    return (_of_kind(scene, outcome, is_told=bool(said.only(subjects.LITIGATION))),)


def _ended(end: str, scene: Scene) -> tuple[Readings, ...]:
    """Read 撤销2件: of one outcome some, which are not more than all of it."""
    found = (subjects.litigation(scene.subject, one) for one in subjects.ENDS[end])
    readings = tuple(Reading(cells, slack=cells) for cells in found)
    return (readings,) if readings else ()


def _of_kind(scene: Scene, outcome: str, *, is_told: bool) -> Readings:
    """Read 直接起诉3件，复议后起诉2件；维持3件: of the last kind of suit, or of both."""
    own = Reading(subjects.litigation(scene.subject, outcome))
    if is_told or _KINDS_OF_SUIT.isdisjoint(scene.subject):
        return (own,)
    both = Reading(subjects.litigation(("suit",), outcome))
    return (both, own) if scene.apart else (own, both)


def _is_first(said: Said, scene: Scene) -> bool:
    """Read 政府信息公开行政复议方面，全年9件: the first number on what has been named."""
    return scene.marked and not scene.claims and said.in_order in {("annual",), ("year",)}


def _is_own(said: Said, scene: Scene) -> bool:
    """Read 其中我局2件 behind a number of the cases of others."""
    return said.in_order == ("among",) and "own" in said.kinds and not scene.among


def _is_of_these(said: Said, scene: Scene) -> bool:
    """Read 其中涉及政府信息公开8件 behind a number of cases of any matter."""
    return scene.among == "litigation" and set(said.in_order) == {"among", "marker"}


def _is_of_disclosure(one: Quantity, scene: Scene, *, is_told: bool) -> bool:
    """Whether the cases are about disclosure. Where there are none at all, these are none too."""
    if one.unit not in _UNITS or (scene.among == UNKNOWN and not is_told):
        return False
    return scene.marked or one.value == 0


def _of_each(
    said: Said, one: Quantity, scene: Scene, outcome: str, text: str
) -> tuple[Readings, ...]:
    made = [(Reading(subjects.litigation((kind,), outcome)),) for kind in scene.subject]
    if "application" in said.kinds and "、" in text and one.value == 0:
        return (subjects.received(), *made)
    return tuple(made)
