"""统一社会信用代码 (GB 32100): eighteen characters, the last of which checks the others."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH: Final = 18


def is_credit_code(text: str) -> bool:
    """Tell whether a text has the form of a credit code and its check character is right."""
    if len(text) != _LENGTH or any(sign not in _SIGNS for sign in text):
        return False
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(text[:-1]))
    return _SIGNS[-total % 31] == text[-1]
