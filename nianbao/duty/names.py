"""Bodies in titles: by full, short or former name, never by the kind of bureau alone.

A name found in a title counts only where it stands alone there: what precedes
it may be a higher place (青禾市 before 临澜区教育局), what follows it must begin
something else. So 人民政府 is not found in 人民政府办公室, nor a bureau in the name
of its branch, nor 沙市 in 白沙市.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from nianbao.duty.fields import abbreviations
from nianbao.duty.genre import plain
from nianbao.duty.model import Body, BodyClass

if TYPE_CHECKING:
    from collections.abc import Iterable

GOVERNMENT: Final = "人民政府"
_SHORTEST_TOWN: Final = 3  # 白石镇
_SHORTEST_STEM: Final = 2  # 云汀县
_ZONE_ENDS: Final = re.compile(r"(管理委员会|管委会)$")
_OFFICES: Final = ("办公室", "办公厅")


class Hold(IntEnum):
    """How firmly a title holds a body's name."""

    PLACE = 1  # only the place of a government: 青禾市2025年……
    RELATIVE = 2  # the name without its place, or that without its rank: 区教育局, 云汀教育局
    FORMER = 3
    NAMED = 4  # full or short name


@dataclass(frozen=True, slots=True)
class Mention:
    """A body as named in a title: ``length`` is the length of the words that name it."""

    body: Body
    hold: Hold
    length: int


_BEFORE = re.compile(
    r"(^|[省市州盟县区旗镇乡局委厅部府会][、,，:：]?|自治区|街道|关于|中共|中华人民共和国|[读看]懂|了解|图解|数说|报送|呈报|公布|发布|转发|[\d年度、,，:：;；.*\-_|丨—（）【】〔〕\[\]/])$"
)
_AFTER = re.compile(
    r"$|[\d〇二、,，:：;；。.\-_|—（）【】〔〕\[\]/]|关于|政府信息|政务公开|信息公开|年度|年报|工作年度"
    r"|本级|本机关|机关(?=20|政府信息|信息公开|（)|(\.[a-z]{2,4}$)|[与和及]",
    re.IGNORECASE,
)
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{2,30}?(人民政府(办公[室厅])?|政府办公[室厅]|管理委员会|管委会|委员会|街道办事处|办事处|税务局|"
    r"分局|总局|局|厅|委|办公[室厅]|中心|海关|总队|支队|大队|银行|镇政府|乡政府"
    r"|公司|医院|卫生院|中学|小学|联合会|法院|检察院|研究室)"
    r"(?=$|[\d〇二、,，:：;；。\-_|—（）【】/]|关于|政府信息|政务公开|信息公开|年度|年报|的)"
)
_PLACE = re.compile(
    r"^.{1,10}?(?:自治区|自治州|自治县|街道|苏木|地区|[省市盟县区旗]|[州镇乡](?![市县区]))"
)
_HIGHER = re.compile(r"[\u4e00-\u9fff]{1,8}(?:自治区|自治州|自治县|地区|[省市州盟县区旗])$")
_PLACE_ONLY = re.compile(
    r"^(?:.*(?:自治区|自治州|自治县|街道|苏木|地区|[省市州盟县区旗镇乡]))"
    r"(?=(?:20\d\d年?度?)?(?:政府信息公开|信息公开|政务公开))"
)


def mentions(title: str, bodies: Iterable[Body]) -> tuple[Mention, ...]:
    """Return the bodies that a title names, the firmest hold first, then the longest name."""
    text = re.sub(r"^[★☆▶►◆◇■□●○※→>]+", "", plain(title))
    found = [mention for body in bodies if (mention := _mention(text, body))]
    return tuple(sorted(found, key=lambda m: (-m.hold, -m.length, m.body.slug)))


def _mention(text: str, body: Body) -> Mention | None:
    for hold, names in (
        (Hold.NAMED, _written(body)),
        (Hold.FORMER, _formerly(body)),
        (Hold.RELATIVE, _relative(body)),
        (Hold.PLACE, _places(body)),
        (Hold.PLACE, former_places(body)),
    ):
        full = plain(body.name)
        lengths = [len(name) for name in names if stands_alone(name, text, hold, full)]
        if lengths:
            return Mention(body, hold, max(lengths))
    return None


def _written(body: Body) -> tuple[str, ...]:
    """Return the names under which a body may stand in full, 办公室 also as 政府办."""
    names = [plain(name) for name in (body.name, *body.short_names)]
    names += [way for name in names for way in _without_its_head(name)]
    names += [short for name in names for short in abbreviations(name)]
    names += _branches(plain(body.name))
    names += [way for name in names for way in _autonomous(name)]
    names += [way for name in names for way in _from_the_lowest_place(name)]
    if body.body_class is BodyClass.OFFICE:
        stems = [n[: -len(office)] for n in names for office in _OFFICES if n.endswith(office)]
        places = [s.removesuffix(GOVERNMENT) for s in stems if s.endswith(GOVERNMENT)]
        names += [f"{place}政府{office}" for place in places for office in (*_OFFICES, "办")]
        names += [f"{place}{GOVERNMENT}办" for place in places]
    if body.body_class is BodyClass.GOVERNMENT:
        names += [f"{n.removesuffix(GOVERNMENT)}政府" for n in names if n.endswith(GOVERNMENT)]
    if body.body_class is BodyClass.TOWNSHIP:
        names += [way for name in names for way in _town(name)]
    if body.body_class is BodyClass.ZONE:
        names = [way for name in names for way in _zones(name)]
    return tuple(name for name in names if name)


_ZONE_SORTS: Final = (
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
)


def _zones(name: str) -> list[str]:
    """Return the ways to name a zone: 某高新区管委会, 某高新区."""
    stem = _ZONE_ENDS.sub("", name)
    stems = [stem, *(stem.replace(long, short) for long, short in _ZONE_SORTS if long in stem)]
    return [one + end for one in stems for end in ("管理委员会", "管委会", "")]


def _without_its_head(name: str) -> list[str]:
    """Return a name without the head over it: 某市税务局, 某市国有资产监督管理委员会."""
    inner = re.sub(rf"(?<=[省市州盟县区旗]){GOVERNMENT}(?=[\u4e00-\u9fff]{{4}})", "", name)
    headless = re.sub(r"^(国家税务总局|中华人民共和国|国家统计局)(?=.{4})", "", inner)
    return [] if headless == name else [headless]


_PEOPLES: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水"
    "|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克"
    "|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_AUTONOMOUS = re.compile(
    rf"([\u4e00-\u9fff]{{2,6}}?)((?:(?:{_PEOPLES})族)+|蒙古|鄂温克|鄂伦春)自治([县州旗])"
)


def _autonomous(name: str) -> list[str]:
    """Return the short ways to name an autonomous place: 某县, 某自治县 of 某苗族自治县."""
    found = _AUTONOMOUS.match(name)
    if found is None:
        return []
    place, rest = found[1], name[found.end() :]
    return [f"{place}{found[3]}{rest}", f"{place}自治{found[3]}{rest}"]


def _from_the_lowest_place(name: str) -> list[str]:
    """Return a name without the places over its own: 临澜区教育局 of 青禾市临澜区教育局."""
    place, rest = _parted(name)
    lowest = _lowest(place)
    return [lowest + rest] if lowest != place and len(lowest) > _SHORTEST_STEM else []


def _lowest(place: str) -> str:
    """Return the last of the places that stand one behind the other."""
    while (found := _PLACE.match(place)) and found.end() < len(place):
        place = place[found.end() :]
    return place


def _branches(name: str) -> list[str]:
    """Return the ways to name a branch: 临澜区公安分局, 公安临澜分局 for 青禾市公安局临澜分局."""
    found = re.fullmatch(r"([\u4e00-\u9fff]{2,14})局([\u4e00-\u9fff]{2,6}?)([市县区旗]?)分局", name)
    if found is None:
        return []
    work, place, rank = _parted(found[1])[1], found[2], found[3]
    placed = [f"{place}{one}{work}分局" for one in ({rank} if rank else {"", "区", "县"})]
    ranked = [f"{found[1]}局{place}{one}分局" for one in ("", "区", "县") if not rank]
    return [*placed, *ranked, f"{work}{place}{rank}分局"]


def _town(name: str) -> list[str]:
    """Return the ways to name a town's government: with its county, without, 政府."""
    ends = next((end for end in (GOVERNMENT, "办事处") if name.endswith(end)), "")
    place = name.removesuffix(ends)
    own = _lowest(place)
    if len(own) < _SHORTEST_TOWN:
        own = place
    shorter = {GOVERNMENT: (GOVERNMENT, "政府"), "办事处": ("办事处", "办")}.get(ends, ())
    return [stem + end for stem in (place, own) for end in shorter]


def _relative(body: Body) -> tuple[str, ...]:
    """Return the names without their place but with its rank: 区教育局, 县政府办公室."""
    if body.body_class is BodyClass.GOVERNMENT:
        ranks = {name.removesuffix(GOVERNMENT)[-1:] for name in _written(body)}
        return tuple(f"{rank}{GOVERNMENT}" for rank in ranks if rank in "省市州盟县区旗")
    parted = [_parted(name) for name in _written(body)]
    named = [(place, rest) for place, rest in parted if place and len(rest) > 1]
    ranked = [f"{place[-1]}{rest}" for place, rest in named]
    stems = [f"{place[:-1]}{rest}" for place, rest in named if len(place) > _SHORTEST_STEM]
    return (*ranked, *stems)


def _places(body: Body) -> tuple[str, ...]:
    if body.body_class not in {BodyClass.GOVERNMENT, BodyClass.TOWNSHIP}:
        return ()
    return _places_of(_written(body))


def _places_of(names: Iterable[str]) -> tuple[str, ...]:
    ends = [(name, end) for name in names for end in (GOVERNMENT, "办事处") if name.endswith(end)]
    return tuple(dict.fromkeys(name.removesuffix(end) for name, end in ends))


def former_places(body: Body) -> tuple[str, ...]:
    """Return the places that a government governed under another name: 临澜县, now 临澜区."""
    if body.body_class is not BodyClass.GOVERNMENT:
        return ()
    return _places_of(map(plain, body.former_names))


def _formerly(body: Body) -> tuple[str, ...]:
    """Return the names a body bore, and the places of which it bore them: 新洲镇, now a 街道."""
    names = list(map(plain, body.former_names))
    names += [short for name in names for short in abbreviations(name)]
    if body.body_class is BodyClass.TOWNSHIP:
        names += [way for name in names for way in _town(name)]
        names += _places_of(names)
    present = {*_written(body), *_places(body)}
    return tuple(name for name in names if name and name not in present)


def spellings(body: Body) -> tuple[str, ...]:
    """Return every way in which a body may stand in a title."""
    former = _formerly(body)
    names = (*_written(body), *former, *_relative(body), *_places(body), *former_places(body))
    bare = [f"{rest}" for _, rest in map(_parted, names) if len(rest) > 1]
    higher = _parted(plain(body.name))[0]
    chains = [f"{higher[: higher.find(name[:2])]}{name}" for name in names if name[:2] in higher]
    return (*names, *chains, *bare)


def stands_alone(name: str, text: str, hold: Hold = Hold.NAMED, full: str = "") -> bool:
    """Whether a name stands in a text as a name of its own, not as part of a longer one.

    ``full`` is the body's full name: where ``name`` is the end of it, a higher
    place before it must be the body's own (never 甲市鼓楼区 for 乙市鼓楼区).
    """
    start = text.find(name)
    higher = _above(name, full)
    while name and start >= 0:
        before, after = text[:start], text[start + len(name) :]
        joined = not before or before[-1] in "、,和与及"
        opens = joined if hold is Hold.RELATIVE else _opens(before, higher)
        if opens and _AFTER.match(after) and not _splits_a_word(name, after):
            return True
        start = text.find(name, start + 1)
    return False


def _above(name: str, full: str) -> str:
    """Return the places that stand before a name, or before its own place, in the full name."""
    starts = (full.find(part) for part in (name, _parted(name)[0]) if part)
    return full[: max(0, next((start for start in starts if start >= 0), 0))]


def _opens(before: str, higher: str) -> bool:
    if not _BEFORE.search(before):
        return False
    named = _HIGHER.search(before)
    if not higher or not named:
        return True
    return before.endswith(higher) or higher.endswith(named.group())


def _splits_a_word(name: str, after: str) -> bool:
    """Whether the name ends in the 政府 of 政府信息公开."""
    return name.endswith("政府") and after.startswith("信息公开") and not name.endswith(GOVERNMENT)


def organ_in(title: str) -> str | None:
    """Return the organ that a title names, known or not; None where it names none.

    A place before 政府信息公开 stands for its government: 青禾市.
    """
    text = plain(title)
    found = _ORGAN.search(text) or _PLACE_ONLY.match(text)
    organ = re.sub(r"^(关于|20\d\d|[年度])+", "", found.group()) if found else ""
    return None if not organ or re.match(r"[我本全该各]", organ) else organ


_COLLECTIVE = re.compile(
    r"全[省市县区旗]|各(?=[省市县区旗镇乡街部单])|[省市县区]直|(?<![我本])(部门|单位)(?=20\d\d|政府信息|信息)|系统|所属|县区|下属"
    r"|(^|[市县区])(乡镇|镇街|街镇|街道)(?=20\d\d|政府信息|信息|年报)"
)


def is_collective(title: str) -> bool:
    """Whether a title speaks of many bodies at once: 全市, 各街道, 市直部门, 教育系统."""
    return _COLLECTIVE.search(plain(title)) is not None


def kin(organ: str, body: Body) -> bool:
    """Whether an unknown organ may be this body all the same: renamed, or abbreviated.

    The places must not contradict each other, and the bureaus must share a word
    or one be short for the other. A government and a bureau are never kin.
    """
    theirs = plain(organ)
    if body.body_class is BodyClass.TOWNSHIP:
        theirs = re.sub(r"(?<=政府)(党政)?(综合)?(办公室|办)$", "", theirs)
    known = [plain(name) for name in (body.name, *body.former_names)]
    if body.body_class is BodyClass.ZONE and any(n.endswith(theirs) for n in _written(body)):
        return True
    short = [plain(name) for name in body.short_names]
    if any(_is_part(theirs, name) for name in (*known, *short)):
        return False
    return any(_alike(theirs, name) or _is_branch(theirs, name) for name in known)


def _is_branch(organ: str, name: str) -> bool:
    """Whether both are the branch of one bureau in one place: 临澜公安分局, 公安局临澜分局."""
    branch = re.search(r"([\u4e00-\u9fff]{2,12})局([\u4e00-\u9fff]{2,6}?)[市县区旗]?分局$", name)
    if branch is None or branch.group(2) not in organ:
        return False
    return bool((_pairs(_parted(branch.group(1))[1]) & _pairs(organ)) - _GENERIC)


_GENERIC = frozenset(
    {"管理", "服务", "发展", "行政", "综合", "委员", "员会", "工作", "人民", "政府"}
)
_SUFFIX = re.compile(r"(管理委员会|委员会|管委会|办公[室厅]|办事处|总局|分局|[局厅委办])$")


def _is_part(organ: str, name: str) -> bool:
    """Whether an organ is a branch or a subordinate of the named one; its own office is not."""
    return organ.startswith(name) and not re.fullmatch(
        r"(党政)?(综合)?(办|办公室|办公厅)?", organ[len(name) :]
    )


def same_place(organ: str, body: Body) -> bool:
    """Whether an organ may stand in the body's own place: neither names another one."""
    place, other = _parted(plain(body.name))[0], _parted(plain(organ))[0]
    return not place or not other or place.endswith(other) or other.endswith(place)


def is_government(organ: str) -> bool:
    """Whether a name is that of a government or of its place alone."""
    return _is_government(plain(organ))


_GOVERNS = re.compile(r"(人民政府|政府|(?<=街道)(办事处|办))$")


def _agree(place: str, other: str) -> bool:
    """Whether two places do not contradict each other; a county that became a city is the same."""
    mine, theirs = place[:-1], other[:-1]
    if not mine or not theirs:
        return place[-1:] == other[-1:]
    return mine.endswith(theirs) or theirs.endswith(mine)


def _alike(organ: str, name: str) -> bool:
    if _is_government(organ) != _is_government(name):
        return False
    if _is_government(organ):
        return _agree(_GOVERNS.sub("", organ), _GOVERNS.sub("", name))
    place, core = _parted(name)
    other_place, other_core = _parted(organ)
    if place and other_place and not _agree(place, other_place):
        return False
    mine, theirs = (_SUFFIX.sub("", text) for text in (core, other_core))
    shared = (_pairs(mine) & _pairs(theirs)) - _GENERIC
    return mine == theirs or bool(shared) or _short_for(theirs, mine) or _short_for(mine, theirs)


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def _short_for(short: str, long: str) -> bool:
    """Whether every character of an abbreviation stands in the long form in order: 发改."""
    letters = iter(long)
    return len(short) > 1 and all(letter in letters for letter in short)


def _parted(name: str) -> tuple[str, str]:
    """Return the places a name begins with, and the rest; a bare rank (区教育局) is no place."""
    place = ""
    while (found := _PLACE.match(name[len(place) :])) and len(place) + found.end() < len(name):
        place += found.group()
    rest = name[len(place) :]
    return place, rest if place else re.sub(r"^[省市州盟县区旗镇乡](?=.{2})", "", rest)


def _is_government(organ: str) -> bool:
    return (
        organ.endswith(GOVERNMENT)
        or re.search(r"([省市州盟县区旗镇乡]|街道|街道办|街道办事处)$", organ) is not None
    )
