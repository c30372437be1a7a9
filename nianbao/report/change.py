"""What is new between two judgements: set arithmetic over findings' names.

Only a run that evaluated a rule again, and found it held, resolves its finding.
A value that changed reopens what was dismissed; what was resolved and is there
again is reopened too, because the figures were different in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

Name: TypeAlias = tuple[str, str]
"""Rule and identity: how a finding is known within its duty."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a finding from before.

    ``digest`` is of the printed values; ``settled``: a person closed it (dismissed);
    ``resolved``: it was found to hold. Neither: it is still open in some state.
    """

    digest: str
    settled: bool = False
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """News. ``altered`` are still open, with other values than before."""

    opened: frozenset[Name]
    resolved: frozenset[Name]
    reopened: frozenset[Name]
    altered: frozenset[Name]


def change(
    before: Mapping[Name, Known], now: Mapping[Name, str], held: AbstractSet[Name]
) -> Change:
    """Return what opened, was resolved or reopened.

    ``now`` gives the digest of each finding there is; ``held`` are those of
    ``before`` whose rule or relation was really evaluated again, present or not.
    """
    is_open = frozenset(n for n, known in before.items() if not (known.settled or known.resolved))
    resolved = frozenset(n for n, known in before.items() if known.resolved)
    same = frozenset(n for n in before.keys() & now.keys() if before[n].digest == now[n])
    present = frozenset(now)
    settled = frozenset(before) - is_open - resolved
    return Change(
        opened=present - before.keys(),
        resolved=(is_open & held) - present,
        reopened=(resolved & present) | ((settled & present) - same),
        altered=(is_open & present) - same,
    )


def was_evaluated(name: Name, relation: str | None, evaluated: AbstractSet[str]) -> bool:
    """Whether a finding's rule was really evaluated again.

    A relation must be named itself: that its rule was evaluated for other columns
    says nothing of this one.
    """
    rule, identity = name
    if relation is not None:
        return relation in evaluated
    return identity in evaluated or rule in evaluated
