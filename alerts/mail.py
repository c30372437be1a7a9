"""From a letter to the bytes of a mail.

Everything is deterministic but for what is handed in: the date comes from the
injected clock, the Message-ID from recipient, kind and period, so that a mail
sent twice is the same mail. Parts are base64 or quoted-printable: no line breaks
a server's limit, and no server without 8BITMIME can spoil the Chinese.
"""

from __future__ import annotations

import hashlib
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any, Final

from alerts.model import MailKind

if TYPE_CHECKING:
    from datetime import datetime
    from email.policy import Policy

    from alerts.model import Enclosure, Letter, Recipient

RESENT_HEADER: Final = "X-Nianbao-Resent"
RESENT_LINE: Final = "（本邮件为重发，内容与此前发送的相同，如已收到请忽略。）"
PRODUCT: Final = "年报核查系统"


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header that is never folded or encoded: a long address in it must stay an address."""

    def fold(self, *, policy: Policy[Any]) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _Verbatim)
    return SMTP.clone(header_factory=headers)


_POLICY: Final = _policy()


def message_id(recipient: str, kind: MailKind, period: str, domain: str) -> str:
    """Return the Message-ID of the one mail of a kind for a recipient (slug) and period.

    ``period`` is a day (2027-02-01), a week (2027-W05), or an event's name.
    """
    digest = hashlib.sha256(f"{recipient}\n{kind.value}\n{period}".encode()).hexdigest()
    return f"<{kind.value}.{period}.{digest[:24]}@{domain}>"


def domain_of(sender: str) -> str:
    """Return the domain of a sender's address, localhost where it has none."""
    return parseaddr(sender)[1].partition("@")[2] or "localhost"


def compose(
    letter: Letter,
    recipient: Recipient,
    *,
    sender: str,
    message_id: str,
    date: datetime,
    resent: bool = False,
) -> bytes:
    """Return the mail as it goes over the wire.

    ``sender`` may carry a name; ``date`` is aware. A resent mail keeps its
    Message-ID and is marked in a header and in one line of the text.

    Raises:
        ValueError: a digest without an address to unsubscribe, or a broken header.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = letter.subject
    mail["From"] = _address(sender, PRODUCT)
    mail["To"] = _address(recipient.address, recipient.office)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Nianbao-Kind"] = letter.kind.value
    if resent:
        mail[RESENT_HEADER] = "yes"
    _unsubscribable(mail, letter)
    _body(mail, letter, resent=resent)
    for enclosure in letter.enclosures:
        if not enclosure.content_id:
            _attach(mail, enclosure)
    _bounded(mail, message_id)
    return mail.as_bytes()


def _bounded(mail: EmailMessage, message_id: str) -> None:
    """Mark the parts' borders from the Message-ID: the same letter is the same bytes."""
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{number}_{mark}")


def _address(text: str, name: str) -> Address:
    own_name, address = parseaddr(text)
    return Address(display_name=own_name or name, addr_spec=address)


def _unsubscribable(mail: EmailMessage, letter: Letter) -> None:
    """依据：RFC 8058。One click is a POST; a firewall that follows the link changes nothing."""
    if not letter.unsubscribe_url:
        if letter.kind is MailKind.DIGEST:
            raise ValueError("a digest needs an address to unsubscribe at")
        return
    mail["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _body(mail: EmailMessage, letter: Letter, *, resent: bool) -> None:
    text, html = letter.text, letter.html
    if resent:
        text = f"{RESENT_LINE}\n\n{text}"
        html = html.replace("<!--resent-->", f"<p>{RESENT_LINE}</p>", 1)
    mail.set_content(text, cte="base64")
    mail.add_alternative(html, subtype="html", cte="base64")
    page = mail.get_body(("html",))
    if page is None:  # It was added two lines above.
        raise AssertionError
    for picture in (e for e in letter.enclosures if e.content_id):
        main, _, sub = picture.media_type.partition("/")
        page.add_related(
            picture.data,
            maintype=main,
            subtype=sub,
            cid=f"<{picture.content_id}>",
            filename=picture.name,
            disposition="inline",
        )


def _attach(mail: EmailMessage, enclosure: Enclosure) -> None:
    main, _, sub = enclosure.media_type.partition("/")
    mail.add_attachment(enclosure.data, maintype=main, subtype=sub, filename=enclosure.name)
