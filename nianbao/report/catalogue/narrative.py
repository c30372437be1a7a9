"""Rules on what the text says beside what the tables hold."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import FORMS, OWN_LIMIT, REGULATION, Rule
from nianbao.report.model import Severity

_LEFT_OUT: Final = (
    "与上年比较的数字、其他单位和全市（县、区）的数字、分渠道数字、累计数、约数、部分时段的数字，"
    "以及有一处没有读懂的句子，均不作判断；句子有几种读法的，各种读法都与表格不符方提示；"
    "表格为空白的，视为可为任何数。"
)

RULES: Final = (
    Rule(
        "text.figure",
        "文字与表格数字不一致",
        "文字所写的申请收到、答复、结转、各类办理结果数，行政复议、行政诉讼数，规范性文件、"
        f"行政许可、行政处罚、行政强制件数和收费金额，与表格不同。{_LEFT_OUT}",
        "同一份报告里文字与表格应当一致；并指出文字中的数与表中哪一格相同，便于核对。",
        f"{FORMS}；{REGULATION}第五十条。文字与表格应当一致没有明文，故只请核实。",
        Severity.WARNING,
    ),
    Rule(
        "text.sum",
        "文字所列各项之和",
        "一句之内写明总数并以“其中”列出各项，各项之和与总数不同；计入或不计入括号内的数、"
        "任何一项，有一种读法相等的，以及各项没有列全的，均不提示。",
        "口径可能不同，仅供核对时参考。",
        f"{OWN_LIMIT}。",
        Severity.NOTE,
    ),
    Rule(
        "text.contradiction",
        "文字与表格表述不一致",
        "文字没有写数字而所述与表格不同：如写“未收到申请”“未发生行政复议、行政诉讼”，表中不为0；"
        f"写“均已办结”，表中有结转下年度；写“均获维持”，表中维持数少于总计。{_LEFT_OUT}",
        "可能是沿用上年文字，也可能是表格填写有出入。",
        f"{FORMS}；{REGULATION}第五十条。文字与表格应当一致没有明文，故只请核实。",
        Severity.WARNING,
    ),
)
