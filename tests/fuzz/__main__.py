"""``python -m tests.fuzz [SECONDS] [FORMAT…]``: edited files of every format, until time is over.

What ends otherwise than in a report or in a refusal is shrunk, kept in
``var/fuzz/finds`` and told; the exit status is 1 then. Where atheris is
installed, the readers that are pure Python are also fuzzed by coverage.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from subprocess import run

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

from nianbao.report.model import Source
from nianbao.report.reading import read
from nianbao.services.apart import apart
from tests.fuzz.attempt import attempt
from tests.fuzz.edits import EDITS, edited
from tests.fuzz.harmless import KINDS, changed
from tests.fuzz.seeds import FORMATS, seeds

FOLDER = Path("var/fuzz")
FINDS = FOLDER / "finds"
_SECONDS = 300
_ROUND = 40  # attempts on one format before the next
_SHARE = 3  # one part in so many of the time is for coverage
_GUIDED = ("rtf", "txt", "html", "mhtml", "xls", "sniff", "cells")
_PLACE = re.compile(r'File ".*?([^/"]+)", line (\d+)')


class Find(Exception):  # noqa: N818 - what one hopes for
    """An attempt that ended as none may."""


class Hunt:
    """Counts attempts and remembers what was found, so that each fault is told once."""

    def __init__(self) -> None:
        self.attempts = 0
        self.reports = 0
        self.known: set[str] = set()

    def round(self, kind: str, attempts: int) -> None:
        """Try some edited files of one format; keep and tell what is found."""
        found: list[tuple[Source, str]] = []

        @settings(
            max_examples=attempts,
            deadline=None,
            database=DirectoryBasedExampleDatabase(FOLDER / "examples"),
            phases=(Phase.reuse, Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )
        @given(st.sampled_from(seeds()[kind]), EDITS)
        def hunt(seed, edits):
            source = Source(edited(kind, seed.data, edits), seed.name)
            outcome = attempt(source)
            self.attempts += 1
            self.reports += bool(outcome.figures)
            sign = signature(outcome.fault)
            if not outcome.fault or sign in self.known:
                return
            found.append((source, outcome.fault))
            if "Traceback" in outcome.fault:
                raise Find(sign)  # and hypothesis looks for less that does the same
            self.known.add(sign)

        with suppress(Find):
            hunt()
        if found:  # the last is the smallest
            self.known.add(signature(found[-1][1]))
            tell(kind, *found[-1])

    def harmless(self, kind: str, attempts: int) -> None:
        """Try changes that alter no figure; tell where one did."""
        for _ in range(attempts):
            seed = random.choice(seeds()[kind])
            name, source = changed(kind, seed, random.Random(random.random()))
            self.attempts += 1
            before, after = (apart(lambda one=one: _figures(one)) for one in (seed, source))
            if before != after and name not in self.known:
                self.known.add(name)
                altered = sorted(k for k in before | after if before.get(k) != after.get(k))
                tell(kind, source, f"{name} altered {len(altered)} figures: {altered[:5]}")


def _figures(source: Source) -> dict[str, tuple[object, ...]]:
    report = read(source)
    return {key: (f.state, f.value, f.doubt) for key, f in report.figures.items()}


def signature(fault: str) -> str:
    """A fault's place and kind; all excesses of one sort are one."""
    if not fault:
        return ""
    places = _PLACE.findall(fault)
    last = fault.strip().splitlines()[-1].split(":")[0]
    return f"{places[-1][0]}:{places[-1][1]} {last}" if places else re.sub(r"[\d.]+", "n", last)


def tell(kind: str, source: Source, fault: str) -> None:
    """Keep a find and say what it does."""
    FINDS.mkdir(parents=True, exist_ok=True)
    place = FINDS / f"{hashlib.sha256(source.data).hexdigest()[:12]}.{kind}"
    place.write_bytes(source.data)
    sys.stdout.write(f"FIND {kind} {place} ({len(source.data)} bytes)\n{fault}\n")
    sys.stdout.flush()


def guided(seconds: float) -> bool:
    """Run the coverage-guided targets one after the other; False where one found something."""
    each = str(max(5, int(seconds / len(_GUIDED))))
    command = [sys.executable, "-m", "tests.fuzz.guided"]
    ended = [run([*command, name, each], check=False).returncode for name in _GUIDED]
    return not any(ended)


def main() -> int:
    """Hunt until the time is over."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS
    kinds = sys.argv[2:] or FORMATS
    has_atheris = find_spec("atheris") is not None and not sys.argv[2:]
    began = time.monotonic()
    end = began + (seconds * (_SHARE - 1) / _SHARE if has_atheris else seconds)
    hunt = Hunt()
    while time.monotonic() < end:
        for kind in kinds:
            hunt.round(kind, _ROUND)
            if kind in KINDS:
                hunt.harmless(kind, _ROUND // 8)
            if time.monotonic() > end:
                break
    sys.stdout.write(
        f"{hunt.attempts} edited files, {hunt.reports} still with figures, "
        f"{len(hunt.known)} faults, {time.monotonic() - began:.0f} s\n"
    )
    clean = guided(seconds / _SHARE) if has_atheris else True
    if not (has_atheris or sys.argv[2:]):
        sys.stdout.write("atheris is not installed: nothing was fuzzed by coverage\n")
    return int(bool(hunt.known) or not clean)


if __name__ == "__main__":
    raise SystemExit(main())
