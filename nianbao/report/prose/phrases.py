"""The phrases that a clause is known by: words around its numbers, and clauses of one pattern.

Each is a pattern of folded text (see ``sentences``), or the words of one kind.
"""

from __future__ import annotations

import re
from typing import Final

from nianbao.report.prose.sentences import OWN

SPEAKS: Final = re.compile(r"未|没|无|零|不存在|均|全部|所有|都已|100%|百分之百")
"""Without one of these a clause that has no number says nothing of the tables."""
VERBS: Final = re.compile(r"收到|提出|提交|受理|接到|办理|办结|答复|处理|制发|制定|作出|收件")
"""Somebody did something, whoever that is."""
UNITS: Final = frozenset(
    [
        "",
        "件",
        "件次",
        "条/件",
        "件/条",
        "件条",
        "宗",
        "份",
        "起",
        "例",
        "条",
        "次",
        "项",
        "个",
        "部",
        "笔",
        "封",
    ]
)
"""What applications, cases, documents and decisions are counted by."""
FROM: Final = ("由", "从", "与", "较")
"""A number behind these is where something began."""
CAUSES: Final = ("因", "对")
"""What a case arose from stands behind these, and nobody who did something."""
ROUGH: Final = re.compile(r"多|余|以上|左右|以内|以下|上下|不等|的?[案事]例|至|到\d|-\d")
"""What follows a number and makes it another: 40件以上, 12件案例."""
FOR_ELSE: Final = re.compile(
    r"许可|登记|补[助贴]|救助|低保|房|贷款|报名|职称|社保|工伤|仲裁|备案|证|学位|入学|动产|援助|资金|审[批核]"
    r"|认定|鉴定|验收|变更|户|签|生育|养老|医保|公积金|专利|商标|资质|查询|信访|投诉|举报|复议|诉讼|建议|提案"
    r"|热线|工单|执行|强制|赔偿|报告|立项|加入|入党|会员|保险|用[水电地]|各|项目|申请事项|政务服务|办件"
)
"""Words beside which 申请 may be for anything."""
LISTED: Final = ("、", "和", "及", "与")
"""What stands between 8件行政复议 and 5件行政诉讼."""
SOME: Final = re.compile(
    r"的?(?:来自|由|自然人|公民|个人|企业|商业|法人|科研|社会|法律|律师|网络|网上|在线|线上|线下|信函|邮寄|当面"
    r"|现场|电子邮件|涉及|关于|有关|要求|不属于|补正|重复|咨询|投诉|信访)"
)
"""What follows a number and makes it one of some applications: 36件自然人申请."""
OF_WHOM: Final = re.compile("(?:[均都]|全部)?(?:来自|为|是|属|系|由)")
"""What stands between a number and whose applications they are: 4件来自自然人."""
DOCUMENT: Final = re.compile(
    r"(?:新)?(?:制发|制定|印发|出台|废止|现行有效|继续有效)的?(?:行政)?规范性文件"
)
"""What the number before it is of: 9件新制发的行政规范性文件."""
TREND: Final = re.compile(
    r"(?P<what>.*(?:申请|复议|诉讼)(?:案件)?)(?:数量|总量|数|量)?(?:连续.年|大幅|明显|有所|持续|稳步|显著|逐年|略有|呈|同比){0,2}"
    r"(?:增长|上升|下降|减少|增加|回落|攀升|回升|走高|走低|递增|递减)(?:趋势|态势)?"
)
MOSTLY: Final = re.compile(
    r"申请(?:人|主体)?(?:主要)?以(?P<who>自然人|公民|商业企业|法律服务机构)(?:申请)?(?:为主|居多)"
)
"""Of whom the number is that comes next: 申请人以自然人为主，达36件."""
_CONTENT: Final = re.compile(
    r"(?:其中)?(?:[一两二三四五六七八九十\d]{1,3}[件份])?(?:申请人)?(?:要求|请求|申请)(?:提供|获取|查询)(?![^,;]*\d[件份宗])"
)
NONE: Final = ("0", "0件", "零", "零件")
NOUGHT: Final = re.compile(
    r"(?P<names>(?=.*(?:结转|新收))[^、和及与\d]*(?:\d{4}年度?)?[^、和及与\d]+(?:[、和及与][^、和及与\d]+)+?)(?:申请)?(?:数量|件数|数)?"
    "(?P<verb>[均都皆]为)[0零](?:件)?"
)
"""Rows of table three that are 0 each."""
BARE: Final = re.compile(
    r"((?:(?:\d{4}|今|本)年度?)?)(?:仅|为|达|共|计)*(?=\d+[件宗起份]$|[由从].{0,8}\d+件)"
)
"""A number of what has just been said to rise or to fall: 申请量有所下降，仅为30件."""
YEARS: Final = re.compile(r"\d{4}年度?(?:[、和及]\d{4}年度?)+")
COUNTS: Final = ("件", "宗", "起", "份")
"""What a clause ends in that ends in a number of cases or applications."""
YEARLY: Final = re.compile(
    r"(?P<what>[^\d:]{2,30}?(?:申请|复议|诉讼)(?:案件)?)(?:数量|总量|数|量|情况)?[:为]*"
    r"\d{4}年度?[为共有]*\d+[件宗起份]$"
)
"""The first of several years' numbers: 我局收到的申请：2023年35件，2024年42件."""
SHARE: Final = re.compile(r"(?:约?占比?|比例)[^,;\d]{0,12}[\d.]+%?[、和]?")
"""Its share of some total says nothing else of a number."""
OF_ALL: Final = re.compile("无一|已?(?:[均都]|全部|全都)|已(?![撤转移作])|一并|按[时期]")
"""What is said of all that were counted leaves the number what it is."""
PLAIN: Final = re.compile("的?(?:申请(?!人))?")
JUDGE: Final = re.compile("复议(?:机关|决定)|(?:人民)?法院|一审|二审|[一二]审判决|判决")
WAYS: Final = re.compile("(?:未|不)?经(?:行政)?复议|复议后")
SO_ENDED: Final = re.compile(
    r"(?:(?:复议|审理|判决|最终)?结果|已)?(?:被|予以|为|是)?(?:(?P<upheld>维持)|纠[正错])(?:原[一-龥]{2,6})?"
)
"""How the one case ended that has just been told: 行政复议1件，结果被纠正."""
WHEN: Final = re.compile(
    r"[上下前后]半年|(?:第?[一二三四]|[1-4])(?:(?:至|到|、|-)第?[一二三四1-4])*个?季度|\d{1,2}(?:-\d{1,2})?月份?"
)
"""A part of the year: whoever did something then is who did so in all of it."""
UP_TO_NEXT: Final = re.compile(r"(?:(?!其中|[一二三四五六七]、)[^、和])*")
COUNTED_UP: Final = re.compile("分别(?:[是为有]|包括)?:")
"""What comes next bears names of its own: 5件，分别是：国家秘密1件……"""
LABEL: Final = re.compile("[^、,;]+[、和及]")
MAINLY: Final = re.compile("主要|多为|大多|等|如")
"""A reason that is not the only one."""
OF_YEAR: Final = re.compile(
    rf"全年|年内|本年|当年|年底|截[至止]|至年底|总?共|{OWN}|[我本][局委厅办]"
)
"""What begins so behind parts that are all is not said of the last of them."""
COMPARED: Final = re.compile("同比|环比|[较比与同]|增|减|上升|下降")
"""What is compared is not what comes next: 较上年增加7件，其中自然人36件."""
HEADING: Final = re.compile(
    r"(?:\d{4}年度?)?[^\d:]{2,40}(?:情况|方面|如下|数据|规范性文件|复议|诉讼):"
)
BY: Final = re.compile(
    r"[按从](?:照)?(?:(?:政府)?信息公开)?(?:申请)?(?:主体|人|人类型|办理结果|答复结果|处理结果|办理情况|答复情况)(?:类型|性质|身份|类别|构成|结构|来源)?(?:来)?(?:分|看|划分|统计|分类|区分)$"
    r"|申请(?:主体|人)(?:类型|性质|身份|类别|构成|结构)?(?:方面|上)$"
)
"""What comes next are parts of the total again, divided in another way."""
BY_ENDS: Final = ("分", "看", "统计", "分类", "方面", "上")
"""What that ends in: looked for first, since few clauses do."""
OWN_PART: Final = re.compile(
    rf",?其中[,:]?(?:{OWN}+|[我本](?:局|厅|委|办|校|院|镇|乡|街道|机关|单位|关))(?:本级|机关)?共?(?:收到|受理|新收|$)"
)
OF_DISCLOSURE: Final = re.compile("(?<!非)(?<!非政府)信息公开(?:类|方面)?的?(?:行政)?(?:复议|诉讼)")
"""Whoever these cases are against, it is known what they are about."""
APPLICATION: Final = (
    r"的?(?:各类|有效|书面|线上|线下|市民|群众|公众|社会|公民|申请人|企业|和|、|提出|提交|的|要求)*"
    r"(?:依申请公开|(?:政府|政务)?信息(?:依申请)?公开(?:方面的)?申请|公开政府信息)"
)
"""What stands right behind a number of applications."""
_APPLICATION: Final = re.compile(APPLICATION)


def asks(text: str) -> bool:
    """Whether a clause is what an application asks for: nothing of whose, or when, what comes is.

    Few clauses have any of these words, so that the pattern hardly ever runs.
    """
    may_ask = "提供" in text or "获取" in text or "查询" in text
    return may_ask and _CONTENT.match(text) is not None


def application_behind(text: str) -> re.Match[str] | None:
    """Return 的政府信息公开申请 where it stands right behind a number."""
    return _APPLICATION.match(text) if "公开" in text else None
