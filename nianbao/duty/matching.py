"""Whose report, on which year, is behind a link: settled by evidence, or left to a person.

What is not settled is uncertain and says why, in Chinese: it becomes a
candidate (待核实) of every duty in ``bodies`` × ``years`` and keeps all of them
from being called missing. A neighbour of the report that is settled as such (a
web-site report, a letter, a notice) is nobody's candidate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nianbao.duty.fields import fields_of
from nianbao.duty.genre import Genre, genre_of, plain, variant_of, without_site
from nianbao.duty.leftover import leftover
from nianbao.duty.model import Body, BodyClass, ReportKind
from nianbao.duty.names import (
    Hold,
    Mention,
    former_places,
    is_collective,
    is_government,
    kin,
    mentions,
    organ_in,
    same_place,
    spellings,
)
from nianbao.duty.notes import Variant
from nianbao.duty.opening import headed_year, period_of, speakers, subjects, year_of
from nianbao.duty.organs import Kind, is_placed, may_be, organ_of
from nianbao.duty.years import day_in, vote, years_in
from nianbao.report.model import Claim

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Clues:
    """All that is known of a link. ``claims`` and ``organ`` come from the report as read.

    ``source`` is the ContentSource that the page states, ``text`` the report's text as read.
    ``tables`` tells whether a statutory table was found; None while the page or
    attachment has not been read. ``published`` is the claimed date of publication.
    """

    link_title: str = ""
    page_title: str = ""
    organ: str | None = None
    claims: tuple[Claim, ...] = ()
    column: str = ""
    published: date | None = None
    tables: bool | None = None
    source: str = ""
    text: str = ""

    @property
    def subjects(self) -> tuple[str, ...]:
        """The organs of which the text speaks as its author."""
        return subjects(self.text)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The organs of which the text speaks as its author, whatever its heading repeats."""
        return speakers(self.text)

    @property
    def all_claims(self) -> tuple[Claim, ...]:
        """The claims as read, and the year with which the text itself begins."""
        begun = year_of(self.text)
        said = [Claim(str(begun), "text")] if begun else []
        headed = headed_year(self.text)
        said += [Claim(str(headed), "text")] if headed else []
        said += [Claim(str(year), "period") for year in period_of(self.text)]
        return (*self.claims, *said)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles that say anything, the page's own first."""
        said = (without_site(self.page_title), self.link_title)
        return tuple(title for title in said if plain(title))


@dataclass(frozen=True, slots=True)
class Match:
    """The answer. ``body`` (slug) and ``year`` are best guesses where it is not ``certain``.

    ``relevant`` is False for what certainly is no annual report of any candidate
    body: nothing follows from it. Otherwise an uncertain match is a candidate
    for each of ``bodies``, and for each of ``years`` or, if there are none, for every
    year that is still open.
    """

    body: str | None
    year: int | None
    kind: ReportKind
    certain: bool
    why: str = ""  # Chinese, fit for 待核实
    genre: Genre = Genre.ANNUAL
    bodies: tuple[str, ...] = ()
    variant: Variant = Variant.PLAIN
    years: tuple[int, ...] = ()
    strangers: tuple[str, ...] = ()  # organs in the titles that are no known name of ours

    @property
    def relevant(self) -> bool:
        """Whether it is, or may be, an annual report of a candidate body."""
        return bool(self.bodies) and self.genre in {Genre.ANNUAL, Genre.UNKNOWN}


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose it is: the guess, all it may be, and why that is not certain ("" when it is)."""

    body: Body | None
    possible: tuple[Body, ...]
    why: str = ""
    strangers: tuple[str, ...] = ()


def match(clues: Clues, bodies: tuple[Body, ...], others: frozenset[str] = frozenset()) -> Match:
    """Return whose report a link is and on which year, among the bodies bound to its column.

    ``others`` are full names of registered bodies that are not bound to it: what
    bears one of them is nobody's here.
    """
    genre = _genre(clues)
    owner = _owner(clues, bodies, others)
    ballot = vote(clues.titles, clues.all_claims, clues.published or day_in(clues.titles))
    strange = _strange(clues, owner.body, bodies)
    doubts = tuple(
        d
        for d in (_doubted_genre(genre), _brief(clues, owner.body), owner.why, ballot.why, strange)
        if d
    )
    certain = genre is Genre.ANNUAL and not doubts and owner.body is not None
    is_government = owner.body is not None and owner.body.body_class is BodyClass.GOVERNMENT
    return Match(
        body=owner.body.slug if owner.body else None,
        year=ballot.year,
        kind=ReportKind.GOVERNMENT if is_government else ReportKind.OWN,
        certain=certain,
        why="；".join(doubts),
        genre=genre,
        variant=variant_of(*clues.titles),
        years=ballot.possible,
        bodies=_held_for(clues, owner, bodies),
        strangers=owner.strangers,
    )


def _held_for(clues: Clues, owner: _Owner, bodies: tuple[Body, ...]) -> tuple[str, ...]:
    """Return all whom it may concern: also those that what was not understood speaks of."""
    held = [body.slug for body in owner.possible]
    if owner.body is not None and owner.possible:
        rest = "".join(leftover(title, spellings(owner.body)) for title in clues.titles)
        held += [body.slug for body in bodies if any(n in rest for n in _telling(body))]
    return tuple(dict.fromkeys(held))


def _telling(body: Body) -> tuple[str, ...]:
    """Return the spellings that name a body even within other words; a place alone does not."""
    governs = body.body_class is BodyClass.GOVERNMENT
    return tuple(n for n in spellings(body) if len(n) >= _TELLING and ("政府" in n or not governs))


_TELLING: Final = 3  # 审计局


def _genre(clues: Clues) -> Genre:
    """Return what both titles announce; where they contradict each other nothing is settled."""
    said = [genre_of(t, clues.column, tables=clues.tables) for t in clues.titles]
    told = {genre for genre in said if genre is not Genre.UNKNOWN}
    if not said:
        return genre_of("", clues.column, tables=clues.tables)
    if len(told) == 1:
        return told.pop()
    return Genre.UNKNOWN if not told or Genre.ANNUAL in told else said[0]


def _doubted_genre(genre: Genre) -> str:
    return "标题看不出是否为政府信息公开工作年度报告" if genre is Genre.UNKNOWN else ""


_REPORTS_OTHERWISE: Final = (fields_of("统计") or frozenset()) | (
    fields_of("市场监督") or frozenset()
)
"""Fields of work of bodies that publish or collect other annual reports under the same word."""


def _brief(clues: Clues, body: Body | None) -> str:
    """Say that 年报 alone may be another report: of a fund, a school, a survey, of companies."""
    if body is None or clues.tables or any("公开" in title for title in clues.titles):
        return ""
    if not any(re.search("年报|报告", plain(title)) for title in clues.titles):
        return ""
    does = organ_of(body.name).fields or frozenset()
    other = body.body_class is BodyClass.AUTHORISED or does & _REPORTS_OTHERWISE
    return "标题只写年报，未写明为政府信息公开工作年度报告" if other else ""


def _strange(clues: Clues, body: Body | None, bodies: tuple[Body, ...]) -> str:
    """Say what of the titles was not understood: it may make another thing of them."""
    names = _in_place(body, bodies) if body else ()
    rest = [left for title in _whole(clues.titles) if (left := leftover(title, names))]
    return f"标题中另有“{rest[0]}”字样，不能确定是否为该单位的年度报告" if rest else ""


def _whole(titles: tuple[str, ...]) -> list[str]:
    """Leave out a title that was cut for display where another one holds what is left of it."""
    stems = [re.sub(r"(\.{2,}|…+|⋯+)$", "", plain(title)) for title in titles]
    cut = [stem != plain(title) for stem, title in zip(stems, titles, strict=True)]
    return [
        title
        for n, title in enumerate(titles)
        if not (cut[n] and any(m != n and stems[n] in other for m, other in enumerate(stems)))
    ]


def _in_place(body: Body, bodies: tuple[Body, ...]) -> tuple[str, ...]:
    """Return a body's spellings, also behind the place of the column's only government."""
    names = spellings(body)
    governments = [b for b in bodies if b.body_class is BodyClass.GOVERNMENT]
    if len(governments) != 1 or governments[0] is body:
        return names
    places = [n for n in spellings(governments[0]) if re.search(r"([省市州盟县区旗]|政府)$", n)]
    return (*names, *(f"{place}{name}" for place in places for name in names))


def _owner(clues: Clues, bodies: tuple[Body, ...], others: frozenset[str]) -> _Owner:
    if any(map(is_collective, clues.titles)):
        return _Owner(None, bodies, "标题似为多家单位的报告或汇总")
    named = [_first_named(title, bodies) for title in clues.titles]
    held = [group for group in named if group]
    if held:
        return _by_title(clues, bodies, held)
    organs = [_unknown_organs(title) for title in clues.titles]
    strangers = [organ for found in organs for organ in found]
    if strangers and not all(organs) and len(bodies) == 1:
        return _Owner(bodies[0], bodies, f"链接标题未写单位，页面标题为“{strangers[0]}”")
    if strangers:
        return _by_strangers(strangers, bodies, others)
    return _by_column(clues, bodies)


def _first_named(title: str, bodies: tuple[Body, ...]) -> tuple[Mention, ...]:
    """Return the mentions that share the firmest hold in one title: more than one is a tie."""
    found = mentions(title, bodies)
    firmest = tuple(m for m in found if m.hold == found[0].hold)
    if firmest and firmest[0].hold is Hold.PLACE:
        return tuple(m for m in firmest if m.length == firmest[0].length)
    return firmest


def _bracketed(title: str, bodies: tuple[Body, ...]) -> list[Mention]:
    """Return the bodies that brackets in a title name, though more loosely: （市财政局）."""
    noted = re.findall(r"[（【]([^（）【】]{3,24})[）】]", plain(title))
    return [m for note in noted for m in mentions(note, bodies) if m.hold > Hold.PLACE]


def _by_title(clues: Clues, bodies: tuple[Body, ...], held: list[tuple[Mention, ...]]) -> _Owner:
    beside = tuple(m.body for title in clues.titles for m in _bracketed(title, bodies))
    possible = tuple(dict.fromkeys((*(m.body for group in held for m in group), *beside)))
    best = max((m for group in held for m in group), key=lambda m: (m.hold, m.length))
    said = [body for body in possible if _says(clues.organ, body)]
    if len(said) == 1 and best.hold < Hold.NAMED:
        return _Owner(said[0], tuple(said))
    if len(possible) > 1:
        names = "、".join(body.name for body in possible)
        return _Owner(best.body, possible, f"标题可能指{names}，不能确定是哪一单位")
    organs = tuple(organ for organ in (clues.organ, clues.source) if organ)
    other = tuple(b for organ in organs for b in _other_organ(organ, best.body, bodies))
    against = [why for organ in organs if (why := _contradiction(organ, best.body, other))]
    why = _weak_hold(best, bodies, clues) or "".join(against[:1]) or _disowned(clues, best.body)
    other += _authors(clues, best.body, bodies)
    also = _with_office(clues, best.body, bodies)
    return _Owner(best.body, tuple(dict.fromkeys((*possible, *other, *also))), why)


def _authors(clues: Clues, body: Body, bodies: tuple[Body, ...]) -> tuple[Body, ...]:
    """Return the other bodies of which the text speaks as its author, if not of this one."""
    if not _disowned(clues, body):
        return ()
    return tuple(m.body for name in clues.subjects for m in mentions(name, bodies))


def _disowned(clues: Clues, body: Body) -> str:
    """Say that the text speaks of another author; a government and its office are one here."""
    strangers = [name for name in clues.speakers if not mentions(name, (body,))]
    if not strangers or len(strangers) < len(clues.speakers):
        return ""
    name = strangers[0]
    governs = body.body_class in {BodyClass.GOVERNMENT, BodyClass.OFFICE}
    if kin(name, body) or (governs and _of_government(name) and same_place(name, body)):
        return ""
    return f"标题为{body.name}，正文开头所述单位为{name}"


def _of_government(name: str) -> bool:
    return re.search(r"人民政府(办公[室厅])?$", name) is not None


def _with_office(clues: Clues, body: Body, bodies: tuple[Body, ...]) -> tuple[Body, ...]:
    """Return the office that a government's title speaks of as well: 及其办公室."""
    if body.body_class is not BodyClass.GOVERNMENT:
        return ()
    rest = "".join(leftover(title, spellings(body)) for title in clues.titles)
    return tuple(b for b in bodies if b.body_class is BodyClass.OFFICE and "办公" in rest)


LAST_REFORM: Final = 2024
"""The year in which bureaux were last parted and merged throughout the country."""


def _weak_hold(best: Mention, bodies: tuple[Body, ...], clues: Clues) -> str:
    """Say why a name that is no full or short name of the present is not enough by itself."""
    recent = any(year >= LAST_REFORM for title in clues.titles for year in years_in(title))
    if best.hold is Hold.FORMER and recent and not _says_now(clues.organ, best.body):
        return f"标题所写为{best.body.name}的原名称"
    if best.hold is Hold.RELATIVE and len(bodies) > 1 and not _says(clues.organ, best.body):
        return f"标题仅写简称，推测为{best.body.name}"
    if best.hold is Hold.PLACE and recent and _only_formerly(clues, best):
        return f"标题所写为{best.body.name}的原地名"
    offices = [b for b in bodies if b.body_class is BodyClass.OFFICE]
    if best.hold is Hold.PLACE and best.body.body_class is BodyClass.GOVERNMENT and offices:
        return f"标题仅写地名，不能确定是{best.body.name}还是{offices[0].name}的报告"
    return ""


def _only_formerly(clues: Clues, best: Mention) -> bool:
    """Whether the titles name a government by the place it was, not by the one it is."""
    text = "".join(map(plain, clues.titles))
    return any(place in text for place in former_places(best.body)) and not any(
        mentions(title, (replace(best.body, former_names=()),)) for title in clues.titles
    )


def _says_now(organ: str | None, body: Body) -> bool:
    return bool(organ) and any(m.hold is Hold.NAMED for m in mentions(organ or "", (body,)))


def _says(organ: str | None, body: Body) -> bool:
    return bool(organ) and any(m.hold >= Hold.FORMER for m in mentions(organ or "", (body,)))


def _other_organ(organ: str | None, body: Body, bodies: tuple[Body, ...]) -> tuple[Body, ...]:
    """Return the others whom the page names as its organ; an office posts for all of its area."""
    found = mentions(organ, bodies) if organ else ()
    posts_for_others = {BodyClass.GOVERNMENT, BodyClass.OFFICE}
    others = tuple(m.body for m in found if m.body.body_class not in posts_for_others)
    return () if body in others else others


def _contradiction(organ: str | None, body: Body, others: tuple[Body, ...]) -> str:
    """Say that the page names another organ than the title does, known or not."""
    if others:
        return f"标题为{body.name}，正文落款或发布机构为{others[0].name}"
    if not organ or mentions(organ, (body,)) or _POSTS.search(organ):
        return ""
    stranger = organ_in(organ)
    if not stranger or kin(stranger, body) or is_government(stranger):
        return ""
    return f"标题为{body.name}，正文落款或发布机构为{stranger}"


_POSTS = re.compile(r"办公[室厅]$|(人民)?政府$|网$|网站|中心|数据|政务服务|公开办|科$|处$|股$")
"""Who posts for others: a name that ends so says nothing of whose report it is."""


def _unknown_organs(title: str) -> tuple[str, ...]:
    """Return the organ of a title that names none of ours, and all that stands where one would."""
    rest = re.sub(r"^[我本全各该].*", "", leftover(title, ()))
    placed = organ_of(rest)
    looks_like_one = bool(placed.places or placed.zone) or placed.kind is not Kind.UNKNOWN
    named = organ_in(title)
    beside = re.findall(r"（([\u4e00-\u9fff]{2,16}(?:[局委办厅]|中心|会))）", plain(title))
    found = (named, rest if rest and (named or looks_like_one) else None, *beside)
    return tuple(dict.fromkeys(organ for organ in found if organ))


def _by_strangers(organs: list[str], bodies: tuple[Body, ...], others: frozenset[str]) -> _Owner:
    """Handle titles that name organs which are none of the bodies' known names.

    They are held for each body that one of them may be; nobody's only where all
    of them certainly are others.
    """
    like = tuple(b for b in bodies if any(may_be(organ, b, strictly=True) for organ in organs))
    possible = like or tuple(b for b in bodies if any(may_be(organ, b) for organ in organs))
    if others.issuperset(organs) or (not possible and any(map(is_placed, organs))):
        return _Owner(None, ())
    possible = possible or bodies
    guess = possible[0] if len(possible) == 1 else None
    why = f"标题所写单位“{organs[0]}”与登记名称不一致"
    return _Owner(guess, possible, why, tuple(organs))


def _by_column(clues: Clues, bodies: tuple[Body, ...]) -> _Owner:
    """Handle titles that name nobody: the organ on the page, or the only body of the column."""
    organ = clues.organ or next(iter(clues.subjects), None)
    told = _first_named(organ, bodies) if organ else ()
    if len(bodies) == 1:
        owner = _only_body(organ, told, bodies[0])
        return owner if owner.why else _Owner(bodies[0], bodies, _disowned(clues, bodies[0]))
    if len(told) == 1 and told[0].hold >= Hold.FORMER:
        office = told[0].body.body_class in {BodyClass.OFFICE, BodyClass.GOVERNMENT}
        why = "标题未写单位，正文仅见发布机构" if office else _disowned(clues, told[0].body)
        return _Owner(told[0].body, bodies if office else (told[0].body,), why)
    return _Owner(None, bodies, "标题和正文均不能确定单位")


def _only_body(organ: str | None, told: tuple[Mention, ...], body: Body) -> _Owner:
    stranger = organ_in(organ) if organ else None
    if told or not stranger or kin(stranger, body):
        return _Owner(body, (body,))
    return _Owner(body, (body,), f"标题未写单位，正文所见单位为“{stranger}”")
