"""What may tell who somebody is: identity numbers, mobile numbers, applicants' names.

依据：GB 11643—1999（公民身份号码，末位为校验码）。Nothing leaves this module unmasked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])(?P<area>[1-8]\d{5})(?P<born>(?:18|19|20)\d{6})\d{3}[\dXxＸｘ](?![0-9A-Za-z])"
)
_MOBILE: Final = re.compile(r"(?<![0-9A-Za-z.,－-])1[3-9]\d{9}(?![0-9A-Za-z]|[.,－-]\d)")
_DIGITS: Final = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")
_WIDE: Final = re.compile(r"[０-９]")
_LONG: Final = re.compile(r"[1-8１-８]\d{10}")
"""Both numbers begin so; all that is no digit is passed by at once."""
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_AREAS: Final = frozenset(
    {
        *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
        *range(61, 66), 71, 81, 82, 83,
    }
)  # fmt: skip
_PERSON: Final = re.compile(
    r"申请人|当事人|原告|上诉人|第三人|举报人|投诉人|信访人|来信人|来电人|反映人|村民|居民|市民|群众|"
    r"先生|女士|公民身份|身份证|本人"
)
_OFFICE: Final = re.compile(
    r"联系|咨询|热线|传真|监督电话|举报电话|投诉电话|服务电话|办公|值班|客服|受理电话|微信|邮编|邮箱|地址|欢迎|拨打|致电"
)
_INVITES: Final = re.compile(
    r"(?:请|可|欢迎|如需|如有|如对|若对)[^。！？\n]{0,40}(?:联系|拨打|咨询|致电|反映)"
)

_ROLES: Final = (
    "申请人",
    "当事人",
    "原告",
    "上诉人",
    "第三人",
    "举报人",
    "投诉人",
    "信访人",
    "来信人",
    "反映人",
)
_RESIDENTS: Final = ("村民", "居民", "市民", "公民")
_ROLE: Final = f"(?:{'|'.join(_ROLES)})"
_RESIDENT: Final = f"(?:{'|'.join(_RESIDENTS)})"
_COMPOUND: Final = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|司徒|司空|端木|闻人|澹台|宇文|长孙|鲜于|"
    "呼延"
)
_COMMON: Final = (
    "王李张刘陈杨赵黄吴徐孙胡朱郭林罗梁宋郑谢韩唐冯董萧曹袁邓傅沈吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟汪"
    "姜范廖姚谭邹熊陆郝孔崔康毛邱秦顾侯邵孟龙段雷钱汤尹黎武乔贺赖龚樊兰殷施陶洪翟颜倪牛俞章鲁葛韦"
    "聂丛焦柳邢骆岳齐梅庄辛祝涂谷祁舒耿卜詹凌霍纪苗瞿覃裴闫冉沙邬靳窦甄滕晏蒲郎祖屈柏佟"
)
"""Surnames that hardly begin a word which follows 申请人 in a sentence."""
_ALSO: Final = (
    "于向方时高马连常成安权单简包计管任白何史江田严路程周许金余文石全关平明曾项应卫查支欧游温车阳"
    "闵解宗丰邝麦农党边池隆闻万申尚宁左尤毕"
)
"""Surnames that are words as well: they count only before what tells of a person."""
_GIVEN: Final = r"[\u4e00-\u9fff]{1,2}"
_DOES: Final = (
    r"提|申请|要求|不服|诉|向|因|就|对|通过|于\d|的(?:政府)?信息|的申请|反映|均|称|表示|撤回"
)
_TELLS: Final = r"[（(，,]?(?:身份|公民身份|男|女|电话|手机|联系|住)"
_STOPS: Final = r"[（(，,、。；;：:\s]|$|等\d|等[一二三四五六七八九十]?人"
_IS: Final = r"(?:为|系|是|[：:]|姓名[：:]?)?"
_FAMILY: Final = f"[{_COMMON}{_ALSO}{''.join(name[0] for name in _COMPOUND.split('|'))}]"
"""What a name begins with."""
_CALLED: Final = "|".join(
    [*(f"{who}{_IS}{_FAMILY}" for who in _ROLES), *(f"{who}{_FAMILY}" for who in _RESIDENTS)]
)
"""Whoever is spoken of so may be called by a name; each begins with one certain character."""
_PATTERNS: Final = tuple(
    (re.compile(needed), tuple(map(re.compile, patterns)))
    for needed, patterns in (
        (
            _CALLED,
            (
                rf"{_ROLE}{_IS}(?P<name>(?:{_COMPOUND}|[{_COMMON}]){_GIVEN}?)(?={_STOPS}|{_DOES}|{_TELLS})",
                rf"{_RESIDENT}(?P<name>(?:{_COMPOUND}|[{_COMMON}]){_GIVEN}?)(?={_DOES}|{_TELLS})",
                rf"{_ROLE}{_IS}(?P<name>[{_ALSO}]{_GIVEN}?)(?={_TELLS})",
            ),
        ),
        (
            "身份",
            (
                rf"(?P<name>[{_COMMON}{_ALSO}]{_GIVEN}?)(?=[（(，,]?(?:公民)?身份证?(?:号码?)?[：:为是]?\s?\d{{6}})",
            ),
        ),
    )
)
"""Patterns of names, with what a text must have for them to find any."""
_NO_GIVEN: Final = re.compile(
    r"[某于向对的了在是和与及或其应可须需请提以为被将已未不没我本各该此每只如若因而且但也都就再又并把从到由给让使得"
    r"先女老师市县区镇乡村省州局委厅院处科所站部社队会等申诉身份]|[Xx×*〇]"
    r"|[证图表款费书权房地案额数量期率类型店厂者员]$"
)
_WORDS: Final = re.compile(
    r"^(?:武汉|郑州|杭州|苏州|徐州|沈阳|丁香|毛坯|黄河|黄山|黄金|康复|康乐|龙头|江苏|陈述|陈情|陈旧|顾虑|顾客|顾问|"
    r"施工|施行|章程|贺信|祝愿|纪律|纪检|洪水|洪涝|兰州|段落|谢绝|钟爱|夏季|罗列|林业|胡乱|胡同|雷同|武装|"
    r"凌晨|孙子|孙女|叶片|唐山|黎明|乔迁|齐全|齐备|苗木|舒适|焦点|焦虑|庄稼|辛苦|郑重|陆续|张贴|范围|范本|"
    r"贾鲁|梅雨|沙石|武警|蒲公|康养|汤池|杜绝|戴罪|牛奶|祖国|祖籍|屈服)"
)
"""Words that begin like a name."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One item found. ``kind`` is identity, mobile or name; ``shown`` is all that may be told."""

    kind: str
    shown: str
    start: int
    end: int


def personal(text: str, *, is_narrative: bool = True) -> tuple[Personal, ...]:
    """Return what tells who somebody is, in the order in which it stands.

    An office's own phone is left out. In what is no narrative (a lead with the office's
    address) a mobile number counts only where a person is spoken of.
    """
    found = [
        one
        for one in _numbers(text)
        if one.kind == "identity"
        or (is_its := _is_a_persons(text, one.start, one.end))
        or (is_its is None and is_narrative)
    ]
    return tuple(sorted([*found, *_names(text)], key=lambda one: one.start))


def masked(text: str) -> str:
    """Return a text fit to be quoted: identity numbers, mobile numbers and names masked."""
    found = [*_numbers(text), *_names(text)]
    for one in sorted(found, key=lambda one: -one.start):
        text = text[: one.start] + one.shown + text[one.end :]
    return text


def is_identity(number: str) -> bool:
    """Whether 18 characters are an identity number: area, day of birth and check character hold."""
    folded = number.translate(_DIGITS)
    if int(folded[:2]) not in _AREAS:
        return False
    try:
        born = date(int(folded[6:10]), int(folded[10:12]), int(folded[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(folded[:17], _WEIGHTS, strict=True))
    return born.year >= _OLDEST and _CHECKS[total % 11] == folded[17]


def _narrow(text: str) -> str:
    """Return the text with narrow digits; nothing moves."""
    return text.translate(_DIGITS) if _WIDE.search(text) else text


def _numbers(text: str) -> Iterator[Personal]:
    """Yield identity numbers, then mobile numbers; few texts have a row of digits as long."""
    if not _LONG.search(text):
        return
    narrow = _narrow(text)
    for match in _IDENTITY.finditer(narrow):
        if is_identity(match[0]):
            shown = f"{match[0][:6]}********{match[0][-4:]}"
            yield Personal("identity", shown, match.start(), match.end())
    for match in _MOBILE.finditer(narrow):
        yield Personal("mobile", f"{match[0][:3]}****{match[0][-4:]}", match.start(), match.end())


def _is_a_persons(text: str, begin: int, end: int) -> bool | None:
    """Whether a mobile number is a private person's; None where nothing about it says whose."""
    before = text[max(0, begin - _AROUND) : begin]
    clause = before[max(before.rfind(mark) for mark in _FULL_STOPS) + 1 :]
    after = text[end : end + _AROUND].partition("\n")[0]
    person = _PERSON.search(clause) or _PERSON.search(after[:_AFTERWARDS])
    if _INVITES.search(clause) or (_OFFICE.search(clause) and not person):
        return False
    if person:
        return True
    return None if len(clause) + len(after) >= _SAID else False


_OLDEST: Final = 1880
_FULL_STOPS: Final = "。！？!?\n"
_AROUND: Final = 80
"""Characters before a number in which it is said whose it is."""
_AFTERWARDS: Final = 20
_SAID: Final = 25
"""Fewer characters about a number than these are a signature."""


def _names(text: str) -> Iterator[Personal]:
    seen: set[int] = set()
    for needed, patterns in _PATTERNS:
        if not needed.search(text):
            continue
        for match in chain.from_iterable(pattern.finditer(text) for pattern in patterns):
            at, name = match.start("name"), match["name"]
            if at not in seen and _is_name(name):
                seen.add(at)
                yield Personal("name", name[0] + "*" * (len(name) - 1), at, at + len(name))


def _is_name(found: str) -> bool:
    """Whether a match is a name: not masked already, no form of address, no word."""
    given = found[2:] if re.match(_COMPOUND, found) else found[1:]
    return bool(given) and not _NO_GIVEN.search(given) and not _WORDS.match(found)
