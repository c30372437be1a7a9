"""The questions asked of one report.

Each is a module that yields findings, and the names of what it really judged; it
never raises, logs or stores. What could not be judged is not in ``evaluated``, so
that silence never resolves a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from nianbao.report.checks import (
    aggregates,
    carry,
    copies,
    document,
    layout,
    privacy,
    sections,
    statements,
    topics,
    values,
    years,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.model import Beside, Finding, Report


class Check(Protocol):
    """One module of this package."""

    def findings(self, report: Report, beside: Beside, /) -> Iterator[Finding]:
        """Yield what the rules have to say."""

    def evaluated(self, report: Report, beside: Beside, /) -> Iterator[str]:
        """Yield the rules, or identities of findings, that could be judged on this report."""


CHECKS: Final[tuple[Check, ...]] = (
    values,
    layout,
    document,
    sections,
    topics,
    years,
    statements,
    carry,
    copies,
    privacy,
    aggregates,
)
"""Every check but the arithmetic, which ``relations`` judges with its verdicts."""
