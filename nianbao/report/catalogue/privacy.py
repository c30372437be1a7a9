"""Rules on what should not stand in a public text."""

from __future__ import annotations

from typing import Final

from nianbao.report.catalogue.rule import REGULATION, Rule
from nianbao.report.model import Severity

RULES: Final = (
    Rule(
        "privacy.personal",
        "疑含个人信息（专送）",
        "文字中有校验无误的公民身份号码、说到个人时的手机号码，或申请人等的姓名；"
        "系统只显示遮盖后的内容，办公联系电话、已作遮盖的姓名和单位名称不在此列。",
        "公开个人隐私会对权利人造成损害，须尽快核实；为免扩散，只专送有关单位，不随群发邮件。",
        f"{REGULATION}第十五条；《中华人民共和国个人信息保护法》第二十八条；GB 11643—1999。",
        Severity.PRIVATE,
    ),
)
