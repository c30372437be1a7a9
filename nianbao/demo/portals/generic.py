"""A site of no known make that keeps the fixed menu and the national site tags.

依据：国办公开办函〔2019〕61号（固定栏目“政府信息公开年报”）；国办发〔2017〕47号附件
（网页标签 ColumnType 的取值“信息公开年报”）。
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, ClassVar

from nianbao.demo.portals.column import ListSite
from nianbao.demo.portals.dress import COLUMN
from nianbao.demo.portals.site import cut, page_of, pages_of

if TYPE_CHECKING:
    from nianbao.demo.portals.column import Address
    from nianbao.demo.portals.site import Post, Request, Response

SECTION = "/xxgk/index.jhtml"
LIST = "/xxgk/bmnb/index.jhtml"
FRAME = "/xxgk/inner/nb_list.jhtml"


def address(post: Post) -> str:
    """Return an article's path, a number without a date."""
    return f"/xxgk/bmnb/{166_900 + post.number}.jhtml"


def _menu(entries: tuple[tuple[str, str], ...]) -> str:
    links = "".join(f'<li><a href="{target}">{name}</a></li>' for name, target in entries)
    return f'<div class="wrap"><ul class="list">{links}</ul></div>'


def _row(post: Post) -> str:
    return (
        f'<li><a href="{address(post)}" title="{escape(post.title)}" target="_blank">'
        f"{escape(cut(post.title, 26))}</a><i>{post.day}</i></li>"
    )


def _pager(number: int, total: int, rows: int) -> str:
    back = f'<a href="?pageNo={number - 1}">上一页</a>' if number > 1 else "上一页"
    onward = f'<a href="?pageNo={number + 1}">下一页</a>' if number < total else "下一页"
    return f'<div class="pages">共{rows}条 第{number}页/共{total}页 {back} {onward}</div>'


@dataclass(frozen=True, slots=True)
class GenericSite(ListSite):
    """A collective column two steps from the home page, which is where the row may start.

    ``framed`` puts the list into a frame of its own; the row then starts there.
    """

    family: ClassVar[str] = "generic"
    path: ClassVar[str] = "/"
    closed: ClassVar[tuple[str, ...]] = ("/admin/",)
    address: ClassVar[Address] = staticmethod(address)
    framed: bool = False

    @property
    def start(self) -> str:
        """The home page, or the frame that holds the list."""
        return FRAME if self.framed else self.path

    def front(self) -> str:
        """Return the home page, whose menu leads to the section only."""
        entries = (("首页", "/"), ("新闻中心", "/xw/"), ("政府信息公开", SECTION), ("办事", "/bs/"))
        return self.dress.page(self.dress.name, (), _menu(entries))

    def list_answer(self, listed: tuple[Post, ...], request: Request) -> Response | None:
        """Return the section, the frame's surroundings or a page of the list."""
        if request.path == SECTION:
            return self.sent(self.section())
        if self.framed and request.path == LIST:
            return self.column(f'<iframe src="{FRAME}" width="100%"></iframe>')
        if request.path == (FRAME if self.framed else LIST):
            return self.list_page(listed, int(request.fields.get("pageNo", "1")))
        return None

    def section(self) -> str:
        """Return the section with the fixed menu."""
        entries = (
            ("政府信息公开指南", "/xxgk/zn/index.jhtml"),
            ("政府信息公开制度", "/xxgk/zd/index.jhtml"),
            ("法定主动公开内容", "/xxgk/fdzdgknr/index.jhtml"),
            (COLUMN, LIST),
            ("依申请公开", "/xxgk/ysqgk/index.jhtml"),
        )
        return self.dress.page(f"政府信息公开-{self.dress.name}", (), _menu(entries))

    def list_page(self, listed: tuple[Post, ...], number: int) -> Response:
        """Return page ``number`` of the list, counted from one."""
        total = pages_of(listed, self.page_size)
        rows = "\n".join(_row(post) for post in page_of(listed, number - 1, self.page_size))
        return self.column(
            f'<div class="nb"><ul class="list">\n{rows or "<li>暂无相关信息</li>"}\n</ul>'
            f"{_pager(number, total, len(listed))}</div>"
        )

    def content(self, post: Post) -> str:
        """Return an article's markup."""
        return (
            f'<div class="article"><h1>{escape(post.title)}</h1>'
            f'<div class="facts">发布时间：{post.minute}　来源：{escape(post.source)}</div>'
            f'<div class="content">{post.body}</div></div>'
        )
