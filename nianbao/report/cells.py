"""What the cells of a report's tables hold, without making a figure of each that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from nianbao.report.passages import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nianbao.report.model import Report, State, Value

Held: TypeAlias = "tuple[str, State, Value]"
"""A figure's key, its state and its value."""


@runtime_checkable
class States(Protocol):
    """Figures that are stored, and tell what they hold without being made one by one."""

    def states(self) -> Mapping[str, tuple[State, Value]]:
        """Return state and value by key, in the order of the form."""


@once
def held(report: Report) -> tuple[Held, ...]:
    """Return what every figure of a report holds, in their order."""
    figures = report.figures
    if type(figures) is not dict and isinstance(figures, States):  # the second takes long to ask
        return tuple((key, *pair) for key, pair in figures.states().items())
    return tuple([(key, figure.state, figure.value) for key, figure in figures.items()])
