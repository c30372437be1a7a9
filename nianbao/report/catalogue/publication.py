"""Rules on the duty to publish, and on files that could not be read."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import OWN_LIMIT, REGULATION, Rule
from nianbao.report.model import Severity

RULES: Final = (
    Rule(
        "read.unreadable",
        "文件未能读取，需人工核对",
        "文件为图片、已加密、已损坏或格式暂不支持，或页面所附文件未能打开。",
        "系统没有读到，不等于报告有问题；请人工打开核对。",
        f"{OWN_LIMIT}。",
        Severity.TASK,
    ),
    Rule(
        "duty.missing",
        "逾期未见公布",
        "该单位的全部栏目均完整检索两次，间隔十二小时以上，后一次在期限之后，都未检索到；"
        "且单位与栏目的对应关系已经证实，没有待核实的疑似报告。",
        "一次检索可能遇上网站维护；只有两次完整检索才能说“截至某时未检索到”，"
        "是否确属逾期，由人确认。",
        f"{REGULATION}第四十九条；乡镇（街道）、派出机构依地方文件。",
        Severity.ERROR,
    ),
    Rule(
        "duty.late",
        "逾期公布",
        "页面标注的公布日期晚于期限；没有标注日期的，期限之后全部栏目的完整检索中都尚未见到。",
        "首次采集到的时间只说明最迟何时公布，不据以认定逾期；"
        "往年的和首次采集时已在的，只登记，不发提醒。",
        f"{REGULATION}第四十九条；乡镇（街道）、派出机构依地方文件。",
        Severity.ERROR,
    ),
    Rule(
        "duty.withdrawn",
        "公布后页面不可访问",
        "曾采集到的报告，间隔十二小时以上的两次完整检索中都不再列出；往年的为供参考。",
        "年度报告应持续可查；页面迁移也会如此，请核对现址。",
        f"{REGULATION}第四十九条（向社会公布）。",
        Severity.ERROR,
    ),
    Rule(
        "duty.unverifiable",
        "暂无法核验",
        "期限已过，而网站或栏目没有能够完整读取，或检索次数尚不足以作出判断。",
        "看不到不等于没有公布；列入人工核对，写明原因和起始时间。",
        f"{OWN_LIMIT}。",
        Severity.TASK,
    ),
)
