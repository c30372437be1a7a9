"""Printed labels and headings matched to the form, with tolerance for misprints.

A label is compared without white space, punctuation, quotation marks, ordinals
and width. An exact match wins; else the one nearest label within three edits, if
no other is as near and the label has three characters for each edit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from nianbao.report import form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_NOISE: Final = re.compile(r"[\s\W_]+")
_ORDINAL: Final = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,2}(?:[)）]|[、.．:：]|\s)\s*|第[一二三四五六七八九十]项[、:：]?\s*"
    r"|[(（]?\d{1,2}[)）]?[、.．,，:：]\s*|[(（]\d{1,2}[)）]\s*|[①-⑩]\s*|\d{1,2}\s*(?=[一-鿿]))"
)
_INNER_ORDINAL: Final = re.compile(
    r"[(（][一二三四五六七八九十][)）]|\d{1,2}\s*[、.．]|[一二三四]、"
)
_MAX_EDITS: Final = 3
_LENGTH_PER_EDIT: Final = 3
_SHORTEST_HEAD: Final = 4
_MOST_KEPT: Final = 20_000
_ELSE: Final = ("其他", "其它")
"""其他规范性文件 is no misprint of 行政规范性文件, but what is left over beside it."""
_UNIT_NOTE: Final = re.compile(
    r"[(（](?:单位[:：]?)?\s*(?:人民币)?(?:万元|亿元|元|件|项|个)\s*[)）]|单位[:：]\s*(?:万元|亿元|元|件|项|个)"
)
_REMARK: Final = re.compile(r"[(（]区分")
_FORMULA: Final = re.compile(
    r"(?<=.)[(（][第一二三四五六七项之和等于=＝+＋－—、至到-]{2,}[)）]\s*$"
)
_YEAR: Final = re.compile(r"20\d\d\s*年(?:度(?!办理|继续))?")
_YEARS: Final = ("本年", "上年", "下年", "上一年", "下一年")
"""What the form calls a year that an office names by its number."""


@dataclass(frozen=True, slots=True)
class Match:
    """A printed label matched to ``key``; ``edits`` is 0 for an exact match."""

    key: str
    expected: str
    edits: int


@lru_cache(maxsize=32_768)
def normal(text: str) -> str:
    """Return the text without white space, punctuation and width, for comparison."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=32_768)
def bare(text: str) -> str:
    """Return ``normal`` of the text without the ordinal before it."""
    folded = unicodedata.normalize("NFKC", text).strip()
    match = _ORDINAL.match(folded)
    return normal(folded[match.end() :] if match else folded)


def has_ordinal(text: str) -> bool:
    """Whether a label is numbered, as every row of table three is."""
    return bool(_ORDINAL.match("".join(unicodedata.normalize("NFKC", text).split())))


class _Matches(dict[str, "Match | None"]):
    """What was looked up in one lexicon: a report has hundreds of cells, most texts come again."""

    def __init__(self, look: Callable[[str], Match | None]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, text: str) -> Match | None:
        if len(self) > _MOST_KEPT:
            self.clear()
        self[text] = match = self._look(text)
        return match


class Lexicon:
    """A closed set of labels, by the form's wording and its accepted variants."""

    def __init__(
        self,
        entries: Iterable[tuple[str, str]],
        misprints: Iterable[tuple[str, str]] = (),
        *,
        by_years: bool = False,
    ) -> None:
        """Take ``(key, label)`` pairs; several labels may name one key, the form's own first.

        Labels are Chinese: no text of ASCII alone names or resembles any.
        ``misprints`` are known to name their key, too far from it for the
        nearest label, or too near to another; they are still misprints. ``by_years``
        takes a year by its number for what the labels call it.
        """
        self._by_years = by_years
        self._exact: dict[str, tuple[str, str]] = {}
        own: dict[str, str] = {}
        for key, label in entries:
            self._exact.setdefault(normal(label), (key, label))
            own.setdefault(key, label)
        self._misprints = {normal(label): (key, own[key]) for key, label in misprints}
        self.find: Callable[[str], Match | None] = _Matches(self._look).__getitem__
        """The label that a text is, or None. The text may carry an ordinal."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that names no group, as it is compared."""
        known = {**self._exact, **self._misprints}
        return tuple(label for label, (key, _) in known.items() if not key.startswith("group:"))

    def names(self, key: str) -> tuple[str, ...]:
        """Return every label of one key, as it is compared."""
        known = {**self._exact, **self._misprints}
        return tuple(label for label, (found, _) in known.items() if found == key)

    def _look(self, text: str) -> Match | None:
        if text.isascii():  # most cells hold a number or nothing
            return None
        for candidate in _candidates(text):
            if candidate in self._exact:
                key, label = self._exact[candidate]
                return Match(key, label, 0)
            if candidate in self._misprints:
                key, label = self._misprints[candidate]
                return Match(key, label, Levenshtein.distance(candidate, normal(label)))
        return self._of_a_year(text) or self._nearest(bare(text))

    def _of_a_year(self, text: str) -> Match | None:
        """Return the label in which a year's number stands for 本年 or the like (2023年新收)."""
        if not (self._by_years and _YEAR.search(text)):
            return None
        labels = (bare(_YEAR.sub(word, text)) for word in _YEARS)
        found = next((self._exact[label] for label in labels if label in self._exact), None)
        return Match(*found, 0) if found else None

    def _nearest(self, candidate: str) -> Match | None:
        allowed = min(_MAX_EDITS, len(candidate) // _LENGTH_PER_EDIT)
        if not allowed:
            return None
        best: list[tuple[int, str]] = []
        for label in self._exact:
            if candidate.startswith(_ELSE) and not label.startswith(_ELSE):
                continue
            edits = Levenshtein.distance(candidate, label, score_cutoff=allowed)
            if edits <= allowed:
                best.append((edits, label))
        best.sort()
        keys = {self._exact[label][0] for edits, label in best if edits == best[0][0]}
        if len(keys) != 1:
            return None
        key, label = self._exact[best[0][1]]
        return Match(key, label, best[0][0])

    def head(self, text: str) -> Match | None:
        """Return the one label that begins with this text: the head of a label cut in two."""
        head = _behind_ordinal(text)
        if len(head) < _SHORTEST_HEAD:
            return None
        found = {self._exact[label] for label in self._exact if label.startswith(head)}
        keys = {key for key, _ in found}
        if len(keys) != 1:
            return None
        key, label = max(found, key=lambda entry: len(entry[1]))
        return Match(key, label, len(normal(label)) - len(head))

    def completes(self, head: str, tail: str) -> Match | None:
        """Return the label that two halves make up exactly, or None."""
        for candidate in _candidates(head + tail):
            if candidate in self._exact:
                key, label = self._exact[candidate]
                return Match(key, label, 0)
        return None


def _candidates(text: str) -> Iterator[str]:
    """Yield the readings of one printed label: whole, without its ordinal, after an inner one."""
    yield normal(text)
    yield bare(text)
    yield bare(_without_remark(text))
    yield bare(_FORMULA.sub("", text))
    yield _behind_ordinal(text)


def _without_remark(text: str) -> str:
    return _REMARK.split(text, maxsplit=1)[0]


def _behind_ordinal(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _without_remark(text))
    return normal(_INNER_ORDINAL.split("".join(folded.split()))[-1])


_T3_VARIANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "partly_granted": ("部分公开",),
    "denied_security": ("危及国家安全公共安全经济安全社会稳定",),
    "settled": ("总计", "合计"),
}
"""Wordings that say what the form says."""
_T3_MISPRINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "received": (
        "本年新收到政府信息公开申请数量",
        "本年新收政府信息公开申请数",
        "本年新收申请数量",
    ),
    "carried_in": ("上年结转政府信息公开数量", "上年度结转政府信息公开申请数量"),
    "carried_out": ("结转下一年继续办理", "结转下年继续办理", "结转下一年度继续办理"),
    "unavailable_needs_making": ("没有现成信息需另行制作",),
}
"""Wordings that offices have printed instead."""

T3_LABELS: Final = Lexicon(
    [
        *((row.key, row.label) for row in form.T3_ROWS),
        *((key, label) for key, names in _T3_VARIANTS.items() for label in names),
        *(
            (f"group:{group}", group.partition("）")[2])
            for group in form.T3_GROUPS
            if group[3:] != "其他处理"
        ),
        ("group:results", form.T3_RESULTS.partition("、")[2]),
        ("group:results", "本年办理结果"),
    ],
    [(key, label) for key, names in _T3_MISPRINTS.items() for label in names],
    by_years=True,
)
"""Row labels of table 3; groups have keys that begin with ``group:``."""

APPLICANT_HEADINGS: Final = Lexicon(
    [
        *((column.key, name) for column in form.APPLICANTS for name in column.names),
        *(
            (column.key, form.ORGANISATIONS + column.names[0])
            for column in form.APPLICANTS
            if column.key not in {"person", "total"}
        ),
        ("group:organisations", form.ORGANISATIONS),
        ("group:applicants", "申请人情况"),
        ("extra:subtotal", "小计"),
        ("extra:subtotal", "法人小计"),
        ("extra:subtotal", "法人或其他组织小计"),
    ]
)

_T4_VARIANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "review": ("行政复议情况",),
    "suit_direct": (
        "行政诉讼未经复议直接起诉",
        "未经复议直接起诉的行政诉讼",
        "未经复议直接起诉情况",
    ),
    "suit_after_review": ("行政诉讼复议后起诉", "复议后起诉的行政诉讼", "复议后起诉情况"),
    "suits": ("行政诉讼情况",),
}
"""Captions that say what the form's headings say."""

T4_HEADINGS: Final = Lexicon(
    [
        *((column.key, name) for column in form.OUTCOMES for name in column.names),
        *((f"group:{row.key}", row.label) for row in form.T4_ROWS),
        ("group:suits", form.T4_SUITS),
        *((f"group:{row}", label) for row, labels in _T4_VARIANTS.items() for label in labels),
    ]
)

T2_LABELS: Final = Lexicon(
    [
        *((row.key, row.label) for block in form.T2_BLOCKS for row in block.rows),
        ("normative", "规范性文件"),
        ("other_services", "其他对外管理服务"),
    ]
)

T2_HEADINGS: Final = Lexicon(
    (column.key, name)
    for block in form.T2_BLOCKS
    for columns in block.columns.values()
    for column in columns
    for name in column.names
)


@lru_cache(maxsize=8_192)
def t2_heading(text: str) -> Match | None:
    """Return the heading of table two that the text is, its unit left aside."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return T2_HEADINGS.find(_UNIT_NOTE.sub("", folded))
