"""A portal that is edited while we watch it: one figure, a date, a column, a page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from nianbao.clock import SHANGHAI
from nianbao.demo.portals.site import Response, not_found
from nianbao.demo.portals.trs import FOLDER, TrsSite, address
from nianbao.demo.sheets import load
from nianbao.demo.writers import web
from nianbao.demo.writers.web import WebLayout

LAYOUTS = {
    "reform": WebLayout(dialect="paste", blank="word"),
    "office": WebLayout(t2="five"),
    "transport": WebLayout(blank="mixed"),
}


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Portal:
    """The city's portal with its chrome: a counter and a date that are new at every visit.

    ``dated`` says otherwise than its list and address when a page was published, by number.
    """

    inner: TrsSite
    folder: str = FOLDER
    visits: int = 0
    dated: dict[int, str] = field(default_factory=dict)

    def answer(self, request, now):
        if not request.path.startswith((FOLDER, self.folder)):
            return self.inner.answer(request, now)
        if not request.path.startswith(self.folder):
            return not_found()
        path = FOLDER + request.path.removeprefix(self.folder)
        answer = self.inner.answer(replace(request, path=path), now)
        return self._dressed(path, answer, now) if path.endswith(".html") else answer

    def _dressed(self, path, answer, now):
        self.visits += 1
        text = answer.body.decode()
        for post in self.inner.posts:
            if path == FOLDER + address(post) and post.number in self.dated:
                text = text.replace(post.minute, self.dated[post.number])
        foot = (
            f"<div>浏览次数：{self.visits}　今天是{now:%Y年%m月%d日}　【打印】【关闭】</div></body>"
        )
        return Response(text.replace("</body>", foot).encode(), answer.content_type, answer.status)

    # --- What its editors do ------------------------------------------------------

    def print_again(self, number, name, **cells):
        """Print a report with other cells at its old address."""
        sheet = load(f"qinghe_{name}_2025")
        changed = {place.replace("__", "."): printed for place, printed in cells.items()}
        body = web.body(replace(sheet, cells={**sheet.cells, **changed}), LAYOUTS[name])
        self._put(number, body=body)

    def take_off(self, number):
        """Withdraw a page; return the post."""
        (post,) = (post for post in self.inner.posts if post.number == number)
        self.inner = replace(self.inner, posts=tuple(p for p in self.inner.posts if p != post))
        return post

    def put_on(self, post):
        """Publish a post."""
        self.inner = replace(self.inner, posts=(*self.inner.posts, post))

    def _put(self, number, **changes):
        self.put_on(replace(self.take_off(number), **changes))
