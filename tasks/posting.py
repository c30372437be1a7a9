"""A letter becomes a recipient's mail, its chat's message, or both: once for each period."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from alerts.chat_text import PARAGRAPHS, chat_id, chat_text, compose_chat
from alerts.mail import compose, domain_of, message_id
from alerts.model import MailKind, Said
from nianbao.clock import parse
from nianbao.duty.model import DutyState
from nianbao.services.secret import kept_secret
from storage.queries.messages import earlier
from storage.rows.messages import Route
from storage.store.outbox import NewMessage, put
from tasks.views import addressee, lines_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.model import Letter
    from nianbao.settings import Settings
    from storage.database import Session
    from storage.queries.recipients import RecipientView
    from tasks.house import House

log = structlog.get_logger()


def post(
    house: House,
    recipient: RecipientView,
    letter: Letter,
    period: str,
    *,
    findings: tuple[int, ...] = (),
    said: Said | None = None,
) -> int | None:
    """Put a letter as a mail, as a chat's message, or as both; return the first one's id.

    Who has a mailbox was told by the mail: if that is refused, it is told again.
    """
    mail, chat = (make(house, recipient, letter, period) for make in (_mail, _chat))
    written = [new for new in (mail, chat) if new is not None]
    if not written:
        return None
    written[0] = replace(written[0], findings=findings)
    with house.database.write(full_sync=True) as session:
        ids = [put(session, replace(new, said=_kept(said)), house.now) for new in written]
    for put_id in ids:
        if put_id is not None:
            log.info("message_written", message=put_id, kind=letter.kind.value, period=period)
            house.bell.ring("deliver", put_id)
    return ids[0]


def _mail(house: House, recipient: RecipientView, letter: Letter, period: str) -> NewMessage | None:
    if not recipient.email:
        return None
    to, sender = addressee(recipient), house.settings.mail_from
    name = message_id(to.slug, letter.kind, period, domain_of(sender))
    mime = compose(letter, to, sender=sender, message_id=name, date=house.now)
    return NewMessage(recipient.id, letter.kind.value, period, name, mime)


def _chat(house: House, recipient: RecipientView, letter: Letter, period: str) -> NewMessage | None:
    """Return what a recipient's chat is told of a letter; None of what is private."""
    if not recipient.chat or letter.kind not in PARAGRAPHS:
        return None
    domain = domain_of(house.settings.mail_from)
    name = chat_id(str(recipient.id), letter.kind, period, domain)
    text = chat_text(letter, house.settings.public_url, mailed=bool(recipient.email))
    mime = compose_chat(letter, text, message_id=name, date=house.now)
    return NewMessage(recipient.id, letter.kind.value, period, name, mime, route=Route.CHAT)


def _kept(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "at": said.at.isoformat(),
        "states": {key: state.value for key, state in said.states.items()},
    }


def said_before(
    session: Session, recipient: RecipientView, kind: MailKind, period: str
) -> Said | None:
    """Return what the mail of a kind before this one said; None if this is the first.

    What it said is kept with it: facts of its time that came in later (a reading whose
    run ended afterwards, an entry by hand) are news by now. A mail that an older
    version wrote kept nothing; then the facts known as of it stand for it.
    """
    before = earlier(session, recipient.id, kind, period)
    if before is None:
        return None
    if before.said is None:
        return Said.of(lines_at(session, recipient.office, before.at), before.at)
    states = {key: DutyState(state) for key, state in before.said["states"].items()}
    return Said(parse(before.said["at"]), states)


def signed(
    address: Callable[[str, str, str], str], recipient: RecipientView, settings: Settings
) -> str:
    """Return an address that only this recipient was given."""
    return address(settings.public_url, str(recipient.id), kept_secret(settings))
