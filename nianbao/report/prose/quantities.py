"""Counts and sums of money in running text: 42件, 1,042件, 三十二件, 1.2万件, 23.5万元, 均为0."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS: Final = (
    "条/件|件/条|件条|件次|件数|件(?!事|套|均(?:用时|耗时|时长|时间|办理?时|不[到足]|约|[\\d.]))|宗|份|起(?!草|来|诉|到)|例(?!行)|条次|条(?!例|款)|项|部(?!门)|笔(?!者)|封(?!闭|面)|"
    "万元|亿元|元|次(?!性)|个(?!工作日|月|百分点|部门|环节|方面|年)"
)
_QUANTITY: Final = re.compile(
    r"(?<![\d.,第〔\[A-Za-z/~-])(?P<digits>\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,12}(?:\.\d{1,6})?(?![\d.年月日号时点分%‰〕\]]|[-、至到和与]\d{4}年|[-至到]\d{1,2}月))"
    rf"(?P<scale>[万亿](?!元))?(?P<unit>{_UNITS})?"
    r"|(?<![第〇零一二两三四五六七八九十百千统同唯专万进几])(?!(?<=数)[十百千万]+[件宗份起])(?P<hanzi>[〇零一二两三四五六七八九十百千万]{1,12})"
    rf"(?P<count>{_UNITS})"
    r"|(?<=为)(?P<none>[零〇])(?![\w])"
)
_SIGN: Final = re.compile(r"[\d〇零一二两三四五六七八九十百千万]")
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_POWERS: Final = {"十": 10, "百": 100, "千": 1_000}
_SCALES: Final = {"万": 10_000, "亿": 100_000_000}
_MONEY: Final = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_ONE: Final = Decimal(1)
_MYRIAD: Final = _SCALES["万"]


class Quantity(NamedTuple):
    """A number with its unit (件, 元, "" where none is printed), from ``start`` to ``end``.

    ``value`` is a count, or yuan where the unit is money. ``grain`` is what one unit of
    the last printed digit stands for: 1.2万件 is 12,000 to the nearest 1,000.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    grain: Decimal = Decimal(1)

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in yuan."""
        return self.unit == "元"


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a folded text (see ``sentences``) from left to right.

    Kept, since a sentence and its clauses are asked for theirs several times over.
    """
    first = _SIGN.search(text)
    return () if first is None else tuple(_found(text, first.start()))


def _found(text: str, start: int) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text, start):
        if match["digits"]:
            yield _of_digits(match)
        elif match["hanzi"]:
            value = numeral(match["hanzi"])
            if value is not None:
                yield _sized(match, Decimal(value), Decimal(1), match["count"])
        else:
            yield Quantity(match.start(), match.end(), Decimal(0), "")


def _of_digits(match: re.Match[str]) -> Quantity:
    printed = match["digits"].replace(",", "")
    unit = match["unit"] or ""
    if printed.isdigit() and not match["scale"] and unit not in _MONEY:
        return Quantity(match.start(), match.end(), Decimal(printed), unit)
    scale = _SCALES.get(match["scale"] or "", 1)
    value = Decimal(printed)
    grain = Decimal(10) ** int(value.as_tuple().exponent) if "." in printed else _ONE
    return _sized(match, value * scale, grain * scale, unit)


def _sized(match: re.Match[str], value: Decimal, grain: Decimal, unit: str) -> Quantity:
    times = _MONEY.get(unit)
    if times is None:
        return Quantity(match.start(), match.end(), value, unit, grain)
    return Quantity(match.start(), match.end(), value * times, "元", grain * times)


def numeral(text: str) -> int | None:
    """Return the value of a Chinese numeral, None where it is none (十四五, 一二三).

    一百零五 is 105, 一百五 150, 二〇二四 2024.
    """
    if all(sign in _DIGITS for sign in text):
        is_read_out = len(text) == 1 or "〇" in text or "零" in text
        return int("".join(str(_DIGITS[sign]) for sign in text)) if is_read_out else None
    above, sign, below = text.rpartition("万")
    if sign:
        high, low = numeral(above), _under_myriad(below) if below else 0
        return None if high is None or low is None else high * _MYRIAD + low
    return _under_myriad(text)


def _under_myriad(text: str) -> int | None:
    total, digit, last = 0, None, _MYRIAD
    for sign in text:
        if sign in _POWERS:
            power = _POWERS[sign]
            if power >= last or digit == 0:
                return None
            total, digit, last = total + (1 if digit is None else digit) * power, None, power
        elif digit not in {None, 0}:
            return None
        else:
            digit = _DIGITS.get(sign)
            last = 10 if digit == 0 else last
    shortened = last // 10 if text[-2:-1] in _POWERS else 1
    return total + (digit or 0) * shortened
