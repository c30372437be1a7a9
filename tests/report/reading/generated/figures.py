"""Made-up reports with the truth of every cell: balanced, broken, blank, oddly printed.

The arithmetic and the meaning of a printed cell are written here by plain means
of their own, so that a fault of the product cannot hide itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from nianbao.demo.sheets import Passage, ReportSheet
from nianbao.report import form
from nianbao.report.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from random import Random

Meaning: TypeAlias = "tuple[State, int | str | None]"
COLUMNS = [column.key for column in form.APPLICANTS]
PARTS = COLUMNS[:-1]
OUTCOMES = [column.key for column in form.OUTCOMES]
GROUPS = ("review", "suit_direct", "suit_after_review")
_FRAME = frozenset({"received", "carried_in", "settled", "carried_out"})
_WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
_STROKES = ("/", "—", "-", "－", "--", "／", "不适用")
_NOUGHTS = {
    "blanks": ("",),
    "some blanks": ("", "0", "0"),
    "strokes": _STROKES,
    "words": ("无", "0", "零"),
}
STYLES = ("plain", "plain", "blanks", "some blanks", "strokes", "words", "wide", "commas", "units")
"""How an office prints its figures; see ``_printed``."""


@dataclass(frozen=True, slots=True)
class Written:
    """One report: what is printed, and what each cell says."""

    sheet: ReportSheet
    truth: Mapping[str, Meaning]

    @property
    def broken(self) -> frozenset[str]:
        """The relations that are false whatever the blanks stand for."""
        return frozenset(
            name for name, left, right in self._relations() if self._never(left, right)
        )

    def _relations(self) -> Iterator[tuple[str, list[str], list[str]]]:
        rows = [row.key for row in form.T3_ROWS if self.sheet.t3 in row.editions]
        for column in COLUMNS:
            at = {row: f"t3.{row}.{column}" for row in rows}
            leaves = [place for row, place in at.items() if row not in _FRAME]
            left, right = [at["received"], at["carried_in"]], [at["settled"], at["carried_out"]]
            yield f"t3.balance:{column}", left, right
            yield f"t3.settled:{column}", leaves, [at["settled"]]
        for row in rows:
            yield f"t3.row:{row}", [f"t3.{row}.{c}" for c in PARTS], [f"t3.{row}.total"]
        for row in GROUPS:
            yield f"t4.sum:{row}", [f"t4.{row}.{o}" for o in OUTCOMES[:-1]], [f"t4.{row}.total"]

    def _never(self, left: list[str], right: list[str]) -> bool:
        sides = [[self.truth[place] for place in side] for side in (left, right)]
        if any(state is State.TEXT for side in sides for state, _ in side):
            return False
        less, more = (sum(int(value or 0) for _, value in side) for side in sides)
        first, second = (all(state is State.NUMBER for state, _ in side) for side in sides)
        return (less < more and first) or (less > more and second)


def made_up(rng: Random) -> Written:
    """Return a report with figures drawn at random; one in three is broken somewhere."""
    t2, t3 = rng.choice((("2021", "2021"), ("2021", "2021"), ("2019", "2019")))
    cells = {**_second(rng, t2), **_third(rng, t3), **_fourth(rng)}
    if rng.random() < 0.35:
        for place in rng.sample(sorted(key for key in cells if key[:2] != "t2"), rng.randint(1, 3)):
            cells[place] = max(0, cells[place] + rng.choice((-10, -1, 1, 1, 2, 9)))
    style = rng.choice(STYLES)
    texts = {key: _printed(rng, style, key, value) for key, value in cells.items()}
    year = rng.choice((2019, 2020)) if t3 == "2019" else rng.randint(2021, 2025)
    return written(texts, year, t2, t3)


def of_truth(path: Path) -> Written:
    """Return a report with the figures of a real one, by its truth file."""
    truth = json.loads(path.read_text("utf-8"))
    t2, t3 = truth["edition"]["t2"], truth["edition"]["t3"]
    texts = dict.fromkeys(form.keys(t2, t3), "")
    for key, value in truth["figures"].items():
        place = key.replace("amount_wan", "amount").replace("amount_printed", "amount")
        texts[place] = "" if value is None else str(value)
    return written(texts, truth["year"], t2, t3)


def of_truths(corpus: Path) -> tuple[Written, ...]:
    """Return the reports whose figures a corpus states in ``truth``."""
    return tuple(of_truth(path) for path in sorted((corpus / "truth").glob("*.json")))


def written(texts: Mapping[str, str], year: int, t2: str, t3: str) -> Written:
    """Return the report that prints these cells."""
    organ = "青禾市云汀县林业局"
    sheet = ReportSheet(
        name=f"made-up-{year}",
        organ=organ,
        year=year,
        title=f"{organ}{year}年政府信息公开工作年度报告",
        t2=t2,
        t3=t3,
        cells=texts,
        passages=_passages(year),
        signature=(organ, f"{year + 1}年1月20日"),
    )
    return Written(sheet, {key: meaning(key, text) for key, text in texts.items()})


def _passages(year: int) -> tuple[Passage, ...]:
    tables = (None, "t2", "t3", "t4", None, None)
    texts = (
        f"本年度报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。我局按要求公开林业信息。",
        "", "", "",
        "部分栏目更新不够及时，下一步将按月检查。",
        "我局没有其他需要报告的事项。本年度未收取信息处理费。",
    )  # fmt: skip
    ordinals = "一二三四五六"
    return tuple(
        Passage(f"{ordinal}、{name}", (text,) if text else (), table)
        for ordinal, name, text, table in zip(ordinals, form.SECTIONS, texts, tables, strict=True)
    )


# --- what a cell says -----------------------------------------------------------


def meaning(key: str, printed: str) -> Meaning:
    """What a printed cell says, by plain means."""
    text = printed.strip().translate(str.maketrans("０１２３４５６７８９，．", "0123456789,."))
    text = text.replace(",", "")
    if not text:
        return State.BLANK, None
    if text in _STROKES:
        return State.NA, None
    if text in {"无", "零"}:
        text = "0"
    if key in form.MONEY:
        return State.NUMBER, _yuan(key, text)
    sign = -1 if text[0] in "减-－" else 1
    digits = text.lstrip("增减-－+").rstrip("件个条项")
    return (State.NUMBER, sign * int(digits)) if digits.isdigit() else (State.TEXT, None)


def _yuan(key: str, text: str) -> str | None:
    unit = 10_000 if text.endswith("万元") else 1 if text.endswith("元") else None
    if unit is None and key == "t2.fees.amount":
        unit = 10_000
    if unit is None:
        return None
    amount = Decimal(text.removesuffix("元").removesuffix("万")) * unit
    return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"


def _printed(rng: Random, style: str, key: str, value: int) -> str:
    """Print a value as an office does: zeros left blank, strokes, 无, wide digits, commas."""
    if value == 0 and style in _NOUGHTS:
        return rng.choice(_NOUGHTS[style])
    if key in form.MONEY:
        return f"{value}元" if rng.random() < 0.3 else f"{value / 100:.2f}万元"
    if key in form.SIGNED and value:
        return rng.choice((f"增{value}", f"减{value}", f"+{value}", f"-{value}"))
    if style == "wide":
        return str(value).translate(_WIDE)
    if style == "commas":
        return f"{value:,}"
    return f"{value}件" if style == "units" and rng.random() < 0.3 else str(value)


# --- figures --------------------------------------------------------------------


def _size(rng: Random) -> int:
    return rng.choice((0, 0, 1, rng.randint(1, 9), rng.randint(10, 999), rng.randint(1000, 9**7)))


def _second(rng: Random, edition: str) -> dict[str, int]:
    return {key: _size(rng) for key in form.t2_keys(edition)}


def _third(rng: Random, edition: str) -> dict[str, int]:
    """A balanced table three: few results, and few applicants who are no natural person."""
    rows = [row.key for row in form.T3_ROWS if edition in row.editions]
    leaves = [row for row in rows if row not in _FRAME]
    cells = {f"t3.{row}.{column}": 0 for row in rows for column in COLUMNS}
    for row in rng.sample(leaves, rng.choice((0, 2, 5, 9))):
        for column in rng.sample(PARTS, rng.choice((1, 1, 2, 4))):
            cells[f"t3.{row}.{column}"] = rng.choice((1, 2, 7, 12, 105, 2030))
    for column in PARTS:
        settled = sum(cells[f"t3.{row}.{column}"] for row in leaves)
        out = rng.choice((0, 0, 3))
        carried = rng.randint(0, min(4, settled + out))
        cells[f"t3.settled.{column}"], cells[f"t3.carried_out.{column}"] = settled, out
        cells[f"t3.carried_in.{column}"] = carried
        cells[f"t3.received.{column}"] = settled + out - carried
    for row in rows:
        cells[f"t3.{row}.total"] = sum(cells[f"t3.{row}.{column}"] for column in PARTS)
    return cells


def _fourth(rng: Random) -> dict[str, int]:
    cells = {}
    for row in GROUPS:
        parts = [rng.choice((0, 0, 0, 1, 2, 15)) for _ in OUTCOMES[:-1]]
        numbers = (*parts, sum(parts))
        cells.update({f"t4.{row}.{o}": number for o, number in zip(OUTCOMES, numbers, strict=True)})
    return cells
