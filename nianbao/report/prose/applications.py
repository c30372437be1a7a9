"""Numbers of applications: what came in, was settled, how, for whom, and was carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report.prose import subjects
from nianbao.report.prose.scene import UNKNOWN, VERBS
from nianbao.report.prose.subjects import Reading

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.subjects import Readings

_CAME: Final = frozenset(["new", "got", "accepted"])
_OF_APPLICATIONS: Final = frozenset(["received", "settled", "handled"])


def read(said: Said, one: Quantity, scene: Scene, text: str) -> tuple[Readings, ...] | None:
    """Return the readings of a number of applications, None where it is none."""
    if said.any("application"):
        scene.turn_to("application")
    if scene.topic != "application":
        return None
    if said.any("carried_in") and not said.any(*_CAME):
        return ((Reading(subjects.CARRIED_IN),),)
    if said.any("carried"):
        return (_carried(scene),)
    if said.any("carried_out"):
        return None if "目前" in text else ((Reading(subjects.CARRIED_OUT),),)
    is_of_public = said.any("citizen") and said.any(*_CAME)
    is_specific = said.any(*SPECIFIC) and not is_of_public
    made = _specific(said, scene, text) if is_specific else _verb(said, one, scene)
    return None if made is None else (made,)


SPECIFIC: Final = (*subjects.RESULTS, *subjects.APPLICANTS)
"""Kinds of word that say of which applications a number is."""


def _carried(scene: Scene) -> Readings:
    """Read 结转2件: to the next year where what came from the last has been told."""
    before = any(claim.cells == subjects.CARRIED_IN for claim in scene.claims)
    out = Reading(subjects.CARRIED_OUT)
    return (out,) if before else (out, Reading(subjects.CARRIED_IN))


def _specific(said: Said, scene: Scene, text: str) -> Readings | None:
    if results := said.only(subjects.RESULTS):
        return _result(results, said, scene, text)
    return _applicant(said, scene)


def _verb(said: Said, one: Quantity, scene: Scene) -> Readings | None:
    """Read what was done with a number of applications. Parts behind 其中 are no totals."""
    verbs = said.only(VERBS)
    if scene.among and set(verbs) != {"new"}:
        return None
    match verbs:
        case ["got"] | ["accepted"] if said.any("citizen"):
            readings, head = subjects.of_citizens(), "received"
        case ["new"] if scene.among == "settled":
            readings, head = (*subjects.received(), *subjects.finished()), "received"
        case ["new"] | ["got"] | ["new", "got"]:
            readings, head = subjects.received(), "received"
        case ["accepted"] | ["got", "accepted"] | ["new", "accepted"]:
            readings, head = subjects.received_with_carried(), "received"
        case ["finished"] | ["handled", "finished"] | ["answered", "finished"]:
            readings, head = subjects.finished(), "settled"
        case ["answered"] | ["handled", "answered"] | ["finished", "answered"]:
            readings, head = subjects.answered(), "settled"
        case ["handled"]:
            readings, head = subjects.handled(), "handled"
        case [] if said.any("application") and (said.any("counted", "summed") or one.value == 0):
            readings, head = subjects.received(), "received"
        case _:
            return None
    scene.take(head)
    return readings


def _result(results: list[str], said: Said, scene: Scene, text: str) -> Readings | None:
    """Read results. Of one group and one of its reasons, 等 between them says the group."""
    if said.any(*_CAME) or scene.among == UNKNOWN:
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
    return subjects.result(cells, of_received=of_received)


def _applicant(said: Said, scene: Scene) -> Readings | None:
    kinds, verbs = said.only(subjects.APPLICANTS), said.only(VERBS)
    head = scene.among or scene.head
    if len(kinds) > 1 or len(verbs) > 1 or not _CAME.issuperset(verbs):
        return None
    if head not in {"", *_OF_APPLICATIONS}:
        return None
    if verbs:
        head = "received"
    if not head and said.any("application"):
        head = scene.head = "handled"
    return subjects.applicants(kinds[0], head) if head else None
