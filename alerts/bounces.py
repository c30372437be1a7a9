"""Notices that a mail came back (退信), as mail servers send them to the sender's mailbox.

依据：RFC 3464 and RFC 3462. A notice without its machine-readable part is no notice
to us: an answer from somebody who is on leave looks much the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 10_000_000
_NOTICE: Final = "message/delivery-status"
_RETURNED: Final = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
_MOST_PARTS: Final = 20
_LONGEST: Final = 300
"""Characters of a server's words that are kept."""


class NoNotice(ValueError):  # noqa: N818 - named for what it means to the caller
    """This is no notice that can be used. The message is Chinese."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a server says of one mail: ``words`` are its own; ``final`` that it gave up."""

    message_id: str
    address: str
    words: str
    final: bool


def bounces(data: bytes) -> tuple[Bounce, ...]:
    """Return what a notice says, one for each recipient that it names.

    Raises:
        NoNotice: the file is no notice, or does not name the mail that came back.
    """
    if len(data) > MAX_BYTES:
        raise NoNotice(f"文件超过{MAX_BYTES // 1_000_000} MB")
    parts = _parts(message_from_bytes(data, policy=policy.default))
    notice = next((part for part in parts if part.get_content_type() == _NOTICE), None)
    if notice is None:
        raise NoNotice("不是邮件服务器的退信通知（RFC 3464）")
    name = next(filter(None, map(_message_id, parts)), "")
    if not name:
        raise NoNotice("退信通知没有附原邮件的 Message-ID，无法对应")
    found = tuple(_bounce(name, block) for block in _blocks(notice))
    if not found:
        raise NoNotice("退信通知没有写明收件人")
    return found


def _parts(mail: EmailMessage) -> list[EmailMessage]:
    """Return the parts of the notice itself, not those of what it returns."""
    if not mail.is_multipart():
        return []
    return [part for part in mail.iter_parts() if isinstance(part, EmailMessage)][:_MOST_PARTS]


def _blocks(notice: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the groups of fields that speak of one recipient each."""
    payload = notice.get_payload()
    for block in payload if isinstance(payload, list) else ():
        if isinstance(block, EmailMessage) and block["Final-Recipient"]:
            yield block


def _bounce(name: str, block: EmailMessage) -> Bounce:
    address = _behind(block["Final-Recipient"])
    said = [_text(block["Status"]), _behind(block["Diagnostic-Code"])]
    words = " ".join(part for part in said if part)[:_LONGEST]
    final = _text(block["Action"]).lower() == "failed"
    return Bounce(name, address, words or "无说明", final)


def _behind(field: object) -> str:
    """Return a field's text behind its type, as in ``rfc822; name@host``."""
    kind, mark, rest = _text(field).partition(";")
    return (rest if mark else kind).strip()


def _text(field: object) -> str:
    return "" if field is None else " ".join(str(field).split())


def _message_id(part: EmailMessage) -> str:
    """Return the Message-ID of the mail that a part returns, "" if it returns none."""
    if part.get_content_type() not in _RETURNED:
        return ""
    payload = part.get_payload()
    if isinstance(payload, list):
        returned = payload[0] if payload else None
        return _text(returned["Message-ID"]) if isinstance(returned, EmailMessage) else ""
    raw = part.get_payload(decode=True)
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    return _text(message_from_string(text, policy=policy.default)["Message-ID"])
