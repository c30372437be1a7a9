"""均已办结, 全部答复, 办结率100%, 均获维持: something is said of all there were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report.prose import subjects
from nianbao.report.prose.scene import LISTED, UNKNOWN, VERBS
from nianbao.report.prose.scene import said as understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.prose.scene import Said, Scene

Total: TypeAlias = "tuple[tuple[str, ...], tuple[str, ...]]"
"""Cells, and those that they are as great as; without these, the cells are 0."""

_RATE: Final = re.compile(
    r"(?<!限内)(?<!间内)(?<!限)办结率(?:均)?(?:为|达|达到|是|保持)?(?:100%|百分之百)$"
)
_ALL: Final = re.compile(
    r"(?:均|全部|全都|已全部|都)(?:已经|已|于?年内|当年|全部|按时|按期|按要求|按规定|如期|及时|依法|依规|规范|妥善|"
    r"予以|给予了?|进行了?|得到了?|在?(?:法定|规定)(?:的)?(?:期限|时限|时间|答复期限)(?:内|前)?|"
    r"(?:向申请人)?书面|完成|获|被){0,6}"
    r"(?P<done>办结|答复|回复|办复|办理完毕|办理完成|办理完结|处理完毕|答复完毕|审结|结案"
    r"|(?:结果)?维持|(?:予以|予)公开)(?:完毕|完成|申请人|原行政行为|原具体行政行为|原决定)?(?:了)?(?:[并、]?(?:及时)?归档)?$"
)
_UNLESS: Final = re.compile(
    r"目前|现已|结转下|顺延|延期|尚未|未办结|未答复|其余|除|到期|应答复|正在|另|转入|暂|待|未到"
)
"""Where a sentence says so, 均已办结 is said of the rest."""
_REST: Final = re.compile("其余|其它|其他|剩余|余下")
CONTAINED: Final = re.compile(r"(?<!不)(?:含|包括|加上|连同|包含).{0,4}(?:上|去|\d{4}|结转)")
"""办理45件（含上年结转3件） are all there were to handle."""
_MANNER: Final = re.compile(r"规范|妥善|依法|依规|及时|按规定|按要求")
"""With these it may be said of the answers given, how they were, unless a number is before it."""
_IN_TIME: Final = re.compile(
    r"(?:按时|按期|如期|及时|(?:期限|时限|时间)(?:内|前)?)(?:予以|给予了?|进行了?|书面|完成|作出){0,2}(?:答复|回复|办复)$"
)
"""均按时答复 may be said of those that were due."""
_ANSWERED: Final = re.compile(r"[均都](?!.{0,8}全部).{0,6}?(?:答复|回复|办复)(?:了?申请人|了)?$")
"""So may 均已答复; 全部答复 and 均答复完毕 are said of all."""
_OF_ONE: Final = re.compile(
    r"(?:[均都]|全部|全都)(?:为|是|系|由|来自)(?P<who>自然人|公民|商业企业|科研机构|社会公益组织|法律服务机构)(?:个人)?(?:所)?(?:提出|提交|申请|的)*$"
)
"""均为自然人申请: of what came all is of one kind of applicant."""
_WHO: Final = {
    "自然人": "person",
    "公民": "person",
    "商业企业": "business",
    "科研机构": "research",
    "社会公益组织": "nonprofit",
    "法律服务机构": "legal_service",
}
_PLAIN: Final = frozenset(["filler", "application", "generic", "own", "public"])
_DONE: Final = VERBS | subjects.OF_RESULT
_LAST: Final = 60
"""字: what is said of all ends the clause; more than this does not stand before it."""


def totalities(text: str, sentence: str, scene: Scene) -> Iterator[Total] | None:
    """Return what a clause says of all, None where it says nothing of all."""
    tail = text[-_LAST:]
    match = _ALL.search(tail)
    found = match or _RATE.search(tail)
    if found is None:
        return None
    said = understood(text[: len(text) - len(tail) + found.start()], scene)
    if said is None or said.any("negation", "among", "obligation", "carried_in", "part"):
        return iter(())
    if not scene.is_clear or scene.among:
        return iter(())
    done = match["done"] if match else "办结"
    if scene.topic == "litigation" or said.has(subjects.CASES):
        return iter(()) if _REST.search(text) else _cases(done, said, scene)
    return _applications(done, said, scene, said_of_all=found[0], sentence=sentence)


def applicants(text: str, scene: Scene) -> Iterator[Total]:
    """Read 收到申请6件，均为自然人: all that came, as has been counted right before."""
    is_counted = scene.head in {"received", "handled"} and scene.is_clear and not scene.among
    one = _OF_ONE.search(text[-_LAST:]) if is_counted else None
    if one is None:
        return
    before = text[: max(0, len(text) - _LAST) + one.start()]
    said = understood(before, scene)
    if said is not None and said.kinds <= _PLAIN:
        yield (f"t3.received.{_WHO[one['who']]}",), subjects.RECEIVED


def _cases(done: str, said: Said, scene: Scene) -> Iterator[Total]:
    if not scene.marked or scene.head == UNKNOWN:
        return
    for kind in said.only(subjects.LITIGATION) or counted(scene):
        if "维持" in done:
            yield subjects.litigation((kind,), "upheld"), subjects.litigation((kind,), "total")
        elif done in {"审结", "结案"}:
            yield subjects.litigation((kind,), "pending"), ()


def counted(scene: Scene) -> list[str] | tuple[str, ...]:
    """Return the kinds of case that this sentence gives numbers of."""
    cells = {cell for claim in scene.claims for cell in claim.cells}
    found = [
        kind
        for kind in ("review", "suit")
        if cells.issuperset(subjects.litigation((kind,), "total"))
    ]
    return found or scene.cases


def _applications(
    done: str, said: Said, scene: Scene, *, said_of_all: str, sentence: str
) -> Iterator[Total]:
    named = "application" in said.kinds or (
        scene.topic == "application" and "generic" in said.kinds and said.any("got", "accepted")
    )
    if named:
        scene.turn_to("application")
    if scene.topic != "application" or _UNLESS.search(sentence):
        return
    if said.has(_DONE) and not said.any("got", "accepted"):
        return
    if _IN_TIME.search(said_of_all) or _ANSWERED.match(said_of_all):
        return
    is_all = scene.head == "received" or (
        scene.head == "handled" and CONTAINED.search(sentence) is not None
    )
    if not is_all and _MANNER.search(said_of_all):
        return
    if not is_all and not (named and scene.head in {"", "none", LISTED} and not scene.claims):
        return
    if done.endswith("公开"):
        if scene.head == "received":
            yield subjects.of_rows("granted", "partly_granted"), subjects.SETTLED
    elif done not in {"审结", "结案"} and "维持" not in done:
        yield subjects.CARRIED_OUT, ()
