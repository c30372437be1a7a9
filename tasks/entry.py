"""“已经公布”: a report that a person found is fetched, judged and kept like a crawled one.

The answer says what was found, what the state is now, and why the crawl had not
seen it. What content contradicts is refused, or kept to be confirmed. What is
entered stands in a column of its own to which no body is bound: it answers the
duty for which it was entered, and proves nothing about any column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urlsplit

import structlog

from crawler.hosts import listed
from crawler.unread import Unread
from nianbao.duty.calendar import day_of, start_of
from nianbao.duty.genre import Genre
from nianbao.duty.matching import Clues, match
from nianbao.duty.model import DutyState, ReportKind
from nianbao.duty.names import kin, mentions, organ_in
from nianbao.report.model import Claim
from storage.queries.bodies import body_of_duty
from storage.queries.duties import duties
from storage.queries.facts import claimed_date
from storage.queries.portals import portals
from storage.queries.trails import known as known_at
from storage.queries.trails import looked
from storage.store import entries
from storage.store.duties import find_duty
from tasks.brought import address_in, fetched, handed_in
from tasks.entered import New, claims_of, keep
from tasks.read import read
from tasks.sealing import seal_folder
from tasks.standings import standings
from tasks.unseen import Trail, unseen

if TYPE_CHECKING:
    from datetime import date

    from nianbao.duty.matching import Match
    from nianbao.duty.model import Body, Standing
    from storage.database import Session
    from tasks.brought import Brought, Piece, Upload
    from tasks.entered import Kept
    from tasks.house import House
    from tasks.unseen import Unseen

log = structlog.get_logger()

OPEN: Final = frozenset(
    {DutyState.MISSING, DutyState.UNVERIFIABLE, DutyState.TO_CONFIRM, DutyState.SUBMITTED_ONLY}
)
"""States of a duty whose report is not known for certain though it is due."""
_SAVE: Final = (
    "请用浏览器打开该网址，保存网页后加 --file 上传；"
    "无法保存的，请用 --date 写明页面所标公布日期，并加 --screenshot 上传截图"
)
_INSIST: Final = "如仍要登记，请加 --insist 并用 --why 写明理由，将作“待核实”"


class Refused(ValueError):  # noqa: N818 - named for what became of the entry
    """An entry is not kept; the message says why and what can be done (Chinese)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person enters. ``url`` may be "" where the saved page names its address."""

    body: str  # slug
    year: int
    who: str
    kind: ReportKind = ReportKind.OWN
    url: str = ""
    file: Upload | None = None
    day: date | None = None
    screenshot: Upload | None = None
    why: str = ""
    insist: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an entry.

    ``remark`` says what of the content is not certain or contradicts the entry,
    ``unread`` why nothing could be read (both Chinese). ``doubted`` are columns whose
    binding is unproven from now on. ``told`` counts the recipients to be corrected.
    """

    number: int
    url: str
    title: str
    organ: str
    year: int | None
    day: date | None
    unread: str
    remark: str
    certain: bool
    unseen: Unseen
    before: Standing | None
    after: Standing | None
    doubted: tuple[str, ...]
    told: int
    folder: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """The duty that is meant, and what was known of it before."""

    duty_id: int
    body: Body
    before: Standing | None
    trail: Trail


def record(house: House, entry: Entry) -> Answer:
    """Keep what a person entered, and say what follows from it.

    Raises:
        Refused: it is not kept.
        LookupError: there is no such duty.
        ValueError: it is not said who enters it.
    """
    asked = _asked(house, entry)
    brought, unread = _brought(house, entry, asked.trail)
    against, doubt = _content(brought, asked.body, entry) if brought else ("", "")
    _refuse(entry, against, doubt)
    new = _new(house, entry, asked, brought, against or doubt)
    if against:
        new = replace(new, certain=False)
    kept = keep(house, new)
    if kept.folder:
        seal_folder(house, kept.folder)
    for version_id in kept.versions:
        read(house, version_id)
    standings(house, asked.duty_id)
    told = _retract(house, new, kept.number)
    log.info("report_entered", entry=kept.number, duty=asked.duty_id, told=told)
    return replace(_answer(house, asked, new, kept), told=told, unread=unread or _unread(brought))


# --- What is asked ----------------------------------------------------------------


def _asked(house: House, entry: Entry) -> _Asked:
    if not entry.who.strip():
        raise ValueError("请写明登记人")
    url = _address(entry)
    now = house.now
    with house.database.read() as session:
        duty_id = find_duty(session, entry.body, entry.year, entry.kind)
        if duty_id is None:
            raise LookupError(f"没有登记这一应公布事项：{entry.body} {entry.year}年度")
        body, _ = body_of_duty(session, duty_id)
        portal = next((one for one in portals(session) if listed(url, one.hosts)), None)
        seen = known_at(session, _spellings(url), duty_id)
        columns = looked(session, entry.body, now)
        before = _standing(house, session, duty_id)
    return _Asked(duty_id, body, before, Trail(url, entry.body, portal, seen, columns))


def _address(entry: Entry) -> str:
    """Return the address at which the report is said to stand.

    Raises:
        Refused: none is named, or it is no address of the web.
    """
    named = entry.url or (address_in(entry.file.data) if entry.file else "")
    url = urldefrag(named.strip()).url
    if not url:
        raise Refused("上传的文件中没有公布网址，请用 --url 写明报告公布在哪个网址")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise Refused(f"“{url}”不是网址，应以 http:// 或 https:// 开头")
    return url


def _spellings(url: str) -> tuple[str, ...]:
    """Return an address and what it is under the other scheme."""
    scheme, _, rest = url.partition("://")
    return url, f"{'http' if scheme == 'https' else 'https'}://{rest}"


def _standing(house: House, session: Session, duty_id: int) -> Standing | None:
    found = duties(session, house.now, ids=[duty_id])
    return found[0].standing if found else None


# --- What is brought --------------------------------------------------------------


def _brought(house: House, entry: Entry, trail: Trail) -> tuple[Brought | None, str]:
    """Return what was handed in or fetched; None, and why, where there is only a person's word.

    Raises:
        Refused: there is nothing to go by.
    """
    if entry.file is not None:
        if len(entry.file.data) > house.settings.download_max_bytes:
            raise Refused(f"文件超过大小上限（{house.settings.download_max_bytes} 字节）")
        return handed_in(entry.file, trail.url), ""
    if trail.portal is None:
        why = unseen(trail, entry.day).said
    else:
        try:
            return fetched(house, trail.portal, trail.url), ""
        except Unread as reason:
            why = f"该网址未能自动打开：{reason.detail}"
    if entry.day is None or entry.screenshot is None:
        raise Refused(f"{why}。{_SAVE}")
    return None, why


def _content(brought: Brought, body: Body, entry: Entry) -> tuple[str, str]:
    """Return what the content says against the entry, and what of it is only not certain."""
    piece = brought.speaker
    clues = _clues(piece, brought.page, entry.day)
    if not clues.titles and piece.report is None:
        return "", ""  # nothing could be read: the person looked
    found = match(clues, (body,))
    if found.genre not in {Genre.ANNUAL, Genre.UNKNOWN}:
        return f"“{_title(brought)}”不是政府信息公开工作年度报告", ""
    if found.body is None or _is_anothers(clues, body):
        whose = organ_in(clues.page_title) or clues.organ or "其他单位"
        return f"内容所写单位为“{whose}”，不是{body.name}", ""
    if found.year is not None and found.year != entry.year:
        return f"内容为{found.year}年度报告，不是{entry.year}年度", ""
    return "", _doubt(found, piece)


def _clues(piece: Piece, page: Piece, day: date | None) -> Clues:
    """Return what speaks for one body and year: one title, and the report as read."""
    report = piece.report
    own = page.article.title if page.article else ""
    return Clues(
        page_title=(report.title if report else None) or own,
        organ=report.organ if report else None,
        claims=report.year_claims if report else (),
        published=day or claimed_date(claims_of(page))[0],
        tables=report.is_report if report else None,
        source=page.article.meta.get("ContentSource", "") if page.article else "",
        text=report.text if report else "",
    )


def _is_anothers(clues: Clues, body: Body) -> bool:
    """Whether no title names the body, and the text names another organ as its author."""
    organ = organ_in(clues.organ) if clues.organ else None
    if not organ or mentions(organ, (body,)) or kin(organ, body):
        return False
    return not any(mentions(title, (body,)) for title in clues.titles)


def _doubt(found: Match, piece: Piece) -> str:
    return "" if found.certain or piece.report is None else found.why


def _refuse(entry: Entry, against: str, doubt: str) -> None:
    """Refuse what contradicts itself, and what nobody vouches for.

    Raises:
        Refused: it is not to be kept so.
    """
    if against and not (entry.insist and entry.why.strip()):
        raise Refused(f"{against}。{_INSIST}")
    if doubt and not entry.why.strip():
        raise Refused(f"{doubt}。确为该单位该年度报告的，请用 --why 写明核实情况后再登记")


# --- What follows -----------------------------------------------------------------


def _new(house: House, entry: Entry, asked: _Asked, brought: Brought | None, remark: str) -> New:
    claims = claims_of(brought.page) if brought else ()
    if entry.day:
        claims = (Claim(entry.day.isoformat(), "person", entry.who), *claims)
    published, _ = claimed_date(claims)
    today = day_of(house.now)
    if published and published > today:
        if entry.day:
            raise Refused(f"公布日期{published}晚于今天")
        published = None
    state = asked.before.state if asked.before else None
    return New(
        duty_id=asked.duty_id,
        url=asked.trail.url,
        who=entry.who.strip(),
        why=entry.why.strip(),
        day=entry.day,
        published=published,
        brought=brought,
        screenshot=entry.screenshot,
        certain=True,
        remark=remark,
        trail=asked.trail,
        unseen=unseen(asked.trail, published),
        was_unseen=state is None or state in OPEN,
    )


def _retract(house: House, new: New, number: int) -> int:
    """Take back what was told wrongly: that a report was not to be seen which was there by then."""
    now = house.now
    if not (new.certain and new.was_unseen) or new.published is None or _contradicted(new):
        return 0
    with house.database.write() as session:
        return entries.retract_missing(session, number, start_of(new.published), now)


def _contradicted(new: New) -> bool:
    """Whether a crawl read the column completely after the day that the page claims, without it.

    Then the report was not to be seen by then, whatever the page says. A person's
    word on the date stands.
    """
    if new.day is not None or new.published is None:
        return False
    lists = [one.read_before for one in new.trail.known if one.read_before]
    return any(day_of(read_at) > new.published for read_at in lists)


def _answer(house: House, asked: _Asked, new: New, kept: Kept) -> Answer:
    speaker = new.brought.speaker if new.brought else None
    report = speaker.report if speaker else None
    with house.database.read() as session:
        after = _standing(house, session, asked.duty_id)
    return Answer(
        number=kept.number,
        url=new.url,
        title=(_title(new.brought) if new.brought else ""),
        organ=(report.organ if report else None) or "",
        year=report.year if report else None,
        day=new.published,
        unread="",
        remark=new.remark,
        certain=new.certain,
        unseen=new.unseen,
        before=asked.before,
        after=after,
        doubted=kept.doubted,
        told=0,
        folder=kept.folder,
    )


def _unread(brought: Brought | None) -> str:
    return brought.speaker.why if brought else ""


def _title(brought: Brought) -> str:
    page = brought.page
    own = page.article.title if page.article else ""
    said = brought.speaker.report.title if brought.speaker.report else None
    return said or own or page.name
