"""What a report is to us: figures as printed, and what we say about them.

Everything here is frozen. Nothing printed is altered, repaired or defaulted;
judgements stand beside the figures, never in their place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from nianbao.report.form import Edition

READER_VERSION = "2026.11.2"
"""Rises whenever a reader may read the same bytes differently."""
RULES_VERSION = "2026.11.1"
"""Rises whenever a rule may judge the same figures differently."""


class Unreadable(Exception):  # noqa: N818 - named for what it says of the file
    """The file cannot be read as a report by a machine: a person must look.

    The message names the place and is fit to be shown to an office (Chinese).
    """


class State(StrEnum):
    """What stands in a cell."""

    NUMBER = "number"  # zero included
    BLANK = "blank"  # the cell is empty
    NA = "na"  # a stroke, "/", 不适用
    TEXT = "text"  # anything else


class Severity(StrEnum):
    """How loud a finding is. ``task`` asks a person to look; ``private`` is never broadcast."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    TASK = "task"
    PRIVATE = "private"


class Verdict(StrEnum):
    """The verdict on one relation; see docs/how-it-works.md."""

    HOLDS = "holds"
    BROKEN = "broken"
    DOUBTFUL = "doubtful"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True, init=False)
class Where:
    """Where a cell stood: all counted from 0; ``page`` from 1, None where there are no pages."""

    table: int
    row: int
    column: int | None = None
    page: int | None = None

    def __init__(
        self, table: int, row: int, column: int | None = None, page: int | None = None
    ) -> None:
        """Take the place; see ``_setters`` for why it is written out."""
        _set_table(self, table)
        _set_row(self, row)
        _set_column(self, column)
        _set_page(self, page)


def _setters(made: type) -> Iterator[Callable[[object, object], None]]:
    """Yield what sets the fields of a frozen class, in their order.

    A report has hundreds of figures. Their classes set their fields by these: the way in
    which a frozen dataclass does it takes four times as long, a tenth of reading a page.
    """
    for one in fields(made):
        yield made.__dict__[one.name].__set__


_set_table, _set_row, _set_column, _set_page = _setters(Where)


@lru_cache(maxsize=8_192)
def place(table: int, row: int, column: int | None, page: int | None) -> Where:
    """Return a cell's place. The form's cells stand in the same places in most reports."""
    return Where(table, row, column, page)


Value: TypeAlias = int | str | None
"""A count is an int; money and fractions are plain decimal strings; None where there is none."""


@dataclass(frozen=True, slots=True, init=False)
class Figure:
    """One cell of the form as read.

    ``value`` is set only for ``State.NUMBER``: an int for a count (件), a plain
    decimal string in yuan (元) for money, a decimal string for a count that is
    not whole. ``doubt`` says why the reading is not certain. ``remark`` keeps
    what else the cell says, for instance 其中修订16件.
    """

    printed: str
    state: State
    value: Value
    where: Where
    doubt: str | None = None
    remark: str | None = None

    def __init__(  # noqa: PLR0917 - the fields, in their order
        self,
        printed: str,
        state: State,
        value: Value,
        where: Where,
        doubt: str | None = None,
        remark: str | None = None,
    ) -> None:
        """Take one cell; see ``_setters`` for why it is written out."""
        _set_printed(self, printed)
        _set_state(self, state)
        _set_value(self, value)
        _set_where(self, where)
        _set_doubt(self, doubt)
        _set_remark(self, remark)

    @property
    def certain(self) -> bool:
        """Whether the cell was read for certain."""
        return self.doubt is None


_set_printed, _set_state, _set_value, _set_where, _set_doubt, _set_remark = _setters(Figure)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in scope that was neither understood nor knowingly ignored."""

    what: str  # "row", "column", "table", "image", "frame", "attachment", "file"
    text: str
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """A row or column that is understood as no part of the form (a 法人小计, a local row)."""

    what: str  # "row", "column"
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Misprint:
    """A label of the form that the report prints differently."""

    place: str  # a row key such as "t3.denied_security"
    printed: str
    expected: str
    where: Where


@dataclass(frozen=True, slots=True)
class Section:
    """One statutory section as found. ``number`` counts from 1 in the order of the form."""

    number: int
    heading: str
    text: str
    position: int  # order in the document, from 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A value with the place it was claimed in, for instance a year in the title."""

    value: str
    source: str  # "title", "period", "text", "meta", "visible", "list", "url", "file"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A linked or embedded file that may hold the report."""

    href: str
    text: str


class Cell(NamedTuple):
    """A cell where it begins: ``column`` counts grid columns, spans unfolded.

    ``full`` says that its last line of text reaches the cell's edge, so that what
    stands below it may go on with the same word or number. It is a tuple, since a page
    has hundreds and a tuple is made in a third of the time.
    """

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    full: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a grid: the cells that begin in it, from left to right."""

    cells: tuple[Cell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its spans unfolded into grid columns.

    ``cut`` says that rows or cells were left out because there are too many.
    ``caption`` is the line of text right above the table, where that is known.
    """

    number: int  # the table's number in the document, from 0
    lines: tuple[Line, ...]
    cut: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report as read. ``figures`` holds only the cells that were found.

    ``edition`` gives "2019", "2021", "older" or None for each of t2 and t3;
    ``tables`` says which of t2, t3 and t4 were found at all. ``complete`` is
    False where an image, frame or attachment in the document was not read: then
    nothing may be called absent. ``unheaded`` are the sections (1 to 6) that were
    not found and yet may be there under another heading: only a section that is
    neither in ``sections`` nor here is absent. ``basis`` are the documents on the
    form that the text cites, as 国办公开办函〔2021〕30号. ``pictures`` counts the
    pictures of a page that are no icons, wherever they stand. ``attachments`` are
    the files that may hold the report, the likeliest first. ``doubt`` says why
    nothing in the text can be certain (it was read from a scan), or is None.
    """

    format: str
    title: str | None
    organ: str | None
    year: int | None
    year_claims: tuple[Claim, ...]
    edition: Mapping[str, Edition | None]
    figures: Mapping[str, Figure]
    tables: frozenset[str]
    sections: tuple[Section, ...] = ()
    text: str = ""
    dates: tuple[Claim, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    misprints: tuple[Misprint, ...] = ()
    extras: tuple[Extra, ...] = ()
    unread: tuple[Unread, ...] = ()
    grids: tuple[Grid, ...] = ()
    complete: bool = True
    unheaded: tuple[int, ...] = ()
    basis: tuple[Claim, ...] = ()
    pictures: int = 0
    doubt: str | None = None
    worked_out: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What a rule worked out of the text and others ask for too; no part of what was read."""

    @property
    def is_report(self) -> bool:
        """Whether any of the three statutory tables was found."""
        return bool(self.tables)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another body's report of the same year that reads alike, with the name it is shown by."""

    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the report itself when it is judged; empty where nothing is.

    ``previous`` are the latest versions of last year's reports: one, or those of
    all bodies that were merged into this one, when every one of them is there.
    ``older`` are the body's reports of years before that. ``is_government`` says
    whose report it is (第五十条第四项 binds governments), None where that is not
    known. ``neighbours`` are candidates only: the rule compares the texts itself.
    ``searched`` says that all texts of the past and of the neighbours were looked
    through for candidates: whoever is not in ``older`` or ``neighbours`` has another
    text; ``unlike`` that last year's text is known to be another one.
    ``children`` are the reports of a government's own bodies, when every one is in;
    ``children_in`` of ``children_due`` are; None where there is nothing to add up.
    """

    previous: tuple[Report, ...] = ()
    older: tuple[Report, ...] = ()
    is_government: bool | None = None
    neighbours: tuple[Neighbour, ...] = ()
    searched: bool = False
    unlike: bool = False
    children: tuple[Report, ...] = ()
    children_in: int = 0
    children_due: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The same passage in two texts, each as printed there without its line breaks."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say about one report.

    ``relation`` names the relation instance (``t3.balance:business``) and
    ``verdict`` its verdict; both are None for findings that are no relation.
    ``left`` and ``right`` are the two sides as computed from the printed
    figures, blanks as 0. ``message`` is Chinese, fit for an office. ``passages`` are
    shown side by side with those of the text that ``message`` names.
    """

    rule: str
    severity: Severity
    message: str
    relation: str | None = None
    verdict: Verdict | None = None
    certain: bool = True
    places: tuple[str, ...] = ()
    left: int | None = None
    right: int | None = None
    passages: tuple[Passage, ...] = ()

    @property
    def identity(self) -> str:
        """The finding's name within its duty: the relation, or rule and first place."""
        return self.relation or ":".join((self.rule, *self.places[:1]))


@dataclass(frozen=True, slots=True)
class Change:
    """One printed cell and the value that would satisfy every relation."""

    place: str
    printed: Value
    should_be: int


@dataclass(frozen=True, slots=True)
class Repair:
    """One alternative smallest set of printed cells for one group of broken relations."""

    group: int
    cells: tuple[Change, ...]
    explains: tuple[str, ...]
    unique: bool
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is said about one report."""

    verdicts: Mapping[Verdict, int] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(Verdict, 0))
    )
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    evaluated: frozenset[str] = frozenset()
    """Identities of the relations and rules that were really evaluated."""
    unexplained: tuple[str, ...] = ()
    """Broken relations for which no small set of cells was found within the search's bounds."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to read, with what is known from outside of them."""

    data: bytes
    name: str
    url: str | None = None
    content_type: str | None = None
    link_title: str | None = None
    link_date: date | None = None
