"""Rules on the year that title and text speak of."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import FORMS, Rule
from nianbao.report.model import Severity

RULES: Final = (
    Rule(
        "title.year",
        "年度表述不一致（标题）",
        "标题的年度与所列数据的统计期限不同；没有写明统计期限，而正文各处都是另一年度的，请关注。",
        "年度是报告最基本的标识；标题或统计期限可能沿用了上一年度的文字。",
        f"{FORMS}；年度报告报告的是上一年度的情况（《政府信息公开条例》第四十九条）。",
        Severity.ERROR,
    ),
    Rule(
        "text.year",
        "年度表述不一致（正文）",
        "正文以另一年度的口吻报告本单位的工作，或统计期限起止不在同一年度；"
        "用于比较的上年数字、下一年打算、文件名称和年号、历史沿革不在此列。",
        "可能是沿用上年文字时没有改动。",
        f"{FORMS}；年度报告报告的是上一年度的情况（《政府信息公开条例》第四十九条）。",
        Severity.WARNING,
    ),
)
