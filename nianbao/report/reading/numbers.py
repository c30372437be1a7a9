"""The text of one cell as a figure: number, blank, stroke or text; never a guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nianbao.report.model import State

if TYPE_CHECKING:
    from nianbao.report.model import Value

_STROKES: Final = frozenset(
    {"/", "//", "\\", "-", "--", "---", "—", "——", "–", "―", "─", "－", "不适用", "／", "N/A"}
)
_ZEROS: Final = frozenset({"无", "零", "〇"})
_RESIDUE: Final = re.compile(r"\[bookmark:[^\]]*\]|[\u200b-\u200d\ufeff\u2060\u00ad]")
_SPACE: Final = re.compile(r"[^\S\n]+")
_NOTE_MARK: Final = re.compile(
    "([\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]+)"
)
"""Raised, lowered and circled digits: the mark of a note, no digit of the number before it."""
RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits as raised ones, for readers of formats that only set them higher."""
_THIN: Final = re.compile("(?<!\\d)\\d{1,3}(?:[\u2009\u202f]\\d{3})+(?!\\d)")
"""Thousands parted by thin spaces, which are typed for nothing else."""
_SIGNS: Final = {
    "增加": 1, "增长": 1, "增": 1, "减少": -1, "减": -1, "+": 1, "-": -1, "−": -1, "↑": 1, "↓": -1,
}  # fmt: skip
_NUMBER: Final = re.compile(
    r"(?P<sign>增加|增长|增|减少|减|[+\-−↑↓])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>[万亿])?"
    r"(?P<unit>元|个|件|条|项|宗|份|起|人|次|张|例|家|批|部|笔)?"
    r"(?P<remark>\(.*\)|\[.*\])?",
    re.DOTALL,
)
MAX_DIGITS: Final = 18
"""Digits of the longest number; a longer row of digits is no count and no amount."""
_SCALES: Final = {"万": 10_000, "亿": 100_000_000}
_SPLIT: Final = re.compile(r"(?<=\d)\s+(?=[\d.])|(?<=\.)\s+(?=\d)")

_CURRENCY: Final = re.compile(r"^(?:人民币|RMB)?¥?")
_UNIT_IN_BRACKETS: Final = re.compile(r"\(([万亿]?元)\)$")
_CORRECTS: Final = re.compile(r"应为|应是|更正|订正|改为|改成|实为|有误|勘误")

CORRECTED: Final = "括注中写有更正，以哪个数为准不能确定"
MARKED: Final = "数字旁有圈码或上标，是否为数字的一部分不能确定"
_LEADING_ZERO: Final = re.compile(r"[+\-−]?0\d")
LEADING_ZERO: Final = "数字以0开头，是否夹有别的符号不能确定"
SPLIT_DIGITS: Final = "数字中夹有空白，是否为同一个数不能确定"


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell's text understood. ``value`` is None unless ``state`` is number."""

    state: State
    value: Value = None
    doubt: str | None = None
    remark: str | None = None


@lru_cache(maxsize=16_384)
def count(text: str) -> Reading:
    """Read a count (件). A sign may be printed as 增/减."""
    plain = _plain(text)
    if plain in _ZEROS:
        return Reading(State.NUMBER, 0)
    whole = plain.isdigit() and plain.isascii() and len(plain) <= MAX_DIGITS
    if whole and (plain[0] != "0" or len(plain) == 1):
        return Reading(State.NUMBER, int(plain))
    return _special(plain) or _number(plain, text)


@lru_cache(maxsize=16_384)
def plain(text: str) -> tuple[State, Value] | None:
    """Return state and value of a count in which there is nothing to doubt or to add, or None."""
    read = count(text)
    if read.state is State.TEXT or read.doubt is not None or read.remark is not None:
        return None
    return read.state, read.value


@lru_cache(maxsize=4_096)
def money(text: str, header_unit: str | None) -> Reading:
    """Read an amount of money; the value is in yuan (元), None where no unit is printed.

    ``header_unit`` is the unit printed in the column's header ("万元", "元") or None.
    """
    plain = _plain(text)
    if plain in _ZEROS:
        plain = "0"
    special = _special(plain)
    if special:
        return special
    joined, doubt = _join(_CURRENCY.sub("", plain))
    match = _NUMBER.fullmatch(_UNIT_IN_BRACKETS.sub(r"\1", joined))
    if match is None or _is_endless(match) or match["unit"] not in {None, "元"}:
        return Reading(State.TEXT)
    amount = _signed(match)
    unit = _money_unit(match, header_unit)
    remark = _remark(match, text)
    doubt = doubt or _corrected(remark)
    if unit is None:
        return Reading(State.NUMBER, None, doubt, remark)
    return Reading(State.NUMBER, plain_decimal(amount * unit), doubt, remark)


def is_mark(text: str) -> bool:
    """Whether a character is the mark of a note, which must not be folded into digits."""
    return not text.isascii() and _NOTE_MARK.fullmatch(text) is not None


def plain_decimal(amount: Decimal) -> str:
    """Return a decimal as plain digits without trailing zeros or exponent."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> str:
    printed = _RESIDUE.sub("", text)
    if not printed.isascii():
        printed = _NOTE_MARK.sub(r"[\1]", printed)
        printed = _THIN.sub(_closed_up, printed)
    folded = unicodedata.normalize("NFKC", printed)
    return _SPACE.sub(" ", folded).strip()


def _special(plain: str) -> Reading | None:
    if not plain:
        return Reading(State.BLANK)
    if plain.replace(" ", "") in _STROKES:
        return Reading(State.NA)
    return None


def _number(plain: str, printed: str) -> Reading:
    joined, doubt = _join(plain)
    match = _NUMBER.fullmatch(joined)
    if match is None or _is_endless(match) or match["unit"] == "元":
        return Reading(State.TEXT)
    amount = _signed(match) * _SCALES.get(match["scale"] or "", 1)
    value: Value = int(amount) if amount == int(amount) else plain_decimal(amount)
    remark = _remark(match, printed)
    return Reading(State.NUMBER, value, doubt or _corrected(remark), remark)


def _closed_up(thousands: re.Match[str]) -> str:
    return "".join(thousands[0].split())


def _corrected(remark: str | None) -> str | None:
    """What is doubtful where the words behind a number put another in its place."""
    return CORRECTED if remark and _CORRECTS.search(remark) else None


def _is_endless(match: re.Match[str]) -> bool:
    return sum(map(str.isdigit, match["digits"])) > MAX_DIGITS


def _join(plain: str) -> tuple[str, str | None]:
    """Take the white space out; digits on both sides of it make the number doubtful."""
    doubt = SPLIT_DIGITS if _SPLIT.search(plain) else None
    joined = re.sub(r"\s+", "", plain)
    if doubt is None and _LEADING_ZERO.match(joined):
        doubt = LEADING_ZERO  # the mark of a note, a struck digit: nobody counts 01 of anything
    return joined, doubt


def _signed(match: re.Match[str]) -> Decimal:
    amount = Decimal(match["digits"].replace(",", ""))
    return amount * _SIGNS.get(match["sign"] or "", 1)


def _money_unit(match: re.Match[str], header_unit: str | None) -> int | None:
    if match["unit"] == "元" or match["scale"]:
        return _SCALES.get(match["scale"] or "", 1)
    if header_unit is None:
        return None
    return _SCALES.get(header_unit.removesuffix("元"), 1)


def _remark(match: re.Match[str], printed: str) -> str | None:
    if match["remark"] is None:
        return None
    starts = [place for place in map(printed.find, "（([") if place >= 0]
    # A bracket may be part of one letter (⑴), or another one that is folded into these.
    return printed[min(starts) :].strip() if starts else match["remark"]
