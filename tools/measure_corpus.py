"""Measure the readers and the arithmetic on real reports with known figures.

``python tools/measure_corpus.py DIR`` reads every file of DIR/reports and
compares it with DIR/truth/<name>.json cell by cell and state by state. A file
without a truth file is an empty form: every cell of it must read as blank.
Exit status 0 only if everything is exact.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Report, Source, State, Verdict
from nianbao.report.reading import read

_YUAN = {"万元": 10_000, "元": 1}


@dataclass(frozen=True)
class Measure:
    """What one file came to. ``faults`` are sentences; none means exact."""

    name: str
    right: int
    total: int
    broken: tuple[str, ...]
    faults: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Print one line a file and what is wrong with it; return the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "reports").is_dir():
        print("usage: measure_corpus.py DIR (with DIR/reports and DIR/truth)", file=sys.stderr)
        return 64
    corpus = Path(arguments[0])
    measures = [measure(path, corpus / "truth") for path in sorted((corpus / "reports").iterdir())]
    for one in measures:
        _show(one)
    right, total = sum(one.right for one in measures), sum(one.total for one in measures)
    faults = sum(len(one.faults) for one in measures)
    print(f"{len(measures)} files: {right} of {total} figures right, {faults} faults")
    return 0 if measures and right == total and not faults else 1


def measure(path: Path, truths: Path) -> Measure:
    """Read one file and compare it with its truth, or with an empty form."""
    report = read(Source(path.read_bytes(), path.name))
    truth = truths / f"{path.stem}.json"
    if truth.is_file():
        return _compare(path.name, report, json.loads(truth.read_text("utf-8")))
    return _empty_form(path.name, report)


def _compare(name: str, report: Report, truth: dict[str, Any]) -> Measure:
    faults = [
        f"{key}: expected {expected!r}, read {_seen(report, key)}"
        for key, expected in truth["figures"].items()
        if not _is_right(report, key, expected, truth["na"])
    ]
    right = len(truth["figures"]) - len(faults)
    broken = _broken(report)
    known = {_relation(violation) for violation in truth["violations"]}
    faults += [f"not found: {relation}" for relation in sorted(known - broken)]
    faults += [f"false: {relation}" for relation in sorted(broken - known)]
    if report.year != truth["year"]:
        faults.append(f"year: expected {truth['year']}, read {report.year}")
    if dict(report.edition) != truth["edition"]:
        faults.append(f"edition: expected {truth['edition']}, read {dict(report.edition)}")
    faults += [f"unread {one.what}: {one.text}" for one in report.unread]
    return Measure(name, right, len(truth["figures"]), tuple(sorted(broken)), tuple(faults))


def _empty_form(name: str, report: Report) -> Measure:
    keys = form.keys("2021", "2021")
    faults = [f"{key}: expected blank, read {_seen(report, key)}" for key in keys]
    faults = [
        fault
        for fault, key in zip(faults, keys, strict=True)
        if key not in report.figures or report.figures[key].state is not State.BLANK
    ]
    right = len(keys) - len(faults)
    broken = _broken(report)
    faults += [f"false: {relation}" for relation in sorted(broken)]
    return Measure(name, right, len(keys), tuple(sorted(broken)), tuple(faults))


def _is_right(report: Report, key: str, expected: Any, strokes: list[str]) -> bool:  # noqa: ANN401 - as JSON has it
    figure = report.figures.get(_key(key))
    if figure is None:
        return False
    if expected is None:
        return figure.state is (State.NA if key in strokes else State.BLANK)
    if key.endswith("amount_wan"):
        value = Decimal(str(expected)) * 10_000
    elif key.endswith("amount_printed"):
        value = _printed_yuan(expected)
    else:
        return figure.state is State.NUMBER and figure.value == expected
    return isinstance(figure.value, str) and Decimal(figure.value) == value


def _key(key: str) -> str:
    return key.removesuffix("_wan").removesuffix("_printed")


def _printed_yuan(printed: str) -> Decimal:
    match = re.fullmatch(r"([\d.]+)(万元|元)", printed.replace("．", "."))
    if match is None:
        raise ValueError(f"truth gives an amount without a unit: {printed!r}")
    return Decimal(match[1]) * _YUAN[match[2]]


def _seen(report: Report, key: str) -> str:
    figure = report.figures.get(_key(key))
    return "nothing" if figure is None else f"{figure.printed!r} ({figure.state}: {figure.value})"


def _broken(report: Report) -> set[str]:
    return {
        finding.relation
        for finding in judge(report).findings
        if finding.verdict is Verdict.BROKEN and finding.relation
    }


def _relation(violation: dict[str, Any]) -> str:
    """Return the relation's name: by its column, or by the row of its total."""
    instance = violation.get("column") or violation["place"].split(".")[1]
    return f"{violation['rule']}:{instance}"


def _show(one: Measure) -> None:
    share = one.right / one.total if one.total else 0.0
    broken = ", ".join(one.broken) or "none"
    print(f"{one.name}: {one.right}/{one.total} ({share:.1%}); broken: {broken}")
    for fault in one.faults:
        print(f"    {fault}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
