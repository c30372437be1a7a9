"""The few lines that a work chat gets of a mail, as an office would paste them there.

Subject, the opening sentences, and where to read on: never a table, a quotation from a
report, or what is private. A chat has more readers than a mailbox.
"""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from alerts.model import MailKind
from nianbao.report.personal import masked

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.model import Letter

LONGEST: Final = 500
"""Characters of a whole message."""
PARAGRAPHS: Final = {
    MailKind.DAILY: 1,
    MailKind.DIGEST: 2,
    MailKind.ADMIN: 1,
    MailKind.CORRECTION: 1,
    MailKind.BRIEF: 2,
    MailKind.UPCOMING: 2,
    MailKind.ROSTER: 2,
}
"""How many paragraphs open a mail of each kind; what is in no list never enters a chat."""
_INTERNAL: Final = "供内部核查使用，未经核实不作为通报依据。"
_END: Final = ("—", "┌", "━")


def chat_text(letter: Letter, console_url: str, *, mailed: bool) -> str:
    """Return a letter as a chat shows it; ``mailed``: its recipient gets the mail as well."""
    where = "详见邮件，或登录系统查看" if mailed else "详情请登录系统查看"
    foot = f"{where}：{console_url}\n{_INTERNAL}"
    room = LONGEST - len(letter.subject) - len(foot) - 2
    said = _cut(masked("\n".join(_opening(letter))), room)
    return "\n".join(
        part for part in (_cut(letter.subject, LONGEST - len(foot) - 1), said, foot) if part
    )


def _opening(letter: Letter) -> list[str]:
    """Return the first paragraphs behind the salutation."""
    blocks = [block.strip() for block in letter.text.split("\n\n")]
    found: list[str] = []
    for block in blocks[1:]:
        if block.startswith(_END) or len(found) == PARAGRAPHS[letter.kind]:
            break
        if block:
            found.append(block)
    return found


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return text[: room - 1] + "…" if room > 1 else ""


def compose_chat(letter: Letter, text: str, *, message_id: str, date: datetime) -> bytes:
    """Return a chat's message as the outbox keeps it: a mail of one part, which is never mailed."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["X-Nianbao-Kind"] = letter.kind.value
    mail.set_content(text, cte="base64")
    return mail.as_bytes()


def chat_id(recipient: str, kind: MailKind, period: str, domain: str) -> str:
    """Return the Message-ID of the one chat message of a kind for a recipient and period."""
    digest = hashlib.sha256(f"chat\n{recipient}\n{kind.value}\n{period}".encode()).hexdigest()
    return f"<chat.{kind.value}.{period}.{digest[:24]}@{domain}>"
