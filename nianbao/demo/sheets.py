"""What one sample report prints, before anything is laid out.

A sheet is data: the printed text of every cell ("增27", "1．2678万元", "" for a
cell left blank, "－"), the labels an office misprinted, headings as the office
wrote them, and our own prose. Figures and misprints are those of reports as
they occur; organs, places and every sentence are invented.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from nianbao.report import form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nianbao.report.form import Edition

TableName = Literal["t2", "t3", "t4"]
Kind = Literal["own", "government"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One section: its heading as printed, its paragraphs, and the table that follows them."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: TableName | None = None


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """What one report prints.

    ``cells`` maps figure keys to printed text; a key that is not there has no
    cell. ``labels`` holds what stands in place of the form's own label, by row
    ("t3.denied_security"), group ("t3.（四）无法提供") or heading
    ("t2.publish_header"). ``lead`` is the prose before the first section.
    ``broken`` names the relations that are false whatever the blanks stand for.
    """

    name: str
    organ: str
    year: int
    title: str
    t2: Edition
    t3: Edition
    cells: Mapping[str, str]
    kind: Kind = "own"
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lead: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    signature: tuple[str, ...] = ()
    broken: frozenset[str] = frozenset()

    def label(self, place: str, default: str) -> str:
        """Return what is printed at ``place``: the office's misprint, or the form's label."""
        return self.labels.get(place, default)

    @property
    def keys(self) -> tuple[str, ...]:
        """The figure keys of the sheet's editions, in the order of the form."""
        return form.keys(self.t2, self.t3)


def names() -> tuple[str, ...]:
    """Return the names of all sample reports, sorted."""
    return tuple(sorted(path.name.removesuffix(".toml") for path in _data() if _is_toml(path.name)))


def load(name: str) -> ReportSheet:
    """Return the sample report called ``name``.

    Raises:
        FileNotFoundError: there is no such sample.
        ValueError: its figures do not fit its edition; the message names the row.
    """
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text("utf-8")
    return sheet(name, tomllib.loads(text))


def sheet(name: str, raw: Mapping[str, Any]) -> ReportSheet:
    """Return the sheet that a parsed TOML document describes."""
    return ReportSheet(
        name=name,
        organ=raw["organ"],
        year=raw["year"],
        title=raw["title"],
        t2=raw["t2_edition"],
        t3=raw["t3_edition"],
        cells=MappingProxyType(dict(_cells(raw))),
        kind=raw.get("kind", "own"),
        labels=MappingProxyType(dict(raw.get("labels", {}))),
        lead=tuple(raw.get("lead", ())),
        passages=tuple(_passage(one) for one in raw["section"]),
        signature=tuple(raw.get("signature", ())),
        broken=frozenset(raw.get("broken", ())),
    )


def _data() -> Iterator[Any]:
    return iter(resources.files(__package__).joinpath("data").iterdir())


def _is_toml(file_name: str) -> bool:
    return file_name.endswith(".toml")


def _passage(raw: Mapping[str, Any]) -> Passage:
    return Passage(raw["heading"], tuple(raw.get("text", ())), raw.get("table"))


def _cells(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the printed cells of the three tables, each row in the order of the form."""
    columns = _columns(form.keys(raw["t2_edition"], raw["t3_edition"]))
    for table in ("t2", "t3", "t4"):
        for row, printed in raw[table].items():
            expected = columns[f"{table}.{row}"]
            if len(printed) != len(expected):
                raise ValueError(f"{table}.{row}: {len(printed)} cells instead of {len(expected)}")
            yield from zip(expected, printed, strict=True)


def _columns(keys: tuple[str, ...]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for key in keys:
        rows.setdefault(key.rpartition(".")[0], []).append(key)
    return rows
