"""Numbers of applications: what came in, was settled, how, for whom, and was carried over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import subjects
from nianbao.report.prose.scene import LISTED, UNKNOWN, VERBS
from nianbao.report.prose.subjects import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.subjects import Readings

_OTHER_KINDS: Final = re.compile("企业|法人|机构|组织")
_SEVERAL: Final = 2
_DONE: Final = {
    ("new",): (subjects.received, "received"),
    ("got",): (subjects.received, "received"),
    ("new", "got"): (subjects.received, "received"),
    ("accepted",): (subjects.received_with_carried, "received"),
    ("got", "accepted"): (subjects.received_with_carried, "received"),
    ("new", "accepted"): (subjects.received_with_carried, "received"),
    ("finished",): (subjects.finished, "settled"),
    ("handled", "finished"): (subjects.finished, "settled"),
    ("answered", "finished"): (subjects.finished, "settled"),
    ("answered",): (subjects.answered, "settled"),
    ("handled", "answered"): (subjects.answered, "settled"),
    ("finished", "answered"): (subjects.answered, "settled"),
    ("got", "finished"): (subjects.at_once, "received"),
    ("accepted", "finished"): (subjects.at_once, "received"),
    ("got", "answered"): (subjects.at_once, "received"),
    ("accepted", "answered"): (subjects.at_once, "received"),
    ("got", "handled"): (subjects.at_once, "received"),
    ("accepted", "handled"): (subjects.at_once, "received"),
    ("handled",): (subjects.handled, "handled"),
}
"""What a number of applications is of by what was done with them, and what 其中 is then of."""
_DISCLOSED: Final = re.compile("依申请公开的?(?:政府|政务)?信息(?:数量)?[共计为达]*$")
"""依申请公开政府信息21件 may be what was made open, and not what was asked for."""
_COUNTED: Final = frozenset(["件", "宗", "起", "份"])
_OF_TEXTS: Final = frozenset(["条", "部", "笔"])
"""Units of what is no application."""
_ABOUT: Final = re.compile(
    "(?:涉及?|关于|有关|申请公开|要求公开)(?:第三方|内部|行政|国家|过程)[^,;\\d]{0,10}申请"
)
"""What an application is about is no result of it."""
_CAME: Final = frozenset(["new", "got", "accepted"])
_SPECIFIC: Final = subjects.OF_RESULT | subjects.OF_WHOM | {"remainder"}
"""Kinds of word that say of which applications a number is."""
_BESIDE_OPENED: Final = (
    subjects.OF_RESULT | subjects.OF_WHOM | VERBS | {"public", "counted", "due", "generic"}
)
"""With any of these 公开15件 is no result of its own."""
_OF_APPLICATIONS: Final = frozenset(["received", "settled", "handled", LISTED])


def read(said: Said, one: Quantity, scene: Scene, text: str) -> tuple[Readings, ...] | None:
    """Return the readings of a number of applications, None where it is none."""
    if "application" in said.kinds:
        scene.turn_to("application")
    if not scene.topic and "申请" in text and said.any("carried_in", "carried_out"):
        scene.turn_to("application")
    if scene.topic != "application" or said.has(subjects.ENDED):
        return None
    if scene.among == "results" and said.any("carried_in", "carried", "carried_out"):
        return None
    if "carried_in" in said.kinds and (not said.has(_CAME) or _is_taken_over(said)):
        scene.take(scene.head.removeprefix(LISTED) or "carried")
        return ((Reading(subjects.CARRIED_IN),),)
    if "carried" in said.kinds:
        return (subjects.due() if said.has(_CAME) else _carried(scene),)
    if "carried_out" in said.kinds:
        return None if "目前" in text else ((Reading(subjects.CARRIED_OUT),),)
    is_of_public = "citizen" in said.kinds and said.has(_CAME) and not _OTHER_KINDS.search(text)
    is_specific = said.has(_SPECIFIC) and not is_of_public
    if "opened" in said.kinds:
        made = _opened(said, scene) if one.unit in _COUNTED else None
    else:
        made = _specific(said, one, scene, text) if is_specific else _verb(said, one, scene)
    if made is not None and _DISCLOSED.search(text, 0, one.start):
        made = (*made, *subjects.opened())
    return None if made is None else (made,)


def _is_taken_over(said: Said) -> bool:
    """Read 受理上年结转1件: what was taken on is what was carried in, and nothing else."""
    named = [*_CAME, "carried_in", "generic", "application"]
    first = said.only(named)[:2]
    return first in (["accepted", "carried_in"], ["got", "carried_in"]) and "new" not in said.kinds


def _opened(said: Said, scene: Scene) -> Readings | None:
    """Read 公开15件 among the results of what was received or settled."""
    is_alone = not said.has(_BESIDE_OPENED)
    is_result = (scene.among or scene.head) in _OF_APPLICATIONS
    return subjects.opened() if is_alone and is_result else None


def _carried(scene: Scene) -> Readings:
    """Read 结转2件: to the next year where what came from the last has been told."""
    before = any(claim.cells == subjects.CARRIED_IN for claim in scene.claims)
    out = Reading(subjects.CARRIED_OUT)
    return (out,) if before else (out, Reading(subjects.CARRIED_IN))


def _remaining(said: Said, one: Quantity, scene: Scene, text: str) -> list[str]:
    """Read 不予处理3件、其他2件: behind the last but one group 其他 is the last."""
    ends = one.end == len(text) or text.startswith("、", one.end)
    is_listed = ends and said.in_order == ("remainder",) and bool(scene.claims)
    is_last = is_listed and scene.claims[-1].cells == subjects.RESULTS["refused"]
    return ["other"] if is_last else []


def _others(said: Said, scene: Scene) -> Readings | None:
    """Read 法律服务机构17件、其他4件: behind columns 其他 is the last, or what is not named."""
    columns = [column for claim in scene.claims for column in _column(claim.cells)]
    if said.in_order != ("remainder",) or len(columns) < _SEVERAL or "other" in columns:
        return None
    if not _column(scene.claims[-1].cells):
        return None
    last = scene.claims[-1].readings
    unnamed = (*(key for key in subjects.COLUMNS if key not in columns and key != "other"), "other")
    made = [one._replace(cells=_in_column(one.cells, ("other",)), slack=()) for one in last]
    made += [one._replace(cells=_in_column(one.cells, unnamed), slack=()) for one in last]
    return tuple(made)


def _column(cells: tuple[str, ...]) -> list[str]:
    """Return the column of table three that cells of one kind of applicant are of."""
    columns = {cell.rpartition(".")[2] for cell in cells}
    is_one = len(columns) == 1 and cells[0].startswith("t3.") and columns <= set(subjects.COLUMNS)
    return [*columns] if is_one else []


def _in_column(cells: tuple[str, ...], columns: Sequence[str]) -> tuple[str, ...]:
    rows = dict.fromkeys(cell.rpartition(".")[0] for cell in cells)
    return tuple(f"{row}.{column}" for row in rows for column in columns)


def _specific(said: Said, one: Quantity, scene: Scene, text: str) -> Readings | None:
    if one.unit in _OF_TEXTS or _ABOUT.search(text):
        return None
    if results := said.only(subjects.RESULTS) or _remaining(said, one, scene, text):
        return _result(results, said, scene, text)
    ends = one.end == len(text) or text.startswith("、", one.end)
    return (_others(said, scene) if ends else None) or _applicant(said, scene)


def _verb(said: Said, one: Quantity, scene: Scene) -> Readings | None:
    """Read what was done with a number of applications. Parts behind 其中 are no totals."""
    verbs = said.only(VERBS)
    if scene.among and set(verbs) != {"new"}:
        return None
    made = _of_verbs(tuple(verbs), said, one, scene)
    if made is None:
        return None
    readings, head = made
    scene.take(head)
    return readings


def _of_verbs(
    verbs: tuple[str, ...], said: Said, one: Quantity, scene: Scene
) -> tuple[Readings, str] | None:
    if verbs in {("got",), ("accepted",)} and "citizen" in said.kinds:
        return subjects.of_citizens(), "received"
    if verbs == ("new",) and scene.among == "settled":
        return (*subjects.received(), *subjects.finished()), "received"
    if verbs:
        readings, head = _DONE.get(verbs, (None, ""))
        return None if readings is None else (readings(), head)
    return _without_verb(said, one)


def _without_verb(said: Said, one: Quantity) -> tuple[Readings, str] | None:
    """Read 本年度政府信息公开申请为42件: of what came, or of all that there was."""
    if "due" in said.kinds:
        return subjects.due(), "handled"
    if "application" not in said.kinds or "rest" in said.kinds:
        return None
    if said.any("counted", "summed") or one.value == 0:
        return subjects.received(), "received"
    is_own = said.any("annual", "year", "until", "period")
    anything = (*subjects.received_with_carried(), *subjects.finished())
    return (anything, "handled") if is_own and one.unit in _COUNTED else None


def _result(results: list[str], said: Said, scene: Scene, text: str) -> Readings | None:
    """Read results. Of one group and one of its reasons, 等 between them says the group."""
    if said.has(_CAME) or not {UNKNOWN, "carried"}.isdisjoint({scene.among, scene.head}):
        return None
    kept = list(dict.fromkeys(results))
    leaves = [kind for kind in kept if kind in subjects.GROUP_OF]
    groups = [kind for kind in kept if kind not in leaves]
    if leaves and groups:
        if set(groups) != {subjects.GROUP_OF[leaf] for leaf in leaves}:
            return None
        kept = groups if "等" in text else leaves
    cells = tuple(cell for kind in kept for cell in subjects.RESULTS[kind])
    of_received = (scene.among or scene.head) in {"received", "handled"}
    if not scene.among and any(claim.cells == subjects.CARRIED_IN for claim in scene.claims):
        of_received = False
    return subjects.result(cells, of_received=of_received)


def _applicant(said: Said, scene: Scene) -> Readings | None:
    if "remainder" in said.kinds:
        return None
    kinds, verbs = said.only(subjects.APPLICANTS), said.only(VERBS)
    head = scene.among or scene.head
    if len(kinds) > 1 or len(verbs) > 1 or not _CAME.issuperset(verbs):
        return None
    if head not in {"", *_OF_APPLICATIONS}:
        return None
    if verbs:
        head = "received"
        scene.head = scene.head or LISTED
    if not head and "application" in said.kinds:
        head = scene.head = "handled"
    return subjects.applicants(kinds[0], head) if head else None
