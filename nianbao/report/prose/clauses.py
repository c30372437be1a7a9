"""Reads one clause: its numbers, or what it says without any."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nianbao.report.prose import (
    applications,
    litigation,
    movement,
    respective,
    subjects,
    table_two,
)
from nianbao.report.prose.absences import absences
from nianbao.report.prose.claims import Claim
from nianbao.report.prose.quantities import quantities
from nianbao.report.prose.scene import LISTED, UNKNOWN, VERBS, loosely_said
from nianbao.report.prose.scene import said as understood
from nianbao.report.prose.sentences import OWN
from nianbao.report.prose.subjects import Reading
from nianbao.report.prose.totalities import applicants, totalities
from nianbao.report.prose.vocabulary import words

if TYPE_CHECKING:
    from nianbao.report.prose.quantities import Quantity
    from nianbao.report.prose.scene import Said, Scene
    from nianbao.report.prose.sentences import Sentence
    from nianbao.report.prose.subjects import Readings

SPEAKS: Final = re.compile(r"未|没|无|零|不存在|均|全部|所有|都已|100%|百分之百")
"""Without one of these a clause that has no number says nothing of the tables."""

_READERS: Final = (litigation.read, table_two.read, applications.read)
_RESULTS: Final = frozenset(subjects.RESULTS.values())
_VERBS: Final = re.compile(r"收到|提出|提交|受理|接到|办理|办结|答复|处理|制发|制定|作出|收件")
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
        "笔",
        "封",
    )
)
_FROM: Final = ("由", "从", "与", "较")
"""A number behind these is where something began."""
_CAUSES: Final = ("因", "对")
"""What a case arose from stands behind these, and nobody who did something."""
_ROUGH: Final = re.compile(r"多|余|以上|左右|以内|以下|上下|不等|的?[案事]例|至|到\d|-\d")
"""What follows a number and makes it another: 40件以上, 12件案例."""
FOR_ELSE: Final = re.compile(
    r"许可|登记|补[助贴]|救助|低保|房|贷款|报名|职称|社保|工伤|仲裁|备案|证|学位|入学|动产|援助|资金|审[批核]"
    r"|认定|鉴定|验收|变更|户|签|生育|养老|医保|公积金|专利|商标|资质|查询|信访|投诉|举报|复议|诉讼|建议|提案"
    r"|热线|工单|执行|强制|赔偿|报告|立项|加入|入党|会员|保险|用[水电地]|各|项目|申请事项|政务服务|办件"
)
"""Words beside which 申请 may be for anything."""
_LISTED: Final = ("、", "和", "及", "与")
"""What stands between 8件行政复议 and 5件行政诉讼."""
_SOME: Final = re.compile(
    r"的?(?:来自|由|自然人|公民|个人|企业|商业|法人|科研|社会|法律|律师|网络|网上|在线|线上|线下|信函|邮寄|当面"
    r"|现场|电子邮件|涉及|关于|有关|要求|不属于|补正|重复|咨询|投诉|信访)"
)
"""What follows a number and makes it one of some applications: 36件自然人申请."""
_OF_WHOM: Final = re.compile("(?:[均都]|全部)?(?:来自|为|是|属|系|由)")
"""What stands between a number and whose applications they are: 4件来自自然人."""
_DOCUMENT: Final = re.compile(
    r"(?:新)?(?:制发|制定|印发|出台|废止|现行有效|继续有效)的?(?:行政)?规范性文件"
)
"""What the number before it is of: 9件新制发的行政规范性文件."""
_TREND: Final = re.compile(
    r"(?P<what>.*(?:申请|复议|诉讼)(?:案件)?)(?:数量|总量|数|量)?(?:连续.年|大幅|明显|有所|持续|稳步|显著|逐年|略有|呈|同比){0,2}"
    r"(?:增长|上升|下降|减少|增加|回落|攀升|回升|走高|走低|递增|递减)(?:趋势|态势)?"
)
_MOSTLY: Final = re.compile(
    r"申请(?:人|主体)?(?:主要)?以(?P<who>自然人|公民|商业企业|法律服务机构)(?:申请)?(?:为主|居多)"
)
"""Of whom the number is that comes next: 申请人以自然人为主，达36件."""
_CONTENT: Final = re.compile(
    r"(?:其中)?(?:[一两二三四五六七八九十\d]{1,3}[件份])?(?:申请人)?(?:要求|请求|申请)(?:提供|获取|查询)(?![^,;]*\d[件份宗])"
)
"""What an application asks for says nothing of whose, or when, the next words are."""
_NONE: Final = ("0", "0件", "零", "零件")
_NOUGHT: Final = re.compile(
    r"(?P<names>(?=.*(?:结转|新收))[^、和及与\d]*(?:\d{4}年度?)?[^、和及与\d]+(?:[、和及与][^、和及与\d]+)+?)(?:申请)?(?:数量|件数|数)?"
    "(?P<verb>[均都皆]为)[0零](?:件)?"
)
"""Rows of table three that are 0 each."""
_BARE: Final = re.compile(
    r"((?:(?:\d{4}|今|本)年度?)?)(?:仅|为|达|共|计)*(?=\d+[件宗起份]$|[由从].{0,8}\d+件)"
)
"""A number of what has just been said to rise or to fall: 申请量有所下降，仅为30件."""
_YEARS: Final = re.compile(r"\d{4}年度?(?:[、和及]\d{4}年度?)+")
_YEARLY: Final = re.compile(
    r"(?P<what>[^\d:]{2,30}?(?:申请|复议|诉讼)(?:案件)?)(?:数量|总量|数|量|情况)?[:为]*"
    r"\d{4}年度?[为共有]*\d+[件宗起份]$"
)
"""The first of several years' numbers: 我局收到的申请：2023年35件，2024年42件."""
_SHARE: Final = re.compile(r"(?:约?占比?|比例)[^,;\d]{0,12}[\d.]+%?[、和]?")
"""Its share of some total says nothing else of a number."""
_OF_ALL: Final = re.compile("无一|已?(?:[均都]|全部|全都)|已(?![撤转移作])|一并|按[时期]")
"""What is said of all that were counted leaves the number what it is."""
_PLAIN: Final = re.compile("的?(?:申请(?!人))?")
_JUDGE: Final = re.compile("复议(?:机关|决定)|(?:人民)?法院|一审|二审|[一二]审判决|判决")
_WAYS: Final = re.compile("(?:未|不)?经(?:行政)?复议|复议后")
_SO_ENDED: Final = re.compile(
    r"(?:(?:复议|审理|判决|最终)?结果|已)?(?:被|予以|为|是)?(?:(?P<upheld>维持)|纠[正错])(?:原[一-龥]{2,6})?"
)
"""How the one case ended that has just been told: 行政复议1件，结果被纠正."""
_WHEN: Final = re.compile(
    r"[上下前后]半年|(?:第?[一二三四]|[1-4])(?:(?:至|到|、|-)第?[一二三四1-4])*个?季度|\d{1,2}(?:-\d{1,2})?月份?"
)
"""A part of the year: whoever did something then is who did so in all of it."""
_UP_TO_NEXT: Final = re.compile(r"(?:(?!其中|[一二三四五六七]、)[^、和])*")
_COUNTED_UP: Final = re.compile("分别(?:[是为有]|包括)?:")
"""What comes next bears names of its own: 5件，分别是：国家秘密1件……"""
_LABEL: Final = re.compile("[^、,;]+[、和及]")
_MAINLY: Final = re.compile("主要|多为|大多|等|如")
"""A reason that is not the only one."""
_OF_YEAR: Final = re.compile(
    rf"全年|年内|本年|当年|年底|截[至止]|至年底|总?共|{OWN}|[我本][局委厅办]"
)
"""What begins so behind parts that are all is not said of the last of them."""
_REASONED: Final = frozenset(["filler", "own", "generic", *subjects.GROUPS])
"""What may stand beside the reason of a result."""
_TIMES: Final = frozenset(["own", "annual", "year", "until", "period", "summed", "filler"])
"""What may stand before 6件政府信息公开申请 where no verb does."""
_COMPARED: Final = re.compile("同比|环比|[较比与同]|增|减|上升|下降")
"""What is compared is not what comes next: 较上年增加7件，其中自然人36件."""
_HEADING: Final = re.compile(
    r"(?:\d{4}年度?)?[^\d:]{2,40}(?:情况|方面|如下|数据|规范性文件|复议|诉讼):"
)
_BY: Final = re.compile(
    r"[按从](?:照)?(?:(?:政府)?信息公开)?(?:申请)?(?:主体|人|人类型|办理结果|答复结果|处理结果|办理情况|答复情况)(?:类型|性质|身份|类别|构成|结构|来源)?(?:来)?(?:分|看|划分|统计|分类|区分)$"
    r"|申请(?:主体|人)(?:类型|性质|身份|类别|构成|结构)?(?:方面|上)$"
)
"""What comes next are parts of the total again, divided in another way."""
_OWN_PART: Final = re.compile(
    rf",?其中[,:]?(?:{OWN}+|[我本](?:局|厅|委|办|校|院|镇|乡|街道|机关|单位|关))(?:本级|机关)?共?(?:收到|受理|新收|$)"
)
_OF_DISCLOSURE: Final = re.compile(
    "(?<!非)(?<!非政府)信息公开(?:类|方面)?的?(?:行政)?(?:复议|诉讼)"
)
"""Whoever these cases are against, it is known what they are about."""
_APPLICATION: Final = re.compile(
    r"的?(?:各类|有效|书面|线上|线下|市民|群众|公众|社会|公民|申请人|企业|和|、|提出|提交|的|要求)*(?:依申请公开|(?:政府|政务)?信息(?:依申请)?公开(?:方面的)?申请|公开政府信息)"
)


@dataclass(slots=True)
class Clause:
    """A clause at a place of its sentence, as it is read into a scene."""

    scene: Scene
    sentence: Sentence
    at: int
    text: str

    def read(self) -> None:
        """Add what the clause claims to the scene."""
        if _CONTENT.match(self.text):
            return
        if self.text.endswith(_NONE) and (nought := _NOUGHT.fullmatch(self.text)):
            self._each_nought(nought)
            return
        bare = _BARE.match(self.text) if self.scene.trend else None
        if bare is None:
            self.scene.trend = ""
        else:
            self.text = f"{bare[1]}{self.scene.trend}{self.text[bare.end(1) :]}"
        if respective.WORD in self.text and not _COUNTED_UP.search(self.text):
            parts = respective.parts(self.text, self.scene.years)
        else:
            parts = None
        is_of_years = self.text[:1] == "2" and _YEARS.fullmatch(self.text)
        self.scene.years = self.text if is_of_years else ""
        if parts is not None:
            self._respectively(parts)
        elif movement.SIGN.search(self.text) and (
            to := movement.arrival(self.text, self.scene.year)
        ):
            self._alone(to)
        else:
            self._read()
            if "年" in self.text and (yearly := _YEARLY.match(self.text)):
                self.scene.trend = f"{yearly['what']}数量"

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
            replace(claim, start=self.at, end=self.at + part.end) for claim in claims[known:]
        ]

    def _read(self) -> None:
        found = quantities(self.text)
        done = self._heading() if ":" in self.text else 0
        if len(found) > 1 and self._labelled_behind(found):
            return
        if found and self.scene.among and _OF_YEAR.match(self.text):
            self.scene.end_parts()
        for number, one in enumerate(found):
            until = found[number + 1].start if number + 1 < len(found) else len(self.text)
            tail = self.text[one.end : until]
            is_first = self._number(done, one, tail)
            done = until if is_first and tail.endswith(_LISTED) else one.end
        if done < len(self.text):
            self._rest(done)

    def _labelled_behind(self, found: tuple[Quantity, ...]) -> bool:
        """Read 42件新收申请、3件结转申请, where each number stands before what it is of."""
        ends = (*(one.start for one in found[1:]), len(self.text))
        labels = [self.text[one.end : end] for one, end in zip(found, ends, strict=True)]
        lead = self.text[: found[0].start]
        is_listed = not lead or lead.endswith((":", "、", "是", "为"))
        if not is_listed or not all(_LABEL.fullmatch(label) for label in labels[:-1]):
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
        match = _HEADING.match(self.text)
        if match is None:
            return 0
        self.scene.set_by(match[0])
        self._mention(match[0][:-1])
        return match.end()

    def _number(self, start: int, one: Quantity, tail: str) -> bool:
        """Read a number; return whether what it is of stands behind it."""
        lead, scene = self.text[start : one.start], self.scene
        scene.set_by(lead)
        said = None if lead.endswith(_FROM) else understood(lead, scene)
        if said is not None and said.kinds <= _TIMES and (what := _APPLICATION.match(tail)):
            said = understood(lead + what[0], scene)
        if said is not None and said.kinds <= _TIMES | {"made"} and tail == "答复中":
            said = understood(f"{lead}答复", scene)
        self._judged_by(lead)
        begins = "其中" in lead
        if begins:
            scene.among = "" if self._is_own_part(lead) else self._whole()
        if one.unit in _UNITS:
            scene.count(one.value, begins=begins)
        if said is None:
            is_read = self._loosely(lead, start, one, tail)
            self._not_understood(lead, one, is_read=is_read)
        elif said.any("negation") and not said.any("pending"):
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
        is_of_both = "诉" in said and "复议" in _WAYS.sub("", said)
        return UNKNOWN if head == "litigation" and is_of_both else head

    def _part(self) -> str:
        """Return "results" where 其中 in parentheses is of a result: 予以公开15件（其中……）."""
        said, claims = self.sentence.folded, self.scene.claims
        is_inside = said[self.at - 1 : self.at] == "(" and bool(claims)
        is_of_last = is_inside and claims[-1].end == self.at - 1
        return "results" if is_of_last and claims[-1].cells in _RESULTS else ""

    def _is_own_part(self, lead: str) -> bool:
        """Whether the body's own number is named beside those of others: 其中县政府收到42件."""
        return self.scene.head == UNKNOWN and _OWN_PART.match(lead) is not None

    def _group(self) -> str:
        """Return "results" where the last number was of a group of results."""
        claims = self.scene.claims
        is_group = bool(claims) and any(
            claims[-1].cells == subjects.RESULTS[group] for group in subjects.GROUPS
        )
        return "results" if is_group else ""

    def _not_understood(self, lead: str, one: Quantity, *, is_read: bool) -> None:
        """Whoever did something that is not understood may also do what comes next."""
        is_cause = lead.startswith(_CAUSES) and subjects.MAY_NAME_CASES(lead)
        verb = None if is_cause or one.unit not in _UNITS else _VERBS.search(lead)
        if verb and not is_read and words(_WHEN.sub("", lead)) is None:
            self.scene.doubted = self.scene.doubted or self.scene.own
            is_of_body = words(lead[: verb.start()]) is not None
            self.scene.is_else = is_of_body and (self.scene.own or self.scene.is_else)
            self.scene.own = False
        if one.unit and not _COMPARED.match(lead):
            self.scene.take(UNKNOWN)
        if subjects.MAY_NAME_CASES(lead):
            told = _OF_DISCLOSURE.findall(lead)
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
        if said is None or said.any(*VERBS, *subjects.APPLICANTS, "negation") or _is_strange(tail):
            return False
        made = Clause(replace(scene, partial=True), self.sentence, self.at, self.text)
        read = made._readings(said, one, tail) or ()
        for readings in read:
            made._claim(readings, start, one.end, one)
        return bool(read)

    def _not_one(self, text: str, start: int, one: Quantity) -> None:
        """Read 未发生一起行政诉讼."""
        if one.value == 1 and not one.is_money:
            self._claim_none(text, start)

    def _understood(self, said: Said, start: int, one: Quantity, tail: str) -> bool:
        if _APPLICATION.match(tail) and said.any(*VERBS, *subjects.RESULTS):
            self.scene.turn_to("application")
        is_behind = bool(tail) and said.any(*VERBS) and self._has_result_behind(one, tail)
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
        if not self._is_count(said, one, tail) or (said.any(*VERBS) and _SOME.match(tail)):
            return None
        if said.any(*VERBS) and (said.any("rest") or self.text.endswith("申请中", 0, one.start)):
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
        is_named = said.any("generic") or tail.startswith(("申请", "的申请"))
        if is_named and not FOR_ELSE.search(self.sentence.folded):
            self.scene.turn_to("application")

    def _is_count(self, said: Said, one: Quantity, tail: str) -> bool:
        """Whether a number counts what tables count, exactly."""
        if not one.is_money and (one.unit not in _UNITS or _ROUGH.match(tail)):
            return False
        return bool(one.unit) or one.value == 0 or said.any("counted")

    def _behind(self, said: Said, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Read 2件申请结转下年度: what a number is said of stands behind it."""
        if not tail or said.any(*VERBS, *subjects.APPLICANTS, "counted", "generic"):
            return self._rest_behind(one, tail) if said.any("rest") else None
        if document := _DOCUMENT.match(tail):
            issued = understood(document[0], self.scene)
            return None if issued is None else table_two.read(issued, one, self.scene, tail)
        return self._told_behind(one, tail)

    def _has_result_behind(self, one: Quantity, tail: str) -> bool:
        """Whether 402件予以公开 says behind a number what it is of, whatever stands before."""
        if tail.startswith(_LISTED) or not self._is_told_alone(one, tail):
            return False
        behind = understood(tail.rstrip("、"), self.scene)
        return behind is not None and behind.any(*subjects.RESULTS) and not behind.any(*VERBS)

    def _is_told_alone(self, one: Quantity, tail: str) -> bool:
        """Whether what stands behind a number ends there, and begins no other."""
        return one.end + len(tail) == len(self.text) or tail.endswith(_LISTED)

    def _rest_behind(self, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        """Read 收到的申请尚有2件未办结: what is left of what came is carried over."""
        behind = understood(tail, self.scene)
        if behind is None or not behind.any("carried_out"):
            return None
        return applications.read(behind, one, self.scene, tail)

    def _told_behind(self, one: Quantity, tail: str) -> tuple[Readings, ...] | None:
        behind = understood(tail.removesuffix("中").rstrip("、"), self.scene)
        if behind is None or behind.any("negation", *VERBS):
            return None
        ends = self._is_told_alone(one, tail)
        if ends and behind.any(*subjects.LITIGATION, *subjects.OUTCOMES, *subjects.ENDS):
            self.scene.set_by(tail)
            return litigation.read(behind, one, self.scene, tail)
        if behind.any(*subjects.APPLICANTS) and not (ends and _OF_WHOM.match(tail)):
            return None
        kinds = ("carried_out", "carried_in", "opened", *subjects.RESULTS, *subjects.APPLICANTS)
        if not behind.any(*kinds):
            return None
        self.scene.set_by(tail)
        return applications.read(behind, one, self.scene, tail)

    def _reason(self) -> bool:
        """Read 不予公开1件（过程性信息）: a number of a group is that of its one reason."""
        claims, before = self.scene.claims, self.sentence.folded[self.at - 1 : self.at]
        if before != "(" or not claims or claims[-1].end != self.at - 1:
            return False
        if _MAINLY.search(self.text):
            return False
        said = understood(self.text, self.scene)
        leaves = said.only(subjects.GROUP_OF) if said is not None else []
        if len(leaves) != 1 or said is None or not said.kinds <= _REASONED | {leaves[0]}:
            return False
        group = subjects.RESULTS[subjects.GROUP_OF[leaves[0]]]
        if claims[-1].cells != group:
            return False
        one = replace(claims[-1].readings[0], cells=subjects.RESULTS[leaves[0]])
        slack = one.cells if one.slack == group else one.slack
        claims[-1] = replace(claims[-1], readings=(replace(one, slack=slack),))
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
        if _BY.search(rest):
            self._divided()
        if not start and self.scene.claims and (ended := _SO_ENDED.fullmatch(rest)):
            self._so_ended("upheld" if ended["upheld"] else "corrected")
        if SPEAKS.search(rest):
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
            or (judge := _JUDGE.search(text)) is None
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
        if said.any("application") or self.scene.topic:
            self.scene.turn_to("application")
            self.scene.head = self.scene.head or head

    def _mention(self, text: str) -> None:
        """Take in what the next clauses are about: 政府信息公开行政复议案件中."""
        if not subjects.MAY_NAME_CASES(text) and "规范性文件" not in text:
            return
        said = understood(text.removesuffix("中"), self.scene)
        if said is None or said.any("negation", *VERBS):
            return
        if said.any("normative") and not said.any(*subjects.DOCUMENT_COLUMNS, *subjects.ENDS):
            self.scene.turn_to("documents", "normative")
            self.scene.verb = ""
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
        if self.scene.partial:
            readings = tuple(replace(reading, slack=reading.cells) for reading in readings)
        if one is not None or not self.scene.partial:
            claim = Claim(self.sentence, self.at + start, self.at + end, readings, one, whole)
            self.scene.claims.append(claim)


def _carried_on(text: str) -> str:
    """Return what a bare number in the next clause is of, "" if it is not told."""
    if trend := _TREND.fullmatch(text):
        return f"{trend['what']}数量"
    mostly = _MOSTLY.fullmatch(text)
    return mostly["who"] if mostly else ""


def _is_strange(tail: str) -> bool:
    """Whether what stands behind a number, up to the next thing named, is not understood."""
    if not tail:
        return False
    what = _APPLICATION.match(tail) or _PLAIN.match(tail)
    if _SHARE.fullmatch(tail) or (what and _OF_ALL.match(tail, what.end())):
        return False
    said = _UP_TO_NEXT.match(tail)
    return said is not None and words(said[0].removesuffix("中")) is None
