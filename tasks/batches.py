"""Runs grouped so that no host ever meets two crawler processes at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.hosts import names

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that waits for a worker, with its portal's hosts (a host may carry a port)."""

    run_id: int
    hosts: tuple[str, ...]


def batches(waiting: Iterable[Waiting], size: int) -> tuple[tuple[int, ...], ...]:
    """Return run ids in batches of about ``size``; runs that share a host stay together."""
    found: list[tuple[int, ...]] = []
    batch: tuple[int, ...] = ()
    for group in by_host(waiting):
        if batch and len(batch) + len(group) > size:
            found.append(batch)
            batch = ()
        batch += group
    return (*found, batch) if batch else tuple(found)


def by_host(waiting: Iterable[Waiting]) -> tuple[tuple[int, ...], ...]:
    """Return run ids in groups, so that no two groups share a host."""
    groups: list[tuple[frozenset[str], tuple[int, ...]]] = []
    for run in waiting:
        hosts = frozenset(names(run.hosts))
        members: tuple[int, ...] = (run.run_id,)
        for group in [group for group in groups if group[0] & hosts]:
            groups.remove(group)
            hosts, members = hosts | group[0], group[1] + members
        groups.append((hosts, members))
    return tuple(members for _, members in groups)
