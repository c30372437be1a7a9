"""Rules on the tables as such: the form of their year, their absence, their labels."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import FORMS, REGULATION, Rule
from nianbao.report.model import Severity

RULES: Final = (
    Rule(
        "form.edition",
        "表格版式与报告年度不一致",
        "表二或表三采用的不是本报告年度的格式；年度能够确定、且为2019年度及以后的方作判断。",
        "2021年度起表二、表三的项目有调整，沿用旧表则缺少应公开的项目。",
        f"{FORMS}。",
        Severity.ERROR,
    ),
    Rule(
        "form.table",
        "未见法定表格",
        "报告中没有表二、表三或表四；全文读取无遗漏，且无未读的图片、附件的方作判断。",
        "三张表是公众和主管部门了解办理情况的主要依据；"
        "表格在图片或附件中的，系统看不到，不作“未见”判断。",
        f"{REGULATION}第五十条；{FORMS}。",
        Severity.ERROR,
    ),
    Rule(
        "form.document",
        "所公布文件不是年度报告",
        "文件自称为报送函件、政府网站工作年度报表、法治政府建设年度报告、工作通知、图解等，"
        "且全文未见年度报告的任何一张表、任何一个部分；有未读的图片、附件的不作判断。",
        "应公布的是年度报告本身；可能是上传时选错了文件。",
        f"{REGULATION}第四十九条、第五十条。",
        Severity.ERROR,
    ),
    Rule(
        "form.label",
        "表格项目名称与格式不一致",
        "表格的项目文字与格式有出入，但仍能辨认是哪一项。",
        "提示录入时的笔误；不影响数字核对。",
        f"{FORMS}。",
        Severity.NOTE,
    ),
    Rule(
        "form.blank",
        "有空白项",
        "应填数字处为空白，按表给出处数。",
        "空白可以是零，也可以是漏填，系统不代为填写；补填后才能全部核对。",
        f"{FORMS}；格式对空白如何填写有无明文，待核对原文，故只供参考。",
        Severity.NOTE,
    ),
)
