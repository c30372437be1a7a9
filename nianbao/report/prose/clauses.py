"""Reads one clause: its numbers, or what it says without any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import applications, litigation, subjects, table_two
from nianbao.report.prose.absences import absences
from nianbao.report.prose.claims import Claim
from nianbao.report.prose.quantities import quantities
from nianbao.report.prose.scene import UNKNOWN, VERBS
from nianbao.report.prose.scene import said as understood
from nianbao.report.prose.subjects import Reading
from nianbao.report.prose.totalities import totalities
from nianbao.report.prose.vocabulary import words

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.sentences import Sentence
    from nianbao.report.prose.subjects import Readings

SPEAKS: Final = re.compile(r"未|没|无|均|全部|所有|都已|100%|百分之百")
"""Without one of these a clause that has no number says nothing of the tables."""

_READERS: Final = (litigation.read, table_two.read, applications.read)
_VERBS: Final = re.compile(r"收到|受理|接到|办理|办结|答复|处理|制发|制定|作出|收件")
_UNITS: Final = frozenset(
    (
        "",
        "件",
        "件次",
        "条/件",
        "件/条",
        "件条",
        "宗",
        "份",
        "起",
        "例",
        "条",
        "次",
        "项",
        "个",
        "部",
    )
)
_FROM: Final = ("由", "从", "与", "较")
"""A number behind these is where something began."""
_ROUGH: Final = re.compile(r"多|余|以上|左右|以内|以下|上下|不等|的?[案事]例|至|到\d|-\d")
"""What follows a number and makes it another: 40件以上, 12件案例."""
_APPLICATION: Final = re.compile(r"的?(?:依申请公开|(?:政府|政务)?信息公开申请)")


@dataclass(slots=True)
class Clause:
    """A clause at a place of its sentence, as it is read into a scene."""

    scene: Scene
    sentence: Sentence
    at: int
    text: str

    def read(self) -> None:
        """Add what the clause claims to the scene."""
        found = list(quantities(self.text))
        done = 0
        for number, one in enumerate(found):
            until = found[number + 1].start if number + 1 < len(found) else len(self.text)
            self._number(done, one, self.text[one.end : until])
            done = one.end
        if done < len(self.text):
            self._rest(done)

    def _number(self, start: int, one: Quantity, tail: str) -> None:
        lead, scene = self.text[start : one.start], self.scene
        scene.set_by(lead)
        said = None if lead.endswith(_FROM) else understood(lead, scene)
        if "其中" in lead:
            scene.among = scene.head or UNKNOWN
        if said is None:
            self._not_understood(lead, one)
        elif said.any("negation") and not said.any("pending"):
            self._not_one(lead + tail, start, one)
        else:
            self._understood(said, start, one, tail)

    def _not_understood(self, lead: str, one: Quantity) -> None:
        """Whoever did something that is not understood may also do what comes next."""
        if _VERBS.search(lead) and one.unit in _UNITS and words(lead) is None:
            self.scene.own = False
        if one.unit:
            self.scene.take(UNKNOWN)

    def _not_one(self, text: str, start: int, one: Quantity) -> None:
        """Read 未发生一起行政诉讼."""
        if one.value == 1 and not one.is_money:
            self._claim_none(text, start)

    def _understood(self, said: Said, start: int, one: Quantity, tail: str) -> None:
        if _APPLICATION.match(tail) and said.any("got", "accepted", "new"):
            self.scene.turn_to("application")
        made = self._readings(said, one, tail)
        if made is None and one.unit:
            self.scene.take(UNKNOWN)
        if made and self.scene.is_clear:
            for readings in made:
                self._claim(readings, start, one.end, one)

    def _readings(self, said: Said, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Return the readings of each thing that a number is said of; None if of nothing known."""
        if not one.is_money and (one.unit not in _UNITS or _ROUGH.match(tail)):
            return None
        if not one.unit and not (one.value == 0 or said.any("counted")):
            return None
        for read in _READERS:
            made = read(said, one, self.scene, self.text)
            if made is not None:
                return made
        return self._behind(said, one, tail)

    def _behind(self, said: Said, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Read 2件申请结转下年度: what a number is said of stands behind it."""
        if not tail or said.any(*VERBS, *subjects.APPLICANTS, "counted", "generic"):
            return None
        behind = understood(tail, self.scene)
        if behind is None or behind.any("negation", *VERBS, *subjects.APPLICANTS):
            return None
        if not behind.any("carried_out", "carried_in", *subjects.RESULTS):
            return None
        self.scene.set_by(tail)
        return applications.read(behind, one, self.scene, tail)

    def _rest(self, start: int) -> None:
        """Read what stands behind the last number, or the whole clause if it has none."""
        rest = self.text[start:]
        self.scene.set_by(rest)
        if not start:
            self._mention(rest)
        if SPEAKS.search(rest):
            every = totalities(rest, self.sentence.folded, self.scene)
            if every is not None:
                for cells, whole in every:
                    self._claim((Reading(cells),), start, len(self.text), whole=whole)
            elif not start:
                self._claim_none(rest, start)

    def _mention(self, text: str) -> None:
        """Take in what the next clauses are about: 政府信息公开行政复议案件中."""
        said = understood(text.removesuffix("中"), self.scene)
        if said is None or said.any("negation", *VERBS):
            return
        if cases := said.only(subjects.LITIGATION):
            self.scene.turn_to("litigation", *cases)
            self.scene.marked = self.scene.marked or said.any("marker")

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
        claim = Claim(self.sentence, self.at + start, self.at + end, readings, one, whole)
        self.scene.claims.append(claim)
