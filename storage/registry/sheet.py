"""The rows of a registry file, checked as they are read. Unknown fields are refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from nianbao import chats
from nianbao.duty.dates import ShiftRule
from nianbao.duty.model import Basis, BodyClass, ReportKind
from nianbao.report.catalogue import BY_CODE
from nianbao.report.grading import Mode, gradable
from nianbao.window import parse as parse_hours
from storage.retention.kinds import BY_KIND, MOST_YEARS, Kind
from storage.rows.bodies import Level, Tree
from storage.rows.messages import Role
from storage.rows.portals import Season, Topology
from storage.schedule import parse_cron

DEFAULT_COLUMN: Final = "政府信息公开年报"
MAX_REGISTRY_BYTES: Final = 50_000_000
_ONLY_WITHOUT_COLUMNS: Final = ("expect", "options", "bodies", "topology", "proven")


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("应为以 http:// 或 https:// 开头的网址")
    return text


def _month_day(text: str) -> str:
    try:
        month, day = (int(part) for part in text.split("-"))
        date(2001, month, day)
    except ValueError:
        raise ValueError("应为月-日，例如 01-31") from None
    return f"{month:02d}-{day:02d}"


def _cron(text: str) -> str:
    if text:
        parse_cron(text)
    return text


def _hours(text: str) -> str:
    parse_hours(text)
    return text


def _mailbox(text: str) -> str:
    name, at, host = text.partition("@")
    if not (name and at and host) or any(c.isspace() or c in "<>,;" for c in text):
        raise ValueError("应为电子邮件地址")
    return text


def _mailbox_or_none(text: str) -> str:
    return _mailbox(text) if text else ""


def _chat(text: str) -> str:
    return chats.checked(text) if text else ""


PHONE: Final = r"^[0-9+()（）\-、，, 转]{0,60}$"
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Short = Annotated[str, Field(max_length=500)]
Address = Annotated[str, AfterValidator(_web_address)]
Host = Annotated[str, Field(pattern=r"^[a-z0-9.:\[\]-]+$")]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class _Sheet(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


class Span(_Sheet):
    """The first and the last day on which something held; None where that is open."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Span:
        if self.since and self.until and self.until < self.since:
            raise ValueError("止日早于起日")
        return self


class OverSheet(Span):
    """An office that supervises a body, and between which days."""

    office: Slug


class BodySheet(_Sheet):
    """[[body]]: ``territorial`` and ``vertical`` are, where mentioned, all offices there ever were.

    Who stands over a body is otherwise written in [[supervision]]. ``spans`` are by
    short or former name.
    """

    slug: Slug
    name: Text
    body_class: BodyClass = Field(alias="class")
    short: tuple[Text, ...] = ()
    former: tuple[Text, ...] = ()
    division: Annotated[str, Field(pattern=r"^(\d{6}(\d{6})?)?$")] = ""
    credit_code: Annotated[str, Field(pattern=r"^([0-9A-Z]{18})?$")] = ""
    since: date | None = None
    until: date | None = None
    spans: dict[Text, Span] = Field(default_factory=dict)
    level: Level | None = None
    territorial: tuple[OverSheet, ...] | None = None
    vertical: tuple[OverSheet, ...] | None = None
    addressee: Short = ""
    counted: bool | None = None
    basis: Basis | None = None
    basis_document: Short = ""
    reported_in: Slug | None = None
    first_year: Year | None = None
    last_year: Year | None = None
    successors: tuple[Slug, ...] = ()
    left_out_reason: Short = ""
    left_out_until: date | None = None
    left_out_from: Year | None = None
    contact: Short = ""
    phone: Annotated[str, Field(pattern=PHONE)] = ""
    email: Annotated[str, AfterValidator(_mailbox_or_none)] = ""
    leader: Short = ""

    @model_validator(mode="after")
    def _stands_in_no_relation_to_itself(self) -> BodySheet:
        over = (*(self.territorial or ()), *(self.vertical or ()))
        if self.slug in {*self.successors, self.reported_in, *(one.office for one in over)}:
            raise ValueError("承继机构、合并编报、主管不能是本单位")
        return self


class SupervisionSheet(_Sheet):
    """[[supervision]]: an office and the bodies it supervises."""

    office: Slug
    bodies: tuple[Slug, ...] = Field(min_length=1)
    tree: Tree = Tree.TERRITORIAL
    since: date | None = None
    until: date | None = None


class Expect(_Sheet):
    """What a column is known to hold."""

    since: Year | None = None
    reports: Annotated[int, Field(ge=0)] | None = None


class Proven(_Sheet):
    """A person's word that the bodies publish in the column."""

    by: Text
    how: Text = "人工核对"


class Pause(_Sheet):
    """Why, and until when (inclusive), a portal is not read."""

    reason: Text
    until: date | None = None


class ListedSheet(_Sheet):
    """A body as a column lists it; it is bound to the column, and others stay bound."""

    body: Slug
    name: Short = ""
    last_year_url: Address | Literal[""] = ""


class ColumnSheet(_Sheet):
    """[[portal.column]]"""  # noqa: D415 - the heading as it stands in the file

    url: Address
    name: Text = DEFAULT_COLUMN
    topology: Topology = Topology.OWN
    expect: Expect = Expect()
    options: dict[str, str] = Field(default_factory=dict)
    gathered_at: Address | Literal[""] = ""
    bodies: tuple[Slug, ...] | None = None
    listed: tuple[ListedSheet, ...] = ()
    proven: Proven | None = None


class PortalSheet(_Sheet):
    """[[portal]]: without columns, its start is its one column."""

    slug: Slug
    family: Text
    start: Address
    name: str = ""
    home: Address | Literal[""] = ""
    hosts: tuple[Host, ...] = ()
    site_code: Annotated[str, Field(pattern=r"^([0-9A-Za-z]{10})?$")] = ""
    operator: Short = ""
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] | None = None
    robots_consent: str = ""
    hours: Annotated[str, AfterValidator(_hours)] = ""
    old_tls: bool = False
    schedule: Annotated[str, AfterValidator(_cron)] = ""
    season: Season = Season.ANNUAL_REPORTS
    paused: Pause | None = None
    topology: Topology = Topology.OWN
    expect: Expect = Expect()
    options: dict[str, str] = Field(default_factory=dict)
    bodies: tuple[Slug, ...] | None = None
    proven: Proven | None = None
    column: tuple[ColumnSheet, ...] = ()

    @model_validator(mode="after")
    def _one_place_for_each_thing(self) -> PortalSheet:
        doubled = [name for name in _ONLY_WITHOUT_COLUMNS if name in self.model_fields_set]
        if self.column and doubled:
            raise ValueError(f"已分栏目，{'、'.join(doubled)}应写在 [[portal.column]] 中")
        for what in ("name", "url"):
            values = [getattr(column, what) for column in self.column]
            if len(set(values)) < len(values):
                raise ValueError(f"同一网站的栏目 {what} 不能相同")
        return self

    @property
    def columns(self) -> tuple[ColumnSheet, ...]:
        """The columns, with the one that the start stands for filled in."""
        if self.column:
            return self.column
        given = {
            name: getattr(self, name)
            for name in _ONLY_WITHOUT_COLUMNS
            if name in self.model_fields_set
        }
        return (ColumnSheet(url=self.start, **given),)

    @property
    def allowed_hosts(self) -> list[str]:
        """The hosts that are named, or those of all its addresses."""
        addresses = (self.start, self.home, *(column.url for column in self.columns))
        derived = (urlsplit(address).netloc.rpartition("@")[2].lower() for address in addresses)
        return sorted(set(self.hosts) or {host for host in derived if host})


class DueSheet(_Sheet):
    """[[due]]: a local rule for due dates; ``document`` is its 文号."""

    division: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    body_class: BodyClass | None = Field(None, alias="class")
    year: Year | None = None
    publish_by: MonthDay
    submit_by: MonthDay | None = None
    document: Text
    basis: Basis = Basis.LOCAL
    shift: ShiftRule = ShiftRule.NONE
    shift_days: Annotated[int, Field(ge=1, le=30)] = 1


class RecipientSheet(_Sheet):
    """[[recipient]]"""  # noqa: D415 - the heading as it stands in the file

    name: Text
    email: Annotated[str, AfterValidator(_mailbox_or_none)] = ""
    chat: Annotated[str, AfterValidator(_chat)] = ""
    office: Slug | None = None
    role: Role = Role.AUTHORITY
    errors: bool = True
    digest: bool = True
    briefs: bool = True
    active: bool = True
    escalation: bool = False

    @model_validator(mode="after")
    def _can_be_reached(self) -> RecipientSheet:
        if not (self.email or self.chat):
            raise ValueError("收件人应写明 email 或 chat")
        return self

    @model_validator(mode="after")
    def _authority_has_an_office(self) -> RecipientSheet:
        if self.role is Role.AUTHORITY and self.office is None:
            raise ValueError("主管部门的收件人应写明 office")
        return self


class ExemptionSheet(_Sheet):
    """Why a body is left out of a year's count."""

    reason: Text
    basis: Text
    until: date | None = None


class DutySheet(_Sheet):
    """[[duty]]: what is special about one body's report of one year."""

    body: Slug
    year: Year
    kind: ReportKind | None = None
    publish_by: date | None = None
    submit_by: date | None = None
    basis: Basis = Basis.LOCAL
    document: str = ""
    exemption: ExemptionSheet | None = None
    covered_by: Slug | None = None

    @model_validator(mode="after")
    def _dates_have_a_basis(self) -> DutySheet:
        if (self.publish_by or self.submit_by) and not self.document:
            raise ValueError("自定时限应写明 document（依据）")
        return self


class RuleSheet(_Sheet):
    """[[rule]]: how one rule is set in one jurisdiction, why, and by whom."""

    rule: Text
    office: Slug | Literal[""] = ""
    division: Annotated[str, Field(pattern=r"^(\d{6}(\d{6})?)?$")] = ""
    mode: Mode = Mode.ON
    severity: Literal["error", "warning", "note"] | None = None
    reason: Text
    author: Text

    @model_validator(mode="after")
    def _can_be_set(self) -> RuleSheet:
        rule = BY_CODE.get(self.rule)
        if rule is None:
            raise ValueError(f"没有规则“{self.rule}”，全部规则见 nianbao rules")
        if not gradable(rule):
            raise ValueError(f"“{self.rule}”不能停用、试运行或调整级别")
        if self.office and self.division:
            raise ValueError("office 和 division 只能写一项")
        return self


class RetentionSheet(_Sheet):
    """[[retention]]: how many years one kind is kept, why, and who said so."""

    kind: Kind
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)] | Literal["permanent"]
    reason: Text
    author: Text

    @model_validator(mode="after")
    def _can_be_set(self) -> RetentionSheet:
        if not BY_KIND[self.kind].adjustable:
            raise ValueError(f"“{self.kind.value}”（{BY_KIND[self.kind].name}）长期保存，不能调整")
        return self


class RegistrySheet(_Sheet):
    """A whole file."""

    body: tuple[BodySheet, ...] = ()
    supervision: tuple[SupervisionSheet, ...] = ()
    portal: tuple[PortalSheet, ...] = ()
    due: tuple[DueSheet, ...] = ()
    recipient: tuple[RecipientSheet, ...] = ()
    duty: tuple[DutySheet, ...] = ()
    rule: tuple[RuleSheet, ...] = ()
    retention: tuple[RetentionSheet, ...] = ()
