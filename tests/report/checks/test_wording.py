"""Labelled sentences: what is a slip of the year or personal data, and what only looks like it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report.checks import document, privacy, sections, topics, years
from nianbao.report.judge import judge
from nianbao.report.model import Beside, Severity
from nianbao.report.personal import is_identity, masked, personal
from tests.report.casebook import SOUND, built

FOLDER = Path(__file__).parent / "labelled"
CHECKS = (document, sections, topics, years, privacy)


def labelled(name):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


YEARS, PERSONAL = labelled("years"), labelled("personal")


def said(rule, **told):
    return [f for f in judge(built(told)).findings if f.rule == rule]


def of_the_text(sentence):
    return said("text.year", sections={"1": f"{SOUND[1]}\n{sentence}"})


@pytest.mark.parametrize("sentence", YEARS["slips"])
def test_a_sentence_on_another_year_is_named(sentence):
    assert len(of_the_text(sentence)) == 1


@pytest.mark.parametrize("sentence", YEARS["sound"])
def test_a_year_compared_planned_or_cited_is_no_slip(sentence):
    assert [f.message for f in of_the_text(sentence)] == []


@pytest.mark.parametrize("case", PERSONAL["found"], ids=lambda case: case["text"])
def test_what_tells_who_somebody_is_is_found_and_shown_masked(case):
    assert [one.shown for one in personal(case["text"])] == case["shown"]


@pytest.mark.parametrize("text", PERSONAL["sound"])
def test_offices_words_and_masked_names_are_left_alone(text):
    assert [one.shown for one in personal(text)] == []


def test_an_identity_number_holds_to_its_check_character_alone():
    right = [c for c in "0123456789X" if is_identity(f"11010519900307002{c}")]
    assert right == ["5"]


def test_no_rule_repeats_unmasked_what_it_quotes():
    leaky = (
        "2024年，我局收到申请人王小明（身份证号110105199003070025，电话13812345678）的申请1件，"
        "已按期答复。"
    )
    findings = judge(built({"sections": {"1": f"{SOUND[1]}\n{leaky}"}})).findings
    assert {f.rule for f in findings} == {"privacy.personal", "text.year"}
    slip = of_the_text("我局2024年收到申请人王小明（13812345678）的申请1件。")
    assert slip
    told = "".join(f"{f.message}{f.places}" for f in (*findings, *slip))
    assert "王小明" not in told
    assert "199003070025" not in told
    assert "13812345678" not in told


def test_a_cell_that_holds_an_identity_number_is_not_repeated_by_the_rules_on_cells():
    cell = {"t3.received.person": "王小明（身份证110105199003070025）"}
    messages = [f.message for f in judge(built({"figures": cell})).findings]
    assert messages
    assert not any("199003070025" in message or "王小明" in message for message in messages)


def test_personal_data_is_private_whoever_asks():
    (finding,) = said("privacy.personal", sections={"3": "申请人王小明要求公开。"})
    assert finding.severity is Severity.PRIVATE
    assert "王**" in finding.message


WORDS = st.sampled_from(
    [
        *(
            "2024年，",
            "我局",
            "收到",
            "申请人",
            "王小明",
            "（",
            "一、",
            "总体情况",
            "\n",
            "。",
            "通过",
        ),
        *("在", "共", "13812345678", "110105199003070025", "统计期限自2025年1月1日至", "12月31日"),
        *(
            "五、存在的主要问题及改进情况",
            "六、其他需要报告的事项",
            "无",
            "关于报送",
            "报告的函",
            "，",
        ),
    ]
)


@given(st.lists(WORDS, max_size=60), st.text(max_size=40))
def test_no_text_whatever_makes_a_rule_fail(words, noise):
    text = "".join(words) + noise
    for without in ([], [1], [6], ["t2", "t3", "t4", 1, 2, 3, 4, 5, 6]):
        told = {"text": text, "sections": {"1": text, "5": noise}, "lead": noise, "title": noise}
        report = built({**told, "without": without})
        for check in CHECKS:
            list(check.findings(report, Beside(is_government=True)))
            list(check.evaluated(report, Beside()))
    masked(text)


@given(st.lists(WORDS, max_size=60))
def test_a_masked_text_holds_nothing_more_to_mask(words):
    once = masked("".join(words))
    assert not [one for one in personal(once) if one.kind != "name"]
