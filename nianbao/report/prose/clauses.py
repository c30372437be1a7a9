"""Reads one clause: its numbers, or what it says without any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import (
    applications,
    litigation,
    movement,
    phrases,
    respective,
    subjects,
    table_two,
)
from nianbao.report.prose.absences import absences
from nianbao.report.prose.claims import Claim
from nianbao.report.prose.quantities import quantities
from nianbao.report.prose.scene import LISTED, UNKNOWN, VERBS, loosely_said
from nianbao.report.prose.scene import said as understood
from nianbao.report.prose.subjects import Reading
from nianbao.report.prose.totalities import applicants, totalities
from nianbao.report.prose.vocabulary import words

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.sentences import Sentence
    from nianbao.report.prose.subjects import Readings


_READERS: Final = (litigation.read, table_two.read, applications.read)
_RESULTS: Final = frozenset(subjects.RESULTS.values())
_REASONED: Final = frozenset(["filler", "own", "generic", *subjects.GROUPS])
"""What may stand beside the reason of a result."""
_DONE: Final = VERBS | subjects.OF_RESULT
_DONE_OR_DENIED: Final = VERBS | subjects.OF_WHOM | {"negation"}
_COUNTED: Final = VERBS | subjects.OF_WHOM | {"counted", "generic"}
_OF_CASES: Final = subjects.CASES | subjects.ENDED | frozenset(subjects.OUTCOMES)
_OF_DOCUMENTS: Final = subjects.ENDED | frozenset(subjects.DOCUMENT_COLUMNS)
_OF_APPLICATIONS: Final = (
    subjects.OF_RESULT | subjects.OF_WHOM | {"carried_out", "carried_in", "opened"}
)
"""Kinds of word that clauses are told apart by."""
_TIMES: Final = frozenset(["own", "annual", "year", "until", "period", "summed", "filler"])
"""What may stand before 6件政府信息公开申请 where no verb does."""


@dataclass(slots=True)
class Clause:
    """A clause at a place of its sentence, as it is read into a scene."""

    scene: Scene
    sentence: Sentence
    at: int
    text: str

    def read(self) -> None:
        """Add what the clause claims to the scene."""
        if phrases.asks(self.text):
            return
        if self.text.endswith(phrases.NONE) and (nought := phrases.NOUGHT.fullmatch(self.text)):
            self._each_nought(nought)
            return
        if self.scene.trend:
            self._carry_on()
        if respective.WORD in self.text and not phrases.COUNTED_UP.search(self.text):
            parts = respective.parts(self.text, self.scene.years)
        else:
            parts = None
        is_of_years = self.text[:1] == "2" and phrases.YEARS.fullmatch(self.text)
        self.scene.years = self.text if is_of_years else ""
        if parts is not None:
            self._respectively(parts)
        elif to := movement.arrival(self.text, self.scene.year):
            self._alone(to)
        else:
            self._read()
            is_number = "年" in self.text and self.text.endswith(phrases.COUNTS)
            if is_number and (yearly := phrases.YEARLY.match(self.text)):
                self.scene.trend = f"{yearly['what']}数量"

    def _carry_on(self) -> None:
        """Read a bare number as one of what has just been said to rise or to fall."""
        bare = phrases.BARE.match(self.text)
        if bare is None:
            self.scene.trend = ""
        else:
            self.text = f"{bare[1]}{self.scene.trend}{self.text[bare.end(1) :]}"

    def _each_nought(self, match: re.Match[str]) -> None:
        """Read 新收申请、上年结转、结转下年度均为0, each alone."""
        at = 0
        for name in re.split("[、和及与]", match["names"]):
            at += len(name) + 1
            self._alone(respective.Part(f"{name}{match['verb']}0件", len(self.text)))

    def _respectively(self, parts: tuple[respective.Part, ...]) -> None:
        """Read each name with its number; of names that do not pair nothing is known."""
        scene = self.scene
        scene.set_by(respective.before(self.text))
        scene.narrowed = scene.narrowed or not parts
        if scene.topic == "application" and not scene.head:
            scene.head = LISTED
        for part in parts:
            self._alone(part)

    def _alone(self, part: respective.Part | movement.Arrival) -> None:
        """Read what a part of the clause says, as a clause of its own."""
        claims, known = self.scene.claims, len(self.scene.claims)
        Clause(self.scene, self.sentence, self.at, part.text).read()
        claims[known:] = [
            claim._replace(start=self.at, end=self.at + part.end) for claim in claims[known:]
        ]

    def _read(self) -> None:
        found = quantities(self.text)
        done = self._heading() if ":" in self.text else 0
        if len(found) > 1 and self._labelled_behind(found):
            return
        if found and self.scene.among and phrases.OF_YEAR.match(self.text):
            self.scene.end_parts()
        for number, one in enumerate(found):
            until = found[number + 1].start if number + 1 < len(found) else len(self.text)
            tail = self.text[one.end : until]
            is_first = self._number(done, one, tail)
            done = until if is_first and tail.endswith(phrases.LISTED) else one.end
        if done < len(self.text):
            self._rest(done)

    def _labelled_behind(self, found: tuple[Quantity, ...]) -> bool:
        """Read 42件新收申请、3件结转申请, where each number stands before what it is of."""
        ends = (*(one.start for one in found[1:]), len(self.text))
        labels = [self.text[one.end : end] for one, end in zip(found, ends, strict=True)]
        lead = self.text[: found[0].start]
        is_listed = not lead or lead.endswith((":", "、", "是", "为"))
        if not is_listed or not all(phrases.LABEL.fullmatch(label) for label in labels[:-1]):
            return False
        if not labels[-1] or any(words(label.strip("、和及")) is None for label in labels):
            return False
        self.scene.set_by(lead)
        for one, label in zip(found, labels, strict=True):
            said = f"{label.strip('、和及')}{self.text[one.start : one.end]}"
            self._alone(respective.Part(said, one.end))
        return True

    def _heading(self) -> int:
        """Take in 行政复议情况: before what is said under it; return where that begins."""
        match = phrases.HEADING.match(self.text)
        if match is None:
            return 0
        self.scene.set_by(match[0])
        self._mention(match[0][:-1])
        return match.end()

    def _number(self, start: int, one: Quantity, tail: str) -> bool:
        """Read a number; return whether what it is of stands behind it."""
        lead, scene = self.text[start : one.start], self.scene
        scene.set_by(lead)
        said = None if lead.endswith(phrases.FROM) else understood(lead, scene)
        if said is not None and said.kinds <= _TIMES and (what := phrases.application_behind(tail)):
            said = understood(lead + what[0], scene)
        if tail == "答复中" and said is not None and said.kinds <= _TIMES | {"made"}:
            said = understood(f"{lead}答复", scene)
        self._judged_by(lead)
        begins = "其中" in lead
        if begins:
            scene.among = "" if self._is_own_part(lead) else self._whole()
        if one.unit in phrases.UNITS:
            scene.count(one.value, begins=begins)
        if said is None:
            is_read = self._loosely(lead, start, one, tail)
            self._not_understood(lead, one, is_read=is_read)
        elif "negation" in said.kinds and "pending" not in said.kinds:
            self._not_one(lead + tail, start, one)
        else:
            return self._understood(said, start, one, tail)
        if tail.endswith("中"):
            scene.among = UNKNOWN
        return False

    def _whole(self) -> str:
        """Return what the parts behind 其中 are parts of; of two kinds of case it is not known."""
        head = self._part() or self.scene.head.removeprefix(LISTED) or self._group() or UNKNOWN
        said = self.sentence.folded[: self.at].rpartition(";")[2]
        is_of_both = "诉" in said and "复议" in phrases.WAYS.sub("", said)
        return UNKNOWN if head == "litigation" and is_of_both else head

    def _part(self) -> str:
        """Return "results" where 其中 in parentheses is of a result: 予以公开15件（其中……）."""
        said, claims = self.sentence.folded, self.scene.claims
        is_inside = said[self.at - 1 : self.at] == "(" and bool(claims)
        is_of_last = is_inside and claims[-1].end == self.at - 1
        return "results" if is_of_last and claims[-1].cells in _RESULTS else ""

    def _is_own_part(self, lead: str) -> bool:
        """Whether the body's own number is named beside those of others: 其中县政府收到42件."""
        return self.scene.head == UNKNOWN and phrases.OWN_PART.match(lead) is not None

    def _group(self) -> str:
        """Return "results" where the last number was of a group of results."""
        claims = self.scene.claims
        is_group = bool(claims) and any(
            claims[-1].cells == subjects.RESULTS[group] for group in subjects.GROUPS
        )
        return "results" if is_group else ""

    def _not_understood(self, lead: str, one: Quantity, *, is_read: bool) -> None:
        """Whoever did something that is not understood may also do what comes next."""
        may_be_cases = subjects.may_name_cases(lead)
        is_cause = may_be_cases and lead.startswith(phrases.CAUSES)
        who = "" if is_read or is_cause or one.unit not in phrases.UNITS else _doer(lead)
        if who:
            self.scene.doubted = self.scene.doubted or self.scene.own
            self.scene.is_else = who == "body" and (self.scene.own or self.scene.is_else)
            self.scene.own = False
        if one.unit and not phrases.COMPARED.match(lead):
            self.scene.take(UNKNOWN)
        if may_be_cases:
            told = phrases.OF_DISCLOSURE.findall(lead)
            is_of_others = bool(told) and not self.scene.own
            self.scene.marked = is_of_others
            if is_of_others and len(told) == 1 and self.scene.this_year:
                self.scene.turn_to("litigation", "review" if told[0].endswith("复议") else "suit")

    def _loosely(self, lead: str, start: int, one: Quantity, tail: str) -> bool:
        """Read a number of what is named right before it, narrowed by words that are not known.

        Return whether it was read.
        """
        scene = self.scene
        said = loosely_said(lead, scene) if scene.is_clear else None
        if said is None or said.has(_DONE_OR_DENIED) or _is_strange(tail):
            return False
        made = Clause(scene.copy(partial=True), self.sentence, self.at, self.text)
        read = made._readings(said, one, tail) or ()
        for readings in read:
            made._claim(readings, start, one.end, one)
        return bool(read)

    def _not_one(self, text: str, start: int, one: Quantity) -> None:
        """Read 未发生一起行政诉讼."""
        if one.value == 1 and not one.is_money:
            self._claim_none(text, start)

    def _understood(self, said: Said, start: int, one: Quantity, tail: str) -> bool:
        if phrases.application_behind(tail) and said.has(_DONE):
            self.scene.turn_to("application")
        is_behind = bool(tail) and said.has(VERBS) and self._has_result_behind(one, tail)
        made = None if is_behind else self._readings(said, one, tail)
        is_first = made is None
        if is_behind:
            made = self._told_behind(one, tail)
        if made is None and self._is_count(said, one, tail):
            made = self._behind(said, one, tail)
        if made is None and one.unit:
            self.scene.take(UNKNOWN)
        if (
            made
            and tail.endswith("件中" if one.unit == "" else "中")
            and not tail.strip("的申请中")
        ):
            self.scene.among = self.scene.head
        self.scene.partial = self.scene.partial or said.any("part", "in_name")
        if made and self.scene.is_clear and (is_first or not _is_strange(tail)):
            for readings in made:
                self._claim(readings, start, one.end + len(tail) * is_first, one)
        return is_first and made is not None

    def _readings(self, said: Said, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Return the readings of each thing that a number is said of; None if of nothing known."""
        if not self._is_count(said, one, tail) or (said.has(VERBS) and phrases.SOME.match(tail)):
            return None
        if said.has(VERBS) and ("rest" in said.kinds or self.text.endswith("申请中", 0, one.start)):
            return None
        if not self.scene.topic and said.any("new", "got", "accepted"):
            self._bare(said, tail)
        for read in _READERS:
            made = read(said, one, self.scene, self.text)
            if made is not None:
                return made
        return None

    def _bare(self, said: Said, tail: str) -> None:
        """Read 收到申请42件 as of information where nothing else can be applied for."""
        is_named = "generic" in said.kinds or tail.startswith(("申请", "的申请"))
        if is_named and not phrases.FOR_ELSE.search(self.sentence.folded):
            self.scene.turn_to("application")

    def _is_count(self, said: Said, one: Quantity, tail: str) -> bool:
        """Whether a number counts what tables count, exactly."""
        if not one.is_money and (
            one.unit not in phrases.UNITS or (tail and phrases.ROUGH.match(tail))
        ):
            return False
        return bool(one.unit) or one.value == 0 or "counted" in said.kinds

    def _behind(self, said: Said, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Read 2件申请结转下年度: what a number is said of stands behind it."""
        if not tail or said.has(_COUNTED):
            return self._rest_behind(one, tail) if "rest" in said.kinds else None
        if document := phrases.DOCUMENT.match(tail):
            issued = understood(document[0], self.scene)
            return None if issued is None else table_two.read(issued, one, self.scene, tail)
        return self._told_behind(one, tail)

    def _has_result_behind(self, one: Quantity, tail: str) -> bool:
        """Whether 402件予以公开 says behind a number what it is of, whatever stands before."""
        if tail.startswith(phrases.LISTED) or not self._is_told_alone(one, tail):
            return False
        behind = understood(tail.rstrip("、"), self.scene)
        return behind is not None and behind.has(subjects.OF_RESULT) and not behind.has(VERBS)

    def _is_told_alone(self, one: Quantity, tail: str) -> bool:
        """Whether what stands behind a number ends there, and begins no other."""
        return one.end + len(tail) == len(self.text) or tail.endswith(phrases.LISTED)

    def _rest_behind(self, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Read 收到的申请尚有2件未办结: what is left of what came is carried over."""
        behind = understood(tail, self.scene)
        if behind is None or "carried_out" not in behind.kinds:
            return None
        return applications.read(behind, one, self.scene, tail)

    def _told_behind(self, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        behind = understood(tail.removesuffix("中").rstrip("、"), self.scene)
        if behind is None or "negation" in behind.kinds or behind.has(VERBS):
            return None
        ends = self._is_told_alone(one, tail)
        if ends and behind.has(_OF_CASES):
            self.scene.set_by(tail)
            return litigation.read(behind, one, self.scene, tail)
        if behind.has(subjects.OF_WHOM) and not (ends and phrases.OF_WHOM.match(tail)):
            return None
        if not behind.has(_OF_APPLICATIONS):
            return None
        self.scene.set_by(tail)
        return applications.read(behind, one, self.scene, tail)

    def _reason(self) -> bool:
        """Read 不予公开1件（过程性信息）: a number of a group is that of its one reason."""
        claims, before = self.scene.claims, self.sentence.folded[self.at - 1 : self.at]
        if before != "(" or not claims or claims[-1].end != self.at - 1:
            return False
        if phrases.MAINLY.search(self.text):
            return False
        said = understood(self.text, self.scene)
        leaves = said.only(subjects.GROUP_OF) if said is not None else []
        if len(leaves) != 1 or said is None or not said.kinds <= _REASONED | {leaves[0]}:
            return False
        group = subjects.RESULTS[subjects.GROUP_OF[leaves[0]]]
        if claims[-1].cells != group:
            return False
        one = claims[-1].readings[0]._replace(cells=subjects.RESULTS[leaves[0]])
        slack = one.cells if one.slack == group else one.slack
        claims[-1] = claims[-1]._replace(readings=(one._replace(slack=slack),))
        return True

    def _rest(self, start: int) -> None:
        """Read what stands behind the last number, or the whole clause if it has none."""
        rest = self.text[start:]
        if not start and self._reason():
            return
        self.scene.set_by(rest)
        self._judged_by(rest)
        if not start:
            self._among(rest)
            self._mention(rest)
            self.scene.trend = _carried_on(rest)
        if rest.endswith(phrases.BY_ENDS) and phrases.BY.search(rest):
            self._divided()
        may_end = not start and self.scene.claims and ("维持" in rest or "纠" in rest)
        if may_end and (ended := phrases.SO_ENDED.fullmatch(rest)):
            self._so_ended("upheld" if ended["upheld"] else "corrected")
        if phrases.SPEAKS.search(rest):
            self._all_of_one(rest, start)
            every = totalities(rest, self.sentence.folded, self.scene)
            if every is not None:
                for cells, whole in every:
                    self._claim((Reading(cells),), start, len(self.text), whole=whole)
            elif not start:
                self._claim_none(rest, start)

    def _judged_by(self, text: str) -> None:
        """Speak of the kind of case of which those decide who are named: 复议机关, 法院."""
        scene = self.scene
        if (
            scene.topic != "litigation"
            or not scene.subject
            or (judge := phrases.JUDGE.search(text)) is None
        ):
            return
        is_review = judge[0].startswith("复议")
        if is_review != ("review" in scene.subject):
            scene.subject = ("review",) if is_review else ("suit",)

    def _all_of_one(self, rest: str, start: int) -> None:
        """Read 均为自然人 right behind a number of what came."""
        for cells, whole in applicants(rest, self.scene):
            if self._is_of_last(start):
                self._claim((Reading(cells),), start, len(self.text), whole=whole)

    def _is_of_last(self, start: int) -> bool:
        """Whether no other number stands between what was claimed last and a place."""
        claims = self.scene.claims
        between = self.sentence.folded[claims[-1].end : self.at + start] if claims else "0"
        return not quantities(between)

    def _so_ended(self, outcome: str) -> None:
        """Read how a case ended, where one has been told right before and no other."""
        last = self.scene.claims[-1] if self.scene.claims else None
        if last is None or last.quantity is None or last.quantity.value != 1:
            return
        if last.end != self.at - 1 or not last.cells[0].endswith(".total"):
            return
        cells = tuple(cell.replace(".total", f".{outcome}") for cell in last.cells)
        if cells[0].startswith("t4.") and self.scene.is_clear and self.scene.marked:
            self._claim((Reading(cells),), 0, len(self.text), last.quantity)

    def _divided(self) -> None:
        """Begin with parts anew: 从申请主体看 the total is what was received."""
        scene = self.scene
        if any(claim.cells == subjects.RECEIVED for claim in scene.claims):
            scene.head, scene.among = "received", ""
            scene.own, scene.doubted = scene.own or scene.doubted, False
        elif scene.topic in {"", "application"} and not scene.head:
            scene.turn_to("application")
            scene.head = LISTED

    def _among(self, text: str) -> None:
        """Take in that parts come next: 全年受理的政府信息公开申请中."""
        said = understood(text[:-1], self.scene) if text.endswith("申请中") else None
        if (
            said is None
            or said.any("negation", "part")
            or self.scene.topic not in {"", "application"}
        ):
            return
        verbs = said.only(VERBS)
        if verbs and not {"new", "got", "accepted"}.issuperset(verbs):
            head = "settled" if {"finished", "answered"}.issuperset(verbs) else "handled"
        else:
            head = "received" if verbs else LISTED
        if "application" in said.kinds or self.scene.topic:
            self.scene.turn_to("application")
            self.scene.head = self.scene.head or head

    def _mention(self, text: str) -> None:
        """Take in what the next clauses are about: 政府信息公开行政复议案件中."""
        if not subjects.may_name_cases(text) and "规范性文件" not in text:
            return
        said = understood(text.removesuffix("中"), self.scene)
        if said is None or "negation" in said.kinds or said.has(VERBS):
            return
        if "normative" in said.kinds and not said.has(_OF_DOCUMENTS):
            self.scene.turn_to("documents", "normative")
            self.scene.verb = ""
        if cases := said.only(subjects.LITIGATION):
            self.scene.turn_to("litigation", *cases)
            self.scene.marked = self.scene.marked or "marker" in said.kinds

    def _claim_none(self, text: str, start: int) -> None:
        for cells in absences(text, self.scene):
            self._claim((Reading(cells),), start, len(self.text))

    def _claim(
        self,
        readings: Readings,
        start: int,
        end: int,
        one: Quantity | None = None,
        *,
        whole: tuple[str, ...] = (),
    ) -> None:
        if self.scene.partial:
            readings = tuple(reading._replace(slack=reading.cells) for reading in readings)
        if one is not None or not self.scene.partial:
            claim = Claim(self.sentence, self.at + start, self.at + end, readings, one, whole)
            self.scene.claims.append(claim)


def _carried_on(text: str) -> str:
    """Return what a bare number in the next clause is of, "" if it is not told."""
    if "申请" not in text and not subjects.may_name_cases(text):
        return ""
    if trend := phrases.TREND.fullmatch(text):
        return f"{trend['what']}数量"
    mostly = phrases.MOSTLY.fullmatch(text)
    return mostly["who"] if mostly else ""


@lru_cache(maxsize=4096)
def _doer(lead: str) -> str:
    """Return who did something that words before a number tell and that is not understood.

    "body" where it is the body itself, "else" where that is not known, "" where it is
    understood or nothing was done. Kept, since such words recur from report to report.
    """
    verb = phrases.VERBS.search(lead)
    if verb is None or words(phrases.WHEN.sub("", lead)) is not None:
        return ""
    return "else" if words(lead[: verb.start()]) is None else "body"


def _is_strange(tail: str) -> bool:
    """Whether what stands behind a number, up to the next thing named, is not understood."""
    if not tail:
        return False
    what = phrases.application_behind(tail) or phrases.PLAIN.match(tail)
    if phrases.SHARE.fullmatch(tail) or (what and phrases.OF_ALL.match(tail, what.end())):
        return False
    said = phrases.UP_TO_NEXT.match(tail)
    return said is not None and words(said[0].removesuffix("中")) is None
