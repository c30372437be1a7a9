"""Sound reports: figures that balance, and a text that says what the tables say.

Seeded. The prose is put together from sentences as offices write them, in many
orders and wordings, with last year's figures for comparison, the area's figures
beside the office's own and other counts that belong to no table: all of them
sound, and none of them anybody's.
"""

from __future__ import annotations

from random import Random

from nianbao.report import form
from nianbao.report.model import Beside, Claim, Section
from tests.report.building import PARTS, balanced, report

ORGANS = ("青禾市财政局", "云汀县水利局", "临澜区教育局", "松坞县民政局", "白鹭洲区城市管理局")
GOVERNMENTS = ("青禾市人民政府", "云汀县人民政府", "柳湾镇人民政府")

_OPENINGS = (
    "{year}年，{organ}认真贯彻《中华人民共和国政府信息公开条例》，按照上级部署推进政府信息公开工作。",
    "本年度，{organ}坚持以公开为常态、不公开为例外，现将有关情况报告如下。",
    "{year}年以来，我单位围绕中心工作，持续提升政务公开质效。",
    "本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
)
_ACTIVE = (
    "主动公开方面：通过门户网站主动公开政府信息{a}条，政务新媒体发布信息{b}条，解读政策文件{c}件。",
    "（一）主动公开。全年主动公开信息{a}条，其中网站{b}条，较上年增长{c}%。",
    "持续做好主动公开工作，共发布各类政府信息{a}条，召开新闻发布会{c}场。",
)
_REQUESTS = (
    (
        "依申请公开方面：全年新收政府信息公开申请{received}件，上年结转{carried_in}件，办结{settled}件，"
        "结转下年度继续办理{carried_out}件。"
    ),
    (
        "（二）依申请公开。{year}年共收到政府信息公开申请{received}件，其中自然人申请{person}件；"
        "予以公开{granted}件，部分公开{partly}件。"
    ),
    (
        "依申请公开工作有序开展，本年新收申请{received}件（较{last}年的{other}件有所变化），"
        "上年结转{carried_in}件，均依法依规办理。"
    ),
    "规范办理依申请公开，受理答复流程进一步完善，申请渠道畅通。",
)
_MANAGEMENT = (
    "政府信息管理方面：完善公文公开属性源头认定机制，对{c}件文件开展清理。",
    "加强政府信息资源规范化管理，动态更新公开目录{b}项。",
    "（三）政府信息管理。严格执行信息发布审核制度，全年未发生失泄密事件。",
)
_PLATFORM = (
    "平台建设方面：优化网站栏目设置，新增专栏{c}个，访问量{a}次。",
    "（四）政府信息公开平台建设。对门户网站信息公开专栏进行改版，做好政务新媒体管理。",
    "加强信息公开平台建设，线下设置查阅点{c}处。",
)
_GUARANTEE = (
    "监督保障方面：开展业务培训{c}次，将政务公开纳入年度考核，主动接受社会评议，全年未发生责任追究情形。",
    "（五）监督保障。调整领导小组，明确责任分工；工作考核结果为良好，社会评议满意度{d}%，没有责任追究情况。",
)
_DISPUTES = (
    "本年度因政府信息公开被申请行政复议{review}件，被提起行政诉讼{suits}件。",
    "行政复议{review}件、行政诉讼{suits}件，具体情况见下表。",
    "",
)
_PROBLEMS = (
    (
        "存在的主要问题：一是政策解读形式还不够丰富；二是{organ}公开内容与群众期待仍有差距。"
        "改进情况：{next}年将加强业务培训，细化公开目录，逐栏目开展自查，提升公开实效。"
    ),
    (
        "（一）存在问题。个别栏目更新不够及时，业务人员变动较大，对申请办理程序掌握不够熟练。"
        "（二）改进措施。健全更新提醒机制，每季度组织一次集中学习，加强与基层单位的沟通联动。"
    ),
)
_OTHER = (
    "本年度未收取信息处理费，无其他需要报告的事项。",
    "按照《政府信息公开信息处理费管理办法》，{year}年{organ}没有产生信息处理费。",
    "依申请提供政府信息收取信息处理费情况：0元。没有其他需要报告的事项。",
)
_KINDS = (
    _OPENINGS, _ACTIVE, _REQUESTS, _MANAGEMENT, _PLATFORM, _GUARANTEE,
    _DISPUTES, _PROBLEMS, _OTHER,
)  # fmt: skip
_LATER = 3


def sound(seed: int):
    """One sound report with what is beside it, last year's among it."""
    rng = Random(seed)
    year = rng.choice((2019, 2020, 2021, 2022, 2023, 2024, 2025))
    government = rng.random() < 0.2
    organ = rng.choice(GOVERNMENTS if government else ORGANS)
    said = _drawn(rng)
    last = _report(rng, seed * 2 + 1, organ, year - 1, said=said)
    this = _report(rng, seed * 2, organ, year, last, said=_drawn(rng, said))
    return this, Beside(previous=(last,), is_government=government)


def _report(rng, seed, organ, year, last=None, *, said=None):
    edition = "2021" if year >= form.FIRST_YEAR_2021 else "2019"
    values = balanced(seed, edition)
    if last is not None:
        _carry(values, last)
    sections = tuple(
        Section(number, heading, text, number - 1)
        for number, (heading, text) in enumerate(
            zip(form.SECTIONS, _texts(rng, organ, year, values, said or _drawn(rng)), strict=True),
            start=1,
        )
    )
    title = f"{organ}{year}年政府信息公开工作年度报告"
    return report(
        values,
        edition,
        year,
        title=title,
        organ=organ,
        year_claims=(Claim(str(year), "title"),),
        sections=sections,
        text="\n".join([title, *(f"{s.heading}\n{s.text}" for s in sections)]),
    )


def _carry(values, last):
    """Make what comes over from last year what last year left."""
    touched = ("carried_in", "granted", "settled", "received")
    for column in PARTS:
        left = last.figures[f"t3.carried_out.{column}"].value
        more = left - values[f"t3.carried_in.{column}"]
        values[f"t3.carried_in.{column}"] = left
        values[f"t3.granted.{column}"] += max(more, 0)
        values[f"t3.settled.{column}"] += max(more, 0)
        values[f"t3.received.{column}"] += max(-more, 0)
    for row in touched:
        values[f"t3.{row}.total"] = sum(values[f"t3.{row}.{column}"] for column in PARTS)
    _forward(values, last)


def _forward(values, last):
    """Make the documents in force follow from last year's, between reports on one form."""
    for row in ("regulations", "normative"):
        before = last.figures.get(f"t2.{row}.in_force")
        if before is not None and f"t2.{row}.in_force" in values:
            issued = values[f"t2.{row}.issued"] = 3
            repealed = values[f"t2.{row}.repealed"] = min(2, before.value)
            values[f"t2.{row}.in_force"] = before.value + issued - repealed


def _drawn(rng, before=()):
    """One passage of each kind, none of which was said the year before."""
    return tuple(rng.choice([one for one in kind if one not in before]) for kind in _KINDS)


def _texts(rng, organ, year, values, drawn):
    said = {
        "organ": organ,
        "year": year,
        "last": year - 1,
        "next": year + 1,
        "a": rng.randint(300, 9000),
        "b": rng.randint(20, 290),
        "c": rng.randint(2, 19),
        "d": rng.randint(90, 99),
        "other": rng.randint(1, 300),
        **{row: values[f"t3.{row}.total"] for row in ("received", "carried_in", "settled")},
        "carried_out": values["t3.carried_out.total"],
        "person": values["t3.received.person"],
        "granted": values["t3.granted.total"],
        "partly": values["t3.partly_granted.total"],
        "review": values["t4.review.total"],
        "suits": values["t4.suit_direct.total"] + values["t4.suit_after_review.total"],
    }
    texts = ["\n".join(drawn[:-_LATER]), "", "", *drawn[-_LATER:]]
    return [text.format(**said) for text in texts]
