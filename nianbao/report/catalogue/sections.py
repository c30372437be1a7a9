"""Rules on the six sections: whether they are there, in order, and say what they must."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import FORMS, REGULATION, Rule
from nianbao.report.model import Severity

RULES: Final = (
    Rule(
        "section.absent",
        "未见规定内容",
        "六个部分中有一个既未见标题，也未见表格或相应文字；年度能够确定、全文读取无遗漏、"
        "其余标题均能辨认的方作判断。",
        "六个部分是年度报告的法定内容；标题写法不同、编号顺延、另立小标题的，不作“未见”。",
        f"{REGULATION}第五十条；{FORMS}。",
        Severity.ERROR,
    ),
    Rule(
        "section.topic",
        "未见应说明的事项",
        "各级人民政府的报告未见工作考核、社会评议和责任追究结果情况；"
        "仅缺其中一两项的，以及总体情况中未见主动公开、依申请公开、政府信息管理、平台建设、监督保障的，请关注。",
        "这些事项须逐一报告；用语不限，除第五部分（问题和打算）外，任何一处说到即可。",
        f"{REGULATION}第五十条第四项；国办公开办函〔2021〕30号（一）总体情况。",
        Severity.ERROR,
    ),
    Rule(
        "section.order",
        "内容顺序与规定不一致",
        "六个部分的先后与格式规定的不同；夹有其他部分、编号顺延的不在此列。",
        "统一顺序便于公众查找和比较。",
        f"{FORMS}。",
        Severity.WARNING,
    ),
    Rule(
        "section.thin",
        "内容过于简略",
        "存在的主要问题及改进情况不足60字或仅写“无”；总体情况不足40字；"
        "或通篇泛指“各级政府部门”“一些地区”，没有一处说到本单位。",
        "敷衍塞责属应当纠正的情形；其他需要报告的事项写“无”，不在此列。",
        "国办公开办函〔2021〕30号（四）明确责任；字数为系统设定的提示线，不是规定。",
        Severity.WARNING,
    ),
    Rule(
        "section.fee",
        "未见信息处理费说明",
        "2021年度起，有“其他需要报告的事项”部分而全文未说明收取信息处理费情况；全年没有申请的一并注明。",
        "收取信息处理费情况应在该部分报告，没有收取的也宜写明。",
        "国办公开办函〔2021〕30号；国办函〔2020〕109号。",
        Severity.NOTE,
    ),
    Rule(
        "section.basis",
        "所引依据已有新规定",
        "2021年度起的报告仍只引国办公开办函〔2019〕60号，或2019年度起的报告仍引国务院令第492号。",
        "提示核对所引依据；不影响所填数字。",
        "国办公开办函〔2021〕30号；国务院令第711号（2019年5月15日起施行）。",
        Severity.NOTE,
    ),
)
