"""Days and moments as an office writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.duty.calendar import SHANGHAI

if TYPE_CHECKING:
    from datetime import date, datetime


def day_in_words(day: date) -> str:
    """Return a day as an office writes it: 2027年2月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def minute_in_words(moment: datetime) -> str:
    """Return a moment as an office writes it: 2027年2月1日8时05分, 8时 on the hour."""
    local = moment.astimezone(SHANGHAI)
    minutes = f"{local.minute:02d}分" if local.minute else ""
    return f"{day_in_words(local.date())}{local.hour}时{minutes}"
