"""The six sections, whatever their numbering: found, complete, bounded; never called absent
because they are headed otherwise."""

import pytest

from nianbao.report.model import Source
from nianbao.report.reading import read

TITLE = "青禾市财政局2025年政府信息公开工作年度报告"
BODIES = (
    "2025年，本局全面推进政务公开。",
    "本局主动公开信息若干。",
    "全年未收到申请。",
    "全年未发生行政复议。",
    "队伍力量有待加强，下一步加强培训。",
    "无。",
)
NAMES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
CHINESE = "一二三四五六七八九十"


def text(*blocks, title=TITLE):
    return read(Source("\n".join((title, *blocks)).encode(), "report.txt"))


def found(report):
    return [(section.number, section.text) for section in report.sections]


def headed(style):
    return text(*(line for n in range(6) for line in (style(n) + NAMES[n], BODIES[n])))


ALL = list(enumerate(BODIES, start=1))
STYLES = {
    "ordinals": lambda n: f"{CHINESE[n]}、",
    "no ordinal on the first and fifth": lambda n: "" if n in {0, 4} else f"{CHINESE[n]}、",
    "none": lambda n: "",
    "arabic on the first": lambda n: "1、 " if n == 0 else f"{CHINESE[n]}、",
    "arabic": lambda n: f"{n + 1}. ",
    "arabic in brackets": lambda n: f"（{n + 1}）",
    "chinese in brackets": lambda n: f"（{CHINESE[n]}）",
    "a dirty prefix": lambda n: f"l{CHINESE[n]}、",
    "parts": lambda n: f"第{CHINESE[n]}部分 ",
    "shifted by one": lambda n: f"{CHINESE[n + 1]}、",
    "restarting": lambda n: f"{CHINESE[n % 3]}、",
    "full-width spaces": lambda n: f"　　{CHINESE[n]}、　",
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_six_sections_are_found_however_they_are_numbered(style):
    report = headed(style)
    assert found(report) == ALL
    assert report.unheaded == ()


def test_a_heading_run_together_with_its_paragraph_is_parted():
    blocks = [f"{CHINESE[n]}、{NAMES[n]}：{BODIES[n]}" for n in range(6)]
    assert found(text(*blocks)) == ALL


def test_a_heading_over_two_lines_is_joined():
    blocks = [line for n in range(6) for line in (f"{CHINESE[n]}、{NAMES[n]}", BODIES[n])]
    blocks[4:5] = ["三、收到和处理政府信息公", "开申请情况"]
    assert found(text(*blocks)) == ALL


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (5, "五、存在的主要问题和改进情况"),
        (5, "五、存在的主要问题及改进情况。"),
        (5, "五、政府信息公开工作存在的主要问题及改进情况"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        (6, "六、其他需要报告事项"),
    ],
)
def test_wordings_that_offices_use_head_their_section(number, heading):
    blocks = [line for n in range(6) for line in (f"{CHINESE[n]}、{NAMES[n]}", BODIES[n])]
    blocks[2 * number - 2] = heading
    assert found(text(*blocks)) == ALL


def test_sections_of_the_bodys_own_end_the_one_before_them():
    own = ["六、政府信息平台建设情况", "平台运行平稳。", "七、人员培训情况", "培训两次。"]
    blocks = [line for n in range(4) for line in (f"{CHINESE[n + 1]}、{NAMES[n]}", BODIES[n])]
    report = text("一、强化领导", "加强领导。", *blocks, *own, f"八、{NAMES[4]}", BODIES[4])
    assert found(report) == ALL[:5]


def test_a_sub_heading_that_starts_counting_again_stays_in_its_section():
    blocks = [line for n in range(6) for line in (f"{CHINESE[n]}、{NAMES[n]}", BODIES[n])]
    blocks[9:10] = ["一、存在问题", "力量不足。", "二、改进措施", "加强培训。"]
    assert found(text(*blocks))[4] == (5, "一、存在问题\n力量不足。\n二、改进措施\n加强培训。")


def test_a_sub_heading_with_a_sections_words_is_no_section():
    blocks = [line for n in range(6) for line in (f"{CHINESE[n]}、{NAMES[n]}", BODIES[n])]
    blocks[1:2] = [
        BODIES[0],
        "（一）主动公开情况",
        "公开信息十条。",
        "2.主动公开政府信息情况",
        "其中公告三条。",
        "四、政府信息公开申请情况",
        "未收到。",
        "（三）申请行政复议和提起行政诉讼情况",
        "未发生。",
    ]
    report = text(*blocks)
    assert [number for number, _ in found(report)] == [1, 2, 3, 4, 5, 6]
    assert found(report)[1:] == ALL[1:]
    assert "未收到。" in found(report)[0][1]
    assert found(report)[0][1].endswith("未发生。")


def test_a_table_of_contents_heads_nothing():
    contents = [f"{CHINESE[n]}、{NAMES[n]}" for n in range(6)]
    blocks = [line for n in range(6) for line in (f"{CHINESE[n]}、{NAMES[n]}", BODIES[n])]
    assert found(text("目录", *contents, *blocks)) == ALL


def test_what_a_portal_prints_below_an_article_is_no_part_of_its_last_section():
    blocks = "".join(f"<p>{CHINESE[n]}、{NAMES[n]}</p><p>{BODIES[n]}</p>" for n in range(6))
    foot = "<p>附件：年报.docx</p><p>上一篇：公告</p><p>主办：青禾市人民政府</p>"
    page = f"<html><title>{TITLE}</title><body>{blocks}{foot}</body></html>"
    assert found(read(Source(page.encode(), "t.html"))) == ALL


def test_headings_in_the_cells_of_one_large_table_are_found():
    rows = "".join(
        f"<tr><td colspan=2>{CHINESE[n]}、{NAMES[n]}</td></tr>"
        f"<tr><td>{BODIES[n]}</td><td></td></tr>"
        for n in range(6)
    )
    page = f"<html><title>{TITLE}</title><body><table>{rows}</table></body></html>"
    report = read(Source(page.encode(), "t.html"))
    assert [number for number, _ in found(report)] == [1, 2, 3, 4, 5, 6]
    assert found(report)[4][1].startswith(BODIES[4])


def test_a_section_whose_words_are_there_without_its_heading_is_not_called_absent():
    blocks = [line for n in range(4) for line in (f"{CHINESE[n]}、{NAMES[n]}", BODIES[n])]
    report = text(*blocks, "目前还存在一些不足，下一步将改进。")
    assert [number for number, _ in found(report)] == [1, 2, 3, 4]
    assert report.unheaded == (5,)


def test_a_table_without_its_heading_is_a_section_not_called_absent():
    blocks = [
        line for n in (0, 1, 4, 5) for line in (f"{CHINESE[n]}、{NAMES[n]}", "本局全年工作平稳。")
    ]
    report = text(*blocks)
    assert report.unheaded == ()
    assert {1, 2, 3, 4, 5, 6} - {number for number, _ in found(report)} == {3, 4}


CITED = [
    "国办公开办函〔2021〕30号",
    "国办公开办函[2021]30号",
    "国办公开办函（2021）30号",
    "国办公开办函【２０２１】３０号",
    "国办公开办〔2021〕30号",
    "国办公开办函 〔2021〕 30 号",
    "国办公开办函2021年第30号",
]


@pytest.mark.parametrize("cited", CITED)
def test_the_basis_cited_is_known_however_it_is_bracketed(cited):
    report = text(f"根据《关于印发格式的通知》（{cited}）要求，编制本报告。")
    assert [claim.value for claim in report.basis] == ["国办公开办函〔2021〕30号"]
    assert "编制本报告" in report.basis[0].text


def test_each_basis_is_named_once_and_other_documents_are_none():
    report = text(
        "根据国办公开办函〔2019〕60号、国办公开办函〔2021〕30号编制，国办公开办函[2019]60号试行。",
        "依据国办发〔2017〕47号、青政办函〔2026〕3号。",
    )
    assert [claim.value for claim in report.basis] == [
        "国办公开办函〔2019〕60号",
        "国办公开办函〔2021〕30号",
    ]
