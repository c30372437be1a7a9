"""Made-up reports in every shape and format: no certain figure wrong, nobody accused.

``tools/measure_layouts.py`` runs the same at any size and prints the figures.
"""

import pytest

from tests.report.reading.generated import reports
from tests.report.reading.generated.figures import meaning
from tests.report.reading.generated.measure import Tally, measured

FAMILIES = [
    (file, dialect) for file, (dialects, _) in reports.FORMATS.items() for dialect in dialects
]
SEED = 7
MOST_UNREAD = 0.02
MOST_UNCERTAIN = 0.004
SPELT_ALONE = {("txt", "cell a line"), ("txt", "drawn boxes")}
"""Texts without merged cells or edges, where a blank may rightly be one too many."""


NTH = {"pdf": 4}
"""Shapes that are left out here because they take long; the tool makes them all."""


def total(file, dialect):
    tally = Tally()
    for document in reports.of(file, dialect, SEED, 1, nth=NTH.get(file, 1)):
        one = measured(document.written, document.source)
        one.told = [f"{document.layout}: {line}" for line in one.told]
        tally.add(one)
    return tally


def test_there_are_documents_enough():
    made = sum(len(reports.shapes(*family)) // NTH.get(family[0], 1) for family in FAMILIES)
    assert made >= 500


@pytest.mark.parametrize(("file", "dialect"), FAMILIES)
def test_no_certain_figure_is_wrong_and_no_report_judged_wrongly(file, dialect):
    tally = total(file, dialect)
    assert (tally.wrong, tally.accused, tally.missed, tally.unreadable) == (0, 0, 0, 0), tally.told
    assert tally.unsaid == 0, tally.told
    assert tally.missing <= MOST_UNREAD * tally.figures, tally.told
    share = 0.03 if (file, dialect) in SPELT_ALONE else MOST_UNCERTAIN
    assert tally.uncertain <= share * tally.figures, tally.told


@pytest.mark.parametrize(
    ("printed", "value"),
    [("１，２３４", 1234), ("减12", -12), ("无", 0), ("3件", 3), ("—", None), ("　", None)],
)
def test_the_truth_of_a_printed_cell_is_told_by_plain_means(printed, value):
    assert meaning("t3.received.total", printed)[1] == value
