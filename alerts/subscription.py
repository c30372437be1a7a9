"""The signed addresses at which a recipient changes what it gets: nobody can do it for another."""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from urllib.parse import urlencode


class Purpose(StrEnum):
    """What an address is for; the proof for one opens no other."""

    UNSUBSCRIBE = "unsubscribe"
    SETTINGS = "subscription"
    ACKNOWLEDGE = "acknowledge"


def unsubscribe_url(public_url: str, recipient: str, secret: str) -> str:
    """Return the address to be POSTed to for a recipient (slug)."""
    return _url(public_url, recipient, secret, Purpose.UNSUBSCRIBE)


def settings_url(public_url: str, recipient: str, secret: str) -> str:
    """Return the address where a recipient (slug) sees and changes what it is sent."""
    return _url(public_url, recipient, secret, Purpose.SETTINGS)


def acknowledge_url(public_url: str, recipient: str, period: str, secret: str) -> str:
    """Return the address where a recipient (slug) signs for what its mail of a day told."""
    proof = token(mail_name(recipient, period), secret, Purpose.ACKNOWLEDGE)
    query = urlencode({"recipient": recipient, "period": period, "token": proof})
    return f"{public_url.rstrip('/')}/{Purpose.ACKNOWLEDGE.value}?{query}"


def mail_name(recipient: str, period: str) -> str:
    """Return what a proof for one mail is made of."""
    return f"{recipient}\0{period}"


def _url(public_url: str, recipient: str, secret: str, purpose: Purpose) -> str:
    query = urlencode({"recipient": recipient, "token": token(recipient, secret, purpose)})
    return f"{public_url.rstrip('/')}/{purpose.value}?{query}"


def token(recipient: str, secret: str, purpose: Purpose = Purpose.UNSUBSCRIBE) -> str:
    """Return the proof that we wrote a recipient's address."""
    return hmac.new(
        secret.encode(), f"{purpose.value}\0{recipient}".encode(), hashlib.sha256
    ).hexdigest()


def is_ours(
    recipient: str, given: str, secret: str, purpose: Purpose = Purpose.UNSUBSCRIBE
) -> bool:
    """Whether a token is the one that we gave; takes the same time for every answer."""
    return hmac.compare_digest(token(recipient, secret, purpose).encode(), given.encode())
