"""No more digests: the address in every digest, which acts on POST only.

A mail firewall follows every link of a mail; a GET therefore only asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import HTMLResponse

from alerts.subscription import is_ours
from nianbao.services.secret import kept_secret
from nianbao.web import front
from storage.store.journal import audit
from storage.store.recipients import stop_digest

if TYPE_CHECKING:
    from nianbao.settings import Settings
    from storage.database import Database

_ASK = """<p>不再接收每周摘要和每日简况？发现问题时的提醒不受影响。</p>
<form method="post"><button type="submit">确认不再接收</button></form>"""
_DONE = """<p>已登记，今后不再向您发送每周摘要和每日简况。
如需恢复，请打开提醒邮件末尾的“接收设置”，或联系系统管理员。</p>"""
_UNKNOWN = "<p>地址不完整或已失效，请从邮件中重新打开。</p>"


def asked(settings: Settings, recipient: str, token: str) -> HTMLResponse:
    """Return the question, to whoever has an address that we wrote."""
    if not is_ours(recipient, token, kept_secret(settings)):
        return _unknown()
    return HTMLResponse(front.page(_ASK))


def done(settings: Settings, database: Database, recipient: str, token: str) -> HTMLResponse:
    """Stop the digests of the recipient for whom we wrote the address."""
    if not is_ours(recipient, token, kept_secret(settings)) or not recipient.isdecimal():
        return _unknown()
    with database.write() as session:
        if not stop_digest(session, int(recipient)):
            return _unknown()
        now = settings.clock.now()
        audit(session, f"recipient {recipient}", "unsubscribe", "digest, briefs", now)
    return HTMLResponse(front.page(_DONE))


def _unknown() -> HTMLResponse:
    return HTMLResponse(front.page(_UNKNOWN), status_code=404)
