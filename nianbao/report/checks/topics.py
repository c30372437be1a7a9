"""What section one must speak of, the statement on fees, and the basis that is cited.

依据：国办公开办函〔2021〕30号，一（一）；《政府信息公开条例》第五十条第四项；
国办函〔2020〕109号（信息处理费，2021年1月1日起）。A topic counts as spoken of by any
of many words for it, wherever the report speaks of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nianbao.report import form, passages
from nianbao.report.checks import sections
from nianbao.report.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nianbao.report.model import Beside, Report

_TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    topic: tuple(words.split())
    for topic, words in {
        "主动公开": (
            "主动公开 主动发布 公开政府信息 公开信息 发布政府信息 发布政务信息 发布信息 公开各类 "
            "发布各类 公开内容 公开范围 公开目录 政策解读 公示 重点领域 各类信息"
        ),
        "依申请公开": (
            "依申请 公开申请 申请公开 申请信息公开 申请人 受理申请 收到申请 信息公开的申请 "
            "办结申请 答复申请 件申请 申请件 申请办理 申请事项"
        ),
        "政府信息管理": (
            "信息管理 信息的管理 信息资源 管理制度 管理机制 规范管理 管理规范 公开属性 "
            "源头 保密 审核 审查 三审 先审 清理 动态调整 动态更新 定期更新 台账 归档 涉密 "
            "公开目录 目录编制 生命周期 日常维护 长期公开 制度建设"
        ),
        "政府信息公开平台建设": (
            "平台 网站 门户 公众号 微信 微博 新媒体 专栏 专区 栏目 公报 客户端 公开栏 "
            "公示栏 公告栏 查阅点 查阅场所 政务服务网 渠道 载体"
        ),
        "监督保障": (
            "监督 工作保障 组织保障 保障机制 保障措施 保障体系 考核 考评 评估 评议 培训 "
            "追究 问责 检查 督查 督促 督办 通报 自查 组织领导 领导小组 领导责任 分管领导 "
            "责任制 责任人 责任到人 责任分工 明确责任 落实责任 压实责任 专人 专职 机构设置 "
            "组织机构 队伍建设"
        ),
    }.items()
}
_RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    topic: tuple(words.split())
    for topic, words in {
        "工作考核": ("考核 考评 评估 测评 绩效 评分 打分 排名 通报"),
        "社会评议": (
            "评议 社会评价 公众评 群众评 满意度 民意 第三方评 好差评 评价 问卷 社会监督 "
            "群众监督 意见征集 社会测评"
        ),
        "责任追究": ("追究 问责 追责 责任倒查 责任倒追 约谈 处分 失职"),
    }.items()
}
"""第五十条第四项: what every government's report also tells of."""
_GOVERNMENT: Final = "人民政府"
_FEE_STATEMENT: Final = re.compile(
    r"处理费|收费|收取费|费用|未收取|没有收取|无收取|不收取|收取任何|收取信息|收取政府信息|减免|收缴|缴费|缴纳"
    r"|征收|免费|计费"
)
_FEE_WORDS: Final = "信息公开信息处理费"  # which is no 公开信息
_FIRST_FEES: Final = 2021
_SHORTEST: Final = 40
_BEGINNING: Final = 100
"""The beginning of most texts is long enough already."""
_ENDING: Final = 400
"""The statement on fees stands in the last section: there it is looked for first."""
_OLD_FORM: Final = "国办公开办函〔2019〕60号"
_NEW_FORM: Final = "国办公开办函〔2021〕30号"
_OLD_REGULATION: Final = ("令第492号", "令492号", "令（第492号", "令(第492号")
_OLD_NUMBER: Final = "492号"
_NEW_REGULATION: Final = "711号"
_REPEALED: Final = ("废止", "不再", "失效", "取代", "代替", "原")


def evaluated(report: Report, beside: Beside) -> Iterator[str]:
    """Yield the topics, and the rules, that could be judged on this report."""
    if not sections.is_judged(report):
        return
    yield "section.basis"
    if not sections.is_whole(report):
        return
    if _has_general(report):
        yield "section.topic:section.1"
    if _is_governments(report, beside):
        yield "section.topic:section.1.results"
    if _owes_fee_statement(report):
        yield "section.fee"


def findings(report: Report, beside: Beside) -> Iterator[Finding]:
    """Yield section.topic, section.fee and section.basis."""
    if not sections.is_judged(report):
        return
    yield from _basis(report)
    if not sections.is_whole(report):
        return
    yield from _topics(report)
    if _is_governments(report, beside):
        yield from _results(report)
    if _owes_fee_statement(report):
        yield from _fees(report)


# --- Topics ---------------------------------------------------------------------


def _has_general(report: Report) -> bool:
    general = passages.section(report, 1)
    if general is None:
        return False
    text = general.text
    return passages.size(text[:_BEGINNING]) >= _SHORTEST or passages.size(text) >= _SHORTEST


def _told(report: Report) -> str:
    """Return the sections without headings of the form and without the plans of section five."""
    text = passages.core(report).replace(_FEE_WORDS, "")
    for one in report.sections:
        text = text.replace(one.heading, "", 1)
    five = passages.section(report, 5)
    return text.replace(five.text, "") if five and five.text else text


def _unsaid(topics: Mapping[str, tuple[str, ...]], text: str) -> list[str]:
    """Return the topics of which a text has no word; white space may stand in a word."""
    unsaid = [topic for topic, words in topics.items() if not _has_any(text, words)]
    joined = "".join(text.split()) if unsaid else ""
    return [topic for topic in unsaid if not _has_any(joined, topics[topic])]


def _has_any(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _topics(report: Report) -> Iterator[Finding]:
    if not _has_general(report):
        return
    unsaid = _unsaid(_TOPICS, _told(report))
    if unsaid:
        message = f"{sections.name(1)}中未见{_listed(unsaid)}的内容，请补充或说明。"
        yield Finding("section.topic", Severity.WARNING, message, places=("section.1",))


def _is_governments(report: Report, beside: Beside) -> bool:
    """Whether a government's own report it is, by what is known beside it, else by its name."""
    if beside.is_government is not None:
        return beside.is_government
    return (report.organ or "").endswith(_GOVERNMENT)


def _results(report: Report) -> Iterator[Finding]:
    """Yield an error where none of the three is spoken of, a warning where one or two are not."""
    unsaid = _unsaid(_RESULTS, f"{passages.lead(report)}{_told(report)}")
    if not unsaid:
        return
    is_bare = len(unsaid) == len(_RESULTS)
    yield Finding(
        "section.topic",
        Severity.ERROR if is_bare else Severity.WARNING,
        f"未见{_listed(unsaid)}结果情况；"
        "《条例》第五十条第四项规定，各级人民政府的年度报告还应当包括工作考核、社会评议和责任追究结果情况。",
        places=("section.1.results",),
    )


def _listed(words: list[str]) -> str:
    return "、".join(f"“{word}”" for word in words)


# --- Fees -----------------------------------------------------------------------


def _owes_fee_statement(report: Report) -> bool:
    """Whether the form asks for the statement and its section is there to hold it."""
    year = report.year or 0
    return year >= _FIRST_FEES and passages.section(report, 6) is not None


def _fees(report: Report) -> Iterator[Finding]:
    text = report.text
    if _FEE_STATEMENT.search(text, max(0, len(text) - _ENDING)) or _FEE_STATEMENT.search(text):
        return
    if _FEE_STATEMENT.search("".join(text.split())):
        return
    none = "（表三本年新收、上年结转均为0）" if _nobody_applied(report) else ""
    message = f"{sections.name(6)}中未见收取信息处理费情况的说明{none}；没有收取的，也请写明。"
    yield Finding("section.fee", Severity.NOTE, message)


def _nobody_applied(report: Report) -> bool:
    keys = ("t3.received.total", "t3.carried_in.total")
    return all((figure := report.figures.get(key)) and figure.value == 0 for key in keys)


# --- Basis ----------------------------------------------------------------------


def _basis(report: Report) -> Iterator[Finding]:
    cited = {claim.value: claim.text for claim in report.basis}
    year = report.year or 0
    is_old = year >= form.FIRST_YEAR_2021 and _OLD_FORM in cited and _NEW_FORM not in cited
    if is_old and not any(word in cited[_OLD_FORM] for word in _REPEALED):
        yield _superseded(_OLD_FORM, f"{year}年度报告的格式已按{_NEW_FORM}执行")
    text = report.text
    if _OLD_NUMBER not in text:
        return
    old = next((words for words in _OLD_REGULATION if words in text), "")
    if old and _NEW_REGULATION not in text and "修订" not in text:
        yield _superseded(
            "国务院令第492号", "《政府信息公开条例》已于2019年修订（国务院令第711号）"
        )


def _superseded(cited: str, instead: str) -> Finding:
    message = f"文中所引依据为{cited}；{instead}，请核对所引依据。"
    return Finding("section.basis", Severity.NOTE, message, places=(f"basis.{cited}",))
