"""Days as portals and reports print them; what is no full date is None."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_DASHES = str.maketrans(dict.fromkeys("—–―－‐‑−﹣", "-") | dict.fromkeys("∶：﹕", ":"))
_BEIJING = timezone(timedelta(hours=8))

_NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:-{1,2}|[/.年])\s*(\d{1,2})\s*(?:-{1,2}|[/.月])\s*(\d{1,2})(?!\d)"
)
_PACKED = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_WORDS = re.compile(
    r"([二一][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_EPOCH = re.compile(r"\s*(\d{10}|\d{13})\s*")

_URL_FORMS = (
    re.compile(r"/t(20\d\d)(\d\d)(\d\d)_\d+"),  # t20210129_8843764.html
    re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|$)"),  # /2024/1/19/, /2013-01-25/
    re.compile(r"/(20\d\d)(\d\d)/(\d\d)/"),  # /202201/20/
    re.compile(r"/(20\d\d)(\d\d)(\d\d)/"),  # /20230331/
    re.compile(r"/[PW]0(20\d\d)(\d\d)(\d\d)\d+"),  # P020240119….pdf, TRS attachments
)


def day(text: str) -> date | None:
    """Return the first full date in ``text``, or None. Epoch seconds or milliseconds count."""
    found = find(text)
    return found[0] if found else _epoch(text)


def find(text: str) -> tuple[date, str] | None:
    """Return the first full date in ``text`` with the words that state it, or None."""
    return find_plain(plain(text)) if text else None


def find_plain(text: str) -> tuple[date, str] | None:
    """Return the same for a text that is ``plain`` already."""
    hits = [
        (match.start(), made, match.group())
        for match, parts in _matches(text)
        if (made := _made(*parts))
    ]
    if not hits:
        return None
    _, made, words = min(hits)
    return made, words


def plain(text: str) -> str:
    """Return a text with the dashes, colons and digits of half width, as dates are read."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)


def in_url(url: str) -> tuple[date, str] | None:
    """Return the date in an address's path with its text: when the page was first saved."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    for form in _URL_FORMS if path else ():
        for match in form.finditer(path):
            if made := _made(*match.groups()):
                return made, match.group().strip("/")
    return None


def years(text: str) -> tuple[int, ...]:
    """Return the years that a title names, in order: 2019年, ２０１９, 二〇一九年."""
    digits = unicodedata.normalize("NFKC", text).translate(_CHINESE)
    return tuple(int(match) for match in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", digits))


def _matches(text: str) -> list[tuple[re.Match[str], tuple[str, ...]]]:
    found = [
        (match, match.groups()) for form in (_NUMERIC, _PACKED) for match in form.finditer(text)
    ]
    for match in _WORDS.finditer(text):
        year, month, number = match.groups()
        found.append((match, (year.translate(_CHINESE), _tens(month), _tens(number))))
    return found


def _tens(words: str) -> str:
    """Return 二十九 as "29", 十 as "10", 三 as "3"."""
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return words.translate(_CHINESE)
    return (tens.translate(_CHINESE) or "1") + (ones.translate(_CHINESE) or "0")


def _made(year: str, month: str, number: str) -> date | None:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:  # 2024-02-30 is printed somewhere; it is no date
        return None


def _epoch(text: str) -> date | None:
    match = _EPOCH.fullmatch(text)
    if not match:
        return None
    seconds = int(match[1]) / (1000 if len(match[1]) == 13 else 1)  # noqa: PLR2004 - milliseconds
    made = datetime.fromtimestamp(seconds, UTC).astimezone(_BEIJING).date()
    return made if 2000 <= made.year <= 2100 else None  # noqa: PLR2004 - the time of web sites
