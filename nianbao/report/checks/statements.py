"""What the text says beside what the tables hold.

A number that may be read in several ways contradicts the tables only if it does under every
one of them, whatever the blanks stand for; a blank total stands for no less than the parts
that are printed beside it. Where the text has a number, of 0 too, it is
text.figure; where it has words only (未收到, 均已办结), text.contradiction.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from nianbao.report import form
from nianbao.report.cells import held
from nianbao.report.checks.floors import floors
from nianbao.report.model import Finding, Severity, State
from nianbao.report.passages import once
from nianbao.report.prose import wording
from nianbao.report.prose.enumerations import mismatches
from nianbao.report.prose.ranges import of_cells, of_reading
from nianbao.report.prose.reader import claims
from nianbao.report.prose.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nianbao.report.model import Beside, Report
    from nianbao.report.prose.claims import Apart, Claim
    from nianbao.report.prose.enumerations import Mismatch
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.ranges import Range
    from nianbao.report.prose.sentences import Sentence


_TELLING: Final = 2
"""A smaller number may be the same by chance."""
_NEAR: Final = Decimal("1.15")
"""An area has more of a kind than this times what its government has by itself."""
_FEW: Final = ("t2.normative.", "t2.regulations.", "t4.")
"""Of these its government may have nearly all: one more is no contradiction."""
_NAMES: Final = {key: (f"text.figure:{key}", f"text.contradiction:{key}") for key in form.KEYS}


def evaluated(report: Report, _: Beside) -> Iterator[str]:
    """Return text.sum and the cells that the text could contradict, where there is a text.

    A cell that is blank now can contradict nothing: what was found of it stays open, unless
    the text's number is what is printed beside a blank total.
    """
    if not report.text:
        return iter(())
    number = State.NUMBER
    names = [_NAMES[place] for place, state, _value in held(report) if state is number]
    names += [_NAMES[place] for place in _borne_out_blanks(report)]
    return chain(("text.sum",), chain.from_iterable(names))


def _borne_out_blanks(report: Report) -> Iterator[str]:
    """Yield blank totals of which the text has no number but what their parts come to."""
    under = floors(report)
    if not under:
        return
    left_open = {
        claim.cells[0]
        for claim, known in _made(report)
        if claim.quantity is None or all(one.least != claim.quantity.value for one in known)
    }
    yield from (place for place in under if place not in left_open)


def findings(report: Report, _: Beside) -> Iterator[Finding]:
    """Yield text.figure and text.contradiction, one of each for a cell, and text.sum."""
    if report.figures:
        yield from _first_of_each(_contradictions(report))
    for mismatch in mismatches(_said(report)):
        yield _sum(report, mismatch)


def _first_of_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first finding of each name: a report says the same thing in several places."""
    found: dict[str, Finding] = {}
    for finding in findings:
        found.setdefault(finding.identity, finding)
    yield from found.values()


@once
def _said(report: Report) -> tuple[Sentence, ...]:
    return tuple(sentences(report))


@once
def _made(report: Report) -> list[tuple[Claim, list[Range]]]:
    """Return what the text claims, each claim with what its readings come to."""
    return [(claim, _known(report, claim)) for claim in claims(_said(report), report.year)]


def _contradictions(report: Report) -> Iterator[Finding]:
    made = _made(report)
    proven = {"", *(claim.sentence.scope for claim, known in made if _proves(claim, known))}
    borne_out = {id(claim.sentence) for claim, known in made if _bears_out(claim, known)}
    for claim, known in made:
        if claim.is_supposed and id(claim.sentence) not in borne_out:
            continue
        if known and (claim.sentence.scope in proven or _is_out_of_any(claim, known)):
            finding = _judged(report, claim, known)
            if finding is not None:
                yield finding


def _known(report: Report, claim: Claim) -> list[Range]:
    """Return what each reading of a claim comes to; nothing where one is not known."""
    ranges = [of_reading(report.figures, reading) for reading in claim.readings]
    known = [one for one in ranges if one is not None]
    if len(known) != len(ranges):
        return []
    if claim.quantity is None or not floors(report):
        return known
    pairs = zip(claim.readings, known, strict=True)
    return [_raised(report, reading.cells, one) for reading, one in pairs]


def _raised(report: Report, cells: Iterable[str], known: Range) -> Range:
    """Return what cells come to, blank totals among them counted with what they are at least."""
    under = [floor for cell in cells if (floor := floors(report).get(cell))]
    if not under:
        return known
    certain = known.certain and all(floor.certain for floor in under)
    return known._replace(least=known.least + sum(one.least for one in under), certain=certain)


def _proves(claim: Claim, known: list[Range]) -> bool:
    """Whether a number shows that the tables cover what its sentence speaks of."""
    one = claim.quantity
    if one is None or not claim.sentence.scope or one.value < _TELLING:
        return False
    return any(reading.may_be(one.value, one.grain) for reading in known)


def _is_out_of_any(claim: Claim, known: list[Range]) -> bool:
    """Whether a number is not that of its cells, be these a government's own or its area's.

    An area has at least what its government has: less than the cells, or a little more, is
    not the area's number, and more than the cells not the government's own.
    """
    if claim.sentence.is_mixed or claim.whole:
        return False
    value = claim.quantity.value if claim.quantity else 0
    if claim.sentence.scope == "area":
        near = 1 if claim.cells[0].startswith(_FEW) else _NEAR
        return all(one.most is not None and value <= one.most * near for one in known)
    return bool(value) and all(one.most is not None and value > one.most for one in known)


def _bears_out(claim: Claim, known: list[Range]) -> bool:
    """Whether a number of cases is the table's total, so that they are those of the table."""
    one = claim.quantity
    if one is None or not claim.is_supposed or one.value <= _TELLING:
        return False
    return claim.cells[0].endswith(".total") and any(r.may_be(one.value, one.grain) for r in known)


def _judged(report: Report, claim: Claim, known: list[Range]) -> Finding | None:
    if claim.quantity is not None:
        return _number(report, claim, known)
    if claim.whole:
        return _not_all(report, claim, known[0])
    if known[0].least > 0:
        return _words(report, claim, claim.cells, 0, known[0])
    return None


def _number(report: Report, claim: Claim, known: list[Range]) -> Finding | None:
    quantity = claim.quantity
    if quantity is None or _may_be(quantity, claim.apart, known):
        return None
    cells = tuple(cell for cell in claim.cells if cell in report.figures)
    total = of_cells(report.figures, cells)
    least = None if total is None else _raised(report, cells, total).least
    beside = _printed_beside(report, cells)
    return Finding(
        "text.figure",
        Severity.WARNING,
        wording.at_least(report.figures, claim, cells, least)
        if beside and least is not None
        else wording.number(report.figures, claim, cells),
        certain=all(one.certain for one in known) and report.doubt is None,
        places=(*cells, *beside),
        left=int(quantity.value),
        right=None if least is None else int(least),
    )


def _printed_beside(report: Report, cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the printed cells by which blank ones of these are known to be no less."""
    under = [floor for cell in cells if (floor := floors(report).get(cell))]
    return tuple(dict.fromkeys(place for floor in under for place in floor.places))


def _may_be(quantity: Quantity, apart: tuple[Apart, ...], known: list[Range]) -> bool:
    """Whether a number may be what is known, alone or with numbers that stand apart.

    Of these one, or all, may have been left out or counted as well, or be what is meant.
    """
    if not apart:
        return any(one.may_be(quantity.value, quantity.grain) for one in known)
    less = [one.value for one in apart]
    more = [one.value for one in apart if not one.is_part]
    meant = [one.value for one in apart if one.is_behind and one.value > _TELLING]
    value, none = quantity.value, Decimal(0)
    may_be = (
        value,
        *(value - other for other in (*less, sum(less, none)) if other <= value),
        *(value + other for other in (*more, sum(more, none))),
        *meant,
    )
    return any(one.may_be(said, quantity.grain) for one in known for said in may_be)


def _not_all(report: Report, claim: Claim, part: Range) -> Finding | None:
    """Judge 均获维持: fewer were upheld than there were."""
    whole = of_cells(report.figures, claim.whole)
    if whole is None or part.most is None or part.most >= whole.least:
        return None
    cells = tuple(cell for cell in (*claim.cells, *claim.whole) if cell in report.figures)
    return _words(report, claim, cells, int(part.most), whole)


def _words(
    report: Report, claim: Claim, cells: tuple[str, ...], left: int, right: Range
) -> Finding:
    known = tuple(cell for cell in cells if cell in report.figures)
    return Finding(
        "text.contradiction",
        Severity.WARNING,
        wording.words(report.figures, claim, known),
        certain=all(report.figures[cell].certain for cell in known) and report.doubt is None,
        places=known,
        left=left,
        right=int(right.least),
    )


def _sum(report: Report, one: Mismatch) -> Finding:
    return Finding(
        "text.sum",
        Severity.NOTE,
        wording.parts(one),
        certain=report.doubt is None,
        left=sum(one.parts),
        right=one.total,
    )
