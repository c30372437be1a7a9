"""Bodies, duties and the facts that decide a duty's state.

Four facts are never mixed: what was *expected* (``Duty``), what was *observed*
(``Reading`` of a column), what was *published* (``Sighting``) and what was
*judged* (``nianbao.report``). A state is computed from facts alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from nianbao.report.model import Claim


class ReportKind(StrEnum):
    """Whose report is owed: the body's own, or its government's (two duties on one site)."""

    OWN = "own"
    GOVERNMENT = "government"


class BodyClass(StrEnum):
    """Class of body; decides which date binds it."""

    GOVERNMENT = "government"  # 县级以上人民政府（由其主管部门公布本级政府报告）
    OFFICE = "office"  # 人民政府办公厅（室）
    DEPARTMENT = "department"  # 县级以上人民政府部门
    TOWNSHIP = "township"  # 乡镇人民政府、街道办事处
    ZONE = "zone"  # 开发区、管委会等派出机构
    VERTICAL = "vertical"  # 实行垂直领导的部门（税务、海关、气象…）
    AUTHORISED = "authorised"  # 法律、法规授权的组织（第五十四条）


class Basis(StrEnum):
    """Where a due date comes from."""

    STATUTORY = "statutory"  # 法定（第四十九条）
    LOCAL = "local"  # 地方文件（文号）
    AUTHORISED = "authorised"  # 授权组织


class Outcome(StrEnum):
    """How one reading of one column ended. Only ``OK`` may ever lead to “not seen”."""

    OK = "ok"
    EMPTY = "empty"
    BLOCKED = "blocked"
    DOWN = "down"
    ROBOTS = "robots"
    LAYOUT_CHANGED = "layout_changed"


class DutyState(StrEnum):
    """The state of a duty at a moment. What each needs: docs/how-it-works.md."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    PUBLISHED = "published"
    LATE = "late"
    PUBLISHED_UNDATED = "published_undated"
    MISSING = "missing"
    TO_CONFIRM = "to_confirm"
    UNVERIFIABLE = "unverifiable"
    SUBMITTED_ONLY = "submitted_only"
    COVERED_BY = "covered_by"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Body:
    """A public body as matching and duties need it. ``slug`` is its stable name with us."""

    slug: str
    name: str
    body_class: BodyClass
    short_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    division: str = ""  # GB/T 2260 code
    basis: Basis | None = None  # what binds it, where that is not its class
    basis_text: str = ""  # 依据及文号


@dataclass(frozen=True, slots=True)
class Exemption:
    """A body is left out of a year's count; the reason and its end are always given."""

    reason: str
    basis: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One report that one body owes for one year. Dates are last days (inclusive)."""

    body: str  # slug
    year: int
    kind: ReportKind
    publish_by: date | None  # None: no date binds it; listed, not judged
    submit_by: date | None = None
    basis: Basis = Basis.STATUTORY
    basis_text: str = ""
    exemption: Exemption | None = None
    covered_by: str | None = None  # slug of the body whose report covers this one


@dataclass(frozen=True, slots=True)
class Reading:
    """One finished reading of one column: an outcome at a moment.

    ``held`` tells whether the list held the report's link (or something like it).
    """

    column: str
    at: datetime
    outcome: Outcome
    held: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A report seen at an address and matched to the duty.

    ``certain`` is False while body or year is not settled: then it is only a
    candidate. ``first_seen`` is an upper bound of the publication, never proof
    of lateness. ``claimed_date`` is the best claim, ``claims`` are all of them
    (values in ISO form); without ``claims`` the one date stands alone.
    ``rejected_at`` is when a person found that it is no report of this duty; from
    then on it counts for nothing. ``listed`` is False for an address that no column ever
    listed: a person entered it, and readings of columns say nothing of it.
    """

    url: str
    first_seen: datetime
    claimed_date: date | None = None
    claimed_in: str = ""  # "meta", "list", "visible", "url", "file", "person"
    certain: bool = True
    why: str = ""
    gone_since: datetime | None = None
    decided_at: datetime | None = None  # when a person or better evidence settled it
    rejected_at: datetime | None = None
    claims: tuple[Claim, ...] = ()
    listed: bool = True
    column: str = ""


@dataclass(frozen=True, slots=True)
class Hub:
    """A collective column (集中专栏) that a body is bound to, by its name among the columns.

    ``proven_since`` is when it was proven that it lists this body; ``first_year`` is the
    oldest report year it is known to hold.
    """

    column: str
    column_id: int
    url: str
    proven_since: datetime | None = None
    first_year: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The report reached the supervising office (提交), apart from publication."""

    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known for one duty. ``columns`` are the body's columns by name.

    ``proven_since`` is when the body's binding to a column was proven (an
    earlier report found there, or a person's word); None while it is not. ``hubs`` are
    those of the columns that list many bodies.
    """

    duty: Duty
    columns: tuple[str, ...] = ()
    proven_since: datetime | None = None
    readings: tuple[Reading, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    submissions: tuple[Submission, ...] = ()
    hubs: tuple[Hub, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty's state at a moment, with what it rests on, in Chinese words for ``reason``."""

    state: DutyState
    reason: str = ""
    since: datetime | None = None
    days_late: int = 0  # natural days (自然日)
    days_left: int | None = None
    date: date | None = None  # the publication date relied on
    date_source: str = ""
    url: str = ""
    proofs: tuple[Reading, ...] = field(default=())  # the readings that prove an absence
