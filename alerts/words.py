"""The Chinese terms in which the product speaks, as data.

The system says 未检索到, 公布为, 不相等; never that somebody did not publish or is
wrong. ``FORBIDDEN`` holds what is not said; a test reads every term and template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.duty.calendar import SHANGHAI
from nianbao.duty.model import Basis, BodyClass, DutyState, Outcome
from nianbao.report.model import Severity, Verdict

if TYPE_CHECKING:
    from datetime import date, datetime

    from nianbao.report.model import Finding

STATES: Final = {
    DutyState.NOT_DUE: "未到期",
    DutyState.DUE_SOON: "临期待公布",
    DutyState.PUBLISHED: "按时公布",
    DutyState.LATE: "逾期公布",
    DutyState.PUBLISHED_UNDATED: "已公布（时间待核）",
    DutyState.MISSING: "逾期未见公布",
    DutyState.TO_CONFIRM: "待核实",
    DutyState.UNVERIFIABLE: "暂无法核验",
    DutyState.SUBMITTED_ONLY: "已提交未公布",
    DutyState.COVERED_BY: "合并编报",
    DutyState.EXEMPT: "不纳入本年度统计",
    DutyState.WITHDRAWN: "公布后页面不可访问",
}
PUBLISHED_WITHOUT_DATE: Final = "已公布"
"""How a published duty is called that no date binds: neither in time nor late."""

VERDICTS: Final = {
    Verdict.HOLDS: "相符",
    Verdict.BROKEN: "不符",
    Verdict.DOUBTFUL: "存疑（有空白项）",
    Verdict.UNJUDGED: "未能核对",
}
SEVERITIES: Final = {
    Severity.ERROR: "须核实",
    Severity.WARNING: "请关注",
    Severity.NOTE: "供参考",
    Severity.TASK: "请人工核对",
    Severity.PRIVATE: "专送（含个人信息，不随群发邮件）",
}
FINDING_STATES: Final = {
    "open": "待核实",
    "acknowledged": "已签收",
    "confirmed": "经核属实",
    "notified": "已通知整改",
    "dismissed": "不予认定",
    "waived": "暂缓处理",
    "resolved": "已更正，复核通过",
    "reopened": "数据变动，重新核实",
    "overdue": "逾期未反馈",
}
OUTCOMES: Final = {
    Outcome.OK: "采集正常",
    Outcome.EMPTY: "栏目无内容",
    Outcome.BLOCKED: "访问受限",
    Outcome.DOWN: "网站无法打开",
    Outcome.ROBOTS: "网站声明不予采集",
    Outcome.LAYOUT_CHANGED: "栏目版式变动",
}
OUTCOME_ADVICE: Final = {
    Outcome.OK: "已完整读取栏目。",
    Outcome.EMPTY: "栏目可打开，未见条目，请人工确认栏目是否迁移。",
    Outcome.BLOCKED: "网站安全防护拒绝自动访问，请申请出口地址加白。",
    Outcome.DOWN: "连接失败或超时，将自动重试。",
    Outcome.ROBOTS: "robots 协议限制；可凭网站主办单位书面同意另行设置。",
    Outcome.LAYOUT_CHANGED: "未找到栏目原有标志，采集规则需更新，期间不作“未见”判断。",
}
CLASSES: Final = {
    BodyClass.GOVERNMENT: "本级政府",
    BodyClass.OFFICE: "政府办公厅（室）",
    BodyClass.DEPARTMENT: "政府部门",
    BodyClass.TOWNSHIP: "乡镇（街道）",
    BodyClass.ZONE: "开发区、管委会",
    BodyClass.VERTICAL: "垂直管理单位",
    BodyClass.AUTHORISED: "授权组织",
}
BASES: Final = {
    Basis.STATUTORY: "法定时限",
    Basis.LOCAL: "地方规定时限",
    Basis.AUTHORISED: "授权组织",
}
RULES: Final = {
    "t3.balance": "表三列勾稽（一＋二＝三＋四）",
    "t3.settled": "表三办理结果合计",
    "t3.row": "表三申请人合计",
    "t4.sum": "表四结果合计",
    "value.negative": "件数为负",
    "value.fraction": "件数不是整数",
    "value.text": "表格内不是数字",
    "form.edition": "表格版式与报告年度不一致",
    "form.table": "未见法定表格",
    "form.document": "所公布文件不是年度报告",
    "form.label": "表格项目名称与格式不一致",
    "form.blank": "有空白项",
    "section.absent": "未见规定内容",
    "section.topic": "未见应说明的事项",
    "section.order": "内容顺序与规定不一致",
    "section.thin": "内容过于简略",
    "section.fee": "未见信息处理费说明",
    "section.basis": "所引依据已有新规定",
    "title.year": "年度表述不一致",
    "text.year": "年度表述不一致",
    "text.figure": "文字与表格数字不一致",
    "text.sum": "文字所列各项之和",
    "text.contradiction": "文字与表格表述不一致",
    "carry.in": "上年结转衔接（请说明）",
    "carry.in_force": "现行有效件数衔接（请说明）",
    "copy.own": "与上年文字高度相似，请审阅",
    "copy.other": "与其他单位文字高度相似，请审阅",
    "duty.missing": "逾期未见公布",
    "duty.late": "逾期公布",
    "duty.withdrawn": "公布后页面不可访问",
    "duty.unverifiable": "暂无法核验",
    "page.changed": "公布后数据有变动",
    "page.elsewhere": "不同栏目所公布数据不一致",
    "page.unreachable": "链接或附件无法打开",
    "page.backdated": "标注日期与采集记录不一致",
    "hub.incomplete": "集中公开栏目未收全",
    "privacy.personal": "疑含个人信息（专送）",
    "read.unreadable": "文件未能读取，需人工核对",
    "sum.parent": "本级与所属单位数据比较",
    "outlier.year": "与上年相比变化较大",
}

FORBIDDEN: Final = (
    *("未公布", "漏报", "错误", "造假", "虚报", "填错", "应改为", "倒签", "篡改", "偷改"),
    *("抄袭", "雷同", "责令", "限令", "最差", "黑榜", "红牌", "黄牌", "豁免", "抓取", "爬虫"),
    *("反爬", "告警", "报警", "撤稿", "删除"),
)
"""What is never said to anybody."""
ALLOWED: Final = ("不等于未公布", "已提交未公布")
"""The only phrases in which a forbidden word may stand: they deny it, or report a fact."""

LEDGER: Final = "以台账为准，不宜仅为平衡而调整。"
"""Every mention of a probable cell ends in this."""
INTERNAL: Final = "本邮件由系统自动生成，供主管部门内部核查使用，未经核实不作为通报、考核依据。"


def rule_name(rule: str) -> str:
    """Return a rule's display name; a rule that has none yet is shown as it is called."""
    return RULES.get(rule, rule)


def loudness(finding: Finding) -> str:
    """Return how loud a finding is; one that rests on an uncertain reading says so instead."""
    return SEVERITIES[finding.severity] if finding.certain else "读取不确定，请对照原文"


def day(value: date) -> str:
    """Return a day as an office writes it: 2027年2月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date) -> str:
    """Return a day without its year: 2月1日."""
    return f"{value.month}月{value.day}日"


def minute(moment: datetime) -> str:
    """Return a moment as an office writes it: 2027年2月1日8时05分, 8时 on the hour."""
    local = moment.astimezone(SHANGHAI)
    minutes = f"{local.minute:02d}分" if local.minute else ""
    return f"{day(local.date())}{local.hour}时{minutes}"


def short_minute(moment: datetime) -> str:
    """Return a moment without its year: 2月1日8时05分."""
    return minute(moment).partition("年")[2]
