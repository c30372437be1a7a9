"""Ways out: one that speaks SMTP, and one that remembers."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_PORTS = {"smtp": 25, "smtps": 465}
_PERMANENT = 500
_OURS = (smtplib.SMTPSenderRefused, smtplib.SMTPConnectError, smtplib.SMTPHeloError)
"""Answers about us, and not about the mail or its recipient."""


class NotSent(Exception):  # noqa: N818 - exceptions are named for what to do next
    """The mail was not taken by the server."""


class TryAgain(NotSent):
    """The server could not be reached, or refused for now (4xx): send it later."""


class Unsure(TryAgain):
    """The connection was lost over the mail itself: it may have been taken all the same."""


class Refused(NotSent):
    """The server refused for good (5xx): sending it again changes nothing."""


class Channel(Protocol):
    """Whatever carries a finished mail."""

    def send(self, sender: str, address: str, data: bytes) -> None:
        """Hand one mail over; on return the receiving server has answered 250.

        Raises:
            TryAgain: it may be sent later; as ``Unsure``, it may have arrived already.
            Refused: it will never be taken.
        """


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server as named by an address: smtp:// (STARTTLS where offered), smtps:// (TLS)."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: str = "offered"  # "offered", "required" or "never", from ?starttls=


def server_at(url: str) -> Server:
    """Return the server named by ``NIANBAO_SMTP_URL``: smtp[s]://user:password@host:port.

    Raises:
        ValueError: the address names no scheme or host that is known.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("NIANBAO_SMTP_URL must be smtp://… or smtps://… with a host")
    starttls = parse_qs(parts.query).get("starttls", ["offered"])[0]
    if starttls not in {"offered", "required", "never"}:
        raise ValueError("starttls in NIANBAO_SMTP_URL must be offered, required or never")
    return Server(
        parts.scheme,
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls,
    )


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """Sends by SMTP. ``context`` is the TLS context; None verifies against the system's roots.

    A password never leaves in clear text: without TLS it is not sent.
    """

    server: Server
    timeout_seconds: float = 30.0
    context: ssl.SSLContext | None = None

    def send(self, sender: str, address: str, data: bytes) -> None:
        """Send one mail in a connection of its own."""
        with _classified(), self._connected() as smtp:
            _asked(smtp.mail(sender), smtplib.SMTPSenderRefused, sender)
            _asked(smtp.rcpt(address), _RecipientRefused)
            with _lost_over_the_mail():
                _asked(smtp.data(data), smtplib.SMTPDataError)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server, context = self.server, self.context or ssl.create_default_context()
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self.timeout_seconds, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self.timeout_seconds)
        try:
            _secure(smtp, server, context)
            yield smtp
        finally:  # A server that stumbles over QUIT has taken the mail all the same.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()


def _secure(smtp: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    smtp.ehlo()
    secure = server.scheme == "smtps"
    if not secure and server.starttls != "never" and smtp.has_extn("starttls"):
        smtp.starttls(context=context)
        smtp.ehlo()
        secure = True
    if not secure and (server.starttls == "required" or server.user):
        raise TryAgain("the server offers no STARTTLS, and without it nothing secret is sent")
    if server.user:
        smtp.login(server.user, server.password)


class _RecipientRefused(smtplib.SMTPResponseException):
    """The server's answer to RCPT."""


def _asked(
    answer: tuple[int, bytes], error: type[smtplib.SMTPResponseException], *more: str
) -> None:
    """Raise what a server's answer means, unless it is a yes."""
    if answer[0] not in {250, 251}:
        raise error(*answer, *more)


@contextmanager
def _lost_over_the_mail() -> Iterator[None]:
    """Tell a connection that was lost while the server had the mail, or was about to."""
    try:
        yield
    except smtplib.SMTPResponseException:
        raise
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure(f"{type(error).__name__}: {error}") from error


@contextmanager
def _classified() -> Iterator[None]:
    """Turn what smtplib raises into what to do next: settings and connections may be mended."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise TryAgain(f"{error.smtp_code} login refused") from error
    except _OURS as error:
        # The settings are at fault, not the mail: it waits until they are mended.
        raise TryAgain(str(_named(error.smtp_code, error.smtp_error))) from error
    except smtplib.SMTPResponseException as error:
        raise _named(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise TryAgain(f"{type(error).__name__}: {error}") from error


def _named(code: int, reply: bytes | str) -> NotSent:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return (Refused if code >= _PERMANENT else TryAgain)(f"{code} {text}")


@dataclass(slots=True)
class OutboxChannel:
    """Remembers what it was given; for dry runs and tests."""

    sent: list[tuple[str, str, bytes]] = field(default_factory=list)

    def send(self, sender: str, address: str, data: bytes) -> None:
        """Keep the mail."""
        self.sent.append((sender, address, data))
