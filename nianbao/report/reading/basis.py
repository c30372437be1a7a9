"""The documents on the report's form that a report cites as its basis.

依据：国办公开办函〔2019〕60号（2019、2020年度）、国办公开办函〔2021〕30号（2021年度起）。
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN, _CLOSE = r"[〔\[(【〈《﹝{「]", r"[〕\])】〉》﹞}」]"
_NUMBER: Final = re.compile(
    rf"国\s*办\s*公?\s*开\s*办?\s*函?\s*{_OPEN}?\s*(?P<year>20[12]\d)\s*(?:年|{_CLOSE})?\s*"
    r"第?\s*(?P<number>\d{1,3})\s*号"
)
_ISSUER: Final = re.compile(r"国\s*办\s*公?\s*开")
_ABOUT: Final = 30  # characters on either side that are kept as evidence


def basis_of(lines: Sequence[str]) -> tuple[Claim, ...]:
    """Return each document once: its number in the usual form, with the words that cite it.

    Other brackets, full-width digits and a missing 函 are taken for what they mean.
    """
    text = "".join(lines)
    found: dict[str, Claim] = {}
    for begin in _ISSUER.finditer(text):
        about = unicodedata.normalize("NFKC", text[max(0, begin.start() - _ABOUT) :][: 3 * _ABOUT])
        for match in _NUMBER.finditer(about):
            value = f"国办公开办函〔{match['year']}〕{int(match['number'])}号"
            found.setdefault(value, Claim(value, "text", about))
    return tuple(found.values())
