"""Which titles may belong to an annual report: when in doubt, fetch."""

from __future__ import annotations

import re
import unicodedata

_OTHER_REPORTS = re.compile(
    r"网站.{0,8}(报表|年报表|检查|普查)|法治政府|法治建设|依法行政|统计年报|财务|预算|决算|审计|"
    r"社会责任|安全生产|环境状况|环境质量|知识产权|企业年报|年报公示|个体工商户"
)
_OPENNESS = re.compile(r"信息公开|政务公开|公开工作|公开年")
_ACCOUNTS = re.compile(r"报告|年报|总结|情况|汇总|年度")
_MEANS = re.compile(
    r"指南|目录|制度|条例|规定|办法|流程|申请表|受理|机构|收费标准|保密|清单|要点|方案|培训|"
    r"会议|座谈|推进会|监督电话|考核|评估|解读《|平台|专栏"
)
_PLAIN = re.compile(r"年度报告|年报|年度工作报告|年度工作总结|工作年度")
_NEWS = re.compile(r"召开|举办|开展|赴|调研|会议|培训|座谈|启动|部署")
_CUT = re.compile(r"(\.{2,}|…+|⋯+)$")
_OPEN = r"(点击|在线)?(查看|下载|浏览|阅读|打开)(全文|详情|报告|附件)?|全文|详情"
_BARE = re.compile(rf"(20\d\d年?(度|年度)?)|{_OPEN}")
_ATTACHED = re.compile(r"(附件|正文|文件|打印|电子)版?[\d一二三四五]*[:：.、]?(下载|查看)?")
_FORMAT = re.compile(r"[()（）\[\]【】]|(pdf|word|docx?|wps)(版|格式|文件)?", re.IGNORECASE)
_BARE_END = re.compile(rf"20\d\d年?(度|年度)?({_OPEN})?$|({_OPEN})$")  # a row's body before it


def worth_fetching(title: str) -> bool:
    """Tell whether a link with this title is fetched as a possible report of any year.

    False only for what is clearly something else (网站工作年度报表,
    法治政府建设年度报告, news, the guide and the rules of the same column).
    """
    plain = normal(title)
    if not plain:
        return False
    if _OPENNESS.search(plain):
        return _about_openness(plain)
    if _OTHER_REPORTS.search(plain):
        return False
    if _PLAIN.search(plain):
        return not _NEWS.search(plain)
    return bool(_BARE.fullmatch(plain) or _BARE_END.search(plain)) or _cut_short(plain)


def names_a_report(title: str) -> bool:
    """Tell whether a title reads like a report on openness itself, not merely doubtful."""
    plain = normal(title)
    return worth_fetching(title) and bool(_OPENNESS.search(plain) and _ACCOUNTS.search(plain))


def is_cut(title: str) -> bool:
    """Tell whether a title was cut for display (福州…2017年...)."""
    return bool(_CUT.search(title.strip()))


def is_bare(title: str) -> bool:
    """Tell whether a title says nothing of its own (查看, 2023年, 附件1, 点击下载（PDF版）)."""
    plain = _FORMAT.sub("", normal(title))
    return not plain or bool(_BARE.fullmatch(plain) or _ATTACHED.fullmatch(plain))


def normal(title: str) -> str:
    """Return a title without spaces and invisible characters, in half-width where it exists."""
    return re.sub(r"[\s\u200b-\u200f\ufeff]+", "", unicodedata.normalize("NFKC", title))


def _about_openness(plain: str) -> bool:
    if re.search(r"网站.{0,8}报表", plain):
        return False
    if re.search(r"年报|年度报告|报告|总结|情况", plain):
        return not (_NEWS.search(plain) and not re.search(r"年报|报告", plain))
    if _MEANS.search(plain):
        return _cut_short(plain)
    return not _NEWS.search(plain)


def _cut_short(plain: str) -> bool:
    """A cut title with a year may go on as a report's; the list did not let us see."""
    return is_cut(plain) and bool(re.search(r"20\d\d", plain))
