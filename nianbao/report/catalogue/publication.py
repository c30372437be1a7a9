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
        "曾采集到的报告，间隔十二小时以上的两次完整检索中都不再列出，且两次打开原网址，"
        "网站均答复页面不存在；往年的为供参考。",
        "年度报告应持续可查；不在列表中而原网址仍能打开的，不算；多篇同时如此的，"
        "按网站改版或迁移提示管理员。",
        f"{REGULATION}第四十九条（向社会公布）。",
        Severity.ERROR,
    ),
    Rule(
        "page.changed",
        "公布后数据有变动",
        "同一报告先后采集的内容不同：逐格列出数据由何变为何，逐句列出文字变动；"
        "页面已注明更正的为供参考。",
        "公布后的变动应有依据并注明；为更正已提示问题所作的改动，记为已更正，不在此列。"
        "空白、格式、浏览次数等页面附加内容不作比较。",
        f"{REGULATION}第六条（及时、准确地公开政府信息）。",
        Severity.WARNING,
    ),
    Rule(
        "page.elsewhere",
        "不同栏目所公布数据不一致",
        "同一报告在两处同时公布，而有数据不一致；一方为更正版的不在此列。",
        "公众会看到两个数；请核对以何者为准。",
        f"{REGULATION}第六条（及时、准确地公开政府信息）。",
        Severity.WARNING,
    ),
    Rule(
        "page.unreachable",
        "页面或附件多次未能打开",
        "栏目中列出的报告页面或其附件，间隔十二小时以上的各次访问均未能打开；"
        "访问受限、超过大小上限的不在此列。",
        "链接失效时公众看不到报告；也可能是网站临时故障，请核对。",
        f"{REGULATION}第四十九条（向社会公布）。",
        Severity.WARNING,
    ),
    Rule(
        "page.backdated",
        "标注日期与采集记录不一致",
        "标注的公布日期之后，该单位全部栏目间隔十二小时以上的完整检索中均未见该报告。",
        "可能是先编制、后发布，也可能是标注有误；只供主管部门了解情况，不随群发邮件，"
        "不据以认定是否逾期。",
        f"{REGULATION}第四十九条（公布期限）。",
        Severity.PRIVATE,
        "专送（仅供主管部门了解，不随群发邮件）",
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
