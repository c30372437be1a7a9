"""A report as it lies in its row: figures and text are unpacked when somebody asks for them.

Judging a whole year touches every figure once and the text only for some rules;
last year's report is asked for a dozen cells.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from nianbao.report.model import Figure, Report, Section, State
from storage.figures import figure_of, unpack_cells, unpack_values

if TYPE_CHECKING:
    from collections.abc import ItemsView, Iterator

    from nianbao.report.model import Value

MAX_TEXT_BYTES: Final = 64_000_000
_IN_TEXT: Final = ("text", "sections")
_OPEN: Final = frozenset({State.BLANK, State.NA})
_FIELDS: Final = frozenset(field.name for field in fields(Report) if field.init) - {*_IN_TEXT}


class StoredFigures(Mapping[str, Figure]):
    """Figures by key, each made when it is first asked for.

    Raises on the first look:
        DamagedFigures: the two blocks do not belong together, or one is damaged.
    """

    __slots__ = ("_cells", "_found", "_made", "_provenance", "_values", "_whole")

    def __init__(self, values: bytes, provenance: bytes) -> None:
        self._values, self._provenance = values, provenance
        self._found: dict[str, tuple[State, Value]] | None = None
        self._cells: dict[str, list[Any]] | None = None
        self._made: dict[str, Figure] = {}
        self._whole = False

    def __getitem__(self, key: str) -> Figure:
        made = self._made.get(key)
        if made is None:
            state, value = self._unpacked[key]
            made = self._made[key] = figure_of(state, value, self._beside[key])
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._unpacked

    def __iter__(self) -> Iterator[str]:
        return iter(self._unpacked)

    def __len__(self) -> int:
        return len(self._unpacked)

    def __repr__(self) -> str:
        return repr(dict(self))

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it
        """Return a figure, or the default; without the detour over an exception."""
        made = self._made.get(key)
        if made is not None:
            return made
        return self[key] if key in self._unpacked else default

    def items(self) -> ItemsView[str, Figure]:
        """Return all figures at once, in the order of the form."""
        if not self._whole and self._unpacked:
            made, beside = self._made, self._beside
            self._made = {
                key: made.get(key) or figure_of(*pair, beside[key])
                for key, pair in self._unpacked.items()
            }
            self._whole = True
        return self._made.items()

    def amounts(self) -> Mapping[str, int]:
        """Return whole numbers by key, 0 for a blank; without making a single figure."""
        return {
            key: value if type(value) is int else 0
            for key, (state, value) in self._unpacked.items()
            if type(value) is int or state in _OPEN
        }

    def states(self) -> Mapping[str, tuple[State, Value]]:
        """Return state and value by key; without making a single figure."""
        return self._unpacked

    @property
    def _unpacked(self) -> dict[str, tuple[State, Value]]:
        if self._found is None:
            self._found = unpack_values(self._values) if self._values else {}
        return self._found

    @property
    def _beside(self) -> dict[str, list[Any]]:
        if self._cells is None:
            self._cells = unpack_cells(self._unpacked, self._provenance)
        return self._cells


class StoredReport(Report):
    """A report whose text is unpacked at the first look. Else it is a report like any other."""

    __slots__ = ("_packed",)
    _packed: bytes

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in (*_FIELDS, *_IN_TEXT))

    __hash__ = Report.__hash__

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the slots that are not filled yet
        if name not in _IN_TEXT:
            raise AttributeError(name)
        parts = unpacked(self._packed)
        sections = tuple(Section(**kept) for kept in parts["sections"])
        object.__setattr__(self, "text", parts["text"])
        object.__setattr__(self, "sections", sections)
        return parts["text"] if name == "text" else sections


def stored(packed: bytes, **values: Any) -> Report:  # noqa: ANN401 - the fields of a report
    """Return a report with all its fields but those of the text, which lie ``packed``.

    Raises:
        TypeError: a field is missing or unknown.
    """
    if values.keys() != _FIELDS:
        raise TypeError(f"fields of a report: {sorted(values.keys() ^ _FIELDS)}")
    report = object.__new__(StoredReport)
    object.__setattr__(report, "_packed", packed)
    object.__setattr__(report, "worked_out", {})
    for name, value in values.items():
        object.__setattr__(report, name, value)
    return report


def unpacked(packed: bytes) -> dict[str, Any]:
    """Return the parts of a report that were kept as compressed JSON.

    Raises:
        ValueError: they are larger than any report's.
    """
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed, MAX_TEXT_BYTES)
    if not unpacker.eof:
        raise ValueError(f"a report's text is larger than {MAX_TEXT_BYTES} bytes")
    parts: dict[str, Any] = json.loads(data)
    return parts
