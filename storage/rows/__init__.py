"""The tables, by noun. Importing this package fills the metadata of ``Row``."""

from storage.rows.bodies import (
    BodyRow,
    DueRuleRow,
    SuccessionRow,
    SupervisionPathRow,
    SupervisionRow,
)
from storage.rows.cases import CaseEventRow, CaseItemRow, CaseRow
from storage.rows.documents import DocumentRow, MatchRow, VersionRow
from storage.rows.duties import (
    DutyRow,
    FormerOrderRow,
    StandingEventRow,
    StandingRow,
    SubmissionRow,
)
from storage.rows.entries import EntryRow
from storage.rows.findings import FindingEventRow, FindingRow
from storage.rows.journal import AuditRow, IntentionRow, SettingRow
from storage.rows.messages import MessageFindingRow, MessageRow, RecipientRow
from storage.rows.portals import BindingRow, ColumnRow, PortalRow, RobotsRow
from storage.rows.reports import ReportRow
from storage.rows.rollcalls import RollCallRow
from storage.rows.rosters import RosterSignatureRow
from storage.rows.row import Moment, Row
from storage.rows.rules import RuleCrashRow, RuleSettingRow
from storage.rows.runs import HostLeaseRow, OutcomeRow, RunRow
from storage.rows.seals import ChainRow, SealRow
from storage.rows.texts import BandRow, DutyTextRow, SignatureRow

__all__ = [
    "AuditRow",
    "BandRow",
    "BindingRow",
    "BodyRow",
    "CaseEventRow",
    "CaseItemRow",
    "CaseRow",
    "ChainRow",
    "ColumnRow",
    "DocumentRow",
    "DueRuleRow",
    "DutyRow",
    "DutyTextRow",
    "EntryRow",
    "FindingEventRow",
    "FindingRow",
    "FormerOrderRow",
    "HostLeaseRow",
    "IntentionRow",
    "MatchRow",
    "MessageFindingRow",
    "MessageRow",
    "Moment",
    "OutcomeRow",
    "PortalRow",
    "RecipientRow",
    "ReportRow",
    "RobotsRow",
    "RollCallRow",
    "RosterSignatureRow",
    "Row",
    "RuleCrashRow",
    "RuleSettingRow",
    "RunRow",
    "SealRow",
    "SettingRow",
    "SignatureRow",
    "StandingEventRow",
    "StandingRow",
    "SubmissionRow",
    "SuccessionRow",
    "SupervisionPathRow",
    "SupervisionRow",
    "VersionRow",
]
