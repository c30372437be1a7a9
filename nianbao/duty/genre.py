"""What kind of document a title announces: the annual report, or one of its neighbours.

Every January the same columns carry reports on government web sites
(国办发〔2017〕47号), on law-based administration, letters that hand a report in,
notices that ask for it, and pictures that explain it. A word decides; the words
stand in ``WORDS`` in the order in which they are tried.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import StrEnum
from typing import Final

from nianbao.duty.notes import Variant, notes_of


class Genre(StrEnum):
    """What a title announces. Only ``ANNUAL`` and ``UNKNOWN`` may be the report."""

    ANNUAL = "annual"  # 政府信息公开工作年度报告
    WEBSITE = "website"  # 政府网站工作年度报表
    LAW = "law"  # 法治政府建设年度报告
    PICTURE = "picture"  # 图解、一图读懂
    LETTER = "letter"  # 报送年度报告的函
    NOTICE = "notice"  # 布置编制工作的通知、格式、通报、汇总
    NEWS = "news"  # 动态、会议、培训
    OTHER = "other"  # 指南、制度、总结、预决算……
    UNKNOWN = "unknown"  # 看不出来，须人工核对


_NAMED_FILE = re.compile(r"\.[A-Za-z]{2,4}$")


def variant_of(*titles: str) -> Variant:
    """Return which document of a report the titles announce; a correction outweighs a picture."""
    said = {variant for title in titles for variant in notes_of(_NAMED_FILE.sub("", plain(title)))}
    return next((v for v in (Variant.CORRECTION, Variant.PICTURE) if v in said), Variant.PLAIN)


_NO_BODY: Final = r"(?!管理?局|局|委|厅|办|队|支队|总队|大队|中心|救援|监管|监督)"
"""A subject that is part of a body's name (审计局) is no subject of the document."""

WORDS: Final[tuple[tuple[Genre, tuple[str, ...]], ...]] = (
    (
        Genre.WEBSITE,
        (
            r"(网站|新媒体)(?:(?!信息公开).){0,12}(报表|年报|年度报告|工作报告)",
            r"网站(监管|普查|检查|抽查)",
        ),
    ),
    (
        Genre.LAW,
        (r"(法治政府|依法行政|法治建设|法治|普法)(?:(?!信息公开).){0,14}(报告|总结|情况|年报)",),
    ),
    (
        Genre.PICTURE,
        (
            r"一(张)?图.{0,3}(读懂|看懂|了解|速览|尽览|解读|带你)|图解|图说|图读|长图|信息图",
            r"^[【\[（]?(漫画|动漫|动画|数说|数读|(微|短)?视频|海报|h5|H5)",
            r"(漫画|动漫|动画|视频|海报)(解读|[】\]）:：丨|]|$)",
            r"(图文|图表|图片|文字|政策|专家|音频|数据)解读|解读[:：]|(报告|年报).{0,3}解读",
        ),
    ),
    (
        Genre.LETTER,
        (
            r"(报送|呈报|上报|提交|报备|备案).{0,40}(函|报告|请示|说明)$",
            r"(年度报告|年报).{0,8}的(函|请示)$",
        ),
    ),
    (
        Genre.NOTICE,
        (
            r"(通知|通报|办法|模板|样式|范本|格式)(（.{0,12}）)?$",
            r"（(模板|样表|样式|范本|参考.{0,4}|格式)）$",
            r"关于(做好|印发|开展|进一步|切实|规范|加强)",
            r"(公布|发布|编制|报送|填报)(工作)?(情况|指南|要求)|填[报写](说明|须知)",
            r"(汇总表?|一览表?|链接表?|名单)(（.{0,12}）)?$",
        ),
    ),
    (
        Genre.NEWS,
        (
            r"召开|举办|举行|组织(召开|开展|学习|收听|收看|参加|观看)|学习贯彻|会议(?!中心)|培训(会|班|工作|活动|$)|座谈会|新闻发布会",
            r"(圆满|顺利|全面|提前|高质量|如期|按时)(完成|部署)|完成.{0,24}(工作|任务|编制|发布)$|部署.{0,30}工作$",
            r"(扎实|积极|有序|全面|深入)(推进|开展|做好)|位居|荣获|(赴|到|莅).{2,16}(调研|考察|督导|检查|指导)",
        ),
    ),
    (
        Genre.OTHER,
        (
            r"(公开|年度报告)(指南|制度|规定|(基本)?目录|申请表|条例)|指南$|公开基本目录",
            r"统计年鉴|审计结果公告|国有资产管理情况|环境状况公报|个体工商户|建议提案办理",
            r"依申请公开(情况|$)|第三方评估|公开考评|公开工作(要点|计划)|[村居厂]务公开|司法公开",
            r"行政复议|行政应诉|知识产权|双公示|质量年度报告|所得税|汇算清缴|气候年报|税收.{0,4}年报",
            rf"(信访|人权|安全|双减){_NO_BODY}.{{0,6}}年度报告|企业.{{0,4}}年度报告公示",
            r"政务公开.{0,6}(要点|方案|计划|考核|评议|总结)|预算|决算|财政收支|统计公报",
            r"(政府工作|述职|述廉|社会责任)报告|企业年(度)?报|(?<!信息公开)工作总结$",
            rf"(安全生产|环境质量|消防|行政(执法|许可|处罚)|水资源|绩效|审计){_NO_BODY}.{{0,16}}(年报|报告)",
            rf"(卫生健康|教育发展|双随机|河长制|党务公开|党建){_NO_BODY}.{{0,16}}(年报|报告)",
        ),
    ),
)
"""Genre and pattern; the first pattern found in the title decides. Spaces are gone by then."""

_ANNUAL = re.compile(
    r"信息公开.{0,8}(年度报告|年报|年度工作报告|年度.{0,6}报告|工作年度)|"
    r"信息公开(工作)?报告|信息公开.{0,4}20\d\d年?(度)?(工作)?报告|"
    r"信息公开(工作)?情况(年度)?报告|信息公开.{0,24}报告"
)
_ANY_REPORT = re.compile(r"年度报告|年度工作报告|年报|年度.{0,6}报告|20\d\d.{0,6}报告")
_NOTHING = re.compile(
    r"首页|尾页|[上下]一页|更多>*|返回.{0,4}|.{0,5}测试.{0,5}|test\d*", re.IGNORECASE
)
_OF_THE_YEAR = re.compile(r"信息公开.{0,8}(年度|年报)|年度.{0,12}信息公开|年度报告|年报")
_PART_OF_A_YEAR = re.compile(r"季度|[上下]半年|半年度|1-\d{1,2}月|月报|自查报告|保密审查")
_ISSUED = re.compile(r"(年度报告|年度.{0,4}报告|年报)的?(通知|公告|通告|公示)$")
_ASKS = re.compile(
    r"做好|报送|上报|提交|填报|编制|编写|撰写|开展|加强|规范|征集|征求|进一步|切实|抓紧|组织|审核|格式|模板"
)
"""A notice about reports that asks for none makes one public: the report may be inside."""
_ADDED = re.compile(r"[及附含和与暨、+＋&兼]|并(?=.{0,4}(图|解读|一图))")
_CORRECTION = re.compile(r"更正|更新(说明|情况)|勘误|说明$|(公告|通告|公示)$")
_SAYS_NOTHING = re.compile(
    r"|(点击|在线)?(查看|下载|浏览|阅读|打开)?(全文|详情|附件|报告|正文|文件|文档)?\d{0,2}(\.[a-z]{2,4})?"
    r"|[pw]?\d{1,}(\.[a-z]{2,4})?|20\d\d年?度?|无标题|新建.{0,24}",
    re.IGNORECASE,
)
_REPORT_COLUMN = re.compile(r"信息公开(工作)?年(度)?报|信息公开年度报告|年度报告|年报")
_ENDS_AS_REPORT = re.compile(
    r"(报告|年报)(全文|正文)?(（[^）]{0,20}）)*(\.[a-z]{2,4})?([-_—|].*)?$", re.IGNORECASE
)
_TAIL_LENGTH: Final = 12
"""What may stand behind the noun that makes a title another document: （2025年版）."""
_REPORT_MAY_SAY = (Genre.NEWS, Genre.OTHER)
"""Genres whose words also stand in the titles of real reports, as part of a body's name."""


_FOLDED: Final = str.maketrans("()吿報開資訊", "（）告报开资讯")
"""Brackets made full-width; characters of the other script that are typed by mistake."""
_SITE = re.compile(r"(政府|网|网站|平台|门户)$")


def plain(title: str) -> str:
    """Return a title as it is compared: full-width forms folded, blanks and quotes gone."""
    folded = unicodedata.normalize("NFKC", html.unescape(title)).translate(_FOLDED)
    return re.sub(r"[\s\u200b\ufeff《》〈〉“”\"'‘’·•]+", "", folded)


def without_site(title: str) -> str:
    """Return a page title without the site's name that a template puts behind it."""
    parts = re.split(r"([-_|—]+)", title)
    ends = [n for n in range(0, len(parts), 2) if _ANY_REPORT.search(plain(parts[n]))]
    behind = plain("".join(parts[ends[-1] + 1 :])) if ends else ""
    if not re.search(_SITE, behind):
        return title
    return "".join(parts[: ends[-1] + 1])


def genre_of(title: str, column: str = "", *, tables: bool | None = None) -> Genre:
    """Return what a title announces, given its column's name and whether the tables were found.

    ``tables`` is None while the page has not been read. The statutory tables
    outweigh a title that hands the report in or says nothing; a notice, a
    picture or a web-site report with tables stays to be looked at by a person.
    """
    said = _said(plain(title), plain(column))
    if not tables or said is Genre.ANNUAL:
        return said
    return Genre.ANNUAL if said in {Genre.LETTER, Genre.UNKNOWN} else Genre.UNKNOWN


def _said(title: str, column: str) -> Genre:
    if _NOTHING.fullmatch(title):
        return Genre.OTHER
    annual = _ANNUAL.search(title) is not None
    if "网站" not in title and _PART_OF_A_YEAR.search(title):
        sure = not _OF_THE_YEAR.search(title) or re.search("自查|保密审查", title)
        return Genre.OTHER if sure else Genre.UNKNOWN
    if _is_of_affairs(title) or (_ISSUED.search(title) and not _ASKS.search(title)):
        return Genre.UNKNOWN
    told = _other_than_a_report(title, reports=annual)
    if told is not None:
        return told
    corrected = variant_of(title) is Variant.CORRECTION
    if annual and not corrected and _CORRECTION.search(title):
        return Genre.UNKNOWN
    return Genre.ANNUAL if annual else _unsaid(title, column)


def _is_of_affairs(title: str) -> bool:
    """Whether a report speaks of 公开 but not of 信息公开: 政务公开年度报告 may stand for it."""
    named = re.search("信息公开|公开年", title)
    return "公开" in title and not named and _ENDS_AS_REPORT.search(title) is not None


def _other_than_a_report(title: str, *, reports: bool) -> Genre | None:
    """Return which neighbour of the report a title announces; UNKNOWN where it may hold both.

    ``reports`` tells whether the report is named in the title: then only what the
    whole title is (its last noun, or what a picture begins with) makes it another thing.
    """
    settled = reports and _ENDS_AS_REPORT.search(title) is not None
    for genre, patterns in WORDS:
        if settled and genre in _REPORT_MAY_SAY:
            continue
        found = next((found for p in patterns if (found := re.search(p, title))), None)
        if (
            found
            and (reports or "信息公开" in title)
            and not _is_all(genre, title, found, settled=settled)
        ):
            return Genre.UNKNOWN
        if found:
            return genre
    return None


def _is_all(genre: Genre, title: str, found: re.Match[str], *, settled: bool) -> bool:
    """Whether a word makes another thing of a title that names the report."""
    if genre is Genre.PICTURE:
        around = title[max(0, found.start() - 4) : found.end() + 2]
        return _ADDED.search(around) is None and not re.search("全文|原文|正文", title)
    if genre is Genre.NOTICE:
        asks = not title.endswith("通知") or _ASKS.search(title) is not None
        return asks and (not settled or found.end() == len(title))
    if genre is Genre.LETTER:
        return not title.endswith("报告")
    if genre is Genre.OTHER:
        return found.end() >= len(title) - _TAIL_LENGTH
    return genre not in {Genre.WEBSITE, Genre.LAW}


def _unsaid(title: str, column: str) -> Genre:
    """Judge a title that does not name the report; in a column of reports it may still be one."""
    in_column = _REPORT_COLUMN.search(column) is not None or _SAYS_NOTHING.fullmatch(title)
    if _ANY_REPORT.search(title):
        return Genre.ANNUAL if _REPORT_COLUMN.search(column) else Genre.UNKNOWN
    return Genre.UNKNOWN if in_column or "信息公开" in title else Genre.OTHER
