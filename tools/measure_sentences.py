"""Measure what is read of labelled sentences: precision and recall, and every miss.

    tools/measure_sentences.py [DIR]

DIR holds books as in tests/report/prose/sentences, which is the default. Exit status 0
only with a precision of 98 % and a recall of 85 % or more.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nianbao.report.checks import statements
from nianbao.report.model import Beside
from tests.report.prose.book import FOLDER, cases, names

PRECISION, RECALL = 0.98, 0.85


def main(folder: Path) -> int:
    """Print each miss and the two shares; return the exit status."""
    right, false, missed, number, traps = 0, 0, 0, 0, 0
    for case in cases(folder):
        found = tuple(statements.findings(case.report, Beside()))
        got, wanted = Counter(names(found)), Counter(case.find)
        right += (got & wanted).total()
        false += (got - wanted).total()
        missed += (wanted - got).total()
        number, traps = number + 1, traps + (not case.find)
        if got != wanted:
            print(f"{case.book}: {case.say} ({case.why})")
            print(f"    false {sorted(got - wanted)}, missed {sorted(wanted - got)}")
            for one in found:
                print(f"    {one.message}")
    precision, recall = right / max(1, right + false), right / max(1, right + missed)
    print(
        f"{number} sayings, {traps} of them without a finding: {right} right, {false} false, "
        f"{missed} missed; precision {precision:.1%}, recall {recall:.1%}"
    )
    return 0 if precision >= PRECISION and recall >= RECALL else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
