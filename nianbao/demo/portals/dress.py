"""What surrounds the content on a portal's page: head, banner, menu, footer."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

COLUMN = "政府信息公开年报"
COLUMN_TYPE = "信息公开年报"

_STYLE = """
body{margin:0;color:#333;background:#f4f6f9;
font:16px/1.8 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif}
.wrap{width:1100px;margin:0 auto}
.banner{background:linear-gradient(90deg,HUE,#2f7fc1);color:#fff;padding:34px 0}
.banner h2{margin:0;font-size:34px;letter-spacing:4px}
.banner small{opacity:.8}
.menu{background:HUE}.menu a{color:#fff;display:inline-block;padding:10px 26px;text-decoration:none}
.crumbs{padding:12px 0;font-size:14px;color:#777}.crumbs a{color:#777}
.main{display:flex;gap:20px;align-items:flex-start}
.side{width:220px;background:#fff;border-top:3px solid HUE}
.side a{display:block;padding:10px 20px;border-bottom:1px solid #eee}
.side a{color:#333;text-decoration:none}
.side a.on{background:HUE;color:#fff}
.box{flex:1;background:#fff;padding:24px 34px;min-height:420px;min-width:0}
.list{list-style:none;margin:0;padding:0}
.list li{border-bottom:1px dashed #ddd;padding:9px 0;display:flex;justify-content:space-between}
.list a{color:#333;text-decoration:none}.list span,.list i{color:#999;font-style:normal}
.article h1{text-align:center;font-size:26px;margin:10px 0}
.facts{text-align:center;color:#888;font-size:14px;border-bottom:1px solid #ddd;padding-bottom:10px}
table{border-collapse:collapse;max-width:100%;font-size:14px;margin:10px auto}
td p{margin:2px 4px}td{padding:3px 6px}
.ms-controller{visibility:hidden}
.appendix{background:#f7f7f7;padding:10px 18px;margin-top:20px}
.foot{margin-top:30px;background:#39424e;color:#ccc;text-align:center;padding:20px;font-size:14px}
.sample{background:#fff3cd;color:#7a5b00;text-align:center;font-size:13px;padding:4px}
"""


_MENU = (
    ("政府信息公开指南", "/zfxxgk/zn/"),
    ("政府信息公开制度", "/zfxxgk/zd/"),
    ("法定主动公开内容", "/zfxxgk/fdzdgknr/"),
)
# What stands near the column on real portals and is another thing.
_NEIGHBOURS = (
    ("依申请公开", "/zfxxgk/ysqgk/"),
    ("网站工作年度报表", "/wznb/"),
    ("法治政府建设年度报告", "/fzzf/ndbg/"),
    ("企业年报公示", "/qynb/"),
)


@dataclass(frozen=True, slots=True)
class Dress:
    """A portal's looks and its national site tags. ``code`` is the ten-digit SiteIDCode."""

    name: str
    code: str
    domain: str = ""
    hue: str = "#1a5a96"
    charset: str = "utf-8"

    def page(self, title: str, tags: tuple[tuple[str, str], ...], inside: str) -> str:
        """Return a whole page with the meta tags ``tags`` and ``inside`` below the menu."""
        return (
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n'
            f'<meta http-equiv="Content-Type" content="text/html; charset={self.charset}" />\n'
            f"<title>{escape(title)}</title>\n"
            f"{meta((('SiteName', self.name), ('SiteDomain', self.domain)))}"
            f"{meta((('SiteIDCode', self.code), *tags))}"
            f"<style>{_STYLE.replace('HUE', self.hue)}</style>\n</head>\n<body>\n"
            f"{self._banner()}{inside}\n{self._footer()}\n</body>\n</html>\n"
        )

    def front(self, start: str) -> str:
        """Return a front page whose fixed menu leads to the column at ``start``."""
        menu = "".join(
            f'<li><a href="{escape(target)}">{name}</a></li>'
            for name, target in (*_MENU, (COLUMN, start), *_NEIGHBOURS)
        )
        inside = f'<div class="wrap"><ul class="list">{menu}</ul></div>'
        return self.page(self.name, (), inside)

    def column_tags(self) -> tuple[tuple[str, str], ...]:
        """Return the tags that every page of the column carries."""
        return (
            ("ColumnName", COLUMN),
            ("ColumnDescription", f"{self.name}{COLUMN}"),
            ("ColumnKeywords", "政府信息公开,年度报告"),
            ("ColumnType", COLUMN_TYPE),
        )

    def article_tags(self, title: str, minute: str, source: str) -> tuple[tuple[str, str], ...]:
        """Return the tags of one entry (依据：国办发〔2017〕47号附件)."""
        return (
            ("ArticleTitle", title),
            ("PubDate", minute),
            ("ContentSource", source),
            *self.column_tags(),
        )

    def beside(self, inside: str) -> str:
        """Return ``inside`` beside the menu of the open-information section."""
        entries = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", COLUMN, "依申请公开")
        links = "".join(
            f'<a href="#"{" class=on" if entry == COLUMN else ""}>{entry}</a>' for entry in entries
        )
        return (
            f'<div class="wrap"><div class="crumbs">当前位置：<a href="/">首页</a> &gt; '
            f'政府信息公开 &gt; {COLUMN}</div><div class="main"><div class="side">{links}</div>'
            f'<div class="box">{inside}</div></div></div>'
        )

    def _banner(self) -> str:
        menu = "".join(
            f'<a href="#">{name}</a>' for name in ("首页", "政务公开", "办事服务", "互动交流")
        )
        return (
            '<div class="sample">本站为软件演示用样例，所涉地名、机构、数据均为虚构</div>'
            f'<div class="banner"><div class="wrap"><h2>{self.name}</h2><small>样例门户网站</small>'
            f'</div></div><div class="menu"><div class="wrap">{menu}</div></div>'
        )

    def _footer(self) -> str:
        return (
            f'<div class="foot">主办：{self.name}办公室　网站标识码：{self.code}<br>'
            "联系电话：0000-0000000（工作时间）</div>"
        )


def meta(tags: tuple[tuple[str, str], ...]) -> str:
    """Return meta tags, one a line."""
    return "".join(f'<meta name="{name}" content="{escape(text)}">\n' for name, text in tags)
