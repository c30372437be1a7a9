"""专送: what only the nearest supervising office may see; it stands in no other mail."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alerts import page, words
from alerts.model import Letter, MailKind

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.model import Recipient
    from nianbao.report.model import Finding

PERSONAL: Final = "privacy.personal"
ADVICE: Final = {
    PERSONAL: "请尽快通知该单位核实；确属不应公开的个人信息，请先撤下页面，遮盖后重新公布。",
    "page.backdated": "供了解情况，不据以认定是否逾期；需要时请向该单位核对发布记录。",
}
"""What is asked for each rule."""
CLOSED: Final = "本邮件只发给直接主管部门，请勿转发；其中内容不列入摘要、简报和通报。"
SHOWN: Final = 200
"""A mail shows so many; the others are counted."""


@dataclass(frozen=True, slots=True)
class PrivateItem:
    """One finding. Its message is masked already; its places are never shown."""

    body: str
    year: int
    finding: Finding
    url: str


@dataclass(frozen=True, slots=True)
class PrivateView:
    """What one recipient is told in private."""

    recipient: Recipient
    at: datetime
    items: tuple[PrivateItem, ...]


def private(view: PrivateView) -> Letter | None:
    """Return the mail; None if there is nothing."""
    if not view.items:
        return None
    ordered = sorted(view.items, key=_order)
    groups = [
        (body, year, tuple(found))
        for (body, year), found in groupby(ordered[:SHOWN], key=lambda one: (one.body, one.year))
    ]
    said = {
        "view": view,
        "groups": groups,
        "opening": _opening(ordered),
        "advice": ADVICE,
        "more": len(ordered[SHOWN:]),
        "closed": CLOSED,
    }
    return Letter(
        MailKind.PRIVATE,
        _subject(ordered),
        page.text_of("private", **said),
        page.html_of("private", **said),
    )


def _order(one: PrivateItem) -> tuple[str, int, bool, str]:
    return (one.body, -one.year, one.finding.rule != PERSONAL, one.finding.message)


def _subject(items: list[PrivateItem]) -> str:
    who = words.several(one.body for one in items)
    return f"〔年报核查·专送〕{who}：{len(items)}处情况请核实"


def _opening(items: list[PrivateItem]) -> str:
    personal = sum(one.finding.rule == PERSONAL for one in items)
    masked = f"，其中{personal}处疑含个人信息，已作遮盖" if personal else ""
    return f"以下{len(items)}处情况请专人核实{masked}。{CLOSED}"
