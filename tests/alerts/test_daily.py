import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from alerts import words
from alerts.daily import case_section, daily
from nianbao.duty.model import DutyState
from nianbao.report.model import Change, Finding, Repair, Severity, Verdict
from tests.alerts import samples
from tests.alerts.samples import daily_view, not_seen, published, tax_case, traffic_case


@pytest.fixture(scope="module")
def letter():
    return daily(daily_view(traffic_case()))


def visible(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_subject_counts_relations_and_causes(letter):
    assert (
        letter.subject
        == "〔年报核查〕青禾市交通运输局2020年年度报告：3处数据不符（2个原因），请核实"
    )


def test_both_sides_and_the_difference_are_said_for_every_broken_sum(letter):
    for sentence in (
        "商业企业列：一（0）＋二（0）＝0；三（七）（1）＋四（0）＝1。两边不等，相差1。",
        "（七）总计行：1＋1＋0＋0＋0＋0＝2；“总计”栏公布为1。不等，相差1。",
        "四项之和为0，与总计1不等，相差1。",
    ):
        assert sentence in letter.text
        assert sentence in visible(letter.html)


def test_the_one_suspect_cell_stands_out_in_text_and_html(letter):
    assert letter.text.count("【") == 1
    assert "三、（七）总计｜1｜【1】｜0" in letter.text
    assert re.findall(r'<td class="figure suspect"[^>]*>(.*?)</td>', letter.html) == ["1"]


def test_every_probable_place_ends_in_the_ledger(letter):
    places = re.findall("可能位置：.*", letter.text)
    assert len(places) == 2
    assert all(place.endswith(words.LEDGER) for place in places)


def test_alternatives_are_named_as_not_certain(letter):
    assert "可能位置：不能确定。或为表四“复议后起诉／总计”（公布为1，若为0则成立）" in letter.text


def test_what_is_doubtful_is_listed_as_no_error(letter):
    assert "另有1处存疑，不作差错" in letter.text
    assert "空白项无从判断" in letter.text


def test_the_text_to_forward_speaks_of_no_error():
    forward = case_section(traffic_case()).forward
    assert "差错" not in forward
    assert forward.startswith("你单位2020年年度报告中，")
    assert "可能位置" not in forward


def test_a_vertical_body_is_asked_not_told():
    forward = case_section(tax_case()).forward
    assert "贵单位" in forward
    assert "商请" in forward
    assert "你单位" not in forward


def test_source_time_evidence_and_footer_are_given(letter):
    for said in ("采集时间：2027年1月28日9时02分", "存证编号：2027-000123", words.INTERNAL):
        assert said in letter.text
    assert traffic_case().url in letter.text


def test_several_bodies_in_one_mail_are_grouped_by_body():
    letter = daily(daily_view(traffic_case(), tax_case()))
    bodies = re.findall("━━ (.*) ━━", letter.text)
    assert bodies == ["青禾市交通运输局", "国家税务总局云汀县税务局"], "those apart come last"
    assert letter.subject.count("请核实") == 1
    assert "5处情况须核实（4个原因）" in letter.subject


def test_results_that_do_not_add_up_show_the_filled_rows_only():
    letter = daily(daily_view(tax_case()))
    assert (
        "（一）至（六）各项合计为93（60＋12＋21）；“（七）总计”公布为95。不等，相差2。"
        in letter.text
    )
    assert "属于国家秘密" not in letter.text
    assert "从略" in letter.text


def test_absences_and_lateness_are_told_with_their_evidence():
    lines = (not_seen("青禾市商务局"), published("青禾市林业局", 32))
    letter = daily(daily_view(lines=lines))
    assert "截至2027年2月1日6时05分未检索到" in letter.text
    assert "逾期1天" in letter.text
    assert "请确认后再行催报" in letter.text


def test_nobody_is_urged_whose_report_was_only_late():
    late = published("青禾市林业局", 32)
    letter = daily(daily_view(lines=(late,)))
    for part in (letter.text, letter.html):
        assert "再行催报" not in part
        assert "请登记公布网址" not in part
        assert "报告已检索到，仅公布时间晚于期限，无须催报；请核对公布日期后按职责处理。" in part


def test_each_state_in_one_mail_is_asked_for_by_its_own_sentence():
    lines = (not_seen("青禾市商务局"), published("青禾市林业局", 32))
    text = daily(daily_view(lines=lines)).text
    assert "逾期未见公布的，请确认后再行催报" in text
    assert "逾期公布的，报告已检索到" in text


def test_a_body_that_is_missing_is_told_nothing_else():
    line = not_seen("青禾市交通运输局")
    case = replace(traffic_case(), year=line.duty.year)
    letter = daily(daily_view(case, lines=(line,)))
    assert line.standing.state is DutyState.MISSING
    assert "表三" not in letter.text


def test_an_absence_is_told_with_its_date_and_the_readings_that_prove_it():
    line = not_seen("青禾市交通运输局")
    letter = daily(daily_view(lines=(line,)))
    times = [words.short_minute(reading.at) for reading in line.standing.proofs]
    assert len(times) >= 2
    for part in (letter.text, letter.html):
        assert all(time in part for time in times)
        assert f"期限{words.day(line.duty.publish_by)}" in part


def test_a_mail_without_errors_is_not_written():
    only_doubts = replace(traffic_case(), findings=traffic_case().findings[-1:])
    assert daily(daily_view(only_doubts)) is None
    assert daily(daily_view()) is None
    unverifiable = samples.blocked("云汀县教育局")
    assert daily(daily_view(lines=(unverifiable,))) is None


def test_private_findings_never_enter_a_grouped_mail():
    private = Finding("privacy.personal", Severity.PRIVATE, "疑含身份证号4401****")
    case = traffic_case()
    letter = daily(daily_view(replace(case, findings=(*case.findings, private))))
    assert "4401" not in letter.text + letter.html


def test_what_a_page_says_is_never_markup():
    case = replace(traffic_case(), title="<script>alert(1)</script>", body="<b>某局</b>")
    html = daily(daily_view(case)).html
    assert "<script>" not in html
    assert "&lt;b&gt;某局" in html


def test_a_repair_of_two_cells_is_said_as_one():
    case = traffic_case()
    both = Repair(
        1,
        (Change("t3.settled.business", 1, 0), Change("t3.received.person", 1, 2)),
        ("t3.balance:business",),
        unique=True,
    )
    section = case_section(replace(case, findings=case.findings[:1], repairs=(both,)))
    assert "须同时改动2个数" in section.items[0].probable
    assert "（公布为1）为0、" in section.items[0].probable
    assert "则成立" not in section.items[0].probable, "neither cell makes it true alone"
    other = Repair(1, (Change("t4.review.total", 1, 0),), ("t3.balance:business",), unique=False)
    two = (replace(both, unique=False), other)
    section = case_section(replace(case, findings=case.findings[:1], repairs=two))
    assert "（分别公布为1、1，若分别为0、2则成立）" in section.items[0].probable
    assert section.items[0].probable.endswith(words.LEDGER)


def test_a_blank_cell_is_shown_as_blank_never_as_zero():
    case = traffic_case()
    figures = {**case.figures, "t3.carried_in.business": samples.figure("")}
    letter = daily(daily_view(replace(case, figures=figures)))
    assert "二、上年结转｜0｜空白｜0" in letter.text
    assert "二（空白，按0计）" in letter.text


def test_of_an_empty_total_no_difference_is_told():
    case = traffic_case()
    figures = {**case.figures, "t3.settled.total": samples.figure("")}
    row = next(one for one in case.findings if one.relation == "t3.row:settled")
    doubtful = replace(row, verdict=Verdict.DOUBTFUL, severity=Severity.WARNING, left=2, right=0)
    (doubt,) = case_section(replace(case, figures=figures, findings=(doubtful,))).doubts
    assert "1＋1＋0＋0＋0＋0＝2；“总计”栏为空白。" in doubt
    assert "相差" not in doubt


def test_a_row_with_a_numeral_stands_in_quotes_within_a_sentence():
    case = traffic_case()
    row = next(one for one in case.findings if one.relation == "t3.row:settled")
    received = replace(row, relation="t3.row:received", verdict=Verdict.DOUBTFUL)
    doubtful = replace(received, severity=Severity.WARNING, left=2, right=1)
    (doubt,) = case_section(replace(case, findings=(doubtful,))).doubts
    assert doubt.startswith("表三“一、本年新收”行：")
    broken = replace(row, relation="t3.row:received")
    assert "““" not in daily(daily_view(replace(case, findings=(broken,)))).text


def test_no_style_needs_a_style_sheet_or_the_network(letter):
    assert "<style" not in letter.html
    assert not re.search(r'(src|href)="https?://[^"]+\.(css|js|png|woff2?)"', letter.html)
    assert "border-collapse: collapse" in letter.html


def test_a_mail_with_very_many_reports_names_them_all_and_shows_the_first():
    cases = [replace(traffic_case(), body=f"青禾市第{n:03d}局") for n in range(45)]
    letter = daily(daily_view(*cases))
    assert letter.text.count("可转发短文本") == 20
    for part in (letter.text, visible(letter.html)):
        assert "另有25份报告有情况须核实" in part
        assert "青禾市第044局2020年年度报告3处。" in part


def test_a_mail_with_very_many_absences_names_them_all_and_grounds_the_first():
    lines = [not_seen(f"青禾市第{n:03d}局") for n in range(45)]
    letter = daily(daily_view(lines=tuple(lines)))
    for part in (letter.text, visible(letter.html)):
        assert part.count("均未见该报告") == 30
        assert "另有逾期未见公布15份：青禾市第030局、" in part
        assert "青禾市第044局。" in part


def test_a_subject_names_only_as_many_bodies_as_it_has_room_for():
    long = "青禾市云汀经济技术开发区管理委员会政务服务和数据管理局"
    cases = [replace(traffic_case(), body=body) for body in ("青禾市司法局", long, "青禾市水利局")]
    assert daily(daily_view(*cases)).subject.startswith(f"〔年报核查〕{long}等3家单位：9处")
    assert daily(daily_view(cases[0], cases[2])).subject.startswith(
        "〔年报核查〕青禾市司法局、青禾市水利局：6处"
    )


def test_what_is_new_says_until_when_it_is_to_be_taken_up():
    view = replace(daily_view(traffic_case()), again_on=date(2027, 2, 2))
    said = "请于2月2日前登记或签收；届时未登记、未签收的，系统将再次提醒。"
    letter = daily(view)
    assert said in letter.text
    assert said in visible(letter.html)


@pytest.mark.parametrize(
    ("body", "said"),
    [("云汀县人民政府", "云汀县人民政府"), ("白石镇人民政府", "你镇"), ("青石街道", "你街道")],
)
def test_the_text_to_forward_speaks_of_a_government_by_its_level(body, said):
    forward = case_section(replace(traffic_case(), body=body)).forward
    assert forward.startswith(f"{said}2020年年度报告中，")


def test_alternatives_of_many_cells_are_counted_and_not_spelt_out():
    case = traffic_case()
    cells = tuple(Change(f"t3.{row}.business", 0, 1) for row in ("received", "settled", "granted"))
    many = [Repair(1, cells, ("t3.balance:business",), unique=False) for _ in range(2)]
    section = case_section(replace(case, findings=case.findings[:1], repairs=tuple(many)))
    assert "至少须同时改动3个数" in section.items[0].probable
    assert section.items[0].probable.endswith(words.LEDGER)


def test_where_no_place_is_guessed_nothing_is_said_of_guesses_and_ledgers():
    absent = Finding("section.absent", Severity.ERROR, "未见“六、其他需要报告的事项”。")
    letter = daily(daily_view(replace(traffic_case(), findings=(absent,), repairs=())))
    for part in (letter.text, letter.html):
        assert "可能位置" not in part
        assert "台账" not in part
        assert "核实后请登记结果" in part
