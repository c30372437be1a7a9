"""What one rule is, and the sources that several rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from nianbao.report.model import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``severity`` is that of a certain finding; ``basis`` is its 依据.

    ``loudness`` stands in place of the severity's name where that would say too much.
    """

    code: str
    name: str
    sentence: str
    reason: str
    basis: str
    severity: Severity
    loudness: str = ""


FORMS: Final = "国办公开办函〔2019〕60号（2019、2020年度）、〔2021〕30号（2021年度起）所附格式"
REGULATION: Final = "《中华人民共和国政府信息公开条例》"
OWN_LIMIT: Final = "系统自身的读取范围，不是对报告的要求"
