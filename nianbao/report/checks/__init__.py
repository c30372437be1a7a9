"""The questions asked of one report: each yields findings and never raises, logs or stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from nianbao.report.checks import layout, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nianbao.report.model import Finding, Report

    Check: TypeAlias = Callable[[Report], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    values.values,
    layout.editions,
    layout.absences,
    layout.notes,
)
"""Every check but the arithmetic, which ``relations`` judges with its verdicts."""
