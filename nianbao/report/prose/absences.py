"""未收到, 未发生, 无: nothing of a kind occurred."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import subjects
from nianbao.report.prose.scene import said as understood
from nianbao.report.prose.totalities import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.prose.scene import Said, Scene

_OF_SOME: Final = (
    "obligation",
    "means",
    "remainder",
    "every",
    "upheld",
    "outcome_other",
    "closed",
    "opened",
    *subjects.ENDS,
    "pending",
    "finished",
    "answered",
    "handled",
    "among",
    *subjects.APPLICANTS,
    *subjects.RESULTS,
)
"""With these words it is only some that did not occur: no overdue answer, no company."""


_WITH_RESULTS: Final = frozenset(
    ("negation", "filler", "own", "year", "annual", "generic", "application", "granted")
).union(subjects.GROUPS, subjects.GROUP_OF)
_APPLICANTS: Final = (
    "person",
    "business",
    "enterprise",
    "organisation",
    "research",
    "nonprofit",
    "legal_service",
)
_WITH_APPLICANTS: Final = frozenset(
    ("negation", "filler", "own", "year", "annual", "generic", "application", "got", "new")
).union(_APPLICANTS)
_NONE_LEFT: Final = re.compile(
    "^(?:上一?年度?|去年)(?:没有|无|未)(?:有)?(?:结转|遗留|顺延)(?:的|到|至|今年|本年度?)*"
    "(?:(?:政府)?信息公开|依申请公开)?的?申请(?:件)?$"
)
"""上年度没有结转的申请 is said of this year's table."""
_POWERS: Final = re.compile(r"(?:许可|处罚|强制)(?:类)?(?:的)?(?:事项|项目|职能|职责|权限|权)")
"""A body without powers may have been delegated some; of decisions this says nothing."""


def absences(text: str, scene: Scene) -> Iterator[tuple[str, ...]]:
    """Yield the cells that a clause says are 0, of 零申请、零复议 each."""
    if text.count("零") > 1 and "、" in text:
        for part in text.split("、"):
            yield from _absent(part, scene)
    else:
        yield from _absent(text, scene)


def _absent(text: str, scene: Scene) -> Iterator[tuple[str, ...]]:
    if "申请" in text and scene.own and not scene.narrowed and _NONE_LEFT.search(text):
        yield subjects.CARRIED_IN
    said = understood(text, scene)
    if said is None or "negation" not in said.kinds or "part" in said.kinds or not scene.is_clear:
        return
    yield from _of_rows_and_columns(said, scene)
    is_of_any = "means" in said.kinds and "措施" in text and "执行" in text
    is_of_cases = "corrected" in said.kinds and said.has(subjects.CASES)
    left_out = {"means"} if is_of_any else {"handled"} if is_of_cases else set()
    if not said.any(*(kind for kind in _OF_SOME if kind not in left_out)):
        yield from _of_all(said, scene, text)


def _of_rows_and_columns(said: Said, scene: Scene) -> Iterator[tuple[str, ...]]:
    """Read what is said of results, or of a kind of applicant, and of nothing else."""
    if _is_of_results(said, scene):
        leaves = said.only(subjects.GROUP_OF)
        reasoned = {subjects.GROUP_OF[leaf] for leaf in leaves}
        groups = [kind for kind in said.only(subjects.GROUPS) if kind not in reasoned]
        kinds = (*leaves, *groups, *said.only(("granted",)))
        yield from (subjects.RESULTS[kind] for kind in kinds)
    if _is_of_applicants(said, scene):
        for kind in said.only(_APPLICANTS):
            columns = ("business",) if kind == "enterprise" else subjects.APPLICANTS[kind]
            yield tuple(f"t3.received.{key}" for key in columns)


def _of_all(said: Said, scene: Scene, text: str) -> Iterator[tuple[str, ...]]:
    if cases := said.only(subjects.LITIGATION):
        scene.turn_to("litigation", *cases)
    if cases or ("corrected" in said.kinds and scene.topic == "litigation"):
        yield from _of_cases(said, scene, text)
    elif said.any("carried_in", "carried_out", "carried"):
        yield from _carried(said, scene)
    elif said.any(*subjects.DOCUMENTS, "papers"):
        yield from _documents(said, scene)
    elif said.any("fees", *subjects.DECISIONS) and not _POWERS.search(text):
        yield from _of_table_two(said)
    elif "application" in said.kinds or ("generic" in said.kinds and scene.topic == "application"):
        scene.turn_to("application")
        scene.head = "none"
        yield subjects.RECEIVED


def _is_of_results(said: Said, scene: Scene) -> bool:
    """Read 没有不予公开的情形, said of applications and of nothing else."""
    is_named = "granted" not in said.kinds or said.any("generic", "application")
    return scene.topic == "application" and said.kinds <= _WITH_RESULTS and is_named


def _is_of_applicants(said: Said, scene: Scene) -> bool:
    """Read 没有收到商业企业提出的政府信息公开申请, said of what came and of nothing else."""
    is_named = "application" in said.kinds or scene.topic == "application"
    is_of_these = scene.head == "received" and said.any("application", "generic")
    is_what_came = said.any("got", "new") or is_of_these
    return is_named and is_what_came and said.kinds <= _WITH_APPLICANTS


def _of_cases(said: Said, scene: Scene, text: str) -> Iterator[tuple[str, ...]]:
    if "accepted" in said.kinds:
        return
    if "corrected" not in said.kinds:
        yield from (subjects.litigation((kind,), "total") for kind in scene.subject)
        return
    kinds = said.only(subjects.LITIGATION) or counted(scene)
    if "败诉" in text and "纠" not in text and "review" not in said.kinds:
        kinds = [kind for kind in kinds if kind != "review"]
    yield from (subjects.litigation((kind,), "corrected") for kind in kinds)


def _carried(said: Said, scene: Scene) -> Iterator[tuple[str, ...]]:
    if scene.topic == "application" or "application" in said.kinds:
        if "carried_in" in said.kinds:
            yield subjects.CARRIED_IN
        told = (subjects.CARRIED_IN, subjects.SETTLED)
        before = any(claim.cells in told for claim in scene.claims)
        if "carried_out" in said.kinds or (before and "carried" in said.kinds):
            yield subjects.CARRIED_OUT


def _documents(said: Said, scene: Scene) -> Iterator[tuple[str, ...]]:
    is_of_these = scene.topic == "documents" and "papers" in said.kinds
    for kind in said.only(subjects.DOCUMENTS) or (scene.subject if is_of_these else ()):
        for done in said.only(subjects.DOCUMENT_COLUMNS):
            yield from ((f"t2.{kind}.{key}",) for key in subjects.DOCUMENT_COLUMNS[done])


def _of_table_two(said: Said) -> Iterator[tuple[str, ...]]:
    yield from ((f"t2.{kind}.decisions",) for kind in said.only(subjects.DECISIONS))
    if "fees" in said.kinds:
        yield subjects.FEES
