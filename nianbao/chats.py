"""Addresses of work chats and webhooks, as administrators enter them: which, and how shown.

They are Apprise's (``wecombot://KEY``, ``json://host/path``…). Whoever knows one can
write into the chat: they are shown masked, in every list, log and export.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

CHATS: Final = {
    "wecombot": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
    "lark": "Lark群机器人",
}
"""Kinds whose address is nothing but a secret; they may name a ``gateway`` of one's own."""
HOSTED: Final = {
    "json": "网址（JSON）",
    "jsons": "网址（JSON）",
    "form": "网址（表单）",
    "forms": "网址（表单）",
    "mmost": "Mattermost",
    "mmosts": "Mattermost",
}
"""Kinds whose address names a host first."""
LONGEST: Final = 500


def scheme_of(address: str) -> str:
    """Return what kind an address is of, "" for an unknown one."""
    scheme = address.partition("://")[0].lower()
    return scheme if scheme in CHATS or scheme in HOSTED else ""


def checked(address: str) -> str:
    """Return an address as it stands.

    Raises:
        ValueError: it is none that is known; the message is Chinese and does not repeat it.
    """
    if not scheme_of(address):
        raise ValueError(f"群聊地址应以 {'、'.join((*CHATS, *HOSTED))} 之一加 :// 开头")
    rest = address.partition("://")[2]
    if not rest.strip("/") or len(address) > LONGEST or any(c.isspace() for c in address):
        raise ValueError(f"群聊地址不完整、含空格，或超过{LONGEST}个字符")
    return address


def masked(address: str) -> str:
    """Return an address as it may be shown: its kind, and its host where that is no secret."""
    scheme = scheme_of(address)
    if not scheme:
        return "***" if address else ""
    if scheme in CHATS:
        return f"{scheme}://***"
    place = urlsplit(address).netloc.rpartition("@")[2]
    return f"{scheme}://{place}/***"
