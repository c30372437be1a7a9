"""What a sentence says of the tables.

These are tuples, as the sentences, their words and their numbers are: a text has hundreds,
and a tuple is made in a third of the time that a frozen dataclass takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.sentences import Sentence
    from nianbao.report.prose.subjects import Reading


class Apart(NamedTuple):
    """A number beside a claim: whether it stands behind it, and among parts (其中, parentheses)."""

    value: Decimal
    is_behind: bool
    is_part: bool


class Claim(NamedTuple):
    """A statement from ``start`` to ``end`` of a sentence.

    With a ``quantity``: the number is that of one of the ``readings``. Without: nothing
    of the kind occurred, so the one reading's cells are 0. ``whole`` makes it a statement
    on all of a kind (均获维持): the reading's cells are as great as those of ``whole``.
    ``apart`` are numbers of its sentence that nothing is known of: one may be of what the
    claim's own number counts as well, or leaves out (其中2件系误投). ``is_supposed``: the
    words do not say that the cases are about information disclosure.
    """

    sentence: Sentence
    start: int
    end: int
    readings: tuple[Reading, ...]
    quantity: Quantity | None = None
    whole: tuple[str, ...] = ()
    apart: tuple[Apart, ...] = ()
    is_supposed: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the first reading, which the words mean most likely."""
        return self.readings[0].cells
