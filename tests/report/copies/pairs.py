"""Pairs of texts, labelled before they are compared: was one made from the other?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from nianbao.report import form
from nianbao.report.model import Report, Section
from tests.report.building import report
from tests.report.copies import sentences

BODIES = (
    "青禾市交通运输局", "青禾市水利局", "云汀县农业农村局", "云汀县住房和城乡建设局",
    "临澜区卫生健康局", "临澜区白沙街道办事处", "云汀县柳湾镇人民政府", "青禾市文化和旅游局",
)  # fmt: skip
SEEDS = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports. ``own``: of one body, a year apart. ``copied`` is the label."""

    why: str
    here: Report
    there: Report
    own: bool
    copied: bool


def pairs():
    """Every labelled pair."""
    for seed in range(SEEDS):
        for make in _MAKERS:
            yield from make(Random(seed))


def text_of(rng, *, common=0.0):
    """The sentences of one body by section; ``common`` is the template's part of the first."""
    first = [
        *rng.sample(sentences.CONTENT, 9),
        *rng.sample(sentences.REPLIES, 2),
        *rng.sample(sentences.MANAGING, 2),
        *rng.sample(sentences.PLATFORM, 2),
        *rng.sample(sentences.GUARD, 2),
    ]
    if common:
        first = [*sentences.TEMPLATE, *first[: round(len(first) * (1 - common))]]
    return [
        [*sentences.OPENING[:3], *first],
        [*rng.sample(sentences.PROBLEMS, 3), *rng.sample(sentences.MENDING, 3)],
    ]


def built(parts, organ, year, rng, last=(sentences.NOTHING[2], sentences.OPENING[3])):
    """A report that holds these sentences, with this body's name and numbers of its own."""
    texts = ["\n".join(_filled(part, organ, year, rng)) for part in (*parts, last)]
    numbered = zip((1, 5, 6), texts, strict=True)
    return report(
        {},
        year=year,
        organ=organ,
        title=f"{organ}{year}年政府信息公开工作年度报告",
        sections=tuple(Section(n, form.SECTIONS[n - 1], t, n) for n, t in numbered),
    )


def _filled(texts, organ, year, rng):
    return (
        re.sub(r"\{n\}", lambda _: str(rng.randint(2, 4000)), sentence)
        .replace("{o}", rng.choice((organ, "我局", "本单位")))
        .replace("{y}", str(year))
        for sentence in texts
    )


def _pair(why, one, other, rng, *, own, copied):
    mine, theirs = rng.sample(BODIES, 2)
    here = built(one, mine, 2025, rng)
    there = built(other, mine if own else theirs, 2024 if own else 2025, rng)
    return Pair(why, here, there, own, copied)


def only_numbers_and_names_differ(rng):
    text = text_of(rng)
    for own in (True, False):
        yield _pair("只改了数字、名称", text, text, rng, own=own, copied=True)


def moved_about(rng):
    text = text_of(rng)
    moved = [rng.sample(part, len(part)) for part in text]
    yield _pair("打乱了句子次序", moved, text, rng, own=False, copied=True)


def a_fifth_added(rng):
    text = text_of(rng)
    longer = [text[0] + rng.sample(sentences.FRESH, 5), text[1]]
    for own in (True, False):
        yield _pair("沿用全文，另加约五分之一新内容", longer, text, rng, own=own, copied=True)


def a_third_left_out(rng):
    text = text_of(rng)
    shorter = [text[0][:14], text[1]]
    yield _pair("删去约三分之一，其余照搬", shorter, text, rng, own=False, copied=True)


def a_tenth_exchanged(rng):
    text = text_of(rng)
    first = [*text[0][:-2], *rng.sample(sentences.FRESH, 2)]
    for own in (True, False):
        yield _pair("十分之一换成新内容", [first, text[1]], text, rng, own=own, copied=True)


_WORDS = (("全年", "年内"), ("并", "且"), ("下一步", "今后"), ("公布", "公示"), ("收到", "接到"))


def words_exchanged(rng):
    text = text_of(rng)
    changed = [[_reworded(sentence) for sentence in part] for part in text]
    yield _pair("零星换了词", changed, text, rng, own=False, copied=True)


def _reworded(sentence):
    for old, new in _WORDS:
        sentence = sentence.replace(old, new)
    return sentence


def two_bodies(rng):
    yield _pair("两个单位各写各的", text_of(rng), text_of(rng), rng, own=False, copied=False)


def one_template(rng):
    one, other = text_of(rng, common=0.3), text_of(rng, common=0.3)
    for own in (True, False):
        yield _pair("同一模板，内容各异", one, other, rng, own=own, copied=False)


def mostly_template(rng):
    one, other = text_of(rng, common=0.6), text_of(rng, common=0.6)
    yield _pair("模板占一半以上，事项各异", one, other, rng, own=False, copied=False)


def half_rewritten(rng):
    old, new = text_of(rng), text_of(rng)
    mixed = [old[0][:10] + new[0][10:], new[1]]
    for own in (True, False):
        yield _pair("一半重写", mixed, old, rng, own=own, copied=False)


def nothing_happened(rng):
    quiet = [
        [*sentences.OPENING, *sentences.NOTHING, *sentences.TEMPLATE[:2]],
        [sentences.PROBLEMS[0], sentences.MENDING[0]],
    ]
    yield _pair("没有申请的小单位，只有通用表述", quiet, quiet, rng, own=False, copied=False)


def the_regulation_quoted(rng):
    quoted = [*sentences.OPENING, *sentences.NOTHING] * 2
    one, other = text_of(rng), text_of(rng)
    one, other = [quoted + one[0], one[1]], [quoted + other[0], other[1]]
    yield _pair("都大段引用条例", one, other, rng, own=False, copied=False)


_MAKERS = (
    only_numbers_and_names_differ,
    moved_about,
    a_fifth_added,
    a_third_left_out,
    a_tenth_exchanged,
    words_exchanged,
    two_bodies,
    one_template,
    mostly_template,
    half_rewritten,
    nothing_happened,
    the_regulation_quoted,
)
