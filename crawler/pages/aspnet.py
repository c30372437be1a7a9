"""ASP.NET WebForms lists: turning the page means posting the form back.

``javascript:__doPostBack('ctl00$pager','2')`` posts every field of the form,
``__VIEWSTATE`` and ``__EVENTVALIDATION`` among them, with the target and the
argument. Rows are found as in hand-made lists, with the same options.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.pages import handmade
from crawler.pages.listing import Ask, ListPage
from crawler.pages.markup import attribute, base_of, joined, tree, visible, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import Tag

FORM = "表单状态 __VIEWSTATE"
LARGE = "大小正常的表单状态（超出上限，不再提交）"
CURRENT = "当前页码（不能确认列表已读全）"
TURN = "翻页链接（未到末页而没有下一页）"

LONGEST_FORM = 1_000_000  # characters of all fields; some view states have a hundred thousand
_MOST_FIELDS = 500
_POSTBACK = re.compile(r"""__doPostBack\(\s*(?:'|&#39;)([^'&]{0,300})(?:'|&#39;)\s*,\s*"""
                       r"""(?:'|&#39;)([^'&]{0,300})(?:'|&#39;)\s*\)""")  # fmt: skip
_NEXT = re.compile(r"下一?页|后一?页|下一頁|next|[>›»]", re.IGNORECASE)
_PLACE = re.compile(
    r"第?(\d{1,5})/(?:共)?(\d{1,5})页?|第(\d{1,5})页[^\d]{0,4}共(\d{1,5})页|"
    r"共(\d{1,5})页[^\d]{0,6}第(\d{1,5})页"
)
_UNSENT = frozenset({"submit", "button", "image", "reset", "file"})
_OFF = frozenset({"disabled", "disable", "aspnetdisabled"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What turns the page: a target with its argument, or a submit button's own field."""

    fields: tuple[tuple[str, str], ...]


def list_page(html: str, url: str, options: Mapping[str, str]) -> ListPage:
    """Return what one list page says, with the form that asks for the next."""
    read = handmade.list_page(html, url, options)
    page = tree(html)
    form = _form(page)
    if form is None:
        return replace(read, missing=(*read.missing, FORM))
    missing = tuple(name for name in read.missing if name != handmade.SCRIPTED)
    if read.more:  # a plain link to the next page needs no form
        return replace(read, missing=missing)
    turns, unread = _turns(form)
    if turns is None:
        return replace(read, missing=(*missing, *unread, *_not_last(page)))
    fields = tuple(_fields(form))
    if sum(len(value) for _, value in fields) > LONGEST_FORM:
        return replace(read, missing=(*missing, LARGE))
    return replace(read, more=(_ask(form, fields, turns, page, url),), missing=missing)


def _form(page: Tag) -> Tag | None:
    state = page.find("input", attrs={"name": "__VIEWSTATE"})
    return state.find_parent("form") if state else None


def _ask(form: Tag, fields: tuple[tuple[str, str], ...], turn: Turn, page: Tag, url: str) -> Ask:
    names = {name for name, _ in turn.fields}
    kept = tuple(pair for pair in fields if pair[0] not in names)
    action = attribute(form, "action")
    target = (joined(base_of(page, url), action) if action else None) or url
    return Ask(target, form=(*kept, *turn.fields), referer=url)


def _fields(form: Tag) -> Iterator[tuple[str, str]]:
    """Yield what a browser would send of a form: no button, no unchecked box, one choice."""
    for tag in form.find_all(("input", "select", "textarea"), limit=_MOST_FIELDS):
        name, kind = attribute(tag, "name"), attribute(tag, "type").lower()
        if not name or kind in _UNSENT or tag.has_attr("disabled"):
            continue
        if kind in {"checkbox", "radio"}:
            if tag.has_attr("checked"):
                yield name, attribute(tag, "value") or "on"
        elif tag.name == "select":
            yield from ((name, value) for value in _choice(tag))
        else:
            yield name, words(tag) if tag.name == "textarea" else attribute(tag, "value")


def _choice(select: Tag) -> tuple[str, ...]:
    chosen = select.find("option", selected=True) or select.find("option")
    if chosen is None:
        return ()
    return (attribute(chosen, "value") if chosen.has_attr("value") else words(chosen),)


def _turns(form: Tag) -> tuple[Turn | None, tuple[str, ...]]:
    """Return what leads to the next page; without it, what keeps us from knowing."""
    for button in form.find_all("input", attrs={"type": "submit", "name": True}):
        shown = attribute(button, "value")
        if _NEXT.fullmatch(shown) and not _is_off(button):
            return Turn(((attribute(button, "name"), shown),)), ()
    posts = [(anchor, turn) for anchor in form.find_all("a") if (turn := _postback(anchor))]
    for anchor, turn in posts:
        if _NEXT.fullmatch(words(anchor) or attribute(anchor, "title")) and not _is_off(anchor):
            return turn, ()
    return _by_number(posts)


def _by_number(posts: list[tuple[Tag, Turn]]) -> tuple[Turn | None, tuple[str, ...]]:
    """Return the page after the current one, where the pager holds numbers only.

    The current number is the one that is no link; "..." leads to the next ten.
    """
    numbers = {int(words(a)): (a, turn) for a, turn in posts if re.fullmatch(r"\d{1,4}", words(a))}
    if not numbers:
        return None, ()
    current = _current(next(iter(numbers.values()))[0], set(numbers))
    if current is None:
        return None, (CURRENT,)
    if current + 1 in numbers:
        return numbers[current + 1][1], ()
    ahead = [turn for anchor, turn in posts if words(anchor) in {"...", "…"}]
    # Two of them lead back and ahead; one alone leads ahead only on the first pages.
    leads_ahead = ahead and (len(ahead) > 1 or current < min(numbers) or 1 in {current, *numbers})
    return (ahead[-1] if leads_ahead else None), ()


def _current(anchor: Tag, linked: set[int]) -> int | None:
    for container in anchor.parents:
        if container.name in {"form", "body", "html"}:
            return None
        shown = (
            words(tag)
            for tag in container.find_all(("span", "b", "strong", "em", "font", "td", "li", "a"))
            if not (tag.name == "a" and tag.get("href")) and tag.find("a") is None
        )
        alone = {int(text) for text in shown if re.fullmatch(r"\d{1,4}", text)} - linked
        if len(alone) == 1:
            return alone.pop()
    return None


def _postback(anchor: Tag) -> Turn | None:
    call = f"{attribute(anchor, 'href')} {attribute(anchor, 'onclick')}"
    match = _POSTBACK.search(call) if len(call) < 2000 else None  # noqa: PLR2004 - a call, no program
    if match is None:
        return None
    return Turn((("__EVENTTARGET", match[1]), ("__EVENTARGUMENT", match[2])))


def _is_off(tag: Tag) -> bool:
    return tag.has_attr("disabled") or bool(_OFF & set(attribute(tag, "class").lower().split()))


def _not_last(page: Tag) -> tuple[str, ...]:
    """Name the absent link where the page says itself that it is not the last."""
    match = _PLACE.search(visible(str(page)))
    if match is None:
        return ()
    first, of_first, second, of_second, of_third, third = match.groups()
    here, last = int(first or second or third), int(of_first or of_second or of_third)
    return (TURN,) if here < last else ()
