"""Numbers of documents, of decisions, and sums of fees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import subjects
from nianbao.report.prose.scene import UNKNOWN, VERBS
from nianbao.report.prose.subjects import Reading

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.subjects import Readings

_COUNTED: Final = frozenset(["件", "起", "宗"])
_EACH: Final = re.compile(r"行政(许可|处罚|强制)(?:决定)?\d")
_DECISIONS: Final = frozenset(subjects.DECISIONS)
_ELSE: Final = (
    VERBS
    | subjects.ENDED
    | {"application", "public", "marker", "opened", "due", "remainder", "papers"}
)
"""Words beside which a document or a decision is what something else is about."""


_DEALT_WITH: Final = re.compile("办件|案件|立案|业务|办理量")
_PLAIN: Final = frozenset(
    ("annual", "year", "period", "until", "summed", "counted", "part", "handled", "finished", "own")
) | frozenset(subjects.DECISIONS)
"""全年行政许可35件, 办理行政许可35件: nothing else is said of these."""


def read(said: Said, one: Quantity, scene: Scene, text: str) -> tuple[Readings, ...] | None:
    """Return the readings of a number or sum of table two, None where it is none."""
    if one.is_money or (one.value == 0 and not one.unit and "fees" in said.kinds):
        is_fee = "fees" in said.kinds or (scene.topic == "fees" and "amount" in said.kinds)
        is_other = "negation" in said.kinds or said.has(_ELSE)
        return ((Reading(subjects.FEES),),) if is_fee and not is_other else ()
    if "fees" in said.kinds:
        scene.turn_to("fees")
        return ()
    if said.has(_DECISIONS):
        return _decisions(said, one, scene, text)
    return _documents(said, one, scene)


def _is_of_year(said: Said, text: str) -> bool:
    """Read 全年行政许可35件: what was dealt with (办件, 案件) need not have been decided on."""
    return said.any("annual", "year") and "part" not in said.kinds and not _DEALT_WITH.search(text)


def _is_list(said: Said, scene: Scene, text: str) -> bool:
    """Whether 行政许可8件、行政处罚9件 are listed as in the table, and of no other number parts."""
    return "coercion" in said.kinds or (
        not scene.among and scene.head != UNKNOWN and len(set(_EACH.findall(text))) > 1
    )


def _documents(said: Said, one: Quantity, scene: Scene) -> tuple[Readings, ...] | None:
    named, done = said.only(subjects.DOCUMENTS), said.only(subjects.DOCUMENT_COLUMNS)
    if not named and not (done and scene.topic == "documents"):
        return None
    of_each = "each" in said.kinds and one.value == 0
    if said.has(_ELSE) or len(done) > 1 or (len(named) > 1 and not of_each):
        scene.turn_to("foreign")
        return ()
    is_next = scene.topic == "documents" and not set(named) <= set(scene.subject)
    if named:
        scene.turn_to("documents", *named)
        scene.take("documents")
    if done:
        scene.verb = done[0]
    elif not is_next:
        scene.verb = ""
    columns = subjects.DOCUMENT_COLUMNS.get(scene.verb, ())
    kinds = scene.subject if of_each else scene.subject[:1]
    more = scene.verb == "lapsed"
    if not of_each and not named and len(scene.subject) > 1:
        return tuple(_of_any(scene.subject, column, more=more) for column in columns)
    return tuple(
        (Reading((f"t2.{kind}.{column}",), more=more),) for kind in kinds for column in columns
    )


def _of_any(kinds: tuple[str, ...], column: str, *, more: bool) -> Readings:
    """Return the readings of a number of documents, of whichever kind, or of all."""
    cells = tuple(f"t2.{kind}.{column}" for kind in kinds)
    return (*(Reading((cell,), more=more) for cell in cells), Reading(cells, more=more))


def _decisions(said: Said, one: Quantity, scene: Scene, text: str) -> tuple[Readings, ...]:
    """Read 作出行政处罚96件, 行政处罚决定96件. What was shown (公示) is not what was made.

    Behind a number of what is not understood a number without a verb may have that verb.
    """
    is_plain = _PLAIN.issuperset(said.in_order)
    is_handled = is_plain and said.any("handled", "finished") and not scene.topic
    is_made = (
        said.any("made", "decision")
        or scene.verb == "made"
        or one.value == 0
        or is_handled
        or (one.unit in _COUNTED and is_plain and _is_of_year(said, text))
        or (one.unit in _COUNTED and _is_list(said, scene, text))
    )
    is_parallel = scene.head == UNKNOWN and "made" not in said.kinds
    is_else = ("generic" in said.kinds or said.has(_ELSE)) and not is_handled
    if is_else or not is_made or (is_parallel and one.value):
        scene.turn_to("foreign")
        return ()
    scene.partial = scene.partial or is_handled
    scene.verb = "made" if is_plain and _is_of_year(said, text) else scene.verb
    if said.any("made", "decision"):
        scene.verb = "made"
    named = said.only(subjects.DECISIONS)
    scene.turn_to("decisions", *named)
    cells = tuple(f"t2.{kind}.decisions" for kind in scene.subject)
    if "each" in said.kinds or one.value == 0:
        return tuple((Reading((cell,)),) for cell in cells)
    return (
        (Reading(cells, slack=cells if said.any("field", "means", *subjects.APPLICANTS) else ()),),
    )
