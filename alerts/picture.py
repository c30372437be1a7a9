"""The digest's one picture: where the reports that are due stand, as a PNG.

SVG is stripped by mail programs. Every number in the picture also stands in the
text beside it; the picture only shows proportions.
"""

from __future__ import annotations

import io
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final, TypeVar

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from alerts import words
from alerts.coverage import coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from alerts.model import DutyLine

_T = TypeVar("_T")

FONT: Final = "NotoSansSC-GB2312.ttf"
WIDTH_INCHES: Final = 5.6
_DOTS: Final = 200
_LEGEND_INCHES: Final = 0.72
_PER_LINE: Final = 4
_LABEL_POINTS: Final = 11
_LIGHT: Final = frozenset({"#e8b44c", "#c9d2db", "#a9c6a0"})
"""Colours on which a dark number reads better."""


_COLUMNS: Final[tuple[tuple[str, str], ...]] = (
    ("按时公布", "#3d7a5a"),
    ("逾期公布", "#c77700"),
    ("已公布（时间待核）", "#a9c6a0"),
    ("未到期", "#c9d2db"),
    ("逾期未见公布", "#8c3b2e"),
    ("待核实", "#e8b44c"),
    ("暂无法核验", "#5d6d7e"),
    ("已提交未公布", "#7f9bb8"),
    ("原页面无法访问", "#b49ab5"),
)


def _numbers(lines: tuple[DutyLine, ...]) -> tuple[int, ...]:
    part = coverage(lines)
    undated = part.published - part.on_time - part.late
    return (
        part.on_time,
        part.late,
        undated,
        part.awaited,
        part.missing,
        part.to_confirm,
        part.unverifiable,
        part.submitted_only,
        part.withdrawn,
    )


def _picture_rows(lines: tuple[DutyLine, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    classes = dict.fromkeys(line.body_class for line in lines)
    rows = [
        (name, tuple(line for line in lines if line.body_class is body_class))
        for body_class, name in words.CLASSES.items()
        if body_class in classes
    ]
    whole = [("全部", lines)] if len(rows) != 1 else []
    return tuple((name, _numbers(chosen)) for name, chosen in (*whole, *rows))


def coverage_picture(lines: tuple[DutyLine, ...]) -> bytes:
    """Return the picture of an office's duties: all of them, then class by class."""
    return stacked(_picture_rows(lines), _COLUMNS)


def coverage_words(lines: tuple[DutyLine, ...]) -> tuple[str, ...]:
    """Return the picture's numbers as text, one line a bar."""
    return tuple(
        f"{name}{sum(numbers)}份："
        + ("、".join(f"{n}{x}份" for (n, _), x in zip(_COLUMNS, numbers, strict=True) if x) or "无")
        for name, numbers in _picture_rows(lines)
    )


def stacked(rows: Sequence[tuple[str, Sequence[int]]], legend: Sequence[tuple[str, str]]) -> bytes:
    """Return one stacked bar a row as PNG: each row a label and one number a legend entry.

    ``legend`` is (name, colour) in the order of the numbers. Bars show shares of
    their own row; entries that are zero everywhere are left out of the legend.
    """
    height = _LEGEND_INCHES + 0.1 + 0.5 * len(rows)
    with as_file(files("alerts") / "fonts" / FONT) as path:
        font = FontProperties(fname=str(path))
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=_DOTS)
        canvas = FigureCanvasAgg(figure)
        left = _label_share(rows)
        axes = figure.add_axes((left, 0.03, 0.98 - left, 1 - _LEGEND_INCHES / height))
        _bars(axes, rows, legend, font)
        _frame(axes, rows, font)
        _legend(figure, legend, rows, font)
        data = io.BytesIO()
        canvas.print_png(data)  # type: ignore[no-untyped-call]
    return data.getvalue()


def _label_share(rows: Sequence[tuple[str, Sequence[int]]]) -> float:
    """The share of the width that the longest label takes, a character as wide as high."""
    longest = max(len(f"{name} {sum(numbers)}份") for name, numbers in rows) if rows else 0
    return min(0.5, (longest * _LABEL_POINTS / 72 + 0.15) / WIDTH_INCHES)


def _bars(
    axes: Axes,
    rows: Sequence[tuple[str, Sequence[int]]],
    legend: Sequence[tuple[str, str]],
    font: FontProperties,
) -> None:
    for height, (_, numbers) in enumerate(rows):
        left, whole = 0.0, sum(numbers) or 1
        for number, (_, colour) in zip(numbers, legend, strict=True):
            share = number / whole
            axes.barh(height, share, left=left, color=colour, height=0.62, edgecolor="white")
            if number:
                _number(axes, number, (left, share, height), colour, font)
            left += share


def _number(
    axes: Axes,
    number: int,
    place: tuple[float, float, int],
    colour: str,
    font: FontProperties,
) -> None:
    left, share, height = place
    fits = share >= 0.024 * len(str(number)) + 0.008
    if fits:
        dark = "#1f2933" if colour in _LIGHT else "#ffffff"
        axes.text(
            left + share / 2,
            height,
            str(number),
            ha="center",
            va="center",
            color=dark,
            fontproperties=font,
            fontsize=11,
        )


def _frame(axes: Axes, rows: Sequence[tuple[str, Sequence[int]]], font: FontProperties) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)))
    labels = [f"{name} {sum(numbers)}份" for name, numbers in rows]
    axes.set_yticklabels(labels, fontproperties=font, fontsize=_LABEL_POINTS, color="#1f2933")
    axes.tick_params(length=0, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def read_across(marks: Sequence[_T], per_line: int) -> list[_T]:
    """Order marks so that lines read in the bars' order: a legend is filled by columns."""
    return [mark for column in range(per_line) for mark in marks[column::per_line]]


def _legend(
    figure: Figure,
    legend: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[int]]],
    font: FontProperties,
) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415 - only needed here, and slow to load

    totals = [sum(numbers[n] for _, numbers in rows) for n in range(len(legend))]
    marks = [
        Patch(color=colour, label=name)
        for (name, colour), total in zip(legend, totals, strict=True)
        if total
    ]
    entry = font.copy()
    entry.set_size(10)
    figure.legend(
        handles=read_across(marks, _PER_LINE),
        loc="upper center",
        ncols=min(len(marks), _PER_LINE) or 1,
        frameon=False,
        prop=entry,
        handlelength=1.0,
        columnspacing=1.2,
        handletextpad=0.4,
    )
