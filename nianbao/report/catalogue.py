"""The rules that are evaluated today, with why each exists and what it rests on.

``nianbao rules`` and docs/rules.md are printed from ``RULES``. A rule stands here
only once something opens findings under its name. All texts are Chinese: they
are shown to offices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``severity`` is that of a certain finding; ``basis`` is its 依据."""

    code: str
    name: str
    sentence: str
    reason: str
    basis: str
    severity: Severity


_FORMS: Final = "国办公开办函〔2019〕60号（2019、2020年度）、〔2021〕30号（2021年度起）所附格式"
_REGULATION: Final = "《中华人民共和国政府信息公开条例》"
_OWN_LIMIT: Final = "系统自身的读取范围，不是对报告的要求"

RULES: Final = (
    Rule(
        "t3.balance",
        "表三列勾稽（一＋二＝三＋四）",
        "表三每一列：本年新收＋上年结转＝（七）总计＋结转下年度继续办理。",
        "收到的申请，要么办结，要么结转；任何一列都不例外。",
        f"{_FORMS}，表三载明“第一项加第二项之和，等于第三项加第四项之和”。",
        Severity.ERROR,
    ),
    Rule(
        "t3.settled",
        "表三办理结果合计",
        "表三每一列：办理结果（一）至（六）各项之和＝（七）总计；"
        "（六）既列总行又列分项的，分项之和还应与总行相等，且不重复计入。",
        "总计由各项结果相加得出；同一件申请只归入一项结果。",
        f"{_FORMS}，表三第三项。",
        Severity.ERROR,
    ),
    Rule(
        "t3.row",
        "表三申请人合计",
        "表三每一行：自然人与五类法人或其他组织之和＝总计。",
        "每件申请只有一类申请人。",
        f"{_FORMS}，表三。",
        Severity.ERROR,
    ),
    Rule(
        "t4.sum",
        "表四结果合计",
        "表四每一组：结果维持＋结果纠正＋其他结果＋尚未审结＝总计。",
        "每件复议、诉讼在统计时点只有一种结果。",
        f"{_FORMS}，表四。",
        Severity.ERROR,
    ),
    Rule(
        "value.negative",
        "件数为负",
        "件数小于零；表二“本年增/减”除外。",
        "件数从零数起；负号可能是录入或转换时带入的。",
        f"{_FORMS}，各表所填为件数。",
        Severity.ERROR,
    ),
    Rule(
        "value.fraction",
        "件数不是整数",
        "件数带小数；金额除外。",
        "一件申请、一件文件不能分割；小数可能是单位误用所致。",
        f"{_FORMS}，各表所填为件数。",
        Severity.ERROR,
    ),
    Rule(
        "value.text",
        "表格内不是数字",
        "应填数字的格内不是数字，也不是空白或斜线。",
        "该格无法计入合计，有关各式列为“未能核对”，不作差错。",
        f"{_FORMS}，各表所填为数字。",
        Severity.WARNING,
    ),
    Rule(
        "form.edition",
        "表格版式与报告年度不一致",
        "表二或表三采用的不是本报告年度的格式；年度能够确定、且为2019年度及以后的方作判断。",
        "2021年度起表二、表三的项目有调整，沿用旧表则缺少应公开的项目。",
        f"{_FORMS}。",
        Severity.ERROR,
    ),
    Rule(
        "form.table",
        "未见法定表格",
        "报告中没有表二、表三或表四；全文读取无遗漏，且无未读的图片、附件的方作判断。",
        "三张表是公众和主管部门了解办理情况的主要依据；"
        "表格在图片或附件中的，系统看不到，不作“未见”判断。",
        f"{_REGULATION}第五十条；{_FORMS}。",
        Severity.ERROR,
    ),
    Rule(
        "form.label",
        "表格项目名称与格式不一致",
        "表格的项目文字与格式有出入，但仍能辨认是哪一项。",
        "提示录入时的笔误；不影响数字核对。",
        f"{_FORMS}。",
        Severity.NOTE,
    ),
    Rule(
        "form.blank",
        "有空白项",
        "应填数字处为空白，按表给出处数。",
        "空白可以是零，也可以是漏填，系统不代为填写；补填后才能全部核对。",
        f"{_FORMS}；格式对空白如何填写有无明文，待核对原文，故只供参考。",
        Severity.NOTE,
    ),
    Rule(
        "read.unreadable",
        "文件未能读取，需人工核对",
        "文件为图片、已加密、已损坏或格式暂不支持，或页面所附文件未能打开。",
        "系统没有读到，不等于报告有问题；请人工打开核对。",
        f"{_OWN_LIMIT}。",
        Severity.TASK,
    ),
    Rule(
        "duty.missing",
        "逾期未见公布",
        "该单位的全部栏目均完整检索两次，间隔十二小时以上，后一次在期限之后，都未检索到；"
        "且单位与栏目的对应关系已经证实，没有待核实的疑似报告。",
        "一次检索可能遇上网站维护；只有两次完整检索才能说“截至某时未检索到”，"
        "是否确属逾期，由人确认。",
        f"{_REGULATION}第四十九条；乡镇（街道）、派出机构依地方文件。",
        Severity.ERROR,
    ),
    Rule(
        "duty.late",
        "逾期公布",
        "页面标注的公布日期晚于期限；没有标注日期的，期限之后全部栏目的完整检索中都尚未见到。",
        "首次采集到的时间只说明最迟何时公布，不据以认定逾期；"
        "往年的和首次采集时已在的，只登记，不发提醒。",
        f"{_REGULATION}第四十九条；乡镇（街道）、派出机构依地方文件。",
        Severity.ERROR,
    ),
    Rule(
        "duty.withdrawn",
        "公布后页面不可访问",
        "曾采集到的报告，间隔十二小时以上的两次完整检索中都不再列出；往年的为供参考。",
        "年度报告应持续可查；页面迁移也会如此，请核对现址。",
        f"{_REGULATION}第四十九条（向社会公布）。",
        Severity.ERROR,
    ),
    Rule(
        "duty.unverifiable",
        "暂无法核验",
        "期限已过，而网站或栏目没有能够完整读取，或检索次数尚不足以作出判断。",
        "看不到不等于没有公布；列入人工核对，写明原因和起始时间。",
        f"{_OWN_LIMIT}。",
        Severity.TASK,
    ),
)
"""Every rule that is really evaluated, in the order of the form."""

SEVERITIES: Final = {
    Severity.ERROR: "须核实",
    Severity.WARNING: "请关注",
    Severity.NOTE: "供参考",
    Severity.TASK: "请人工核对",
}
"""How loud these findings are, in the words of an office; a test compares alerts.words."""

_PREFACE: Final = """# Rules

Printed by `nianbao rules --markdown`; a test compares this file with the code.
The texts are those that offices read, so they are Chinese.

The severity is that of a finding which was read for certain. A finding that
rests on a cell read with doubt is at most a warning (请关注). A relation
(`t3.*`, `t4.*`) is an error only when it is `broken`; a `doubtful` one (blanks
could make it true) is a warning, an `unjudged` one a note. What these verdicts
mean: [how-it-works.md](how-it-works.md).
"""


def as_markdown() -> str:
    """Return docs/rules.md."""
    return (
        "\n".join((_PREFACE, *(line for rule in RULES for line in _section(rule)))).rstrip() + "\n"
    )


def _section(rule: Rule) -> Iterator[str]:
    yield f"## `{rule.code}` {rule.name}\n"
    yield f"- 级别：{SEVERITIES[rule.severity]}（`{rule.severity.value}`）"
    yield f"- 内容：{rule.sentence}"
    yield f"- 理由：{rule.reason}"
    yield f"- 依据：{rule.basis}\n"
