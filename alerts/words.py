"""The Chinese terms in which the product speaks, as data.

The system says 未检索到, 公布为, 不相等; never that somebody did not publish or is
wrong. ``FORBIDDEN`` holds what is not said; a test reads every term and template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.duty.model import Basis, BodyClass, DutyState, Outcome
from nianbao.duty.moments import day_in_words, minute_in_words
from nianbao.report.catalogue import BY_CODE
from nianbao.report.catalogue import loudness as named
from nianbao.report.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
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

NAMED_BESIDE_A_SITE: Final = 12
"""So many bodies are named beside a site that cannot be read; all are counted."""

VERDICTS: Final = {
    Verdict.HOLDS: "相符",
    Verdict.BROKEN: "不符",
    Verdict.DOUBTFUL: "存疑（有空白项）",
    Verdict.UNJUDGED: "未能核对",
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
CASE_STEPS: Final = {
    "opened": "立案",
    "extended": "增加事项",
    "reminder": "提醒",
    "rectification": "督促整改",
    "criticism": "通报批评",
    "proposal": "处理建议",
    "answered": "收到反馈",
    "closed": "办结",
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
FORBIDDEN: Final = (
    *("未公布", "漏报", "错误", "造假", "虚报", "填错", "应改为", "倒签", "篡改", "偷改"),
    *("抄袭", "雷同", "责令", "限令", "最差", "黑榜", "红牌", "黄牌", "豁免", "抓取", "爬虫"),
    *("反爬", "告警", "报警", "撤稿", "删除"),
)
"""What is never said to anybody."""
ALLOWED: Final = ("不等于未公布", "已提交未公布")
"""The only phrases in which a forbidden word may stand: they deny it, or report a fact."""

_SHOWN_BODIES: Final = 3
_SUBJECT_ROOM: Final = 30
"""Characters of names in a subject: a phone shows two lines of it, and what was found is behind."""

LEDGER: Final = "以台账为准，不宜仅为平衡而调整。"
"""Every mention of a probable cell ends in this."""
INTERNAL: Final = "本邮件由系统自动生成，供主管部门内部核查使用，未经核实不作为通报、考核依据。"


def rule_name(rule: str) -> str:
    """Return a rule's display name; a rule that has none yet is shown as it is called."""
    known = BY_CODE.get(rule)
    return known.name if known else rule


def loudness(finding: Finding) -> str:
    """Return how loud a finding is; one that rests on an uncertain reading says so instead."""
    return named(finding.rule, finding.severity) if finding.certain else "读取不确定，请对照原文"


def several(bodies: Iterable[str]) -> str:
    """Return the first bodies' names, as many as a subject has room for, and how many they are."""
    names = list(dict.fromkeys(bodies))
    shown = names[:1]
    for name in names[1:_SHOWN_BODIES]:
        if len("、".join((*shown, name))) > _SUBJECT_ROOM:
            break
        shown.append(name)
    more = f"等{len(names)}家单位" if len(names) > len(shown) else ""
    return "、".join(shown) + more


def day(value: date) -> str:
    """Return a day as an office writes it: 2027年2月1日."""
    return day_in_words(value)


def short_day(value: date) -> str:
    """Return a day without its year: 2月1日."""
    return f"{value.month}月{value.day}日"


def minute(moment: datetime) -> str:
    """Return a moment as an office writes it: 2027年2月1日8时05分, 8时 on the hour."""
    return minute_in_words(moment)


def short_minute(moment: datetime) -> str:
    """Return a moment without its year: 2月1日8时05分."""
    return minute(moment).partition("年")[2]
