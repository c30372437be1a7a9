"""催报函 and 督促整改通知, chosen by how the office stands to the body.

Article 49 is cited only to bodies that it binds; a body under vertical leadership
is asked, never told (《政府信息公开条例》第三条第四款、第四十七条、第四十九条).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts import address, words
from alerts.absence import last_looked
from alerts.daily import case_section
from alerts.letters.paper import fill
from nianbao.duty.dates import LAST_YEAR_OF_OLD_REGULATION
from nianbao.duty.model import Basis, BodyClass, ReportKind
from nianbao.report.form import edition_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from alerts.daily import Item
    from alerts.model import DutyLine, ReportCase

DEPARTMENT, LOCAL, VERTICAL, GOVERNMENT, OWN = (
    *("department", "local", "vertical", "government", "own"),
)
RELATIONS: Final = {
    BodyClass.GOVERNMENT: GOVERNMENT,
    BodyClass.OFFICE: DEPARTMENT,
    BodyClass.DEPARTMENT: DEPARTMENT,
    BodyClass.TOWNSHIP: LOCAL,
    BodyClass.ZONE: LOCAL,
    BodyClass.AUTHORISED: LOCAL,
    BodyClass.VERTICAL: VERTICAL,
}
"""How an office stands to each class of body: which template speaks.

Of its own government's report an office asks nobody: it submits to the government
what it means to do itself (``OWN``, 请示).
"""
NAMES: Final = {VERTICAL: "商请告知函", OWN: "公布事项请示"}
NOTICES: Final = {VERTICAL: "商请核实函", OWN: "数据核实请示"}
"""What the drafts are called where they are not 催报函 and 督促整改通知."""
FORMS: Final = {
    "2019": "国务院办公厅政府信息与政务公开办公室国办公开办函〔2019〕60号",
    "2021": "国务院办公厅政府信息与政务公开办公室国办公开办函〔2021〕30号",
    "older": "当年适用",
}
"""What prescribes the form of each edition."""
_ARTICLE: Final = "第四十九条"
_AUTHORISED: Final = "《中华人民共和国政府信息公开条例》第五十四条"
_NUMBERS: Final = "一二三四五六七八九十"
GAP: Final = "〔＿月＿日〕"
CONTACT: Final = "〔联系人、电话〕"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, when, and until when an answer is asked for; gaps are left to the clerk.

    ``folder`` is where the office keeps templates of its own.
    """

    office: str
    at: datetime
    due: date | None = None
    contact: str = ""
    folder: Path | None = None

    def values(self) -> dict[str, object]:
        """Return what every template takes."""
        return {
            "office": self.office,
            "we": address.we(self.office),
            "at": self.at,
            "due": words.day(self.due) if self.due else GAP,
            "contact": self.contact or CONTACT,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A column in which a report was looked for."""

    name: str
    url: str


def reminder(
    line: DutyLine, places: tuple[Place, ...], sender: Sender, *, submitted: bool = False
) -> bytes:
    """Return a 催报函 as DOCX for a duty whose report was not seen.

    Raises:
        BadTemplate: the office's own template cannot be filled in.
    """
    duty = line.duty
    said = _and([f"“{place.name}”（{place.url}）" for place in places])
    values = {
        **sender.values(),
        **_addressee(line.body, line.body_class, sender),
        "year": duty.year,
        "read": last_looked(line) or sender.at,
        "columns": said or "〔栏目名称、网址〕",
        "submitted": submitted,
        "statutory": _binds_by_article_49(line),
        "basis": _basis(line) or "〔文号〕",
        "publish_by": words.day(duty.publish_by) if duty.publish_by else GAP,
    }
    return fill(f"reminder_{_reminded(line, sender.office)}", values, sender.folder)


def _and(names: Sequence[str]) -> str:
    *first, last = names or ("",)
    return f"{'、'.join(first)}和{last}" if first else last


def reminder_name(line: DutyLine, office: str) -> str:
    """Return what a reminder from an office (name) is called among its papers."""
    return NAMES.get(_reminded(line, office), "催报函")


def _reminded(line: DutyLine, office: str) -> str:
    """Return the template of a reminder: the law is cited only to a body that it binds."""
    duty, relation = line.duty, RELATIONS[line.body_class]
    if relation == VERTICAL:
        return VERTICAL
    if duty.kind is ReportKind.GOVERNMENT and address.own_government(office, line.body):
        return OWN
    if relation == LOCAL or not _binds_by_article_49(line):
        return LOCAL
    return GOVERNMENT if duty.kind is ReportKind.GOVERNMENT else DEPARTMENT


def _binds_by_article_49(line: DutyLine) -> bool:
    """Whether the date is the Regulation's own; older reports fell under another one."""
    duty = line.duty
    return duty.basis is Basis.STATUTORY and duty.year > LAST_YEAR_OF_OLD_REGULATION


def _basis(line: DutyLine | None) -> str:
    """Return the document that sets a date; "" where none does.

    An authorised organisation is bound by article 54; whoever else the Regulation sets
    no date for is never told of article 49, whatever its row says.
    """
    if line is None or line.duty.publish_by is None:
        return ""
    text = line.duty.basis_text
    if RELATIONS[line.body_class] != LOCAL or _ARTICLE not in text:
        return text
    return _AUTHORISED if line.body_class is BodyClass.AUTHORISED else ""


def _addressee(body: str, body_class: BodyClass, sender: Sender) -> dict[str, object]:
    is_vertical = body_class is BodyClass.VERTICAL
    return {
        "body": body,
        "you": address.you(body, vertical=is_vertical),
        "government": address.own_government(sender.office, body) or body,
    }


def rectification(
    case: ReportCase,
    line: DutyLine | None,
    sender: Sender,
    *,
    body_class: BodyClass,
    guesses: bool = False,
) -> bytes:
    """Return a 督促整改通知 as DOCX; where the cause may lie is said only if the clerk keeps it.

    Raises:
        BadTemplate: the office's own template cannot be filled in.
        ValueError: nothing in the report is an error.
    """
    items = case_section(case).items
    if not items:
        raise ValueError(f"{case.body}的报告没有须核实的事项")
    values = {
        **sender.values(),
        **_addressee(case.body, body_class, sender),
        "year": case.year,
        "title": case.title,
        "url": case.url,
        "evidence": case.evidence or "〔＿＿〕",
        "published": words.day(line.standing.date) if line and line.standing.date else "",
        "basis": _basis(line),
        "form": FORMS[edition_for(case.year)],
        "facts": enumerated("；".join(item.messages) for item in items),
        "guesses": enumerated(_guess(item) for item in items if guesses and item.probable),
    }
    kind = line.duty.kind if line else ReportKind.OWN
    relation = _notified(case.body, body_class, sender.office, kind)
    return fill(f"rectification_{relation}", values, sender.folder)


def notice_name(
    body: str, body_class: BodyClass, office: str, kind: ReportKind = ReportKind.OWN
) -> str:
    """Return what a notice from an office (name) to a body (name) is called."""
    return NOTICES.get(_notified(body, body_class, office, kind), "督促整改通知")


def _notified(body: str, body_class: BodyClass, office: str, kind: ReportKind) -> str:
    relation = RELATIONS[body_class]
    is_governments = relation == GOVERNMENT or kind is ReportKind.GOVERNMENT
    if relation not in {GOVERNMENT, DEPARTMENT} or not is_governments:
        return relation
    return OWN if address.own_government(office, body) else DEPARTMENT


def _guess(item: Item) -> str:
    """Return where a cause may lie as a letter says it; what is not sure names what it is about."""
    guess = item.probable.removeprefix("可能位置：")
    return f"{item.place}：{guess}" if guess.startswith("不能确定") else guess


def enumerated(facts: Iterable[str]) -> str:
    """Return facts one after the other: 一是…；二是…. One alone has no number.

    Facts that are several sentences themselves end in a full stop each.
    """
    said = [fact.rstrip("。") for fact in facts]
    if len(said) == 1:
        return said[0]
    between = "。" if any(re.search("[；。]", fact) for fact in said) else "；"
    return between.join(f"{ordinal(number)}是{fact}" for number, fact in enumerate(said, start=1))


def ordinal(number: int) -> str:
    """Return a number up to ninety-nine in Chinese."""
    tens, ones = divmod(number, len(_NUMBERS))
    last = _NUMBERS[ones - 1] if ones else ""
    if tens == 0:
        return last
    return ("" if tens == 1 else _NUMBERS[tens - 1]) + "十" + last


def correction(
    body: str, year: int, sender: Sender, *, addressee: str, facts: Iterable[str], reason: str
) -> bytes:
    """Return a 更正说明 as DOCX: what was told of a body and does not stand, and why.

    Raises:
        BadTemplate: the office's own template cannot be filled in.
        ValueError: nothing is taken back, or no reason is given.
    """
    said = enumerated(facts)
    if not said or not reason.strip():
        raise ValueError("请写明更正的事项和原因")
    values = {
        **sender.values(),
        "body": body,
        "year": year,
        "addressee": addressee,
        "facts": said,
        "reason": reason.rstrip("。"),
    }
    return fill("correction", values, sender.folder)
