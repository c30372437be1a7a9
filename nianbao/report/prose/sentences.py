"""The sentences of a report's text, folded so that patterns have one spelling to know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report import passages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nianbao.report.model import Report

OWN: Final = "\x01"
"""Stands, as often as the name has characters, for the body's own name."""

_FOLD: Final = str.maketrans(
    {
        **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)},
        **dict(zip("“”‘’【】", "\"\"''[]", strict=True)),
        **dict.fromkeys("－—–～", "-"),
        OWN: " ",
    }
)
"""One character for one, so that places in the folded text are places in the printed one."""
_FOLDED: Final = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")
_BRACKETS: Final = re.compile(
    r"\((?=(\d{1,9})\)[件宗份起])\d+\)|\((?=[含和及]?部分公开\))[含和及]?部分公开\)|\((?=(?:均为|均属)?(?:政府)?信息公开类?\))(?:均为|均属)?(?:政府)?信息公开类?\)|\((?=(?P<short>(?:以下)?(?:统|简)称[^()]{1,12})\))[^()]*\)"
)
"""Numbers and words in parentheses that belong to the clause: （24）件, （含部分公开）."""
_UNSEEN: Final = str.maketrans(dict.fromkeys("\u200b\ufeff"))
_SENTENCE: Final = re.compile(r"[^。！？!?]+[。！？!?]*")
_ORDINAL: Final = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}(?:部分)?[、.:．：]"
    r"|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）][、.,:．，：]?|\d{1,2}[、.)．）](?!\d)|[①-⑳])"
)
_HEADING: Final = 30
_LINE: Final = 40
"""字: a paragraph that is no longer may be one that recurs."""
_UNNUMBERED: Final = re.compile(r"[^未没无均:]+(?:情况|方面|事项|公开|申请|管理|保障):?")
"""A paragraph that names what follows it without a number of its own."""
_RUNS_ON: Final = re.compile(r"[,;\d]")
_ITEM: Final = re.compile(
    r"[\d①-⑳(](?<=[:,;].)"
    r"(?:(?<=\d)\d?[.、](?!\d)|(?<=[①-⑳])|(?<=\()\d{1,2}\)(?![件宗份起,;。)]))"
)
"""The number of an item within a sentence: 其中：1.……；2.…… Its first character is looked for
first, then what stands before it: so all other characters are passed by at once."""
_COLON: Final = re.compile(r":(?=\d|[零〇一二两三四五六七八九十百]{1,6}[件宗份起])")
_WITH_FORMER: Final = re.compile(
    r"(?<=办结|答复)\([含包][括含]?上一?年度?(?:未办结)?(?:结转|转入)(?:的)?(?:申请)?(?:件)?\)(?=共?\d)"
)
"""办结（含上年结转）43件 is all that was settled."""
_INSIDE: Final = re.compile("(?<=[件请案])里")
"""42件申请里 is 42件申请中."""
_SIGNS: Final = re.compile(r"(?<=[件宗份])[+=-](?=[一-龥])")
_SO_THEN: Final = re.compile("(?<=补正|缴费|费用|理费),(?=(?:行政机关)?(?:不再处理|视为放弃))")
"""What follows belongs to the name of one row: 逾期不补正，不再处理."""
_OF_THESE: Final = re.compile(
    r"((?:^|[,;。])对[^,;。\d]{2,24}的(?:申请)?),(?=(?:均|已|依法|依规)*(?:告知|答复|作出))"
)
"""What a number behind the next words is of: 对本机关不掌握的，告知9件."""
_TALKS: Final = re.compile(
    r"申请|复议|诉讼|规范性文件|规章|行政(?:许可|处罚|强制)|处罚决定|事业性收费|结转|其中|收到|受理|办结|答复|不予公开|部分公开|无法提供|不予处理|被诉|应诉|起诉"
    r"|不掌握|补正|另行制作|现成信息|行政执法案卷|行政查询|合计|总计|内部事务|第三方合法权益|公开\d|收件|在办"
    r"|条(?:[:：]|[,，]?(?:分别)?包[括含])|份(?:[:：]|[,，]?(?:分别)?包[括含])"
)
"""Each begins with one certain character: so all others are passed by four times as fast."""
_CITY: Final = r"市(?!场|容|政[管工园设])(?!(?<=城市)[管更综运])"
"""市 as a place: neither 市场监督管理局 nor 城市管理局."""
_PLACE: Final = re.compile(
    rf"^(?:[一-龥]{{2,8}}?(?:省|自治区|自治州|{_CITY}|地区|盟))?(?:[一-龥]{{1,8}}?(?:{_CITY}|县|区|旗))?"
    r"(?:[一-龥]{1,6}?(?:(?<!城)[镇乡]|街道))?"
)
_LEVEL: Final = re.compile(r"(自治区|自治州|街道|地区|[省市县区州盟旗镇乡])")
_GOVERNMENT: Final = re.compile(r"(?:人民)?政府$|街道办事处$|管委会$|管理委员会$")
_OFFICE: Final = re.compile(r"(?:人民)?政府办公[室厅]$")


_ALL_BODIES: Final = (
    "各级各部门",
    "各级行政机关",
    "各级政府及其部门",
    "各级政府",
    "政府系统",
    "行政机关",
)
_PART: Final = re.compile(r"[一-龥]+?(?:自治[区州]|街道|地区|[省市县区盟旗镇乡])")
_BELOW: Final = re.compile(
    r"[省市县区州旗]直|本级|乡镇|镇街|街镇|(?<!各级)各(?:镇|乡|街道|部门|单位|委办局)"
    r"|[省市县区州旗]政府(?:机关|办公室)?共?(?:收|受|新)|其中[^,;]{0,6}机关|部门共?(?:收|受|办)"
)
"""Where these are told apart, 全县 is said of more than the one body."""
_LOWEST: Final = ("镇", "乡", "街道")
"""Below these is no other body, so that 镇本级 is the body and nothing else."""
_SHARE: Final = re.compile("占全[省市县区州旗盟镇乡]")
"""A government that speaks of its share of its own area has not said which its tables cover."""
_WIDE: Final = re.compile("[全我本]")
_OF_STATE: Final = re.compile(r"国家[一-龥]{2,4}?总?局(?=[一-龥]{4})")
"""What a body of a system of its own bears before its place: 国家统计局云汀调查队."""
_STREET: Final = re.compile(
    r"(?<![一-龥])街道办(?!事|公)|(?<![一-龥])街道(?![一-龥]?办事处)|(?<=年)街道|(?<=年度)街道"
)
_ZONE: Final = re.compile(r"(?:开发区|高新区|新区|园区|示范区)")
_ZONES: Final = {"高新技术": "高新区", "经济技术开发区": "经开区", "经济开发区": "经开区"}
_SHORT: Final = re.compile(
    r"(?:分局|支队|大队|总队|中心|集团(?:有限|股份|责任)*公司|公司|集团|管委会|管理委员会|办事处|协会|图书馆|档案馆|博物馆|医院)$"
)
"""The last word of a name, which is the body wherever it begins a clause."""
_WITH_HOUSE: Final = re.compile(r"(?:局|厅|委|办|院|社|署)(?:员会|公室|公厅)?$")
"""… and those that are the body only with 机关 behind them: 局机关, 厅机关."""
_APART: Final = re.compile(
    r"各(?!类|种|项)|[局厅委所下直附][属直]|二级|下级|事业单位|基层|分局|系统"
)
_LEAST_ABBREVIATED: Final = 5
"""字: a shorter name has no shorter form."""
_SCHOOL: Final = re.compile(r"(?:学院|大学|学校|医院|中学|小学)$")


class Sentence(NamedTuple):
    """One sentence: as printed without its white space, and folded, character for character.

    ``goes_on`` says that it continues the one before (其中……); ``begins`` that it is the
    first of its paragraph; ``is_heading`` that it names what follows it. ``scope`` is "area"
    or "seat" where a government above a town speaks of its whole area or of itself: its
    tables may cover either. ``is_mixed`` says that it speaks of both.
    """

    printed: str
    folded: str
    begins: bool
    goes_on: bool
    is_heading: bool
    scope: str = ""
    is_mixed: bool = False


@dataclass(frozen=True, slots=True)
class _Names:
    """What a body is called: ``narrow`` without 全县 and 我县; patterns of what is short for it."""

    every: tuple[str, ...]
    narrow: tuple[str, ...]
    short: tuple[str, str] | None
    last: tuple[str, str] | None
    seats: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()

    def scope(self, text: str) -> str:
        """Return whose numbers a folded sentence of a government may give, "" if not told."""
        if not self.seats:
            return ""
        if any(name in text for name in self.seats):
            return "seat"
        return "area" if self.is_wide(text) else ""

    def may_be_in(self, text: str) -> bool:
        """Whether a folded text may name the body."""
        return (
            any(name in text for name in self.every)
            or (self.short is not None and self.short[0] in text)
            or (self.last is not None and self.last[0] in text)
            or "街道" in text
        )

    def is_wide(self, text: str) -> bool:
        """Whether a folded sentence names the whole area."""
        return any(name in text for name in self.wide)


@lru_cache(maxsize=1024)
def _names_of(organ: str) -> _Names:
    """Return what a body is called; kept, since its reports of all years ask for it."""
    every = own_names(organ)
    wide = tuple(name for name in every if _WIDE.match(name))
    narrow = tuple(name for name in every if name not in wide)
    last = _last_word(max(every, key=len, default=""))
    return _Names(every, narrow, _abbreviation(organ), last, _seats(organ, every), wide)


def sentences(report: Report) -> Iterator[Sentence]:
    """Yield the sentences that may speak of what the tables hold."""
    names = _names_of(report.organ or "")
    if report.sections:
        paragraphs: Sequence[str] = passages.paragraphs(report)
    else:
        paragraphs = passages.unwrapped(report.text).split("\n")
    for paragraph in paragraphs:
        if not paragraph:
            continue
        if len(paragraph) > _LINE:
            yield from _of_paragraph(_without_space(paragraph), names)
            continue
        folded, said = _of_line(paragraph)
        if said and names.may_be_in(folded):
            said = tuple(_of_paragraph(_without_space(paragraph), names))
        yield from said


@lru_cache(maxsize=4096)
def _of_line(line: str) -> tuple[str, tuple[Sentence, ...]]:
    """Return a short paragraph folded, and its sentences in a report of whom it does not name.

    Kept, since the headings of one report are those of others.
    """
    printed = _without_space(line)
    return _folded(printed), tuple(_of_paragraph(printed, _names_of("")))


def _without_space(text: str) -> str:
    joined = "".join(text.split())
    return joined if joined.isprintable() else joined.translate(_UNSEEN)


def _folded(text: str) -> str:
    """Return a text folded; only the characters that stand in it are looked for."""
    for sign in set(_FOLDED.findall(text)):
        text = text.replace(sign, _FOLD[ord(sign)])
    return text


def _of_paragraph(printed: str, names: _Names) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph that may speak of tables, or the heading that it is."""
    if _TALKS.search(printed):
        yield from _parted(printed, names)
    elif _ORDINAL.match(printed):
        yield Sentence(printed, printed, begins=True, goes_on=False, is_heading=True)


def _parted(printed: str, names: _Names) -> Iterator[Sentence]:
    folded = _folded(printed)
    if "," in folded or ":" in folded or ";" in folded:
        folded = _ITEM.sub(lambda match: "、" * len(match[0]), folded)
    if ":" in folded:
        folded = _COLON.sub("为", folded)
    folded = _rejoined(folded)
    if "(" in folded:
        folded = _BRACKETS.sub(_without_brackets, folded)
    for match in _SENTENCE.finditer(folded):
        start, end = match.span()
        text = _named(match[0], names)
        ordinal = _ORDINAL.match(text)
        begins, goes_on = start == 0, text.startswith("其中")
        if ordinal:
            start, text = start + ordinal.end(), text[ordinal.end() :]
        heading = (
            len(text) <= _HEADING
            and not _RUNS_ON.search(text)
            and (bool(ordinal) or (begins and bool(_UNNUMBERED.fullmatch(folded))))
        )
        said = text.rstrip("。!?！？")
        scope = names.scope(match[0])
        is_mixed = scope == "seat" and names.is_wide(match[0])
        yield Sentence(printed[start:end], said, begins, goes_on, heading, scope, is_mixed)


def _rejoined(folded: str) -> str:
    """Return a text with signs and words that part what belongs together as those that join it."""
    if "(含" in folded or "(包" in folded:
        folded = _WITH_FORMER.sub(lambda match: "、" * len(match[0]), folded)
    if "里" in folded:
        folded = _INSIDE.sub("中", folded)
    if "+" in folded or "=" in folded:
        folded = _SIGNS.sub(",", folded)
    if "补正" in folded or "费" in folded:
        folded = _SO_THEN.sub("、", folded)
    if "的," in folded or "的申请," in folded:
        folded = _OF_THESE.sub(r"\1、", folded)
    return folded


def _named(text: str, own: _Names) -> str:
    """Return a folded text with the body's own name, long or short, made known."""
    is_told_apart = bool(own.wide and _BELOW.search(text))
    names, short, last = own.narrow if is_told_apart else own.every, own.short, own.last
    if own.wide and _SHARE.search(text):
        names = ()
    for name in names:
        if name in text:
            text = _pattern(name, is_told_apart=is_told_apart).sub(_own, text)
    if short is not None and short[0] in text:
        text = re.sub(short[1], _own, text)
    if last is not None and last[0] in text and not _APART.search(text.replace(last[0], "")):
        text = re.sub(last[1], _own, text)
    if "街道办事处" in names and "街道" in text:
        text = _STREET.sub(_own, text)
    return text


@lru_cache(maxsize=4096)
def _pattern(name: str, *, is_told_apart: bool) -> re.Pattern[str]:
    """Return what finds a body's name; kept, since re itself forgets soon."""
    if not name.endswith("政府"):
        return re.compile(f"(?<![)）级]){name}")
    level = "(?!本级|机关|为被)" if is_told_apart else "(?!为被)"
    return re.compile(f"{name}(?!信息){level}|(?<![我本全]){name}{level}")


def _own(match: re.Match[str]) -> str:
    return OWN * len(match[0])


def _without_brackets(match: re.Match[str]) -> str:
    """Return what parentheses hold with words that mean nothing in their places."""
    inside = match[0][1:-1]
    if match["short"]:
        return "、" * len(match[0])
    return f"共共{inside}" if match[1] else f"、{inside}、"


def own_names(organ: str) -> tuple[str, ...]:
    """Return what a body is called in its own report, the longest first.

    Of a government 全县, 我县 and 县政府 too: its tables cover its area.
    """
    organ = _folded(_without_space(organ))
    if not organ:
        return ()
    if below := _OF_STATE.match(organ):
        return tuple(sorted({organ, *own_names(organ[below.end() :])}, key=len, reverse=True))
    place, kind, level = _taken_apart(organ)
    parts = _PART.findall(place)
    names = {organ, kind, level + kind, *_short(kind, level)}
    names |= {"".join(parts[at:]) + kind for at in range(len(parts))}
    if _OFFICE.search(organ):
        names |= {f"{level}{short}" for short in ("政府办公室", "政府办公厅", "政府办", "府办")}
    elif _GOVERNMENT.search(organ) and level:
        own = {f"{which}{level}" for which in ("全", "我", "本")}
        names |= {f"{level}本级", *_teams(level)} if level in _LOWEST else set()
        names |= own | {f"{level}政府", f"{level}人民政府", place}
        names |= {one + bodies for one in own for bodies in _ALL_BODIES}
        names |= {*parts[-1:], *(f"{part}政府" for part in parts[-1:])}
    if organ.endswith("街道办事处"):
        names |= _teams("街道")
    names |= _zone(organ)
    return tuple(sorted((name for name in names if len(name) > 1), key=len, reverse=True))


def _teams(level: str) -> set[str]:
    """Return what the team is called that decides on penalties in a town's name."""
    whole = (f"综合{what}执法{team}" for what in ("", "行政") for team in ("队", "大队", "中队"))
    short = {f"{level}执法{team}" for team in ("队", "大队", "中队")}
    return short | {name for team in whole for name in (team, level + team)}


def _seats(organ: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a government with others below it is called; none of any other body."""
    _, kind, level = _taken_apart(_folded(_without_space(organ)))
    is_above = bool(level) and level not in _LOWEST and kind.endswith("政府")
    return tuple(name for name in names if is_above and name.endswith("政府"))


def _zone(organ: str) -> set[str]:
    """Return what a zone and its office are called for short: 高新区, 管委会."""
    zones = _ZONE.findall(organ)
    if not zones or not organ.endswith(("管委会", "管理委员会")):
        return set()
    short = {zones[-1], *(name for word, name in _ZONES.items() if word in organ)}
    return {"管委会", *short, *(f"{name}管委会" for name in short)}


def _short(kind: str, level: str) -> set[str]:
    """Return what a bureau or a school is called for short: 县局, 学院."""
    if kind.endswith("局") and not kind.endswith("分局") and level:
        return {f"{level}局"}
    if kind.endswith("联合会") and level:
        return {f"{level}{kind[0]}联"}
    if kind.endswith("医院"):
        return {"医院"}
    return {school[0], "学校"} if (school := _SCHOOL.search(kind)) else set()


def _taken_apart(organ: str) -> tuple[str, str, str]:
    """Return a folded name's place, what kind of body it is, and 县, 区 … of its place."""
    place = found[0] if (found := _PLACE.match(organ)) else ""
    levels = _LEVEL.findall(place)
    return place, organ[len(place) :], levels[-1] if levels else ""


def _last_word(organ: str) -> tuple[str, str] | None:
    """Return how a name's last word begins, and its pattern where it stands for the body."""
    if found := _SHORT.search(organ):
        said = found[0]
        if said.endswith("公司") and said != "公司":
            said = "集团"
    elif found := _WITH_HOUSE.search(organ):
        said = f"{found[0][0]}机关"
    else:
        return None
    return said, rf"(?:(?<![一-龥])|(?<=年)|(?<=年度)){said}(?![一-龥]?[属内]|城|党|工)"


def _abbreviation(organ: str) -> tuple[str, str] | None:
    """Return how what a bureau is called for short begins, and its pattern: 县教体局.

    It has characters of the full name (县教育体育局) in their order, the first and the last
    among them.
    """
    _, kind, level = _taken_apart(_folded(_without_space(organ)))
    if (
        not level
        or len(kind) < _LEAST_ABBREVIATED
        or not kind.endswith(("局", "厅", "社", "委员会"))
    ):
        return None
    end = "委" if kind.endswith("会") else kind[-1]
    between = "".join(f"{re.escape(one)}?" for one in kind[1 : kind.rindex(end)])
    head = f"{level}{kind[0]}"
    return head, f"{re.escape(head)}(?=[一-龥]{{1,7}}{end}){between}{end}"
