"""Walls, jump pages and error pages: recognised and named, never climbed."""

from __future__ import annotations

import re

from crawler.pages.markup import between, joined, visible

REFUSALS = {
    403: "禁止访问（403）",
    412: "防护墙拦截（412）",
    429: "访问过于频繁被拒绝（429）",
    468: "防护墙拦截（468）",
    521: "防护墙拦截（521）",
}

# Names of challenge scripts. A page that has its text may carry them too: only without text
# do they mean a wall.
_SIGNATURES = (
    ("瑞数", re.compile(r"\$_ts\s*[=.\[]|\$_ts\b")),
    ("加速乐", re.compile(r"__jsl_clearance|__jsluid")),
    ("网神", re.compile(r"wzws|WZWS_", re.IGNORECASE)),
    ("EdgeOne", re.compile(r"__tst_status|EO_Bot_Ssid")),
    ("人机验证", re.compile(r"请输入验证码|安全验证|滑动验证|人机验证")),
    (
        "拦截页",
        re.compile(
            r"访问.{0,8}被拦截|请求.{0,8}(被拒绝|被拦截)|应用防火墙|疑似(黑客)?攻击|访问过于频繁"
        ),
    ),
)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_ISLAND = re.compile(r"<(datastore|recordset|record)\b", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^<>]*\bhref", re.IGNORECASE)
_FRAME = re.compile(r"<i?frame\b", re.IGNORECASE)
_JUMP = re.compile(
    r"""(?:location\.(?:replace|assign)\s*\(|location(?:\.href)?\s*=)\s*["']([^"']+)["']"""
)
_LOST = re.compile(
    r"页面不存在|网页不存在|页面没有找到|页面未找到|找不到.{0,6}(页面|网页|文件)|"
    r"(您|你)?访问的(页面|内容|信息|栏目|网页).{0,8}(不存在|已删除|已失效|找不到|被删除)|"
    r"404\s*(错误|页面)|not\s*found|已(被)?删除或(不存在|移动)|栏目不存在",
    re.IGNORECASE,
)
_TEXT = 60  # characters of text below which a page of scripts says nothing
_SHORT = 400  # characters of text below which an error's words are the page's own
_JUMP_PAGE = 1500  # characters; jump pages seen have about 160


def reason(status: int, html: str) -> str | None:
    """Return in Chinese how an answer refuses us, or None if it does not."""
    if status in REFUSALS:
        return _named(REFUSALS[status], html)
    if _speaks(html) or len(visible(html)) >= _SHORT:
        return None
    for name, form in _SIGNATURES:
        if form.search(html):
            return f"防护墙页面（{name}），没有正文"
    return None


def shell(html: str) -> str | None:
    """Return in Chinese that a page is scripts and nothing else, or None.

    A list that is empty can look so too: ask only once the page's family has
    not found its landmarks.
    """
    if _speaks(html) or not _SCRIPT.search(html) or len(visible(html)) >= _TEXT:
        return None
    return "页面只有脚本，没有正文"


def jump(html: str, url: str) -> str | None:
    """Return where a page that holds nothing but a script jump leads, or None.

    A page that sets a cookie first, or leads back to itself, is a wall and no jump.
    """
    if len(html) > _JUMP_PAGE or "cookie" in html.lower() or len(visible(html)) > _TEXT:
        return None
    match = _JUMP.search(html)
    if not match:
        return None
    target = joined(url, match[1])
    return target if target != url else None


def lost(html: str) -> str | None:
    """Return the words with which a page answered by 200 says that it is an error page."""
    text = visible(html)
    match = _LOST.search(text[:_SHORT]) if len(text) < _SHORT else _LOST.search(_title(html))
    return match.group() if match else None


def _speaks(html: str) -> bool:
    """Tell whether a page holds links, frames or a data island, which no wall does."""
    return any(form.search(html) for form in (_LINK, _FRAME, _ISLAND))


def _named(words: str, html: str) -> str:
    for name, form in _SIGNATURES:
        if form.search(html):
            return f"{words}，{name}"
    return words


def _title(html: str) -> str:
    return next(between(html, "<title>", "</title>"), "").strip()
