"""The notes that lists put around a title (更正版, 扫描件, 盖章版), and what they make.

A note counts only where every word of it is known; one that holds anything else
stays in the title and is left over. So what is settled as a plain report bears no note that
was not understood.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Variant(StrEnum):
    """Which of several documents of one report a title announces."""

    PLAIN = ""
    CORRECTION = "correction"  # 更正版、修订版：it governs over what stood before it
    PICTURE = "picture"  # 图片版、扫描件：the whole report, as an image


_CORRECTED: Final = (
    r"(?:已|经)?(?:更正|修正|勘误|修订|修改|更新)后?|重新?(?:发布|公布|上传)|重发|第[二三四2-4][版次稿]"
    r"|替换"
)
_PICTURED: Final = r"图片|扫描|影印|影像|照片|拍照|截图"
_WRITTEN: Final = (
    r"本级|机关|本机关|局机关|全文|正文|定稿|审定|详情|终稿|最终|正式|公开|公布|发布|上网|网站|网络|网页|打印|文字|文本|纯文字|纯文本"
    r"|盖章|签章|无障碍|适老|点击|附件下载|查看|new|hot|已盖章|加盖公章|红头|超?链接?|电子|可编辑|可下载|下载|原文|新|最新|第[一1][版次]"
    r"|pdf|docx?|word|wps|html?|ofd|v\d"
)
_DATED: Final = r"20\d\d年\d{1,2}月(?:\d{1,2}日)?|20\d\d[./-]\d{1,2}[./-]\d{1,2}|20\d{6}"
_FORM: Final = r"版本?|稿|件|格式|文件"
_WORD = re.compile(
    rf"(?P<corrected>{_CORRECTED})|(?P<pictured>{_PICTURED})|{_WRITTEN}|{_DATED}|{_FORM}|[、，,\s+＋]",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[（【\[〔]([^（）【】\[\]〔〕]{1,24})[）】\]〕]")
_TAIL = re.compile(rf"[-_—]+((?:{_CORRECTED}|{_PICTURED}|{_WRITTEN}|{_FORM})+)$", re.IGNORECASE)
_BARE_TAIL = re.compile(
    rf"(?<=报告|年报)((?:{_CORRECTED}|{_PICTURED}|{_WRITTEN})+(?:版本?|稿|件))$", re.IGNORECASE
)
_FIRST = re.compile(rf"^((?:{_CORRECTED}|{_PICTURED})版?)[:：]")
_COPY = re.compile(r"\d{1,2}")


def variant_in(note: str) -> Variant | None:
    """Return what a note makes of a report; None where it says anything that is not known."""
    if _COPY.fullmatch(note):
        return Variant.PLAIN
    place, variant = 0, Variant.PLAIN
    while place < len(note):
        found = _WORD.match(note, place)
        if found is None:
            return None
        if found["corrected"]:
            variant = Variant.CORRECTION
        elif found["pictured"] and variant is Variant.PLAIN:
            variant = Variant.PICTURE
        place = found.end()
    return variant


def notes_of(title: str) -> tuple[Variant, ...]:
    """Return what the understood notes of a title, as compared and without a file's ending, say."""
    said = (variant_in(found[1]) for pattern in _ALL for found in pattern.finditer(title))
    return tuple(variant for variant in said if variant is not None)


def without_notes(title: str) -> str:
    """Return a title without the notes that are understood."""
    for pattern in _ALL:
        title = pattern.sub(_unless_known, title)
    return title


def _unless_known(found: re.Match[str]) -> str:
    return found[0] if variant_in(found[1]) is None else ""


_ALL: Final = (_BRACKETED, _TAIL, _BARE_TAIL, _FIRST)
