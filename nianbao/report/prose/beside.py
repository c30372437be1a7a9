"""What stands beside a number in its sentence, and changes what it may be of.

It may be of more than the table counts, have others within it or apart from it, or be of a
part of its row for the reason that is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import subjects
from nianbao.report.prose.claims import Apart
from nianbao.report.prose.quantities import quantities
from nianbao.report.prose.subjects import Reading
from nianbao.report.prose.totalities import CONTAINED
from nianbao.report.prose.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.prose.claims import Claim
    from nianbao.report.prose.sentences import Sentence

_BEHIND: Final = 8
"""字: 含上年结转 may begin where the claim that follows begins."""
_LEFT_OUT: Final = re.compile(r"不(?:含|包括|包含|计)")
_ONE_WAY: Final = re.compile(r"[^;\d]{0,20}?[均都全皆][^;\d]{0,12}?(?:直接|复议后)")
"""3起诉讼，均为直接起诉: the number may be of one kind of lawsuit."""
_OF_MORE: Final = {
    "t2": re.compile(r"\((?:其余|不?[含计]|不?包括|不?包含)"),
    "t3": re.compile(
        r"[^;]*?(?:(?:主动|自行|申请人)(?:撤回|撤销)|(?:实际|正式|最终|予以|符合)受理|(?<=[,(])(?:实际|实为|折合|计)(?:有效)?(?:\d|为)|并案|合并|非政府信息公开)"
        r"|[^;]*?(?:所属|下属|直属)[^;]*?(?:合计|共计|总计|共)\d"
        r"|[^;]{0,14}?(?:(?<!不)属于|(?<!不)符合|认定为|确认为)[^,;\d]{0,6}(?:申请|信息公开)"
    ),
    "t4": re.compile(
        r",(?:已|予以|经审查)?受理|[^;]{0,30}?[,(](?:其中|涉及?|属于?)[^,;\d]{0,8}信息公开"
    ),
}
"""What stands behind a number that is of more, or of less, than the table counts."""
_WITH_OTHERS: Final = re.compile(
    r"[,(]不?(?:含|包括|包含|计)[^,;)]{0,8}(?:(?<!结)转(?!结)|撤|重复|所属|下属|下级|街道|乡镇|各|分局|咨询|补正|电话|信箱|信访)"
)
_WITH_FORMER: Final = re.compile(
    r"[,(]其中[^;]*?(?:结转|转入|遗留|顺延)(?!(?:至|到|入)?(?:下|次|明))"
)
"""Among what came is what was carried in: 7件，其中6件为今年新收，1件为去年结转."""
_BY_CHANNEL: Final = re.compile(
    r"(?:网络|网上|在线|线上|线下|互联网|网站|平台|信函|来信|邮寄|邮件|传真|当面|现场|窗口)(?:平台|渠道|方式|途径)?(?:申请|提交|提出|递交|接收|收到|收取|受理)?的?[有为共]?$"
)
"""How some of all came says nothing of what is counted with them."""
_YEAR: Final = re.compile(r"(\d{4})年")
_CHANGED: Final = re.compile(
    r"(?:[上去]一?年|前年|同期|同比|环比|(?:[增减升降](?![至到为])|[多少长加])[了约为]?|[较比与][^,;()]*)[^,;()]*$"
)
_STOPS: Final = (*",;、()", "")
_TOTAL: Final = re.compile(r"^t3\.(?:received|settled)\.total|^t4\..*\.total")
"""The cells of totals."""
_OTHER_ENDS: Final = {
    "upheld": re.compile("驳回"),
    "corrected": re.compile("撤销|违法|责令|变更|败诉|重新"),
    "other": re.compile("驳回|终止|撤回|调解|撤诉"),
}
"""Beside these words a number of one outcome may be a part of it only."""
_GROUPS: Final = frozenset(subjects.RESULTS[group] for group in subjects.GROUPS)
_LONGEST_REASON: Final = 80
_REASON: Final = re.compile(
    r"(?:^|(?<=[,;()]))[^,;()\d]*(?:因|由于|鉴于|属于?|涉及|不掌握|补正|现成信息|逾期|重复|信访"
    r"|秘密|权益|事务|过程性|案卷|查询)[^,;()\d]*,$"
)
"""Why the next result was as it was, in a clause of its own without a number."""
_ENDED: Final = re.compile("信息公开(?:申请)?(?:工作|情况|方面)|其中")
"""No reason, but what the sentence is about."""
_FLOW: Final = (
    subjects.RECEIVED,
    subjects.CARRIED_IN,
    subjects.SETTLED,
    subjects.CARRIED_OUT,
)
_LARGEST_BY_CHANCE: Final = 2
_PARTLY: Final = re.compile(r"\((?:含|包括|其中)(?:区分处理)?部分公开")


def weighed(found: list[Claim], sentence: Sentence, year: int | None) -> Iterator[Claim]:
    """Yield what is claimed in a sentence on ``year`` as what stands beside it leaves it.

    收到 counts what was carried in where the sentence says so, and 受理 not (不含).
    """
    found = _balanced(found)
    for number, claim in enumerate(found):
        until = found[number + 1].start if number + 1 < len(found) else len(sentence.folded)
        said = sentence.folded
        if not _is_of_more(claim, said) and not _is_of_others(claim, said):
            yield _contained(_with_apart(claim, found, year), said, until)


def _balanced(found: list[Claim]) -> list[Claim]:
    """Let 办结 be all that was settled where the sentence's own numbers balance only so."""
    if len(found) < len(_FLOW):
        return found
    finished = subjects.finished()
    told = {
        claim.cells: claim.quantity.value
        for claim in found
        if claim.quantity is not None
        and (claim.cells != subjects.SETTLED or claim.readings == finished)
    }
    if not all(cells in told for cells in _FLOW) or not told[subjects.CARRIED_IN]:
        return found
    came, before, settled, after = (told[cells] for cells in _FLOW)
    if came + before != settled + after:
        return found
    return [
        claim._replace(readings=(Reading(subjects.SETTLED),))
        if claim.readings == finished
        else claim
        for claim in found
    ]


def _with_apart(claim: Claim, found: list[Claim], year: int | None) -> Claim:
    """Return a total with the numbers of its sentence that nothing is claimed of."""
    one = claim.quantity
    if one is None or not _TOTAL.search(claim.cells[0]):
        return claim
    said, at = claim.sentence.folded, 0
    apart: list[Apart] = []
    numbers = quantities(said)
    if len(numbers) == 1:
        return claim
    for other in numbers:
        lead, at = said[at : other.start], other.end
        if any(known.start <= other.start < known.end for known in found):
            continue
        is_same = other.unit == one.unit or (not other.unit and said[at : at + 1] in _STOPS)
        if not is_same or _is_of_another_year(lead, year) or _BY_CHANNEL.search(lead):
            continue
        before = said[said.rfind(";", 0, at) + 1 : at]
        is_part = "其中" in before or before.count("(") > before.count(")")
        apart.append(Apart(other.value, other.start >= claim.end, is_part))
    return claim._replace(apart=tuple(apart)) if apart else claim


def _is_of_another_year(lead: str, year: int | None) -> bool:
    """Whether what stands before a number says that it is another year's, or a difference."""
    years = _YEAR.findall(lead)
    return (bool(years) and int(years[-1]) != year) or _CHANGED.search(lead) is not None


def _is_of_more(claim: Claim, said: str) -> bool:
    """Whether words behind a number say that it is of other things too: 31件，其中信息公开8件."""
    first = claim.cells[0]
    if claim.quantity is None or (first.startswith("t3") and claim.cells != subjects.RECEIVED):
        return False
    return _OF_MORE[first[:2]].match(said, claim.end) is not None


def _is_of_others(claim: Claim, said: str) -> bool:
    """Whether a number has those of other bodies or of other matters within it, or not."""
    return claim.cells in {subjects.RECEIVED, subjects.SETTLED} and bool(
        _WITH_OTHERS.match(said, claim.end)
    )


def _contained(claim: Claim, said: str, until: int) -> Claim:
    """Return a claim with the readings that the words around its number give it."""
    behind = said[claim.end : until + _BEHIND]
    if claim.quantity is None:
        pass
    elif claim.cells == subjects.RECEIVED:
        if _LEFT_OUT.match(behind.lstrip("(,")):
            return claim._replace(readings=subjects.received())
        if _is_with_carried(said, claim.end, behind):
            return claim._replace(readings=subjects.received_with_carried())
    elif claim.cells[0].startswith("t4"):
        return _of_cases(claim, said)
    else:
        return _of_result(claim, said, behind)
    return claim


def _of_result(claim: Claim, said: str, behind: str) -> Claim:
    """Return a claim on a result with the readings that its sentence gives it."""
    if claim.cells == subjects.RESULTS["granted"]:
        if "部分" in said and not _PARTLY.match(behind):
            return claim
        both = Reading((*claim.cells, *subjects.RESULTS["partly_granted"]))
        return claim._replace(readings=(*claim.readings, both))
    if claim.cells == subjects.RESULTS["unavailable_not_held"]:
        return _of_group(claim, said)
    return _for_reason(claim, said) if claim.cells in _GROUPS else claim


def _of_group(claim: Claim, said: str) -> Claim:
    """Return 不掌握12件 as 无法提供 too, where that is not named."""
    group = () if "无法提供" in said else (Reading(subjects.RESULTS["unavailable"]),)
    return claim._replace(readings=(*claim.readings, *group))


def _for_reason(claim: Claim, said: str) -> Claim:
    """Return 因本机关不掌握，无法提供9件 as what it is for.

    For a reason that is in no list it is of some of the group only.
    """
    if said[max(0, claim.start - 1) : claim.start] != ",":
        return claim
    found = _REASON.search(said[max(0, claim.start - _LONGEST_REASON) : claim.start])
    if found is None or _ENDED.search(found[0]):
        return claim
    named = [word.kind for word in words(found[0].strip(",")) or ()]
    groups = {kind: subjects.RESULTS.get(subjects.GROUP_OF.get(kind, "")) for kind in named}
    leaves = [kind for kind, group in groups.items() if group == claim.cells]
    if len(leaves) == 1:
        return claim._replace(readings=(Reading(subjects.RESULTS[leaves[0]]),))
    return claim._replace(readings=tuple(one._replace(slack=one.cells) for one in claim.readings))


def _is_with_carried(said: str, end: int, behind: str) -> bool:
    """Whether what was carried in is told to be within a number, or to be one of its parts."""
    if _WITH_FORMER.match(said, end):
        return True
    return bool(CONTAINED.search(said[:end]) or CONTAINED.search(behind))


def _of_cases(claim: Claim, said: str) -> Claim:
    """Return a claim on reviews or lawsuits with the readings that its sentence gives it."""
    more = _OTHER_ENDS.get(claim.cells[0].rpartition(".")[2])
    if more is not None and more.search(said):
        return claim._replace(readings=(claim.readings[0]._replace(slack=claim.cells),))
    if claim.cells == subjects.litigation(("suit",), "total") and _ONE_WAY.match(said, claim.end):
        ways = (Reading((cell,)) for cell in claim.cells)
        return claim._replace(readings=(*claim.readings, *ways))
    return _with_direct(claim, said)


def _with_direct(claim: Claim, said: str) -> Claim:
    """Return 行政诉讼3件 beside a number of reviews as of direct lawsuits too.

    Those after a review may be counted among the reviews. A smaller number may be chance.
    """
    is_told = claim.quantity is not None and claim.quantity.value > _LARGEST_BY_CHANCE
    if not is_told or claim.cells != subjects.litigation(("suit",), "total") or "复议" not in said:
        return claim
    return claim._replace(readings=(*claim.readings, Reading(claim.cells[:1])))
