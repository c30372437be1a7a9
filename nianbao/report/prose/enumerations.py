"""Totals and their parts named in one sentence: 发布信息100条，其中……30条，……80条.

Nothing is said as long as one reading adds up: with or without what stands in
parentheses, behind a second 其中, or any one of the parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report.prose.quantities import numeral, quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.sentences import Sentence

_AMONG: Final = re.compile(
    r"其中|(?<=[件份宗条]),[从按](?:申请|提交|受理|接收)?(?:渠道|途径|方式|来源|时间|内容|类型|领域)(?:分布|类型)?[来上]?[看分]?,?|(?<=[条件份篇个])(?:,?(?:途径|渠道|方式|来源|类型)[为有是]?)?(?:[:,;]?(?:分别)?(?:包括|包含)|:(?=[^\d,;()]{2,12}\d)):?"
)
"""What parts stand behind: 其中, 包括, or a colon right behind the total."""
_NESTED: Final = re.compile(r"其中|包括|包含|含|分别")
_CLOSED: Final = re.compile(r"(?:共计|合计|总计|总共)(?:为)?$")
_OPEN: Final = re.compile(
    r"等[,;。)\s]|等$|等[一-龥]{0,6}$|重复|多类|交叉|同比|环比|较|增长|增加|减少|下降|占|上年|去年|累计|%|‰|约|近|余|多(?=[条件份篇])|以上"
)
_VAGUE: Final = re.compile(
    r"重复|多类|交叉|约|近|余(?!下)|多(?=[条件份篇])|以上(?!各|合|共|总)|占|%|‰"
)
"""What leaves it open whether parts behind one another are all, and none twice."""
_ANEW: Final = re.compile(
    r"收到|受理|答复|办结|办理|诉讼|复议|结转|召开|举办|开展|组织(?=开展|召开|培训|学习|实施)|全年|另|此外|同时|我[局办委]|本[局办委机单]|回复|回应|废止|有效"
)
"""What begins something else behind the parts."""
_RESULTS: Final = re.compile(r"不予公开|部分公开|无法提供|不予处理")
"""Results are of what was carried in too, so that they need not add up to what came."""
_APPLICANTS: Final = re.compile(r"(?:自然人|公民|个人).*法人(?:或|和|及|、)其[他它]组织")
_CASES: Final = re.compile(r"信息公开[^,;\d]{0,8}\d+[件起宗],[^;]*(?:维持|纠正|驳回|审结|撤)")
"""How some of the parts ended is no part beside them."""
_COUNTED: Final = re.compile(r"[人家篇期场户个亩处张页册名次]")
"""Behind a number these count something else."""
_CHANNELS: Final = re.compile(
    r"网站|网页|公众号|微信|微博|头条|抖音|客户端|平台|公开栏|公示栏|公告栏|报[纸刊]|电视|新媒体|门户|信息网"
)
"""What is shown in several of these at once may be counted in each."""
_BY: Final = (
    r",?[从按](?:申请|提交|受理|接收)?(?:渠道|途径|方式|来源|时间|内容|类型|领域)[^,]{0,4},"
)
_FIRST: Final = "两二三四五六七八九以上述全合共总相加,从按"
"""What such a sentence begins with: all others are passed by at once."""
_SUMMED: Final = re.compile(
    r"(?:(?P<number>[两二三四五六七八九])(?:项|类|者|级|部分|方面|种)(?:渠道|案件|申请|信息|情形)?|以上(?:各[项类])?|上述(?:各[项类])?|全[省市县区州])?"
    r"(?:(?:合计|共计|总计|相加|加起来|加总)[共总为是达计]{0,2}|(?<=[件条份],)总?共(?:计)?)(?=\d)"
)
"""What stands between parts and their total: 三类合计42件."""
_PARTED: Final = re.compile(_BY)
_GOES_ON: Final = re.compile(rf"(?=[{_FIRST}])(?:{_SUMMED.pattern}|{_BY})")
"""What begins a sentence that says something of the numbers of the one before."""
_SUM: Final = re.compile(r"[计加来总共为是达]\d")
"""What such words end in, right before the total: without it none of them is looked for."""
_HALVES: Final = re.compile("上半年[^;]*下半年")
_NO_MORE: Final = re.compile(
    r"[,;]?(?:(?:其余|其[他它])(?:各?类?渠道|各?类型?|方式|途径|申请人|主体|领域|方面)?|[两二三四五六七八九]?(?:者|类|种|项|个?渠道)(?:之外|以外))"
    r"(?:均|都)?(?:(?:没有|未|无)(?:收到|接到|受理|提交|提出)?(?:其[他它]|任何)?的?"
    r"(?:(?:政府)?信息公开|依申请公开)?(?:申请|渠道|来源)?|为[0零]件?)(?=[,;。)]|$)"
)
"""其余渠道没有收到申请: the parts before it are all."""
_OVERLAPPING: Final = re.compile("内容|类型|领域")
"""What one application is about may be more than one thing."""
_OVER_YEAR: Final = re.compile(
    r"(?:上半年(?>[^;]*?下半年)|一至四季度|[一1]-[四4]季度|四个季度"
    r"|一季度(?>[^;]*?二季度)(?>[^;]*?三季度)(?>[^;]*?四季度))[^;]*,(?:全年|年度|本年度)"
    r"(?:总量|总数|总计|合计|累计|一?共计?)?(?:收到|受理|接收|新收)?(?:申请)?[为达计]?(?=\d)"
)
"""Parts of the year that are all of it, and the number of the year behind them."""
_STOPS: Final = (",", ";", "。", "、")
_ALL: Final = ("以上", "上述", "全")
_MOST: Final = 8
"""Of more parts no choices are tried."""
_LONGEST: Final = 1_000
_LEAST: Final = 2
_FEWEST: Final = 3
"""A total and two parts."""
_BOTH: Final = 2
_QUARTERS: Final = 4
_COMPARED: Final = re.compile(",(?:同比|环比|[较比])[^,;]*|,[增降]幅[^,;]*")
"""What was more or less than before says nothing of the parts."""
_SAME: Final = {"条次": "条", "件次": "件", "条/件": "条", "件/条": "件"}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A total and parts that add up to something else under every reading."""

    sentence: Sentence
    total: int
    parts: tuple[int, ...]


class _Part(NamedTuple):
    value: Decimal
    sure: bool  # not in parentheses


def mismatches(sentences: Sequence[Sentence]) -> Iterator[Mismatch]:
    """Yield the sentences whose parts do not add up, a sentence with 其中…… behind it as one."""
    before = ""
    for sentence in sentences:
        if sentence.goes_on or (sentence.folded[:1] in _FIRST and _GOES_ON.match(sentence.folded)):
            folded = f"{_COMPARED.sub('', before)},{sentence.folded}"
        else:
            folded = sentence.folded
        before = sentence.folded
        if len(folded) > _LONGEST or len(quantities(folded)) < _FEWEST:
            continue
        is_listed = "其中" in folded or ":" in folded or "包" in folded
        is_listed = is_listed or (
            ("从" in folded or "按" in folded) and bool(_PARTED.search(folded))
        )
        found = (_of(folded) if is_listed else None) or _summed(folded) or _over_year(folded)
        if found:
            yield Mismatch(sentence, int(found[0]), tuple(int(part) for part in found[1]))


def _summed(folded: str) -> tuple[Decimal, tuple[Decimal, ...]] | None:
    """Return the total behind 合计, and what is summed up in it, if no choice of parts is it."""
    match = _SUMMED.search(folded) if _SUM.search(folded) else None
    if match is None or _VAGUE.search(folded) or _SUMMED.search(folded, match.end()):
        return None
    numbers = quantities(folded)
    total = next((one for one in numbers if one.start == match.end()), None)
    parts = [one for one in numbers if one.end <= match.start()]
    if total is None or not total.unit or total.is_money or total.grain != 1:
        return None
    if any(one.unit != total.unit for one in parts) or not _LEAST <= len(parts) <= _MOST:
        return None
    is_told = match["number"] or folded[match.start() - 1 : match.start()] in _STOPS
    if not is_told and not match[0].startswith(_ALL):
        return None
    number = numeral(match["number"]) if match["number"] else None
    is_last = folded[match.start() - 1 : match.start()] not in {"前", "后"}
    if number is not None and is_last and number <= len(parts):
        parts = parts[-number:]
    if len(parts) > _BOTH and parts[0].value == total.value:
        parts = parts[1:]
    values = tuple(one.value for one in parts)
    chosen = chain.from_iterable(combinations(values, size) for size in range(1, len(values) + 1))
    return None if any(sum(some) == total.value for some in chosen) else (total.value, values)


def _over_year(folded: str) -> tuple[Decimal, tuple[Decimal, ...]] | None:
    """Return the number of a year and those of all its parts before it, where these differ."""
    match = _OVER_YEAR.search(folded) if "季" in folded or "半年" in folded else None
    if match is None or _VAGUE.search(folded):
        return None
    behind = [one for one in quantities(folded) if one.start >= match.start()]
    total = next((one for one in behind if one.start == match.end()), None)
    parts = [one for one in behind if one.end <= match.end()]
    number = _BOTH if "半年" in match[0] else _QUARTERS
    if total is None or len(parts) != number or total.is_money or total.grain != 1:
        return None
    if not total.unit or any(one.unit != total.unit for one in parts):
        return None
    values = tuple(one.value for one in parts)
    return None if sum(values) == total.value else (total.value, values)


def _of(folded: str) -> tuple[Decimal, tuple[Decimal, ...]] | None:
    folded, left_out = _NO_MORE.subn("", folded) if _may_be_all(folded) else (folded, 0)
    is_all = left_out > 0
    among = _AMONG.search(folded)
    if (
        among is None
        or _OPEN.search(folded)
        or _ANEW.search(folded, among.end())
        or _NESTED.search(folded, among.end())
        or _RESULTS.search(folded, among.end())
        or _CASES.search(folded, among.start())
    ):
        return None
    numbers = quantities(folded)
    heads = [one for one in numbers if one.end <= among.start()]
    until = _end_of_parts(folded, among.end(), numbers)
    tail = [one for one in numbers if among.end() <= one.start < until]
    if len(heads) != 1 or not heads[0].start or not _is_total(heads[0], folded, among.start()):
        return None
    total = heads[0]
    closing = tail[-1:] if tail and _CLOSED.search(folded[among.end() : tail[-1].start]) else []
    if closing:
        tail = tail[:-1]
    unit = _SAME.get(total.unit, total.unit)
    if any(_SAME.get(one.unit, one.unit) not in {unit, ""} for one in (*tail, *closing)) or any(
        not one.unit and _COUNTED.match(folded, one.end) for one in tail
    ):
        return None
    inside = "(" in folded
    parts = [_Part(one.value, not (inside and _is_inside(folded, one))) for one in tail]
    if len(parts) < _LEAST or (closing and closing[0].value != total.value):
        return None
    behind = folded[among.end() :]
    is_both = len(parts) == _BOTH and bool(_APPLICANTS.search(behind) or _HALVES.search(behind))
    is_whole = bool(closing) or is_both or is_all
    is_open = _is_shown(folded, among.end()) or _may_overlap(among[0], total.value, parts)
    if is_open or _adds_up(total.value, parts, is_whole=is_whole):
        return None
    return total.value, tuple(part.value for part in parts)


def _may_be_all(folded: str) -> bool:
    """Whether a sentence has what each text of _NO_MORE has: of others, and that there are none."""
    of_others = "其余" in folded or "其他" in folded or "其它" in folded or "外" in folded
    return of_others and any(word in folded for word in ("没有", "未", "无", "为0", "为零"))


def _may_overlap(among: str, total: Decimal, parts: list[_Part]) -> bool:
    """Whether parts by what they are about are more than all: one may be about several things."""
    return _OVERLAPPING.search(among) is not None and sum(part.value for part in parts) > total


def _is_shown(folded: str, start: int) -> bool:
    """Whether the parts are what was shown through several channels."""
    return "申请" not in folded and len(_CHANNELS.findall(folded, start)) >= _LEAST


def _end_of_parts(folded: str, start: int, numbers: Sequence[Quantity]) -> int:
    """Return where the parts end: at a semicolon, unless one stands between any two.

    Where other signs do too, parts and what comes next are not told apart: none is a part.
    """
    end = folded.find(";", start)
    behind = [one for one in numbers if one.start >= start]
    if end < 0 or sum(one.start < end for one in behind) >= _LEAST:
        return len(folded) if end < 0 else end
    gaps = [folded[one.end : two.start] for one, two in pairwise(behind)]
    is_listed = folded[start - 1] == ":" or folded[start : start + 1] == ":" or len(gaps) > 1
    return len(folded) if is_listed and all(";" in gap for gap in gaps) else start


def _is_total(one: Quantity, folded: str, among: int) -> bool:
    """Whether a number stands right before 其中, with a unit, whole."""
    between = folded[one.end : among]
    return bool(one.unit) and not one.is_money and one.grain == 1 and len(between) <= _LEAST


def _is_inside(folded: str, one: Quantity) -> bool:
    return folded.count("(", 0, one.start) > folded.count(")", 0, one.start)


def _adds_up(total: Decimal, parts: list[_Part], *, is_whole: bool) -> bool:
    """Whether some reading of the parts is the total, or may be where parts are left out."""
    every = sum((part.value for part in parts), Decimal(0))
    sure = sum((part.value for part in parts if part.sure), Decimal(0))
    if total in {every, sure}:
        return True
    if len(parts) > _BOTH and any(total in {every - p.value, sure - p.value} for p in parts):
        return True
    return not is_whole and sure < total
