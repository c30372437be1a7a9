"""A report's own words: its text without tables, headings, stock sentences, numbers and names.

What is left is what one body can have copied from another; everything else is alike
in every report because the form, the Regulation or custom makes it so.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Report

NARRATIVE_VERSION: Final = "1"
"""Rises whenever a text may be masked differently: kept signatures are then made anew."""
BREAK: Final = "\n"
"""Stands for whatever was left out: nothing is compared across it."""
SHORTEST: Final = 180
"""字: of a shorter masked text nothing is said; there is too little that is a body's own."""

_SAME_WIDTH: Final = str.maketrans(
    {
        **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)},
        **dict(zip("。、；“”‘’「」", './;""\'\'""', strict=True)),
        **dict.fromkeys("－—–", "-"),
    }
)
"""One character for one, so that places in the folded text are places in the printed one."""
_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")
_CLAUSE: Final = re.compile(r"[^.;,:!?]+[.;,:!?]*")
_SENTENCE: Final = re.compile(r"[^.;!?]+[.;!?]*")
_LONGEST_STOCK: Final = 60
"""字: a longer clause says something besides the stock phrase that it holds."""

_STOCK_SENTENCES: Final = re.compile(
    r"编制本?(?:年度)?报告|本(?:年度)?报告(?:由|所列|中所列|的?电子版|自公布)|统计(?:时间|期限|时限|数据)|"
    r"(?:如|若)?对(?:本)?报告(?:内容)?有(?:任何)?(?:疑问|建议)|联系(?:电话|地址|人)|电子(?:邮箱|版)|邮政?编码"
)
"""The opening and the foot of every report."""
_STOCK_PHRASES: Final = (
    r"习近平新时代|党的(?:十九|二十)|(?:中央|省委|市委|县委|区委|国务院).{0,16}(?:部署|领导|精神|要求)|"
    r"《?(?:中华人民共和国)?政府信息公开条例|"
    r"公开为(?:常态|原则|例外)|应公开(?:尽|必)公开|公正.公平.合法.便民|"
    r"公民.法人和其他组织依法获取|提高政府工作的?透明度|建设法治政府|"
    r"政府信息对人民群众生产.?生活|决策.?执行.?管理.?服务|及时.准确地?公开政府信息|"
    r"(?:未|没有|无)(?:收到|接到|受理|发生|出现|产生|收取|存在|开展收取)|(?:均|数量|总数|费用?|共)(?:为)?(?:0|零)|"
    r"(?:无|没有)(?:其他|其它)?(?:需要|需)?(?:报告|说明)的?(?:其他)?(?:事项|情况)|信息处理费|"
    r"行政(?:复议|诉讼).{0,10}(?:情况|案件|申请)"
)
_STOCK_CLAUSES: Final = re.compile(
    rf"{_STOCK_PHRASES}|^.{{0,8}}《条例》.{{0,12}}$|^(?:文字描述|无)$"
)
"""What the Regulation says, how reports begin, and how they say that nothing happened.

The patterns stand on folded text: half-width punctuation, no spaces.
"""
_HEADING: Final = (
    r"(?:\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[),.]*)?"
    r"(?:总体情况|(?:加强|强化|做好|推进|抓好|规范)?(?:主动公开|依申请公开|政府信息(?:资源)?(?:规范化)?管理|"
    r"(?:政府)?信息公开平台建设|平台建设|监督保障|政策解读|教育培训|组织领导|制度建设|工作考核|社会评议|责任追究)"
    r"(?:政府信息)?(?:工作|机制)?(?:情况|方面|结果情况)?|"
    r"(?:存在的?|工作中的?)?(?:主要)?问题(?:和|及|与)?(?:不足)?(?:(?:和|及)?改进(?:情况|措施)?)?|"
    r"(?:下一步|今后)?(?:的)?(?:改进(?:情况|措施)|整改措施|工作(?:打算|计划|安排)))"
)
_HEADINGS: Final = re.compile(rf"^{_HEADING}[.:;,]?$")
_STOPS: Final = ".;,:!?"
_MAYBE_STOCK: Final = re.compile(
    rf"{_STOCK_SENTENCES.pattern}|{_STOCK_PHRASES}|《条例》|"
    rf"(?<![^{_STOPS}])(?:(?:文字描述|无)$|{_HEADING}(?![^{_STOPS}]))"
)
"""Found in every sentence that is a stock phrase or has a clause that is one; and in others."""
_ORDINALS: Final = r"\((?:[一二三四五六七八九十]{1,2}|\d{1,2})\)"
_NUMBERS: Final = (
    r"(?P<number>[0-9○〇][0-9,.○〇]*(?:万|亿|余|多|%|‰)*"
    r"|[一二三四五六七八九十百千两]+(?=次|条|篇|场|期|份|名|人|起|余|万|宗|批))"
)
_OURSELVES: Final = (
    r"(?:我|本|该|全)(?:省|市|县|区|州|旗|镇|乡|街道|局|委|办|厅|院|队|中心|单位|机关|部门|系统)"
)
_PLACES: Final = (
    r"(?:[一-龥]{2,3}(?:省|市|自治州|自治区))?[一-龥]{2,3}(?:市|县|自治县|旗)"
    r"(?=[一-龥]{2,10}(?:局|委|办|厅|政府))"
)
_KINDS: Final = r"(?:人民)?政府办公厅|(?:人民)?政府办公室|人民政府"
_NAMED: Final = "\x01"
"""Stands, as often as the name has characters, for the body's own name."""
_MASKS: Final = re.compile(
    f"{_ORDINALS}|(?P<name>{_NAMED}+|{_OURSELVES}|{_PLACES}|{_KINDS})|{_NUMBERS}"
)
_MASKABLE: Final = re.compile(
    r"[(\x01我本该全市县旗0-9○〇]|政府|[一二三四五六七八九十百千两](?=[次条篇场期份名人起余万宗批])"
)
"""Found in every text that holds anything to mask; and in others."""
_PLACE_OF: Final = re.compile(
    r"^(?:.{2,8}?(?:省|自治区|自治州|市|地区|盟))?(?:.{1,8}?(?:市|县|区|旗))?(?:.{1,6}?(?:镇|乡|街道))?"
)
_ABOVE: Final = re.compile(r"^.*?(?:省|自治区|自治州|市|地区|盟|县)(?=.)")


@dataclass(frozen=True, slots=True)
class Narrative:
    """A report's own words. ``places`` gives for each masked character where it is printed."""

    printed: str
    masked: str
    places: array[int]

    @property
    def length(self) -> int:
        """How many characters are compared."""
        return len(self.masked) - self.masked.count(BREAK)

    @property
    def is_short(self) -> bool:
        """Whether there is too little to say anything of."""
        return self.length < SHORTEST

    def passage(self, begin: int, end: int) -> str:
        """Return what is printed where the masked characters from ``begin`` to ``end`` stand."""
        return self.printed[self.places[begin] : self.places[end - 1] + 1]


def narrative(report: Report) -> Narrative:
    """Return a report's own words."""
    names = _names(report.organ or "")
    printed: list[str] = []
    masked: list[str] = []
    places: array[int] = array("I")
    at = 0
    for paragraph in _paragraphs(report):
        printed.append(paragraph)
        for begin, text in _own(_unnamed(paragraph.translate(_SAME_WIDTH), names)):
            _mask(text, at + begin, masked, places)
            masked.append(BREAK)
            places.append(at + begin)
        at += len(paragraph)
    return Narrative("".join(printed), "".join(masked), places)


def digest(report: Report) -> str:
    """Return the name under which a text's signature is kept: of text, organ and version."""
    said = "\0".join((NARRATIVE_VERSION, report.organ or "", *_spoken(report)))
    return hashlib.sha256(said.encode()).hexdigest()


def _spoken(report: Report) -> Iterator[str]:
    """Yield the texts of the sections; of a report without any the whole text."""
    if any(section.text for section in report.sections):
        yield from (section.text for section in report.sections)
    else:
        yield report.text


def _paragraphs(report: Report) -> Iterator[str]:
    """Yield paragraphs without spaces. A line that does not end a sentence goes on in the next."""
    for text in _spoken(report):
        kept = ""
        for line in text.split("\n"):
            folded = _SPACE.sub("", line)
            if _HEADINGS.match(folded.translate(_SAME_WIDTH)):
                if kept:
                    yield kept
                kept = ""
                continue
            kept += folded
            if folded.endswith(("。", "；", "：", "!", "！")):
                yield kept
                kept = ""
        if kept:
            yield kept


def _own(folded: str) -> Iterator[tuple[int, str]]:
    """Yield the runs of clauses that are no stock phrases, with where they begin."""
    begin, run = 0, ""
    for sentence in _SENTENCE.finditer(folded):
        for place, text, is_stock in _parts(sentence.start(), sentence[0]):
            if not is_stock:
                begin = begin if run else place
                run += text
            elif run:
                yield begin, run
                run = ""
    if run:
        yield begin, run


def _parts(begin: int, sentence: str) -> list[tuple[int, str, bool]]:
    """Return place and text of a sentence's parts, and whether each is a stock phrase."""
    if not _MAYBE_STOCK.search(sentence):  # most are none: one look instead of three a clause
        said = sentence.lstrip(_STOPS)
        return [(begin + len(sentence) - len(said), said, False)] if said else []
    if _STOCK_SENTENCES.search(sentence):
        return [(begin, sentence, True)]
    return [
        (begin + clause.start(), clause[0], _is_stock(clause[0]))
        for clause in _CLAUSE.finditer(sentence)
    ]


def _is_stock(clause: str) -> bool:
    if len(clause) > _LONGEST_STOCK:
        return False
    return bool(_STOCK_CLAUSES.search(clause) or _HEADINGS.match(clause))


def _mask(text: str, at: int, masked: list[str], places: array[int]) -> None:
    """Add a text with one character for each number and each name, and nothing for ordinals."""
    done = 0
    for found in _MASKS.finditer(text) if _MASKABLE.search(text) else ():
        masked.append(text[done : found.start()])
        places.extend(range(at + done, at + found.start()))
        done = found.end()
        if found.lastgroup:
            masked.append("0" if found.lastgroup == "number" else "某")
            places.append(at + found.start())
    masked.append(text[done:])
    places.extend(range(at + done, at + len(text)))


def _unnamed(text: str, names: tuple[str, ...]) -> str:
    """Blot out the body's own names, length for length."""
    for name in names:
        text = text.replace(name, _NAMED * len(name))
    return text


def _names(organ: str) -> tuple[str, ...]:
    """Return the body's own names, the longest first: in full, without its place, the place."""
    organ = _SPACE.sub("", organ).translate(_SAME_WIDTH)
    place = found[0] if (found := _PLACE_OF.match(organ)) else ""
    last = _ABOVE.sub("", place)
    kind = organ[len(place) :]
    names = {organ, place, last, last + kind, last[-1:] + kind, kind, place[:-1], last[:-1]}
    return tuple(sorted((name for name in names if len(name) > 1), key=len, reverse=True))
