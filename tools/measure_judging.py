"""Judge sound reports and reports with one fault of known kind, and count.

    tools/measure_judging.py [REPORTS]

Prints, for each kind of fault, how often its rule found it and how often not;
and for the sound reports every finding, by rule. A false error ends with 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import cycle
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nianbao.report.judge import judge
from nianbao.report.model import Severity
from tests.report.injected.faults import BESIDE, FAULTS, spoiled
from tests.report.injected.sound import sound

KINDS = (*FAULTS, *BESIDE)


def main(number: int) -> int:
    """Judge ``number`` reports of each sort."""
    false, errors = Counter(), 0
    for seed in range(number):
        for finding in judge(*sound(seed)).findings:
            false[finding.rule, finding.severity.value] += 1
            errors += finding.severity in {Severity.ERROR, Severity.PRIVATE}
    found, missed, beside_it = Counter(), Counter(), Counter()
    for seed, kind in zip(range(number), cycle(KINDS), strict=False):
        report, beside = sound(seed)
        told = spoiled(kind, report, beside, Random(seed))  # noqa: S311 - a seeded choice
        if told is None:
            continue
        now = {f.rule for f in judge(*told).findings if f.verdict != "unjudged"}
        (found if kind in now else missed)[kind] += 1
        beside_it.update((kind, other) for other in now - {kind})
    print(f"sound reports: {number}, false errors: {errors}")
    for (rule, severity), count in sorted(false.items()):
        print(f"  {rule:<20} {severity:<8} {count}")
    print(f"{'fault':<20}{'cases':>7}{'found':>7}{'missed':>7}  other rules that spoke")
    for kind in KINDS:
        also = {o: n for (k, o), n in beside_it.items() if k == kind}
        others = ", ".join(f"{o} {n}" for o, n in sorted(also.items(), key=lambda i: -i[1])[:4])
        print(
            f"{kind:<20}{found[kind] + missed[kind]:>7}{found[kind]:>7}{missed[kind]:>7}  {others}"
        )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
