"""Rules on the figures of tables three and four, and on what a cell may hold."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import FORMS, Rule
from nianbao.report.model import Severity

RULES: Final = (
    Rule(
        "t3.balance",
        "表三列勾稽（一＋二＝三＋四）",
        "表三每一列：本年新收＋上年结转＝（七）总计＋结转下年度继续办理。",
        "收到的申请，要么办结，要么结转；任何一列都不例外。",
        f"{FORMS}，表三载明“第一项加第二项之和，等于第三项加第四项之和”。",
        Severity.ERROR,
    ),
    Rule(
        "t3.settled",
        "表三办理结果合计",
        "表三每一列：办理结果（一）至（六）各项之和＝（七）总计；"
        "（六）既列总行又列分项的，分项之和还应与总行相等，且不重复计入。",
        "总计由各项结果相加得出；同一件申请只归入一项结果。",
        f"{FORMS}，表三第三项。",
        Severity.ERROR,
    ),
    Rule(
        "t3.row",
        "表三申请人合计",
        "表三每一行：自然人与五类法人或其他组织之和＝总计。",
        "每件申请只有一类申请人。",
        f"{FORMS}，表三。",
        Severity.ERROR,
    ),
    Rule(
        "t4.sum",
        "表四结果合计",
        "表四每一组：结果维持＋结果纠正＋其他结果＋尚未审结＝总计。",
        "每件复议、诉讼在统计时点只有一种结果。",
        f"{FORMS}，表四。",
        Severity.ERROR,
    ),
    Rule(
        "value.negative",
        "件数为负",
        "件数小于零；表二“本年增/减”除外。",
        "件数从零数起；负号可能是录入或转换时带入的。",
        f"{FORMS}，各表所填为件数。",
        Severity.ERROR,
    ),
    Rule(
        "value.fraction",
        "件数不是整数",
        "件数带小数；金额除外。",
        "一件申请、一件文件不能分割；小数可能是单位误用所致。",
        f"{FORMS}，各表所填为件数。",
        Severity.ERROR,
    ),
    Rule(
        "value.text",
        "表格内不是数字",
        "应填数字的格内不是数字，也不是空白或斜线。",
        "该格无法计入合计，有关各式列为“未能核对”，不作差错。",
        f"{FORMS}，各表所填为数字。",
        Severity.WARNING,
    ),
)
