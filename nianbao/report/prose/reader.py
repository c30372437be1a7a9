"""Reads a report's sentences clause by clause and yields what they claim of the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nianbao.report.prose.beside import weighed
from nianbao.report.prose.clauses import Clause
from nianbao.report.prose.phrases import APPLICATION, FOR_ELSE
from nianbao.report.prose.scene import LISTED, Scene
from nianbao.report.prose.sentences import OWN
from nianbao.report.prose.vocabulary import SELF, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nianbao.report.prose.claims import Claim
    from nianbao.report.prose.sentences import Sentence

_CLAUSE: Final = re.compile(r"[^,;()]+(?:(?<=\d),(?=\d{3}(?!\d))[^,;()]+)*|[;()]")
_LONGEST: Final = 400
"""A clause longer than this is no statement on a figure."""
_NUMBER: Final = re.compile(
    r"[\d未没无零均〇一二两三四五六七八九十百千为不全所都其](?:(?<=[\d未没无零均])"
    r"|(?<=[〇一二两三四五六七八九十百千])[件宗份起例次条项个部]|(?<=为)〇"
    r"|(?<=不)存在|(?<=全)部|(?<=所)有|(?<=都)已|(?<=百)分之百|(?<=其)中)"
)
"""A sentence without a number, a word of SPEAKS or 其中 says nothing of a figure; it may set
the scene. So written, all characters but those that one begins with are passed by at once."""
_TELLING: Final = re.compile(
    rf"{_NUMBER.pattern}|[〇一二两三四五六七八九十百千万][件宗份起例次条项个部笔封万亿元]|维持|纠"
)
"""A clause without any of these, and not right behind a parenthesis, claims nothing."""
_TABLED: Final = re.compile(
    "申请|要求公开|复议|诉讼|起诉|被诉|应诉|规范性文件|规章|许可|处罚|强制|收费|结转|部分公开|不予公开|予以公开|无法提供"
    "|不予处理|不掌握|现成信息|另行制作|补正|逾期|不再处理|过程性|第三方|案卷|查询事项|内部事务|举报|重新出具|国家秘密"
    "|科研机构|公益组织|法律服务|商业企业|按照?(?:政府)?(?:信息公开)?(?:主体|人|办理|答复|处理)"
    "|从(?:政府)?(?:信息公开)?(?:主体|人|办理|答复|处理)"
)
"""A number is of the tables only behind one of these, in its own sentence or in one before it."""
_OF_REQUESTS: Final = re.compile(rf"[\d件次宗份起例条项部笔封元个数]{APPLICATION}")
"""So is 42件公开政府信息, and none of 各类公开政府信息42件."""
_COUNT: Final = re.compile(r"\d|[一二两三四五六七八九十百千万][件宗份起例条次项个部]")
"""A sentence without any of these counts nothing."""
_INLINE: Final = re.compile(r"(?:\d{1,2}[.、](?!\d)|[①-⑳]|[一二三四五六七八九]是)")
"""The number of an item within a sentence: 1.收到……；2.办结……"""
_GOES_ON: Final = re.compile(r"(?:申请)?(?:办理|答复|处理|结转|办结)(?:结果)?(?:情况)?")
_LABELS: Final = re.compile(
    r"部分公开|不予公开|无法提供|不予处理|不掌握|现成信息|补正后|逾期[不未]补正|逾期[不未][^,;]{0,8}缴|不再处理|予以公开"
    r"|过程性|第三方合法权益|行政执法案卷|行政查询事项|信访、?举报、?投诉|重复申请|科研机构|社会公益组织|法律服务机构|商业企业"
)
"""Two of these words of table three in a sentence: it speaks of applications."""
_BARE: Final = re.compile(
    r"申请[^,;]{0,12}(?:结转|办结|顺延|遗留|答复)|(?:结转|办结|顺延|遗留|新收|答复)[^,;]{0,12}申请(?!人)"
)
"""Applications of which this is said are for information where they can be for nothing else."""
_CARRIED_ON: Final = re.compile(r"结转(?:至|到|入)?(?:下一?个?年度?|次年度?|\d{4}年度?)继续办理")
"""So is the last row of table three called, and hardly anything else."""
_OWN: Final = re.compile(SELF)
"""Whose a matter is sets it off from the foreign one of the sentence before."""
_OF_PERIODS: Final = frozenset(["application", "litigation", "decisions"])
_OF_YEAR: Final = re.compile(r"年")
"""What was told of months goes on in the next sentence until a year is named."""
_OF_ELSE: Final = re.compile("案件|事项|办件")
_COUNTED: Final = re.compile(r"\d+(?:[件宗份起]|$)")
_MATTER: Final = re.compile(
    r"[^,;\d]类|因(?!政府信息|信息公开)|涉及?(?!政府信息|信息公开)|引发|各类|工伤|征收|拆迁|土地|处罚|许可"
)
_CAUSE: Final = re.compile(f"{_MATTER.pattern}|全部|受理|审理|应诉")
_WAY: Final = re.compile(
    r"(?:未|不)经(?:行政)?复议|复议后(?:再|又|再次)?(?:提起)?(?:行政)?(?:起诉|诉讼)"
)
"""The rows of table four on lawsuits: of other cases nobody tells these apart."""
_EACH: Final = re.compile(
    rf"(?:^|[,;:])(?:{OWN}+)?(?:(?:全年|本年度?|\d{{4}}年度?)共?)?行政(许可|处罚|强制)(?:决定)?(?=[\d.]+万?件)"
)
"""Clauses that list decisions as the table does."""
_ROW: Final = re.compile(
    r"另行制作|现成信息|补正后[^,;\d]{0,6}不明确|逾期[不未][^,;\d]{0,6}补正|逾期[不未][^,;\d]{0,8}缴[^,;\d]{0,4}信息处理费"
    r"|行政执法案卷|行政查询事项|内部事务(?:性)?信息|第三方合法权益|过程性信息|大量反复申请|不予公开的申请"
    r"|重新出具已获取信息|予以公开的申请|部分公开的申请|部分公开决定|科研机构[^,;\d]{0,6}申请"
    r"|社会公益组织[^,;\d]{0,6}申请|法律服务机构[^,;\d]{0,6}申请|国家秘密[^,;\d]{0,4}不予公开|不掌握(?:相关|该)?(?:政府)?信息"
)
"""One of these is the name of a row."""
_NOTHING_TOLD: Final = ("", "foreign")
_AND_OTHERS: Final = re.compile("含|包括|包含|及|和|连同")
_LAST_CLAUSE: Final = re.compile(r"[^,;()]+$")
_DIGIT: Final = re.compile(r"\d[^年]|\d$")


def claims(said: Iterable[Sentence], year: int | None) -> Iterator[Claim]:
    """Yield what the sentences of a report on ``year`` claim of its tables, in their order."""
    thread = _Thread(Scene(year), Scene(year))
    for sentence in said:
        if sentence.is_heading:
            thread.above = sentence
        elif thread.takes(sentence):
            before = thread.scene
            last = thread.last = _Passage(sentence, _begun(sentence, thread.heading, before))
            last.read_claims()
            yield from weighed(last.scene.claims, sentence, year)
            if _may_be_marked(sentence.folded) and not thread.now().marked:
                supposed = _Passage(sentence, _begun(sentence, thread.heading, before), marked=True)
                supposed.read_claims()
                yield from _only_supposed(supposed.scene.claims, sentence, year)


@dataclass(slots=True)
class _Thread:
    """What a sentence may go on with: the scenes of its heading and of the sentence before it.

    ``above`` is a heading that is not read yet. Of the ``last`` sentence that claims anything
    and the ``silent`` ones behind it, what only sets the scene is read where one goes on.
    ``is_tabled`` says that what tables hold has been named, in the heading or since.
    """

    heading: Scene
    scene: Scene
    above: Sentence | None = None
    last: _Passage | None = None
    silent: list[Sentence] = field(default_factory=list)
    is_tabled: bool = False

    def takes(self, sentence: Sentence) -> bool:
        """Go on to a sentence; return whether it may claim anything, and is to be read."""
        if self.above is not None:
            self._go_under(self.above)
        elif sentence.begins:
            self._begin()
        self.is_tabled = self.is_tabled or _names_table(sentence.folded)
        if not self.is_tabled or not _NUMBER.search(sentence.folded):
            self.silent.append(sentence)
            return False
        self.now()
        return True

    def now(self) -> Scene:
        """Return the scene that the sentences so far have set."""
        if self.last is not None:
            self.scene = self.last.read_on()
        for one in self.silent:
            self.scene = _begun(one, self.heading, self.scene)
            if _NUMBER.search(one.folded):
                self.scene = _Passage(one, self.scene).read_on()
            else:
                self.scene.set_by(one.folded)
        self._forget()
        return self.scene

    def _forget(self) -> None:
        self.last = None
        self.silent.clear()

    def _begin(self) -> None:
        """Begin a paragraph, which goes on with nothing but its heading."""
        self._forget()
        self.is_tabled = self.heading.topic not in _NOTHING_TOLD

    def _go_under(self, above: Sentence) -> None:
        """Let a heading set the scene: whose, when, of what; 办理情况 goes on."""
        year = self.heading.year
        said = Scene(year)
        if _GOES_ON.fullmatch(above.folded) and self.now().topic == "application":
            said.topic = "application"
        said.set_by(above.folded)
        marked = said.topic in {"application", "litigation"}
        self.heading = Scene(year, said.topic, marked, said.own, said.this_year)
        self.scene = self.heading.fresh()
        self.above = None
        self._begin()


def _may_be_marked(said: str) -> bool:
    """Whether a sentence counts cases and speaks of nothing that these arose from."""
    is_of_cases = "复议" in said or "诉" in said
    return is_of_cases and bool(_COUNT.search(said)) and _CAUSE.search(said) is None


def _only_supposed(found: list[Claim], sentence: Sentence, year: int | None) -> Iterator[Claim]:
    """Yield the claims on numbers of cases if these are about information disclosure."""
    for claim in weighed(found, sentence, year):
        if claim.quantity is not None and claim.quantity.value and claim.cells[0].startswith("t4"):
            yield claim._replace(is_supposed=True)


def _begun(sentence: Sentence, heading: Scene, before: Scene) -> Scene:
    """Return the scene at a sentence's beginning; 其中…… goes on with the one before."""
    if sentence.begins:
        return heading.fresh()
    if sentence.goes_on:
        return before.fresh()
    if before.is_else:
        return Scene(before.year, this_year=before.this_year)
    marked = before.marked and before.topic != "application"
    goes_on = before.in_period and before.topic in _OF_PERIODS
    narrowed = goes_on and _OF_YEAR.search(sentence.folded) is None
    return Scene(
        before.year, before.topic, marked, before.own, before.this_year,
        narrowed=narrowed, subject=before.subject, in_period=narrowed,
    )  # fmt: skip


def _names_table(said: str) -> bool:
    """Whether a sentence has any word by which it may speak of what tables hold."""
    if _TABLED.search(said):
        return True
    return "公开政府信息" in said and _OF_REQUESTS.search(said) is not None


def _names_rows(said: str) -> bool:
    """Whether a sentence has two of the words that only the rows of table three have, or a row."""
    if _ROW.search(said):
        return True
    # Their first two characters and the last are the same however a label is written.
    return len({label[:2] + label[-1] for label in _LABELS.findall(said)}) > 1


class _Passage:
    """A sentence as it is read into a scene; what parentheses set holds within them only.

    Most sentences that claim anything go on for many clauses that can claim nothing.
    """

    __slots__ = ("_broken", "_clauses", "_outside", "_sentence", "scene")

    def __init__(self, sentence: Sentence, scene: Scene, *, marked: bool = False) -> None:
        """Take a sentence that counts or says something, and the scene at its beginning."""
        scene.marked = scene.marked or marked
        if scene.topic in _NOTHING_TOLD:
            _suppose(scene, sentence.folded)
        self.scene = scene
        self._sentence = sentence
        self._clauses = list(_CLAUSE.finditer(sentence.folded))
        self._outside: list[Scene] = []
        self._broken = False

    def read_claims(self) -> None:
        """Read as far as anything may be claimed."""
        self._read(_telling(self._clauses))

    def read_on(self) -> Scene:
        """Read what is left; return the scene that it sets."""
        self._read(len(self._clauses))
        return self.scene

    def _read(self, number: int) -> None:
        for match in self._clauses[:number]:
            self._take(match)
        del self._clauses[:number]

    def _take(self, match: re.Match[str]) -> None:
        text, said, scene = match[0], self._sentence.folded, self.scene
        if text == "(":
            self._outside.append(scene.copy())
        elif text == ")":
            self.scene = _outside(scene, self._outside, said[: match.start()])
            self._broken = _breaks_off(said, match.start())
        elif text == ";":
            scene.among, scene.apart = "", True
        elif len(text) > _LONGEST:
            scene.turn_to("foreign")
        else:
            self._clause(text, match.start())

    def _clause(self, text: str, at: int) -> None:
        """Read a clause, behind words that were not understood as if it were another's."""
        number = _INLINE.match(text) if text[0].isnumeric() else None
        item = number.end() if number else 0
        own = self.scene.own
        self.scene.own = own and not self._broken
        Clause(self.scene, self._sentence, at + item, text[item:]).read()
        if self._broken:
            self.scene.own, self._broken = own, False


def _telling(clauses: list[re.Match[str]]) -> int:
    """Return how many clauses there are up to the last that may claim anything."""
    for number in range(len(clauses), 0, -1):
        text = clauses[number - 1][0]
        if text == "(":
            return number + 1
        if _TELLING.search(text):
            return number
    return 0


def _suppose(scene: Scene, said: str) -> None:
    """Take in what a sentence can be about only, where nothing before it has told."""
    is_foreign = scene.topic == "foreign" and _OWN.search(said) is None
    if _names_rows(said):
        scene.turn_to("application")
        scene.head = scene.head or LISTED
    elif not is_foreign and _is_bare(said) and not FOR_ELSE.search(said):
        scene.turn_to("application")
    if "复议" in said and _WAY.search(said) and not _MATTER.search(said):
        scene.marked = True
    if "行政" in said and len(set(_EACH.findall(said))) > 1:
        scene.verb = "made"


def _is_bare(said: str) -> bool:
    """Whether a sentence says of applications, or of numbers alone, what table three does."""
    return ("申请" in said and _BARE.search(said) is not None) or _is_last_row(said)


def _is_last_row(said: str) -> bool:
    """Whether a sentence says of numbers that they are carried over, and names nothing else."""
    if not _CARRIED_ON.search(said) or _OF_ELSE.search(said):
        return False
    return all(words(_COUNTED.sub("", clause)) is not None for clause in re.split("[,;]", said))


def _outside(inside: Scene, outside: list[Scene], said: str) -> Scene:
    """Return the scene behind parentheses; 我局（含各所） is said of others too."""
    if not outside:
        return inside
    scene = outside.pop()
    if not inside.own and _AND_OTHERS.match(said, said.rfind("(") + 1):
        scene.own = False
    return scene


def _breaks_off(said: str, end: int) -> bool:
    """Whether words that are not understood stand right before parentheses and go on behind."""
    if said[end + 1 : end + 2] in {"", ",", ";", "、", ")"}:
        return False
    before = _LAST_CLAUSE.search(said[: said.rfind("(", 0, end)])
    return before is not None and _DIGIT.search(before[0]) is None and words(before[0]) is None
