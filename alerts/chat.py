"""The way out to work chats and webhooks, by Apprise.

Apprise tells only whether it worked. So it runs in a child process of its own, in which
every answer is kept: what a server says decides whether to try again. The child has
limits of time and memory, an answer is read no further than ``MOST_BYTES``, redirects
are not followed, and what libraries log there nobody sees: addresses are secrets.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from alerts.channel import NotSent, Refused, TryAgain, Unsure
from alerts.mail import RESENT_HEADER
from nianbao.chats import CHATS, scheme_of
from nianbao.report.model import Unreadable
from nianbao.services.apart import apart

if TYPE_CHECKING:
    from apprise import NotifyBase

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 15.0
ALL_SECONDS: Final = 40.0
MEMORY_BYTES: Final = 256 << 20
MOST_BYTES: Final = 65_536
"""So much of an answer is read; what a chat's server says takes a hundred bytes."""
RESENT: Final = "（本条为重发，如已收到请忽略。）\n"
_SERVICES: Final = {
    "wecombot": ("wecombot", "NotifyWeComBot"),
    "dingtalk": ("dingtalk", "NotifyDingTalk"),
    "feishu": ("feishu", "NotifyFeishu"),
    "lark": ("lark", "NotifyLark"),
    **dict.fromkeys(("json", "jsons"), ("custom_json", "NotifyJSON")),
    **dict.fromkeys(("form", "forms"), ("custom_form", "NotifyForm")),
    **dict.fromkeys(("mmost", "mmosts"), ("mattermost", "NotifyMattermost")),
}
"""Module and class of each kind of ``nianbao.chats``."""
_CODES: Final = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code"}
"""Where a server's own verdict stands in an answer that HTTP calls well (200)."""
_LATER_CODES: Final = frozenset({-1, 9499, 11232, 45009, 130101, 660026})
"""Busy, or too many at once: 企业微信 -1 and 45009, 钉钉 130101 and 660026, 飞书 9499 and 11232."""
_LATER: Final = frozenset({408, 425, 429})
_OK, _SERVER, _GATEWAY_TIMEOUT = 300, 500, 504
_SHOWN: Final = 200
_SECRET: Final = 6
"""Pieces of an address that are so long are taken for secret."""


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """Sends the text of a message to the chat that an address names."""

    seconds: float = ALL_SECONDS
    answer_seconds: float = ANSWER_SECONDS

    def send(self, sender: str, address: str, data: bytes) -> None:  # noqa: ARG002 - a chat shows none
        """Hand one message over; on return every server that it went to has taken it."""
        if not scheme_of(address):
            raise Refused("收件人没有登记可用的群聊地址")
        text = text_of(data)
        _kind(scheme_of(address))  # loaded here, and not in every child again
        try:
            told = apart(
                lambda: _posted(address, text, self.answer_seconds),
                seconds=self.seconds,
                memory=MEMORY_BYTES,
            )
        except Unreadable:
            raise Unsure("对方未在时限内答复完毕") from None
        except Exception as error:  # noqa: BLE001 - its words may hold the address
            raise TryAgain(f"发送程序异常：{type(error).__name__}") from None
        outcome = judged(told, _CODES.get(scheme_of(address), ""))
        if outcome is not None:
            raise type(outcome)(without_secrets(str(outcome), address))


def text_of(data: bytes) -> str:
    """Return what a message says in a chat; one that may have been sent before says so."""
    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body(("plain",))
    said = body.get_content().strip() if body is not None else ""
    return f"{RESENT if mail[RESENT_HEADER] else ''}{said}"


# --- What a server's answer means --------------------------------------------------


@dataclass(slots=True)
class Told:
    """What came of it: every answer as status and text, and how connections were lost."""

    ready: bool = False  # Apprise took the address for complete
    done: bool = False  # Apprise says that it worked
    answers: list[tuple[int, str]] = field(default_factory=list)
    lost: list[tuple[str, bool]] = field(default_factory=list)  # error, whether it was sent before


def judged(told: Told, code: str) -> NotSent | None:
    """Return what to raise for what came back; None if every server has taken the message.

    ``code`` is the field of the answer that holds the service's own verdict, "" for none.
    """
    if not told.ready:
        return Refused("群聊地址不完整，请核对")
    troubles = [found for answer in told.answers if (found := _trouble(*answer, code)) is not None]
    for name, was_sent in told.lost:
        troubles.append(Unsure(f"连接中断：{name}") if was_sent else TryAgain(f"无法连接：{name}"))
    if not troubles:
        return None if told.done and told.answers else Refused("未能发送，对方没有答复")
    if len(troubles) < len(told.answers) + len(told.lost):
        return Unsure(f"部分群聊未送达：{troubles[0]}")
    return troubles[0]


def _trouble(status: int, text: str, code: str) -> NotSent | None:
    said = " ".join(text.split())[:_SHOWN]
    words = f"{status} {said}".strip()
    if status == _GATEWAY_TIMEOUT:
        return Unsure(words)
    if status in _LATER or status >= _SERVER:
        return TryAgain(words)
    if status >= _OK:
        return Refused(words)
    verdict = _verdict(text, code) if code else 0
    if verdict == 0:
        return None
    return TryAgain(words) if verdict in _LATER_CODES else Refused(words)


def _verdict(text: str, code: str) -> int | None:
    """Return the service's own error number, 0 for none; None where it says nothing.

    Somebody else's page in its place (a log-in, a gateway's notice) took no message.
    飞书 names its verdict StatusCode in older answers.
    """
    with suppress(ValueError, TypeError, AttributeError):
        told = json.loads(text)
        return int(told.get(code, told.get("StatusCode")))
    return None


def without_secrets(words: str, address: str) -> str:
    """Return a server's words without what they repeat of an address."""
    scheme = scheme_of(address)
    rest = unquote(address.partition("://")[2])
    host = "" if scheme in CHATS else urlsplit(address).hostname or ""
    for piece in sorted(re.split(r"[/?&=@:]", rest), key=len, reverse=True):
        if len(piece) >= _SECRET and piece.lower() != host:
            words = words.replace(piece, "***")
    return words


# --- In the child ------------------------------------------------------------------


@cache
def _kind(scheme: str) -> type[NotifyBase]:
    """Return Apprise's service of a kind, and load no other of its two hundred."""
    module, name = _SERVICES[scheme]
    found: type[NotifyBase] = getattr(import_module(f"apprise.plugins.{module}"), name)
    return found


def _posted(address: str, text: str, answer_seconds: float) -> Told:
    """Send by Apprise, and keep what comes back. Runs in a process that ends afterwards."""
    from apprise import NotifyFormat  # noqa: PLC0415

    told = Told()
    service = _service(address)
    if service is None:
        return told
    told.ready = True
    service.socket_connect_timeout = CONNECT_SECONDS
    service.socket_read_timeout = answer_seconds
    _keep_answers(told)
    told.done = bool(service.notify(body=text, body_format=NotifyFormat.TEXT))
    return told


def _service(address: str) -> NotifyBase | None:
    """Return Apprise's service for an address, at a gateway of one's own where it names one.

    Redirects are off, nothing is kept on the disk, and nothing is sent twice by itself.
    """
    from apprise import AppriseAsset, PersistentStoreMode  # noqa: PLC0415
    from apprise.exception import AppriseImproperlyConfigured  # noqa: PLC0415

    plain, gateway = _gateway(address)
    asset = AppriseAsset(http_redirects=False, storage_mode=PersistentStoreMode.MEMORY)
    kind: Any = _kind(scheme_of(address))
    if gateway:
        kind = type(kind.__name__, (kind,), {"notify_url": _moved(kind.notify_url, gateway)})
    known = kind.parse_url(plain)
    try:
        service: NotifyBase | None = kind(asset=asset, **known) if known else None
    except AppriseImproperlyConfigured:
        return None
    return service


def _gateway(address: str) -> tuple[str, str]:
    """Return an address without the ``gateway`` that it names, and that gateway."""
    if scheme_of(address) not in CHATS:
        return address, ""
    parts = urlsplit(address)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    rest = urlencode([(name, value) for name, value in fields if name != "gateway"])
    gateway = next((value for name, value in fields if name == "gateway"), "")
    return urlunsplit(parts._replace(query=rest)), gateway


def _moved(url: str, gateway: str) -> str:
    """Return a service's address at another host."""
    to = urlsplit(gateway)
    return urlunsplit(urlsplit(url)._replace(scheme=to.scheme, netloc=to.netloc))


def _keep_answers(told: Told) -> None:
    """Have every answer kept and cut: Apprise's services make their sessions themselves."""
    import requests  # noqa: PLC0415 - it comes with Apprise

    class Keeping(requests.Session):
        def send(self, request: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401
            try:
                response = super().send(request, **{**kwargs, "stream": True})
                text = response.raw.read(MOST_BYTES, decode_content=True)
            except Exception as error:
                told.lost.append((_root(error), _was_sent(error)))
                raise
            response._content = text  # noqa: SLF001 - what is beyond is never read
            response.close()
            told.answers.append((response.status_code, text.decode("utf-8", "replace")))
            return response

    requests.sessions.Session = Keeping  # type: ignore[misc]  # in this child alone


def _root(error: BaseException) -> str:
    """Return the name of what lies at the bottom of an error; its words hold the address."""
    seen = [error]
    while (below := _below(seen[-1])) is not None and below not in seen:
        seen.append(below)
    return type(seen[-1]).__name__


def _below(error: BaseException) -> BaseException | None:
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    if isinstance(inner, BaseException):
        return inner
    last = error.args[-1] if error.args else None
    return last if isinstance(last, BaseException) else error.__cause__


_BEFORE: Final = frozenset(
    {
        *("ConnectTimeout", "ConnectTimeoutError", "NewConnectionError", "NameResolutionError"),
        *("ConnectionRefusedError", "gaierror", "SSLError", "SSLCertVerificationError"),
        *("ProxyError", "InvalidURL", "MissingSchema", "InvalidSchema", "LocationParseError"),
    }
)
"""Errors that come before anything was sent."""


def _was_sent(error: BaseException) -> bool:
    seen: list[BaseException] = [error]
    while (below := _below(seen[-1])) is not None and below not in seen:
        seen.append(below)
    return not any(type(one).__name__ in _BEFORE for one in seen)
