"""The signed address under which a digest is unsubscribed: nobody can do it for another."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode


def unsubscribe_url(public_url: str, recipient: str, secret: str) -> str:
    """Return the address to be POSTed to for a recipient (slug)."""
    query = urlencode({"recipient": recipient, "token": token(recipient, secret)})
    return f"{public_url.rstrip('/')}/unsubscribe?{query}"


def token(recipient: str, secret: str) -> str:
    """Return the proof that we wrote a recipient's address."""
    return hmac.new(
        secret.encode(), f"unsubscribe\0{recipient}".encode(), hashlib.sha256
    ).hexdigest()


def is_ours(recipient: str, given: str, secret: str) -> bool:
    """Whether a token is the one that we gave; takes the same time for every answer."""
    return hmac.compare_digest(token(recipient, secret), given)
