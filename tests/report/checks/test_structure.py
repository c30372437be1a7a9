"""Structure judged on texts as they are read: what headings, letters and tables do to a reading."""

import pytest

from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Beside, Severity, Source
from nianbao.report.reading import read
from tests.report.casebook import SOUND

TITLE = "青禾市财政局2025年政府信息公开工作年度报告"
HEADINGS = tuple(f"{'一二三四五六'[number]}、{name}" for number, name in enumerate(form.SECTIONS))
OUTCOMES = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
T2 = f"""| 第二十条第（一）项 | | | |
|{"---|" * 4}
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| 规章 | 0 | 0 | 0 |
| 行政规范性文件 | 0 | 0 | 0 |"""
T4 = f"""| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |
|{"---|" * 15}
| {OUTCOMES} | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |
| | | | | | {OUTCOMES} | {OUTCOMES} |
|{" 0 |" * 15}"""
T3 = f"""| {form.T3_CORNER} | 申请人情况 | | | | | | |
|{"---|" * 8}
| | 自然人 | 法人或其他组织 | | | | | 总计 |
| | | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |
| 一、本年新收政府信息公开申请数量 |{" 0 |" * 7}
| 二、上年结转政府信息公开申请数量 |{" 0 |" * 7}
| 三、本年度办理结果 | （一）予以公开 |{" 0 |" * 7}
| （七）总计 |{" 0 |" * 7}
| 四、结转下年度继续办理 |{" 0 |" * 7}"""
TABLES = {2: T2, 3: T3, 4: T4}
LEAD = "根据条例编制本报告。本报告所列数据的统计期限自2025年1月1日起至2025年12月31日止。"


def text(headings=HEADINGS, without=(), lead=LEAD, said=(), order=range(1, 7)):
    """A report as a text file: a table in each section that has one, the sound words elsewhere."""
    told = {**SOUND, **dict(said)}
    parts = [TITLE, "", lead, ""]
    for number in order:
        if number not in without:
            body = TABLES.get(number, "") if f"t{number}" not in without else ""
            parts += [headings[number - 1], "", told[number], "", body, ""]
    return "\n".join(parts)


def found(printed, rule="section.", beside=None):
    report = read(Source(printed.encode(), "report.txt"))
    findings = judge(report, beside or Beside()).findings
    return [(f.rule, f.places) for f in findings if f.rule.startswith(rule)]


def renamed(**changed):
    return tuple(changed.get(f"h{n}", name) for n, name in enumerate(HEADINGS, start=1))


def test_the_sound_text_is_read_with_its_tables_and_found_sound():
    report = read(Source(text().encode(), "report.txt"))
    assert (report.tables, report.complete) == (frozenset({"t2", "t3", "t4"}), True)
    assert found(text()) == found(text(), "text.") == found(text(), "title.") == []
    assert found(text(), "form.document") == []


@pytest.mark.parametrize("number", [1, 5, 6])
def test_a_section_of_text_that_is_not_there_is_named(number):
    plain = {1: "2025年，本局公开信息36条，收到申请两件，审核后在网站发布，按月检查。"}
    printed = text(without=[number], said=plain)
    assert ("section.absent", (f"section.{number}",)) in found(printed)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_section_whose_table_is_there_is_not_absent(number):
    assert found(text(without=[], headings=renamed(**{f"h{number}": ""})), "section.absent") == []


@pytest.mark.parametrize(
    "headings",
    [
        renamed(h1="总体情况", h5="存在的主要问题及改进情况"),
        renamed(h1="1、 总体情况"),
        renamed(h1="一、概述", h5="五、存在问题及改进情况"),
        renamed(h1="一、基本情况", h6="六、其他需要报告的情况"),
        renamed(h1="l一、总体情况", h6="l六、其他需要报告的事项"),
        renamed(h1="第一部分　总体情况"),
        renamed(h5="五、政府信息公开工作存在的主要问题及改进情况"),
        renamed(h5="五、工作中的不足和下一步打算"),
        renamed(h5="五、问题与改进"),
        renamed(h6="六、其他事项"),
        renamed(h6="六、需要说明的其他事项"),
        renamed(h6="六、需要说明的问题"),
        renamed(h4="四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        renamed(h1="一、2025年工作情况"),
        renamed(h1="一、主要做法和成效"),
        renamed(h6="六、其它需要报告的事项"),
        tuple(f"（{'一二三四五六'[n]}）{name[2:]}" for n, name in enumerate(HEADINGS)),
        tuple(f"{n}. {name[2:]}" for n, name in enumerate(HEADINGS, start=1)),
        tuple(name[2:] for name in HEADINGS),
        tuple(f"{'二三四五六七'[n]}、{name[2:]}" for n, name in enumerate(HEADINGS)),
        tuple(f"　　{name}" for name in HEADINGS),
        tuple(f"{name}：" for name in HEADINGS),
    ],
    ids=lambda headings: "".join(h for h, n in zip(headings, HEADINGS, strict=True) if h != n)[:30],
)
def test_headings_worded_or_numbered_otherwise_make_nothing_absent(headings):
    assert found(text(headings), "section.absent") == found(text(headings), "section.order") == []


@pytest.mark.parametrize("lost", [(1,), (5,), (6,), (1, 5), (5, 6), (1, 5, 6)])
def test_headings_that_a_conversion_dropped_make_nothing_absent(lost):
    kept = renamed(**{f"h{number}": "" for number in lost})
    assert found(text(kept), "section.absent") == []


def test_a_lost_heading_before_nothing_is_not_called_absent():
    assert found(text(renamed(h6=""), said={6: "无"}), "section.absent") == []


def test_nine_sections_of_free_layout_hold_what_the_form_asks_for():
    free = f"""{TITLE}
{LEAD}
一、加强领导
成立领导小组，开展监督检查和业务培训，公开情况纳入考核。
二、公开情况
全年在门户网站专栏公开各类信息36条，收到申请两件，均经审核后答复。
三、主动公开政府信息情况
{T2}

四、收到和处理政府信息公开申请情况
{T3}

五、政府信息公开行政复议、行政诉讼情况
{T4}

六、信息管理
逐件明确公开属性。
七、平台建设
完成门户网站改版。
八、存在的主要问题及改进情况
{SOUND[5]}
九、其他需要报告的事项
没有收取信息处理费。
"""
    assert found(free) == []


def test_sections_out_of_order_are_told_once():
    assert found(text(order=[1, 2, 4, 3, 5, 6])) == [("section.order", ())]


def test_a_table_of_contents_tells_no_order():
    contents = "目录\n" + "\n".join(HEADINGS) + "\n" + LEAD
    assert found(text(lead=contents), "section.order") == []
    assert found(text(lead=contents), "section.absent") == []


def test_a_copy_for_phones_tells_nothing():
    twice = text() + "\n\n" + text()
    assert found(twice, "section.") == []


def test_a_page_with_a_picture_in_the_text_makes_nothing_absent():
    body = "".join(f"<p>{name}</p><p>{SOUND[n]}</p>" for n, name in enumerate(HEADINGS[:5], 1))
    page = f"<html><head><title>{TITLE}</title></head><body>{body}<img src='a.png'></body></html>"
    report = read(Source(page.encode(), "report.html"))
    assert [f for f in judge(report).findings if f.rule == "section.absent"] == []


def test_a_governments_report_is_known_by_its_name_or_by_what_is_known_beside_it():
    said = {1: "2025年，公开信息36条，收到申请两件，审核后在网站发布，按月检查。"}
    own = text(said=said)
    results = ("section.topic", ("section.1.results",))
    assert results not in found(own)
    assert results in found(own, beside=Beside(is_government=True))
    of_the_county = own.replace("青禾市财政局", "云汀县人民政府")
    assert results in found(of_the_county)
    assert results not in found(of_the_county, beside=Beside(is_government=False))
    office = own.replace("青禾市财政局", "云汀县人民政府办公室")
    assert results not in found(office)


def test_what_a_government_says_in_other_words_counts():
    told = (
        "2025年，公开信息36条，收到申请两件，审核后在网站发布。"
        "开展第三方评估，群众满意度较高，没有问责情形。"
    )
    county = text(said={1: told}).replace("青禾市财政局", "云汀县人民政府")
    assert found(county, "section.topic") == []


@pytest.mark.parametrize(
    "rule", ["section.absent", "section.topic", "section.fee", "section.order", "section.thin"]
)
def test_nothing_is_said_of_an_older_year(rule):
    older = text(without=[6], said={1: "概况。", 5: "无"}).replace("2025", "2017")
    assert found(older, rule) == []


def test_a_wrong_title_is_one_matter_and_not_ten():
    printed = text(lead=LEAD.replace("2025", "2024"), said={1: SOUND[1].replace("2025", "2024")})
    judged = judge(read(Source(printed.encode(), "report.txt")))
    years = [(f.rule, f.severity) for f in judged.findings if f.rule.endswith(".year")]
    assert ("title.year", Severity.ERROR) in years
    assert "text.year" not in [rule for rule, _ in years]


EVERYBODY = (
    "各级政府部门", "各级行政机关", "各地政府", "全国各地", "各地各部门", "一些地区", "一些地方",
    "部分地区", "有的地区", "有些地方",
)  # fmt: skip


@pytest.mark.parametrize("everybody", EVERYBODY)
def test_problems_of_nobody_in_particular_are_told_whoever_is_named_instead(everybody):
    problems = (
        f"{everybody}通过完善制度，不断提升政府信息公开水平，运用大数据提高公开效率，但仍存在公开不及时、"
        "不全面的问题，今后应进一步完善制度、加强监督，提升公开质量。"
    )
    assert ("section.thin", ("section.5",)) in found(text(said={5: problems}))
