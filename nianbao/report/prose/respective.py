"""复议、诉讼分别为8件、5件: each name with its own number, as clauses of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nianbao.report.prose.quantities import quantities

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity

WORD: Final = "分别"
_BETWEEN: Final = re.compile(r"^(?:[、,和及与]|以及)$")
_SEPARATORS: Final = (r"、", r"、|以及|和|及|与")
"""和 may join the names, or be part of one: 法人和其他组织."""
_YEARS: Final = re.compile(
    r"(?P<years>\d{4}年度?(?:[、和及]\d{4}年度?)+)(?P<what>(?![、和及\d])[^、]+)$"
)
"""What several years have in common: 2023年、2024年，收到的申请分别为……"""
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One name with its number, said alone; the number ends at ``end`` of the clause."""

    text: str
    end: int


def before(text: str) -> str:
    """Return what a clause says before 分别."""
    return text[: text.index(WORD)]


def parts(text: str, years: str = "") -> tuple[Part, ...] | None:
    """Return the names with their numbers; none where they do not pair, None without numbers.

    ``years`` are those that the clause before has named: 2023年、2024年，收到的申请分别为…….
    """
    at = text.index(WORD)
    numbers = [one for one in quantities(text) if one.start > at]
    if not numbers or (len(numbers) == 1 and numbers[0].value == 0):
        return None
    names = _of_years(years + text[:at], len(numbers)) or _names(text[:at], len(numbers))
    if len(numbers) < _LEAST or not names or not _are_listed(text, numbers):
        return ()
    verb, unit = text[at + len(WORD) : numbers[0].start], numbers[-1].unit
    return tuple(
        Part(f"{name}{verb}{text[one.start : one.end]}{'' if one.unit else unit}", one.end)
        for name, one in zip(names, numbers, strict=True)
    )


def _of_years(text: str, number: int) -> list[str]:
    """Return what is common to several years with each of them, none if they do not pair."""
    match = _YEARS.match(text)
    years = re.split("[、,和及]", match["years"]) if match else []
    return [f"{year}{match['what']}" for year in years] if match and len(years) == number else []


def _names(text: str, number: int) -> list[str]:
    for separator in _SEPARATORS:
        found = re.split(separator, text)
        if len(found) == number:
            return found
    return []


def _are_listed(text: str, numbers: list[Quantity]) -> bool:
    gaps = (text[one.end : two.start] for one, two in pairwise(numbers))
    return all(_BETWEEN.match(gap) for gap in gaps)
