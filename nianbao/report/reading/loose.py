"""Tables whose cells ran together: text of a PDF, a page copied without its borders.

Blank cells leave no trace in such text, so a row is taken only when it shows
exactly as many figures as the form has columns and its label stands whole
before them (or around them, where the label wraps). Everything else is left
unread. The heading words may be scattered over lines in any order; they count
when they are, letter for letter, those of the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.model import Cell, Grid, Line, State
from nianbao.report.reading import numbers
from nianbao.report.reading.labels import T2_LABELS, T3_LABELS, Lexicon, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_START: Final = re.compile(r"第二十条第|信息内容|勾稽关系|申请人情况|本年新收政府信息公开申请")
_END: Final = re.compile(r"^\s*[五六七八]?、?\s*(?:政府信息公开工作)?存在的?(?:主要)?问题")
_PAGE_MARK: Final = re.compile(r"\s*[-—–－]+\s*\d{1,3}\s*[-—–－]+\s*|\s*第?\s*\d+\s*页.*")
_BARE_MARK: Final = re.compile(r"\s*\d{1,3}\s*")
_FORM_FEED: Final = "\f"
_TOKEN: Final = re.compile(
    r"(?<!\S)(?:[+\-增减]?\d[\d,]*(?:\.\d+)?(?:万元|元|件|个|项)?|/|-{1,2}|—)(?!\S)"
)
_GLUED: Final = re.compile(r"(?<=[\u4e00-\u9fff)」”])(?<![增减])(?=[+-]?\d[\d,.]*(?:\s|$))")
_APPLICANTS: Final = tuple(column.names[0] for column in form.APPLICANTS)
_OUTCOMES: Final = tuple(column.names[0] for column in form.OUTCOMES)
_WIDTH: Final = len(_APPLICANTS)
_T4_WIDTH: Final = len(_OUTCOMES) * len(form.T4_ROWS)
_SHORTEST_LABEL: Final = 4
_CORNER: Final = (form.T3_CORNER,)
_T3_HEADING: Final = normal(form.SECTIONS[2])
_T4_HEADING: Final = "行政诉讼情况"
_FIRST_ROW: Final = T3_LABELS.names("received")


@dataclass(frozen=True, slots=True)
class _Run:
    """Figures that follow each other, with the text since the run before."""

    before: str
    figures: tuple[str, ...]


def grids(lines: Sequence[str]) -> tuple[Grid, ...]:
    """Return tables two, three and four as grids, as far as the text is unambiguous."""
    runs = _runs(_region(lines))
    found = [*_table_two(runs), *_table_three(runs), *_table_four(runs)]
    if not found:
        return ()
    return (Grid(0, tuple(_line(cells) for cells in found)),)


def prose(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines without those that are a table's figures: they are no text of a section."""
    return tuple(line for line in lines if numbers.count(line).state is State.TEXT)


def _line(cells: Sequence[str]) -> Line:
    return Line(tuple(Cell(text, place) for place, text in enumerate(cells)))


def _region(lines: Sequence[str]) -> list[str]:
    """The lines from the first table to the section after the tables, without page marks."""
    start = next((place for place, line in enumerate(lines) if _START.search(line)), len(lines))
    kept = []
    for place, line in enumerate(lines[start:], start):
        if _END.match(line):
            break
        if not (_PAGE_MARK.fullmatch(line) or _ends_page(lines, place)):
            kept.append(_GLUED.sub(" ", unicodedata.normalize("NFKC", line)))
    return kept


def _ends_page(lines: Sequence[str], place: int) -> bool:
    """Whether a line is a bare page number: the last one before a form feed."""
    after = next((line for line in lines[place + 1 : place + 4] if line.strip(" ")), "")
    return after.startswith(_FORM_FEED) and bool(_BARE_MARK.fullmatch(lines[place]))


def _runs(lines: Sequence[str]) -> list[_Run]:
    """Part the text into runs of figures; only text between them ends a run."""
    runs: list[_Run] = []
    before = ""
    figures: list[str] = []
    for line in lines:
        place = 0
        for match in _TOKEN.finditer(line):
            between = line[place : match.start()]
            if between.strip() and figures:
                runs.append(_Run(before, tuple(figures)))
                before, figures = "", []
            before += between
            figures.append(match[0])
            place = match.end()
        rest = line[place:]
        if rest.strip() and figures:
            runs.append(_Run(before, tuple(figures)))
            before, figures = "", []
        before += rest + "\n"
    runs.extend((_Run(before, tuple(figures)), _Run("", ())))
    return runs


# --- Labels ----------------------------------------------------------------------


def _labelled(runs: Sequence[_Run], place: int, lexicon: Lexicon) -> str | None:
    """The label of a run: the one that ends the text before it, or that wraps around it."""
    head = normal(runs[place].before)
    tail = normal(runs[place + 1].before) if place + 1 < len(runs) else ""
    whole = max((label for label in lexicon.labels if head.endswith(label)), key=len, default=None)
    if whole is not None:
        return whole
    around = {
        label
        for label in lexicon.labels
        for cut in range(2, len(label) - 1)
        if head.endswith(label[:cut]) and tail.startswith(label[cut:])
    }
    return max(around, key=len) if len(around) == 1 else None


# --- Tables ----------------------------------------------------------------------


def _table_two(runs: Sequence[_Run]) -> Iterator[tuple[str, ...]]:
    heading: tuple[str, ...] = ()
    for place, run in enumerate(runs):
        heading = _heading(run.before) or heading
        label = _labelled(runs, place, T2_LABELS)
        if heading and label and len(run.figures) == len(heading):
            yield (form.T2_CONTENT, *heading)
            yield (label, *run.figures)
        elif heading and label and run.figures:  # said to be unread
            yield (form.T2_CONTENT, *heading)
            yield (label,)
        if _is_opening(run):
            return


def _heading(text: str) -> tuple[str, ...]:
    """The heading of the last block that a text names, in the form's words."""
    flat = normal(text)
    best: tuple[int, tuple[str, ...]] = (-1, ())
    for block in form.T2_BLOCKS:
        for columns in block.columns.values():
            names = tuple(column.names[0] for column in columns)
            found = flat.rfind(normal(form.T2_CONTENT) + "".join(map(normal, names)))
            longer = len(names) > len(best[1])
            if found > best[0] or (found == best[0] >= 0 and longer):
                best = (found, names)
    if best[1] == ("本年收费金额",) and "万元" in flat[best[0] :]:
        return ("本年收费金额（单位：万元）",)
    return best[1]


def _is_opening(run: _Run) -> bool:
    return normal(run.before).endswith(_FIRST_ROW)


def _table_three(runs: Sequence[_Run]) -> Iterator[tuple[str, ...]]:
    first = next((place for place, run in enumerate(runs) if _is_opening(run)), None)
    if first is None:
        return
    header = normal(runs[first].before).rpartition(_T3_HEADING)[2]
    if _is_spelt(header, ((*_APPLICANTS, form.ORGANISATIONS, "申请人情况"), _CORNER), _FIRST_ROW):
        yield ("", "申请人情况")
        yield ("", _APPLICANTS[0], form.ORGANISATIONS, _APPLICANTS[-1])
        yield ("", "", *_APPLICANTS[1:-1], "")
    seen: set[str] = set()
    for place in range(first, len(runs)):
        run = runs[place]
        label = _labelled(runs, place, T3_LABELS) if run.figures else None
        seen.update(filter(None, (label,)))
        if len(run.figures) == _WIDTH:
            last_line = run.before.strip().rpartition("\n")[2]
            yield (label or last_line.strip(), *run.figures)
        elif label:
            yield (label,)
    yield from ((label,) for label in _lost(seen))


def _lost(seen: set[str]) -> Iterator[str]:
    """The rows that every form has and that left no trace: unread, not absent."""
    for key in (*form.T3_FRAME, *form.T3_LEAVES):
        names = T3_LABELS.names(key)
        if seen.isdisjoint(names) and len(names[0]) >= _SHORTEST_LABEL:
            yield names[0]


def _table_four(runs: Sequence[_Run]) -> Iterator[tuple[str, ...]]:
    for run in runs:
        if len(run.figures) != _T4_WIDTH or "结果" not in run.before:
            continue
        rows = tuple(row.label for row in form.T4_ROWS)
        header = normal(run.before).rpartition(_T4_HEADING)[2]
        if _is_spelt(header, ((form.T4_SUITS, *rows, *_OUTCOMES * len(rows)),), ("",)):
            yield (rows[0], form.T4_SUITS)
            yield (*_OUTCOMES, *rows[1:])
            yield (*_OUTCOMES, *_OUTCOMES)
        yield run.figures


def _is_spelt(header: str, words: tuple[tuple[str, ...], ...], endings: Sequence[str]) -> bool:
    """Whether a header consists of exactly the letters of these words, the later ones optional.

    The words' own order is not asked for: columns that wrap are interleaved.
    """
    ending = next((ending for ending in endings if ending and header.endswith(ending)), "")
    letters = Counter(header.removesuffix(ending).removesuffix("一") if ending else header)
    wanted: Counter[str] = Counter()
    for part in words:
        wanted += Counter("".join(map(normal, part)))
        if letters == wanted:
            return True
    return False
