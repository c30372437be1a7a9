"""Whether an organ that a title names may be a body of ours, or certainly is another.

It is another only where that is understood: a place that is not ours, or a kind of
organ that ours is not (医院, 学校, 公司). Any other name may be a new one, a slip or an
abbreviation of ours; it is first of all that of a body that does like work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from nianbao.duty.fields import fields_of
from nianbao.duty.genre import plain
from nianbao.duty.model import Body, BodyClass


class Kind(StrEnum):
    """What sort of organ a name is, by how it ends."""

    GOVERNMENT = "government"
    OFFICE = "office"  # 人民政府办公室
    TOWN = "town"
    ZONE = "zone"
    BUREAU = "bureau"
    UNIT = "unit"  # 中心、站、所、支队……
    SCHOOL = "school"
    HOSPITAL = "hospital"
    COMPANY = "company"
    COURT = "court"
    SOCIETY = "society"
    VILLAGE = "village"
    UNKNOWN = "unknown"


_STEM: Final = (
    r"(?:(?!国家|中国|中华|中共|总局|和|与|、|城乡|住房|新闻|公安|财政|教育|农业|乡村|开发"
    r"|技术|产业|经济|局|委|社区|小区|民政|城市|社会|县区|城区|市区|主城)[\u4e00-\u9fff])"
)
_PLACE = re.compile(
    rf"({_STEM}{{1,9}}?)(自治区|自治州|自治县|自治旗|地区|林区|特区|新区|省|市(?!场|容|监|政(?![务府法策协研])|民(?![政族宗生])|市(?![场容政民监]))|州(?![市县区])|盟|县(?!域)|区(?![域划])|旗"
    r"|镇(?![市县区])|乡(?!村|建|规|市|县|区)|街道|苏木)(?!界)"
)
_ZONE_SORT: Final = (
    r"经济技术开发|经济开发|经开|高新技术产业开发|高新技术开发|高新|工业|产业|综合保税|保税|旅游度假|度假"
    r"|风景名胜|风景|景|集中|示范|合作|自贸|循环经济|化工|物流|文化旅游|开发|功能|集聚|管理|园"
)
_ZONE = re.compile(rf"([\u4e00-\u9fff]{{0,8}}?)({_ZONE_SORT})(园区|区|园)")
_ZONE_SORT_END = re.compile(rf"(?:{_ZONE_SORT}|经)$")
_ZONE_SORTS = re.compile(rf"(?:{_ZONE_SORT}|经)")
_ZONE_WORDS = re.compile(
    rf"{_ZONE_SORT}|国家|省|级|自主|创新|技术|产业|经济|开发|先行|高质量|发展|园区|园|区|管委会|管理委员会|党工委"
)
"""What the name of a zone is made of beside the place or the name that is its own."""
_BARE_RANK = re.compile(
    r"(?!市监|市政[^务府法]|市民[^政族宗生]|乡建)([省市州盟县区旗镇乡])(?=[^场容域划村].)"
)
_HEADS: Final = re.compile(
    r"^(中华人民共和国|国家税务总局(?=.)|国家(?=.{2,8}(总队|调查队))|中国(?=人民银行)|中共)"
)
_NATIONAL: Final = re.compile(r"^(中国|国家|国务院|全国|中央|最高)|^[\u4e00-\u9fff]{2,8}部$")
_ENDS: Final[tuple[tuple[Kind, str], ...]] = (
    (Kind.OFFICE, r"(人民)?政府(办公[室厅]|办)$"),
    (Kind.COURT, r"(法院|检察院)$"),
    (Kind.COMPANY, r"(公司|集团|银行|信用社|电厂|供电|水厂|支行|分行)$"),
    (Kind.HOSPITAL, r"(医院|卫生院|保健院|保健所|卫生室|卫生服务中心|防治院)$"),
    (Kind.SCHOOL, r"(学校|中学|小学|学院|大学|幼儿园|党校|职校|[一二三四五六七八九十]中|图书馆)$"),
    (Kind.SOCIETY, r"(联合会|协会|商会|工会|妇联|残联|科协|红十字会|团委|工商联|基金会|学会)$"),
    (Kind.VILLAGE, r"(村|社区|居委会|村委会|村民委员会|居民委员会)$"),
    (Kind.TOWN, r"(街道|镇|乡|苏木)((人民)?政府|办事处|办|公所)?$|办事处$"),
    (Kind.GOVERNMENT, r"(人民)?政府$"),
    (Kind.ZONE, r"(管委会|管理委员会|开发区|高新区|经开区|园区)$"),
    (
        Kind.UNIT,
        r"(中心|站|所|台|馆|队|支队|大队|总队|中队|处|院|室|社|场|园|基地|工作组|专班|稽查局|分局|部)$(?<!办公室)",
    ),
    (Kind.BUREAU, r"(局|委员会|委|厅|办|办公室|署|总局|指挥部|海关)$"),
)
_OWN_PART: Final = r"(党政)?(综合)?(办|办公室|机关|本级)?"
_PART: Final = re.compile(
    r"(中心|支队|大队|总队|中队|稽查局|分局|考试院|学校|学院|医院|派出所|监狱|看守所|馆|站|所|党委|工会|团委|研究院)$"
)
_SHORTEST_PART: Final = 3
_CORE_ENDS: Final = re.compile(
    r"(管理)?(委员会|管委会|办公[室厅]|办事处|总局|分局|[局厅委办署处站所馆台队院社部]|中心|支队|大队)$"
)
_HEADS_END: Final = "局委厅办会府室"
_TOWNS: Final = {"镇", "乡", "街道", "苏木"}
_SERVES: Final = {
    BodyClass.GOVERNMENT: Kind.GOVERNMENT,
    BodyClass.OFFICE: Kind.OFFICE,
    BodyClass.TOWNSHIP: Kind.TOWN,
    BodyClass.ZONE: Kind.ZONE,
}
_LIKE: Final = (
    {Kind.BUREAU, Kind.UNIT},
    {Kind.GOVERNMENT, Kind.ZONE},
    {Kind.TOWN, Kind.ZONE},
)
"""Kinds between which organs are turned over: 政务服务管理局 and 政务服务中心."""


@dataclass(frozen=True, slots=True)
class Organ:
    """A name taken apart: its places (青禾市, 临澜区), what it is, and what it does.

    ``fields`` is None where not every word of ``core`` is understood.
    """

    name: str
    places: tuple[tuple[str, str], ...]  # stem and rank, the highest first
    zone: str
    core: str
    kind: Kind
    fields: frozenset[int] | None


def organ_of(name: str) -> Organ:
    """Take an organ's name apart."""
    text = plain(name)
    places, rest = _places(_HEADS.sub("", text))
    zone, rest = _zone(rest)
    kind = _kind(text, places, rest, zone)
    core = _core(rest)
    if not places and not zone and _NATIONAL.search(text):
        places = (("中国", "国"),)
    return Organ(text, places, zone, core, kind, _fields(core, placed=bool(places or zone)))


def _fields(core: str, *, placed: bool) -> frozenset[int] | None:
    """Return what a core does; before it a place may stand that does not say its rank: 栖湖教育."""
    core = re.split(r"(?:局|委员会)(?=.{2})", core)[0]  # 公安 of 公安局临澜分局
    starts = (0,) if placed else (0, 2, 3, 4)
    found = (fields_of(core[start:]) for start in starts if len(core) > start)
    return next((fields for fields in found if fields), None)


def _places(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    places: list[tuple[str, str]] = []
    while found := _PLACE.match(text):
        zone = _ZONE.match(text)
        if zone and zone.end() >= found.end():
            break
        places.append((found[1], found[2]))
        text = re.sub(rf"^人民政府(?={_PLACE.pattern})", "", text[found.end() :])
    if not places and (bare := _BARE_RANK.match(text)):
        return (("", bare[1]),), text[1:]
    return tuple(places), text


def _zone(rest: str) -> tuple[str, str]:
    found = _ZONE.match(rest)
    if not found:
        return "", rest
    sort = re.sub(r"经济(技术)?开发|经开", "经", found[2])
    sort = re.sub(r"高新(技术)?(产业)?(开发)?", "高新", sort)
    stem = re.sub(r"(国家|省)级?$", "", found[1])
    return f"{re.sub('[省市州盟县区旗]$', '', stem)}{sort}", rest[found.end() :]


def _kind(text: str, places: tuple[tuple[str, str], ...], rest: str, zone: str) -> Kind:
    if not rest:
        if zone:
            return Kind.ZONE
        rank = places[-1][1] if places else ""
        return Kind.TOWN if rank in _TOWNS else Kind.GOVERNMENT if rank else Kind.UNKNOWN
    in_town = bool(places) and places[-1][1] in _TOWNS
    if in_town and re.fullmatch(rf"((人民)?政府|办事处|办)?{_OWN_PART}", rest):
        return Kind.TOWN
    if re.search(r"(党工委|工委|党委|党组)$", text):
        return Kind.UNKNOWN  # it signs with the office that it leads
    kind = next((kind for kind, end in _ENDS if re.search(end, text)), Kind.UNKNOWN)
    if kind is Kind.BUREAU and re.search(r"(办|办公[室厅])$", text):
        known = _fields(_core(rest), placed=bool(places or zone))
        return Kind.BUREAU if known else Kind.UNKNOWN  # 政府及其办公室
    return Kind.BUREAU if kind is Kind.ZONE and not zone and fields_of(_core(rest)) else kind


def _core(rest: str) -> str:
    return _CORE_ENDS.sub("", re.sub(r"^(人民)?政府(?=.{3})", "", rest))


def _parts(text: str) -> list[str]:
    """Return the names in a joint one: 某县气象局 and 某县防雷中心, one behind the other."""
    cuts = [n for n in range(3, len(text)) if text[n - 1] in _HEADS_END and _PLACE.match(text, n)]
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def may_be(name: str, body: Body, *, strictly: bool = False) -> bool:
    """Whether an organ, named otherwise than the body is, may still be that body.

    ``strictly``: only a body that does like work, where it is known what the organ does.
    """
    parts = _parts(plain(name))
    if len(parts) > 1:
        return any(may_be(part, body, strictly=strictly) for part in parts)
    organ = organ_of(name)
    if not organ.name:
        return True
    known = [plain(written) for written in (body.name, *body.short_names, *body.former_names)]
    governs = body.body_class is BodyClass.GOVERNMENT
    if not governs and any(organ.name.startswith(known_name) for known_name in known):
        return True  # a part of it, of which nothing else is known
    if any(_is_subordinate(known_name, organ.name) for known_name in known):
        return False  # the parent of a branch, 青禾市公安局 for its 临澜分局
    first, *others = (organ_of(name) for name in (body.name, *body.former_names))
    ours = (first, *(_below(first, other) for other in others))
    return any(_may_be(organ, mine, body, strictly=strictly) for mine in ours)


def _below(first: Organ, other: Organ) -> Organ:
    """Return a former name behind the higher places that the present one has before it."""
    missing = len(first.places) - len(other.places)
    return replace(other, places=(*first.places[: max(0, missing)], *other.places))


def _is_subordinate(organ: str, name: str) -> bool:
    rest = organ.removeprefix(name)
    return rest != organ and len(rest) >= _SHORTEST_PART and _PART.search(rest) is not None


def _may_be(organ: Organ, mine: Organ, body: Body, *, strictly: bool) -> bool:
    branch, other = _branch(mine.name), _branch(organ.name)
    if branch and other and branch not in other and other not in branch:
        return False
    if branch and branch in organ.name:
        return _of_branch(organ, mine)
    if other and any(stem.startswith(other) for stem, _ in mine.places):
        return not strictly or _does_alike(
            organ, mine
        )  # 云桥区生态环境局, now 某市生态环境局云桥分局
    if not _in_place(organ, mine):
        return False
    kind = _SERVES.get(body.body_class, mine.kind)
    if kind in {Kind.ZONE, Kind.TOWN} and organ.kind in {Kind.BUREAU, Kind.UNIT}:
        return _is_within(organ, kind)
    does = not strictly or kind not in {Kind.BUREAU, Kind.UNIT} or _does_alike(organ, mine)
    return _kind_may_be(organ.kind, kind) and does


def is_placed(name: str) -> bool:
    """Whether a name says where its organ is; without that it may be anybody's in the column."""
    organ = organ_of(name)
    return bool(organ.zone) or any(stem or rank == "省" for stem, rank in organ.places)


def _is_within(organ: Organ, kind: Kind) -> bool:
    """Whether a bureau is a town's or a zone's own part."""
    in_town = bool(organ.places) and organ.places[-1][1] in _TOWNS
    return bool(organ.zone) if kind is Kind.ZONE else in_town


def _of_branch(organ: Organ, mine: Organ) -> bool:
    """Whether a name with a branch's place in it may be that branch: 临澜区公安分局."""
    pairs = ((a, b) for a in organ.places for b in mine.places if a[1] == b[1])
    if not _kind_may_be(organ.kind, Kind.BUREAU) or not all(_same(a, b) for a, b in pairs):
        return False
    return _does_alike(organ, organ_of(mine.name.split("局")[0] + "局"))


def _branch(name: str) -> str:
    """Return the place of a branch: 临澜 of 青禾市公安局临澜分局."""
    found = re.search(r"局([\u4e00-\u9fff]{2,6}?)[市县区旗]?分局$", name)
    return found[1] if found else ""


def _kind_may_be(kind: Kind, mine: Kind) -> bool:
    if Kind.UNKNOWN in {kind, mine} or kind is mine:
        return True
    if (kind, mine) == (Kind.GOVERNMENT, Kind.OFFICE):
        return True  # one report may be for both
    return any({kind, mine} <= alike for alike in _LIKE)


def _does_alike(organ: Organ, mine: Organ) -> bool:
    if organ.fields is not None and mine.fields is not None:
        return bool(organ.fields & mine.fields)
    if organ.fields is not None:
        return any(pair in mine.core for pair in _pairs(organ.core))
    return True


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def _in_place(organ: Organ, mine: Organ) -> bool:
    """Whether an organ may stand in a body's place: it is not certainly in another one."""
    if organ.zone or mine.zone:
        return _in_zone(organ, mine)
    if not organ.places or not mine.places:
        return True
    theirs, ours = organ.places[::-1], mine.places[::-1]
    if not _same(theirs[0], ours[0]):
        return False
    higher = zip(theirs[1:], ours[1:], strict=False)
    return all(_same(a, b) or not _one_level(a[1], b[1]) for a, b in higher)


def _one_level(rank: str, other: str) -> bool:
    """Whether two ranks are of one level, so that another name is another place: 县 and 区."""
    return rank == other or {rank, other} <= {"县", "区", "旗"}


def _in_zone(organ: Organ, mine: Organ) -> bool:
    if _like_zone(organ, mine):
        return True
    if not organ.zone or not mine.zone:
        return not organ.zone and not organ.places
    if _ZONE_SORTS.fullmatch(organ.zone):
        return True  # 示范区 may be what ours is called for short
    stem, mine_stem = (_ZONE_SORT_END.sub("", zone) for zone in (organ.zone, mine.zone))
    return stem.endswith(mine_stem) or mine_stem.endswith(stem)


def _like_zone(organ: Organ, mine: Organ) -> bool:
    """Whether a zone of another sort or of none that is known may be ours: 某县工业集中区.

    Only a place or a proper name of its own makes it another.
    """
    if {organ.kind, mine.kind} != {Kind.ZONE}:
        return False
    if organ.places and mine.places and not _same(organ.places[-1], mine.places[-1]):
        return False
    stem, its = (_PLACE.sub("", _ZONE_WORDS.sub("", one.name)) for one in (organ, mine))
    own, ours = (_ZONE_WORDS.sub("", one.name) for one in (organ, mine))
    return not stem or not its or stem in ours or its in own or _is_slip(stem, its)


def _same(place: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two places may be one: its rank changed, its name was cut or has a slip."""
    (stem, rank), (mine, its) = place, other
    if not stem or not mine:
        return (rank == "省") == (its == "省")
    if "省" in {rank, its} and rank != its:
        return False
    if stem in mine or mine in stem or (len(stem) == 1 and len(mine) > 1):
        return True
    return rank == its and (_is_slip(stem, mine) or _is_slip(stem, mine[-len(stem) :]))


def _is_slip(stem: str, mine: str) -> bool:
    """Whether one character is wrong, missing or too many."""
    short, long = sorted((stem, mine), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
