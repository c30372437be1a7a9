"""签收: the signed address in a daily mail; only a POST notes that somebody has seen it.

A mail firewall follows every link of a mail; a GET therefore only shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi.responses import HTMLResponse

from alerts import words
from alerts.subscription import Purpose, is_ours, mail_name
from nianbao.services.secret import kept_secret
from nianbao.web import front
from storage.queries.findings import AT_ONCE, findings
from storage.queries.recipients import recipients
from storage.queries.reminders import told_of_in
from storage.rows.findings import FindingState
from storage.store.decisions import acknowledge
from storage.store.journal import audit

if TYPE_CHECKING:
    from nianbao.settings import Settings
    from storage.database import Database, Session
    from storage.queries.findings import FindingView

_ROW: Final = "<li>{name}{year}年年度报告　{rule}：{said}（{state}）</li>"
_LIST: Final = "<p>{day}的邮件列有以下{number}项：</p>\n<ul>\n{rows}\n</ul>"
_ASK: Final = """<p>签收表示已收到并知悉，签收后不再重复提醒；核实结果请另行登记。</p>
<form method="post"><button type="submit">确认签收{number}项</button></form>"""
_DONE: Final = "<p><strong>已签收{number}项。</strong></p>"
_NOTHING: Final = "<p>其中没有待签收的事项。</p>"
_UNKNOWN: Final = "<p>地址不完整或已失效，请从邮件中重新打开。</p>"


def shown(
    settings: Settings, database: Database, recipient: str, period: str, token: str
) -> HTMLResponse:
    """Return what a mail told of, to whoever has an address that we wrote."""
    if not _is_ours(settings, recipient, period, token):
        return _unknown()
    with database.read() as session:
        told = _told(session, int(recipient), period)
    waiting = sum(one.state is FindingState.OPEN for one in told)
    asked = _ASK.format(number=waiting) if waiting else _NOTHING
    return HTMLResponse(front.page(_listed(told, period) + asked)) if told else _unknown()


def signed(
    settings: Settings, database: Database, recipient: str, period: str, token: str
) -> HTMLResponse:
    """Note who has seen what a mail told of; what is decided already stays as it is."""
    if not _is_ours(settings, recipient, period, token):
        return _unknown()
    now = settings.clock.now()
    with database.write() as session:
        who = _name(session, int(recipient))
        ids = [one.id for one in _told(session, int(recipient), period)]
        seen = acknowledge(session, ids, who=who, now=now)
        if seen:
            audit(session, who, "acknowledge", f"mail {period}", now, findings=list(seen))
        told = _told(session, int(recipient), period)
    said = _DONE.format(number=len(seen)) if seen else _NOTHING
    return HTMLResponse(front.page(said + _listed(told, period))) if told else _unknown()


def _is_ours(settings: Settings, recipient: str, period: str, token: str) -> bool:
    name, secret = mail_name(recipient, period), kept_secret(settings)
    return recipient.isdecimal() and is_ours(name, token, secret, Purpose.ACKNOWLEDGE)


def _told(session: Session, recipient: int, period: str) -> tuple[FindingView, ...]:
    ids = told_of_in(session, recipient, AT_ONCE, period)
    return tuple(one for one in findings(session, ids=ids) if not one.private) if ids else ()


def _name(session: Session, recipient: int) -> str:
    known = {one.id: one for one in recipients(session, active=None)}
    found = known.get(recipient)
    return f"{found.name}（邮件签收）" if found else f"recipient {recipient}"


def _listed(told: tuple[FindingView, ...], period: str) -> str:
    rows = "\n".join(
        _ROW.format(
            name=front.text(one.name),
            year=one.year,
            rule=front.text(words.rule_name(one.finding.rule)),
            said=front.text(one.finding.message.rstrip("。")),
            state=words.FINDING_STATES[one.state.value],
        )
        for one in told
    )
    return _LIST.format(day=front.text(period), number=len(told), rows=rows)


def _unknown() -> HTMLResponse:
    return HTMLResponse(front.page(_UNKNOWN), status_code=404)
