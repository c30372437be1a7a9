"""What an absence rests on, in words: which readings, of which column, against which date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts import words

if TYPE_CHECKING:
    from alerts.model import DutyLine


def proof_times(line: DutyLine) -> str:
    """Return the times of the readings that prove an absence, earliest first."""
    times = sorted({reading.at for reading in line.standing.proofs})
    return "、".join(words.short_minute(at) for at in times)


def grounds(line: DutyLine) -> str:
    """Return the sentence behind 未检索到; "" where nothing proves an absence."""
    times = proof_times(line)
    if not times:
        return ""
    due = line.duty.publish_by
    limit = f"期限{words.day(due)}；" if due else ""
    column = f"“{line.column}”" if line.column else "年报栏目"
    return f"{limit}{times}完整检索{column}，均未见该报告"
