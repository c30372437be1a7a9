"""``nianbao rules``: what is checked now, how loud each finding is, and what it says."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from alerts.words import SEVERITIES, rule_name
from nianbao.cli.commands import commands_app
from nianbao.cli.tables import show
from nianbao.report.model import Severity

app = commands_app()

RULES: Final = (
    (
        "t3.balance",
        Severity.ERROR,
        "表三每一列：本年新收＋上年结转＝（七）总计＋结转下年度继续办理",
    ),
    ("t3.settled", Severity.ERROR, "表三每一列：办理结果（一）至（六）各项之和＝（七）总计"),
    ("t3.row", Severity.ERROR, "表三每一行：六类申请人之和＝总计"),
    ("t4.sum", Severity.ERROR, "表四每一组：四项结果之和＝总计"),
    ("value.negative", Severity.ERROR, "件数为负数（表二“本年增/减”除外）"),
    ("value.fraction", Severity.ERROR, "件数不是整数"),
    ("value.text", Severity.WARNING, "应填数字的格内不是数字"),
    ("form.edition", Severity.ERROR, "表格采用的不是本报告年度的格式"),
    ("form.table", Severity.ERROR, "没有某一张法定表格（须全文读取无遗漏方作判断）"),
    ("form.label", Severity.NOTE, "表格项目文字与格式不一致"),
    ("form.blank", Severity.NOTE, "应填数字处为空白"),
    ("read.unreadable", Severity.TASK, "文件为图片、已加密或已损坏，不能由程序核对"),
    ("duty.missing", Severity.ERROR, "期限之后、间隔十二小时以上的两次完整检索均未见"),
    ("duty.late", Severity.ERROR, "标注的公布日期晚于期限，或期限之后的完整检索尚未见到"),
    ("duty.withdrawn", Severity.ERROR, "曾采集到的报告页面现无法访问（往年的为供参考）"),
    ("duty.unverifiable", Severity.TASK, "网站或栏目无法完整读取，须人工核对"),
)
"""Every rule that is really evaluated, with the severity of its finding."""


@app.command(help="列出现行核对规则、级别和内容。")
def rules(*, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False) -> None:
    """List the rules."""
    rows = [
        (rule, rule_name(rule), severity.value if as_json else SEVERITIES[severity], says)
        for rule, severity, says in RULES
    ]
    show(
        ("rule", "name", "severity", "says"),
        ("规则", "名称", "级别", "内容"),
        rows,
        as_json=as_json,
    )
