"""What a season's messages say beside what was planned: every difference, in words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bench.city.plan import YEAR
from bench.city.season import CRAWLED
from nianbao.clock import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bench.city.mailbook import Letter
    from bench.city.plan import Body, Copy, Plan

FIRST: Final = date(YEAR + 1, 1, 10)
MISSING, LATE, GONE = "duty.missing", "duty.late", "duty.withdrawn"
AGAIN: Final = "━━ 再次提醒 ━━"
_MISSING_WORDS: Final = re.compile(r"(?<!尚)未检索到|逾期未见|未公布（")
_LATE_WORDS: Final = re.compile(r"逾期公布")
_AWAITED_WORDS: Final = re.compile(r"尚未检索到")
_OFFICES_KINDS: Final = frozenset({"daily", "digest", "brief", "upcoming", "private", "correction"})


def crawled(day: date) -> datetime:
    """Return when the portals are read on a day."""
    return datetime.combine(day, CRAWLED, SHANGHAI)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Truth:
    """The plan, asked about moments; ``last`` is the season's last day."""

    plan: Plan
    last: date

    # --- What was so at a moment -------------------------------------------------------

    def seen(self, copy: Copy) -> date | None:
        """Return the day on which a listed page could first be seen in its column."""
        if not copy.listed:
            hands = (h for h in self.plan.hands if h.number == copy.number)
            return next((hand.at.date() for hand in hands), None)
        for day in _days(max(FIRST, copy.at.date()), self.last):
            if copy.is_there(crawled(day)) and self.plan.is_readable(copy.portal, crawled(day)):
                return day
        return None

    def is_listed(self, body: Body, moment: datetime) -> bool:
        """Whether a report of the year stands in a column of the body."""
        return any(c.listed and c.is_there(moment) for c in self.plan.copies_of(body.slug))

    def claimed(self, body: Body) -> date | None:
        """Return the earliest day that a page of the body's report states."""
        return min((c.printed.date() for c in self.plan.copies_of(body.slug)), default=None)

    def may_be_missing(self, body: Body, day: date) -> bool:
        """Whether on a day, after its reading, the report may be called not found."""
        since = self.missing_since(body)
        if since is None or day < since:
            return False
        shown = [d for c in self.plan.copies_of(body.slug) if (d := self.seen(c))]
        return not shown or day <= min(shown)

    def missing_since(self, body: Body) -> date | None:
        """Return the first day on which its absence is proven: two readings, one after the date."""
        if not body.owes or body.due is None:
            return None
        columns = self.plan.columns_of(body.slug)
        readings = 0
        for day in _days(FIRST, self.last):
            if not all(self.plan.is_readable(one, crawled(day)) for one in columns):
                continue
            readings += 1
            if any((d := self.seen(c)) and d <= day for c in self.plan.copies_of(body.slug)):
                return None
            if day > body.due and readings > 1:
                return day
        return None

    def is_late(self, body: Body) -> bool:
        """Whether its report is published after its date."""
        claimed = self.claimed(body)
        return bool(body.owes and body.due and claimed and claimed > body.due)

    def late_since(self, body: Body) -> date | None:
        """Return the day on which it is seen to be late."""
        days = [d for c in self.plan.copies_of(body.slug) if (d := self.seen(c))]
        return min(days, default=None) if self.is_late(body) else None

    def broken_since(self, body: Body) -> date | None:
        """Return the day on which a broken sum is seen that is no first import."""
        for copy in self.plan.copies_of(body.slug):
            day = self.seen(copy)
            if day and day > FIRST and copy.cells(crawled(day)):
                return day
        return None


class Comparison:
    """The messages of a season, compared with its truth."""

    def __init__(
        self, plan: Plan, found: Sequence[Letter], last: date, owners: dict[int, str]
    ) -> None:
        self.truth, self.plan, self.letters = Truth(plan, last), plan, found
        self.owners = owners  # the bodies (slugs) of findings, by id
        names = {body.name: body for body in plan.bodies.values()}
        names |= {body.former: body for body in plan.bodies.values() if body.former}
        self._names = names
        longest = sorted(names, key=len, reverse=True)
        # A site bears its owner's name.
        self._pattern = re.compile(rf"(?:{'|'.join(map(re.escape, longest))})(?!门户网站|网站)")

        self._new = tuple(self._news())

    def _news(self) -> Iterator[dict[int, str]]:
        """Yield what each letter tells as new, by finding: a reminder says that it is one."""
        told: set[tuple[str, str, int]] = set()
        for letter in self.letters:
            again = {body.slug for body in self._bodies_in(letter.text.partition(AGAIN)[2])}
            keys = {n: (letter.email, letter.kind, n) for n in letter.rules}
            yield {
                n: rule
                for n, rule in letter.rules.items()
                if keys[n] not in told or self.owners[n] not in again
            }
            told.update(keys.values())

    def faults(self) -> list[str]:
        """Return every difference."""
        parts = (
            self._false_words(), self._once(), self._told(), self._closed(), self._corrections(),
            self._roles(),
        )  # fmt: skip
        return [fault for part in parts for fault in part]

    # --- No word that is not true ----------------------------------------------------------

    def _false_words(self) -> Iterator[str]:
        for letter in self.letters:
            if letter.kind not in _OFFICES_KINDS - {"correction"}:
                continue
            for line in letter.text.splitlines():
                for body in self._bodies_in(line):
                    yield from self._false(letter, line, body)

    def _bodies_in(self, line: str) -> Iterable[Body]:
        return {m: self._names[m] for m in self._pattern.findall(line)}.values()

    def _false(self, letter: Letter, line: str, body: Body) -> Iterator[str]:
        day = letter.at.date()
        said = ""
        if _MISSING_WORDS.search(line) and not self.truth.may_be_missing(body, day):
            said = "missing"
        elif _AWAITED_WORDS.search(line) and self._was_visible(body, day):
            said = "awaited"
        elif _LATE_WORDS.search(line) and not self.truth.is_late(body):
            said = "late"
        if said:
            yield f"false {said}: {body.slug} in {_name(letter)}: {line.strip()[:160]}"

    def _was_visible(self, body: Body, day: date) -> bool:
        columns = self.plan.columns_of(body.slug)
        readable = all(self.plan.is_readable(one, crawled(day)) for one in columns)
        return readable and self.truth.is_listed(body, crawled(day))

    # --- Nothing twice ------------------------------------------------------------------------

    def _once(self) -> Iterator[str]:
        told: Counter[tuple[str, str, int]] = Counter()
        for n, letter in enumerate(self.letters):
            if letter.kind != "digest":
                told.update((letter.email, letter.kind, one) for one in self._new[n])
        for (email, kind, one), times in told.items():
            if times > 1:
                yield f"{times} times in {kind}: {one} of {self.owners[one]} to {email}"
        texts = Counter((one.email, one.text) for one in self.letters)
        yield from (f"the same text twice to {email}" for (email, _), n in texts.items() if n > 1)

    # --- All that is true is told, at once -----------------------------------------------------

    def _told(self) -> Iterator[str]:
        first: defaultdict[tuple[str, str], list[Letter]] = defaultdict(list)
        for n, letter in enumerate(self.letters):
            if letter.kind == "daily":
                for one, rule in self._new[n].items():
                    what = "sums" if rule.startswith(("t3.", "t4.")) else rule
                    if letter not in first[self.owners[one], what]:
                        first[self.owners[one], what].append(letter)
        for body in self.plan.bodies.values():
            wanted = (
                (MISSING, self.truth.missing_since(body)),
                (LATE, self.truth.late_since(body)),
                ("sums", self.truth.broken_since(body)),
            )
            for what, day in wanted:
                yield from self._at_once(body, what, day, first.get((body.slug, what), []))

    def _at_once(
        self, body: Body, what: str, day: date | None, told: list[Letter]
    ) -> Iterator[str]:
        if day is None:
            yield from (f"untrue: {what} of {body.slug} told in {_name(one)}" for one in told)
            return
        boxes = {one.email for one in self.plan.boxes if one.office == body.office}
        nearest = [one for one in told if one.email in boxes]
        if not nearest and body.office:
            yield f"untold: {what} of {body.slug} since {day}"
        for one in nearest:
            if one.at.date() != day:
                yield f"{what} of {body.slug} is so on {day}, and was told in {_name(one)}"

    def _closed(self) -> Iterator[str]:
        """Yield what was told to be wrong, was corrected, and is not closed in one digest."""
        closed = Counter(
            (letter.email, body.slug)
            for letter in self.letters
            if letter.kind == "digest"
            for line in letter.text.splitlines()
            if "复核通过" in line
            for body in self._bodies_in(line)
        )
        for body in self.plan.bodies.values():
            mended = self._mended(body)
            for box in self.plan.boxes:
                wanted = box.office == body.office and box.digest and self._is_told(mended)
                times = closed.pop((box.email, body.slug), 0)
                if times > 1 or (wanted and not times) or (times and mended is None):
                    yield f"closed {times} times: {body.slug} to {box.email}, mended {mended}"

    def _mended(self, body: Body) -> date | None:
        """Return when a page with a broken sum that was told was corrected."""
        copies = self.plan.copies_of(body.slug)
        last = [since for copy in copies for since, cells in copy.faults if not cells]
        if not last or self.truth.broken_since(body) is None:
            return None
        return last[-1].date()

    def _is_told(self, mended: date | None) -> bool:
        """Whether a digest has followed a correction, with a day to read it and one to write it."""
        return mended is not None and mended + timedelta(days=9) <= self.truth.last

    # --- What is taken back --------------------------------------------------------------------

    def _corrections(self) -> Iterator[str]:
        entered = {hand.about for hand in self.plan.hands if hand.doing == "record"}
        told = {
            (one.email, self.owners[n])
            for one in self.letters
            if one.kind == "daily"
            for n, rule in one.rules.items()
            if rule == MISSING and self.owners[n] in entered
        }
        back = Counter(
            (one.email, body.slug)
            for one in self.letters
            if one.kind == "correction"
            for body in self._bodies_in(one.text)
            if body.slug in {slug for _, slug in told} or not body.slug.endswith("-office")
        )
        yield from (f"not taken back: {slug} to {email}" for email, slug in told - back.keys())
        for (email, slug), times in back.items():
            if times > 1 or slug not in entered:
                yield f"taken back {times} times: {slug} to {email}"

    # --- To whom -------------------------------------------------------------------------------

    def _roles(self) -> Iterator[str]:
        office = {one.email: one.office for one in self.plan.boxes}
        silent = {one.email for one in self.plan.boxes if not one.digest}
        for letter in self.letters:
            is_admin = not office[letter.email]
            if is_admin != (letter.kind == "admin"):
                yield f"to the wrong one: {_name(letter)}"
            if letter.kind == "digest" and letter.email in silent:
                yield f"not wanted: {_name(letter)}"
            if not is_admin:
                yield from self._strangers(letter, office[letter.email])

    def _strangers(self, letter: Letter, office: str) -> Iterator[str]:
        for body in self._bodies_in(letter.text):
            over, seen = body, {body.slug}
            while over.office and over.slug != office:
                over = self.plan.bodies[over.office]
                seen.add(over.slug)
            if office not in seen:
                yield f"not its matter: {body.slug} in {_name(letter)}"


def _name(letter: Letter) -> str:
    return f"{letter.kind} {letter.at:%m-%d %H:%M} to {letter.email}"
