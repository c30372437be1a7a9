"""By what a family's pages are recognised. A sign proposes; only a complete reading decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Sign:
    """A family and what on the page, or in its address, speaks for it (Chinese)."""

    family: str
    why: str
    weak: bool = False  # the address's form alone: a page below must bear the family's marks


# Peculiar marks first: a page may bear a common one beside them.
_SIGNS: Final = tuple(
    (family, why, re.compile(form, re.IGNORECASE))
    for family, why, form in (
        ("hanweb-annual", "网址 xxgkAnnualReport.jsp", r"\A\S*xxgkAnnualReport\.jsp"),
        ("gkmlpt", "广东公开目录平台 gkmlpt 与页面配置 _CONFIG", r"_CONFIG\s*=[^;]{0,400}\bSID\b"),
        (
            "lonsun",
            "龙讯公开栏目 /public/column/",
            (
                r"\A\S*/public/column/\d+|"
                r"lonsunPage|publicInfoList"
            ),
        ),
        (
            "openness",
            "公开年报模块 opennessAnnualReport",
            (
                r"\A\S*opennessAnnualReport|"
                r"/OpennessContent/show/"
            ),
        ),
        ("trs-fujian", "拓尔思福建前端 ChnlId、fjdzapp", r"fjdzapp/search|<meta[^<>]{0,60}ChnlId"),
        ("jpaas", "大汉 JPaaS 数据单元 build/unit", r"front/page/build/unit"),
        ("hanweb", "大汉数据岛 datastore 或 dataproxy.jsp", r"<datastore|jpage/dataproxy\.jsp"),
        ("hanweb-xxgk", "大汉公开目录 /module/xxgk/search.jsp", r"/module/xxgk/search\.jsp"),
        (
            "epoint",
            "新点 EWB 页面",
            (
                r"EWB-FRONT|webBuilderCommon\.js|"
                r"getgovinfolist|messageController/getMessage\.do"
            ),
        ),
        ("aspnet", "ASP.NET 回传翻页 __doPostBack", r"__VIEWSTATE"),
        (
            "ucap",
            "开普云翻页脚本或 c 数字栏目",
            r"createPageHTML\(\s*['\"]|/c\d{5,6}[a-z]?/\d{6}/|ucap",
        ),
        (
            "vsb",
            "博达翻页样式或 /info/ 文章地址",
            r"p_pages|vsb_content|v_news_content|id=\"line_?u?\d|/info/\d+/\d+\.htm|wbtreeid=",
        ),
        ("nfcms", "南方新媒体文章地址 content/post_", r"/content/post_\d+\.html"),
        (
            "trs",
            "拓尔思翻页脚本或 t年月日_编号 文章地址",
            (
                r"createPageHTML\(|countPage\s*=|"
                r"/t20\d{6}_\d+\.s?html?|TRS_"
            ),
        ),
        ("hanweb", "大汉栏目地址 /col/col", r"\A\S*/col/col\d+/"),
    )
)
_FORMS: Final = (
    ("vsb", "栏目网址以 .htm 结尾，下级网页有博达标志", re.compile(r"\.htm$")),
    ("trs", "栏目为目录形式，下级网页有拓尔思标志", re.compile(r"/(index\.s?html?)?$")),
)
_META: Final = re.compile(r"<meta\b[^<>]{1,300}>", re.IGNORECASE)
FALLBACKS: Final = (
    Sign("handmade", "未见已知类型的标志，按网页中的链接读取"),
    Sign("generic", "按固定菜单和 ColumnType 读取"),
)


def signs(html: str, url: str) -> tuple[Sign, ...]:
    """Return the families that a page may belong to, likeliest first, the fallbacks last."""
    text = f"{url}\n{html}"
    found: dict[str, Sign] = {}
    for family, why, form in _SIGNS:
        if family not in found and form.search(text):
            found[family] = Sign(family, why)
    path = urlsplit(url).path
    for family, why, form in _FORMS:
        if family not in found and form.search(path):
            found[family] = Sign(family, why, weak=True)
    return (*found.values(), *(reversed(FALLBACKS) if _is_tagged(html) else FALLBACKS))


def _is_tagged(html: str) -> bool:
    """Tell whether the page's ColumnType names the column, which generic holds on to."""
    found = (tag.lower() for tag in _META.findall(html))
    return any("columntype" in tag and "信息公开年报" in tag for tag in found)


def bears(html: str, url: str, family: str) -> bool:
    """Tell whether a page bears the marks of a family itself."""
    return any(sign.family == family and not sign.weak for sign in signs(html, url))
