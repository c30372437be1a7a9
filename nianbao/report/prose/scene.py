"""Whose, when and of what the words are that come next: kept from clause to clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from nianbao.report.prose import subjects
from nianbao.report.prose.vocabulary import SCOPES, Word, loosely, modified, words

if TYPE_CHECKING:
    from collections.abc import Container
    from decimal import Decimal

    from nianbao.report.prose.claims import Claim

VERBS: Final = frozenset(("new", "got", "accepted", "finished", "answered", "handled"))
"""Kinds of word that say what was done with applications."""
UNKNOWN: Final = "unknown"
LISTED: Final = "listed"
"""The head of a sentence that lists rows or columns of table three without a total."""

_ENDS_IN: Final = re.compile(r"(?:截至|截止到?|自)?(\d{4})年(?!.*(?:结转|转入|顺延))")
_NUMBERS: Final = re.compile(r"\d{4}")
_OF_TIME: Final = frozenset(["year", "annual", "period", "until"])
_PERIODS: Final = ("半年", "季度", "月")
_NAMED: Final = frozenset(
    (*subjects.RESULTS, *subjects.OUTCOMES, *subjects.DECISIONS, *subjects.DOCUMENT_COLUMNS)
) | {"carried_in", "carried_out", "fees", "normative"}
"""What a number may be of no more than all of."""
_OTHERS_MATTER: Final = subjects.CASES
"""Cases, as applications, of some kind are cases of another matter, not some of these."""
_TURNED: Final = frozenset(
    ("contained", "rest", "remainder", "cumulative", "every", "negation", "opened", "past")
)
"""With these it may be of more, or of what is left."""
_SHORT: Final = 24
"""字: what is longer hardly recurs."""
_MARKS: Final = ("政府信息公开", "信息公开", "因")


class Scope(NamedTuple):
    """A word that sets the scene; ``year`` is 0 where it names none."""

    kind: str
    text: str
    year: int
    is_span: bool


def scopes(text: str) -> tuple[Scope, ...]:
    """Return the words of a text that set the scene, in their order."""
    return tuple(
        [
            Scope(found.lastgroup or "", found[0], int(found["year"] or 0), found["to"] is not None)
            for found in SCOPES.finditer(text)
        ]
    )


_kept_scopes: Final = lru_cache(maxsize=4096)(scopes)
"""What stands before a number recurs from report to report, with other numbers."""


@dataclass(slots=True)
class Scene:
    """What has been said so far that the next words rest on.

    ``topic`` is application, litigation, documents, decisions, foreign or "".
    ``marked``: what is said of litigation is of information disclosure. ``annual``: a
    cumulated number is this year's. ``narrowed``: of a part of the year, of many years, or
    planned. ``trend`` is what was said to rise or fall. ``head`` is what the last total was
    of, ``among`` that of which 其中 names parts. ``subject`` are the kinds of case or document
    spoken of, ``verb`` what was done. ``apart``: a semicolon stands between the
    subject and what comes next. ``years`` are the years that what comes next is of each.
    ``partial``: the numbers are of some of a kind. ``doubted``: the words are not the body's
    own only because somebody was not understood; ``is_else``: because something was not that
    the body itself did. ``in_period``: they are of months or quarters.
    ``told`` is the last number, ``left`` what the parts behind 其中 leave of theirs.
    """

    year: int | None
    topic: str = ""
    marked: bool = False
    own: bool = True
    this_year: bool = True
    annual: bool = False
    narrowed: bool = False
    head: str = ""
    among: str = ""
    subject: tuple[str, ...] = ()
    verb: str = ""
    trend: str = ""
    apart: bool = False
    years: str = ""
    doubted: bool = False
    is_else: bool = False
    in_period: bool = False
    told: Decimal | None = None
    left: Decimal | None = None
    partial: bool = False
    claims: list[Claim] = field(default_factory=list)

    def fresh(self) -> Scene:
        """Return a scene as this one is now, without what was claimed."""
        return Scene(
            self.year, self.topic, self.marked, self.own, self.this_year, self.annual,
            self.narrowed, self.head, self.among, self.subject, self.verb, partial=self.partial,
        )  # fmt: skip

    def copy(self, *, partial: bool | None = None) -> Scene:
        """Return a scene as this one is now, that claims into the same list."""
        return Scene(
            self.year, self.topic, self.marked, self.own, self.this_year, self.annual,
            self.narrowed, self.head, self.among, self.subject, self.verb, self.trend, self.apart,
            self.years, self.doubted, self.is_else, self.in_period, self.told, self.left,
            self.partial if partial is None else partial, self.claims,
        )  # fmt: skip

    @property
    def cases(self) -> tuple[str, ...]:
        """The kinds of case spoken of; the subject may still be decisions where cases come up."""
        return tuple(kind for kind in self.subject if kind in subjects.LITIGATION)

    @property
    def is_clear(self) -> bool:
        """Whether the words are the body's own, on the report's year."""
        return self.own and self.this_year and not self.narrowed

    def turn_to(self, topic: str, *subject: str) -> None:
        """Speak of something from here on."""
        self.topic, self.subject = topic, tuple(dict.fromkeys(subject))
        self.apart = False
        self.marked = self.marked or topic == "application"

    def take(self, head: str) -> None:
        """Note what a total is of, unless it is one of the parts behind 其中."""
        if not self.among:
            self.head = head

    def count(self, number: Decimal, *, begins: bool) -> None:
        """Take in a number: of parts behind 其中 what they leave, of 其中 what they are of."""
        if begins:
            self.left = self.told
        if self.left is not None and self.among:
            self.left -= number
        self.told = number

    def end_parts(self) -> None:
        """Speak of all again where the parts behind 其中 are all that there was."""
        if self.among and self.left == 0:
            self.among, self.left = "", None

    def set_by(self, text: str) -> None:
        """Let the words of a text set the scene."""
        for scope in _kept_scopes(text) if len(text) <= _SHORT else scopes(text):
            self._set(scope, text)

    def _set(self, scope: Scope, text: str) -> None:
        match scope.kind:
            case "own":
                self.own, self.doubted, self.is_else = True, False, False
            case "others":
                self.own = self.doubted = self.is_else = False
            case "year" | "to":
                self._in_year(scope.year, is_span=scope.is_span)
            case "fine":
                self._until(scope.text)
            case "now":
                self.this_year = self.annual = True
            case "last":
                self.this_year = False
            case "since" | "part" | "plan":
                self.narrowed = True
                self.in_period = self.in_period or scope.text.endswith(_PERIODS)
            case "foreign" | "application" | "litigation" as topic:
                self.topic = topic
                self.marked = self.marked or topic == "application"
            case "marker":
                self.marked = self.marked or text.startswith(_MARKS) or "不服" in text

    def _until(self, text: str) -> None:
        """Take in the year of 截至2023年底; what is compared with or carried over has another."""
        self.annual = self.annual or text.endswith("以来")
        found = _ENDS_IN.match(text)
        if found and self.year is not None and int(found[1]) != self.year:
            self.this_year = False

    def _in_year(self, year: int, *, is_span: bool) -> None:
        if self.year is not None:
            self.this_year = year == self.year and not is_span
            self.annual = self.annual or self.this_year


class Said(NamedTuple):
    """The words of a text by kind: all of them, and those that carry meaning in their order."""

    kinds: frozenset[str]
    in_order: tuple[str, ...]

    def any(self, *kinds: str) -> bool:
        """Whether any of these kinds of word was said."""
        return not self.kinds.isdisjoint(kinds)

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether any of many kinds of word was said."""
        return not self.kinds.isdisjoint(kinds)

    def only(self, kinds: Container[str]) -> list[str]:
        """Return what was said of some kinds, in its order."""
        return [kind for kind in self.in_order if kind in kinds]


def said(text: str, scene: Scene) -> Said | None:
    """Return a text's words if each is known and none is of another year than the report's."""
    return _said(text, scene.year, scene.annual)


# Whoever asks a cache by the name of an argument waits for it twice as long.
@lru_cache(maxsize=4096)
def _said(text: str, year: int | None, annual: bool) -> Said | None:  # noqa: FBT001
    found = words(text) or (modified(text) if text else ())
    return None if found is None else _in_year(found, year, annual=annual)


def loosely_said(text: str, scene: Scene) -> Said | None:
    """Return a text's words with those that are not known as "part", if these narrow it at most.

    What they narrow is named behind them.
    """
    return _loosely_said(text, scene.year, scene.annual)


@lru_cache(maxsize=4096)
def _loosely_said(text: str, year: int | None, annual: bool) -> Said | None:  # noqa: FBT001 - as _said
    found = loosely(text)
    if found is None:
        return None
    if any(word.kind in _TURNED for word in found):
        return None
    kinds = [word.kind for word in found]
    behind = kinds[kinds.index("part") + 1 :]
    is_else = behind[:1] == ["generic"] or not _OTHERS_MATTER.isdisjoint(behind)
    is_fee = "fees" in kinds and "amount" not in kinds
    return (
        None
        if is_else or is_fee or _NAMED.isdisjoint(behind)
        else _in_year(found, year, annual=annual)
    )


def _in_year(found: tuple[Word, ...], year: int | None, *, annual: bool) -> Said | None:
    """Return words as said if none of them is of another year than the report's."""
    found = tuple(_carried(word, year) for word in found)
    if not all(_is_timely(word, year) for word in found):
        return None
    kinds = frozenset(word.kind for word in found)
    if "cumulative" in kinds and not annual and kinds.isdisjoint(_OF_TIME):
        return None
    return Said(kinds, tuple(word.kind for word in found if word.kind not in {"filler", "own"}))


def _carried(word: Word, year: int | None) -> Word:
    """Return 2023年结转至2024年 as what it is in a report on ``year``: carried in, or out."""
    if year is None:
        return word
    if word.kind == "carried_in" and "未办结" in word.text and word.text.startswith(str(year)):
        return Word("carried_out", word.text)
    if word.kind != "carried_on":
        return word
    is_in = word.text.startswith(str(year - 1))
    return Word("carried_in" if is_in else "carried_out", word.text)


def _is_timely(word: Word, year: int | None) -> bool:
    if word.kind == "past":
        return False
    numbers = [int(number) for number in _NUMBERS.findall(word.text)]
    if year is None or not numbers:
        return True
    if word.kind == "carried_in":
        return numbers[0] == year - 1
    if word.kind == "carried_out":
        return not {year, year + 1}.isdisjoint(numbers)
    return all(number == year for number in numbers)
