"""A city's whole season on the injected clock, and every message that an office gets.

``python -m bench.city [--small] [--until 2026-04-10] [--out var/season]`` lets the days from
10 January pass: 600 bodies and 60 portals (``--small``: 60 and 6), with walls, dead servers, a
move, corrections, a protest, a withdrawal, a merger, townships and tax bureaus. It writes
``messages.txt`` and ``summary.txt``, and ends with status 1 if a message says
anything that the plan knows to be otherwise.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import select

from bench.city.mailbook import book, letters
from bench.city.season import season
from bench.city.story import FULL, SMALL, story
from bench.city.truth import FIRST, Comparison
from storage.rows import BodyRow, DutyRow, FindingRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.city.mailbook import Letter
    from bench.city.season import Season

LAST: Final = date(2026, 4, 10)
_KIB: Final = 1024


def compared(passed: Season, last: date) -> tuple[tuple[Letter, ...], list[str]]:
    """Return a season's messages, and all that they say otherwise than the plan."""
    owner = (
        select(FindingRow.id, BodyRow.slug)
        .join(DutyRow, DutyRow.id == FindingRow.duty_id)
        .join(BodyRow, BodyRow.id == DutyRow.body_id)
    )
    with passed.database.read() as session:
        found = tuple(letters(session))
        owners = {number: slug for number, slug in session.execute(owner)}  # noqa: C416 - typed so
    return found, Comparison(passed.plan, found, last, owners).faults()


def main() -> int:
    """Let the season pass; return the exit status."""
    asked = _arguments()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asked.out.mkdir(parents=True, exist_ok=True)
    plan, began = story(SMALL if asked.small else FULL), time.monotonic()
    with TemporaryDirectory() as folder, season(plan, Path(folder)) as passed:
        for day in passed.pass_days(FIRST, asked.until):
            print(
                f"{day} {passed.seconds[day]:.1f} s, {len(passed.channel.sent)} messages",
                flush=True,
            )
        found, faults = compared(passed, asked.until)
    _write(asked.out / "messages.txt", book(found))
    size, seconds = len(plan.bodies), time.monotonic() - began
    heading = f"{size} bodies, {len(plan.portals)} portals"
    summary = [heading, *_summary(found, asked.until, seconds), *faults]
    _write(asked.out / "summary.txt", summary)
    print("\n".join(summary))
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--small", action="store_true", help="60 bodies and 6 portals")
    parser.add_argument("--until", type=date.fromisoformat, default=LAST)
    parser.add_argument("--out", type=Path, default=Path("var/season"))
    return parser.parse_args()


def _write(path: Path, lines: Iterator[str] | Sequence[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _summary(found: Sequence[Letter], last: date, seconds: float) -> Iterator[str]:
    days = (last - FIRST + timedelta(days=1)).days
    yield f"{days} days, {len(found)} messages"
    yield from (f"  {kind}: {n}" for kind, n in sorted(Counter(m.kind for m in found).items()))
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    yield f"{seconds:.0f} s, {cpu:.0f} s of processor time, {own.ru_maxrss // _KIB} MiB at most"


if __name__ == "__main__":
    sys.exit(main())
