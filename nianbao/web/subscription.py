"""What a recipient is sent, changed at the signed address in every mail, by POST only.

A mail firewall follows every link of a mail; a GET therefore only shows. An office
never chooses nothing: what nobody is told of would be missed in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from fastapi.responses import HTMLResponse

from alerts.subscription import Purpose, is_ours
from nianbao.chats import masked
from nianbao.services.secret import kept_secret
from nianbao.web import front
from storage.queries.recipients import recipients
from storage.store.journal import audit
from storage.store.recipients import Choice, choose

if TYPE_CHECKING:
    from nianbao.settings import Settings
    from storage.database import Database
    from storage.queries.recipients import RecipientView

LONGEST_FORM: Final = 1_000
"""Bytes of a form; ours has under a hundred."""
LABELS: Final = {
    "errors": "发现问题时告知（每天至多一封，上午9时汇总发送）",
    "digest": "每周摘要（星期一上午8时）",
    "briefs": "1月下旬至2月上旬的每日简况和公布期限前的提醒",
}
_FORM: Final = """<p>{office}　{address}</p>
<p>请选择接收的邮件，选好后按“保存”：</p>
<form method="post">
{boxes}
<p><button type="submit">保存</button></p>
</form>"""
_BOX: Final = '<p><label><input type="checkbox" name="{name}" value="1"{on}> {label}</label></p>'
_SAVED: Final = "<p><strong>已保存。</strong></p>"
_NOTHING: Final = "<p>请至少保留一项。全部不再接收的，请联系系统管理员变更收件人。</p>"
_UNKNOWN: Final = "<p>地址不完整或已失效，请从邮件中重新打开。</p>"


def shown(settings: Settings, database: Database, recipient: str, token: str) -> HTMLResponse:
    """Return what a recipient is sent now, to whoever has an address that we wrote."""
    found = _found(settings, database, recipient, token)
    return _unknown() if found is None else HTMLResponse(_page(found))


def changed(
    settings: Settings, database: Database, recipient: str, token: str, form: bytes
) -> HTMLResponse:
    """Keep what the recipient chose, and show it."""
    found = _found(settings, database, recipient, token)
    if found is None:
        return _unknown()
    choice = _choice(form)
    if not (choice.errors or choice.digest or choice.briefs):
        return HTMLResponse(_page(found, _NOTHING), status_code=422)
    with database.write() as session:
        choose(session, found.id, choice)
        said = ", ".join(name for name in LABELS if getattr(choice, name))
        audit(session, f"recipient {found.id}", "subscription", said, settings.clock.now())
    again = _found(settings, database, recipient, token)
    return _unknown() if again is None else HTMLResponse(_page(again, _SAVED))


def _choice(form: bytes) -> Choice:
    try:
        fields = parse_qs(form.decode("ascii", "replace"), max_num_fields=len(LABELS))
    except ValueError:
        fields = {}
    return Choice(**{name: name in fields for name in LABELS})


def _found(
    settings: Settings, database: Database, recipient: str, token: str
) -> RecipientView | None:
    if not is_ours(recipient, token, kept_secret(settings), Purpose.SETTINGS):
        return None
    with database.read() as session:
        everybody = recipients(session)
    return next((one for one in everybody if str(one.id) == recipient), None)


def _page(found: RecipientView, said: str = "") -> str:
    boxes = "\n".join(
        _BOX.format(name=name, label=label, on=" checked" if getattr(found, name) else "")
        for name, label in LABELS.items()
    )
    office = front.text(found.office_name or found.name)
    address = front.text(found.email or masked(found.chat))
    return front.page(said + _FORM.format(office=office, address=address, boxes=boxes))


def _unknown() -> HTMLResponse:
    return HTMLResponse(front.page(_UNKNOWN), status_code=404)
