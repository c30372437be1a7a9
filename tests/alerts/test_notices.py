"""Drafts to bodies: facts as printed, the right law for each, and never an accusation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document

from alerts.letters.notices import (
    RELATIONS,
    Place,
    Sender,
    correction,
    enumerated,
    notice_name,
    ordinal,
    rectification,
    reminder,
    reminder_name,
)
from alerts.letters.paper import BadTemplate
from alerts.words import FORBIDDEN
from nianbao.duty.model import BodyClass, ReportKind
from tests.alerts.samples import NOW, line, not_seen, published, traffic_case

SENDER = Sender("青禾市人民政府办公室", NOW, date(2027, 2, 5), "李某，0000-1234567")
PLACES = (
    Place("青禾市门户网站·政府信息公开年报", "http://www.qinghe.example/nb/"),
    Place("商务局网站·年报", "http://sw.qinghe.example/nb/"),
)
EVERY = [*BodyClass]


def text_of(data):
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


def reminded(body_class, body="青禾市商务局", sender=SENDER, **changes):
    return text_of(reminder(not_seen(body, body_class), PLACES, sender, **changes))


def rectified(body_class=BodyClass.DEPARTMENT, case=None, sender=SENDER, **changes):
    case = case or traffic_case()
    line = published(case.body, 28, body_class)
    return text_of(rectification(case, line, sender, body_class=body_class, **changes))


@pytest.mark.parametrize("body_class", EVERY)
def test_article_49_is_cited_only_to_bodies_that_it_binds(body_class):
    bound = {BodyClass.DEPARTMENT, BodyClass.OFFICE, BodyClass.GOVERNMENT}
    assert ("第四十九条" in reminded(body_class)) == (body_class in bound)
    assert "第四十九条" not in rectified(body_class)


def test_an_older_report_is_asked_for_under_the_regulation_of_its_time():
    old = line("青禾市商务局", year=2018)
    text = text_of(reminder(old, PLACES, SENDER))
    assert "（国务院令第492号）第三十一条要求，你单位应于2019年3月31日前公布" in text
    assert "第四十九条" not in text


@pytest.mark.parametrize(
    ("body", "body_class", "address"),
    [
        ("云汀县人民政府", BodyClass.GOVERNMENT, "你县"),
        ("临澜区人民政府", BodyClass.GOVERNMENT, "你区"),
        ("白石镇人民政府", BodyClass.TOWNSHIP, "你镇"),
        ("云岭乡", BodyClass.TOWNSHIP, "你乡"),
        ("青石街道办事处", BodyClass.TOWNSHIP, "你街道"),
        ("青禾市商务局", BodyClass.DEPARTMENT, "你单位"),
        ("云汀经济开发区管理委员会", BodyClass.ZONE, "你单位"),
        ("国家税务总局青禾市税务局", BodyClass.VERTICAL, "贵单位"),
    ],
)
def test_a_body_is_addressed_by_its_level(body, body_class, address):
    case = replace(traffic_case(), body=body)
    for text in (reminded(body_class, body), rectified(body_class, case)):
        assert address in text
        assert address == "你单位" or "你单位" not in text


def test_an_office_submits_its_own_governments_report_and_urges_nobody():
    county = replace(SENDER, office="云汀县人民政府办公室")
    case = replace(traffic_case(), body="云汀县人民政府")
    asked = reminded(BodyClass.GOVERNMENT, case.body, county)
    noticed = rectified(BodyClass.GOVERNMENT, case, county, guesses=True)
    for text in (asked, noticed):
        assert "的请示（草稿）\n云汀县人民政府：" in text
        assert "妥否，请批示" in text
        assert not [word for word in ("督促", "你县", "你单位", "抓紧公布") if word in text]
    assert "请示" not in reminded(BodyClass.GOVERNMENT, case.body)
    assert "请示" not in rectified(BodyClass.GOVERNMENT, case)


def test_drafts_are_called_what_they_are():
    county, city = "云汀县人民政府办公室", SENDER.office
    own = not_seen("云汀县人民政府", BodyClass.GOVERNMENT)
    tax = not_seen("国家税务总局青禾市税务局", BodyClass.VERTICAL)
    assert [reminder_name(own, city), reminder_name(own, county), reminder_name(tax, city)] == [
        *("催报函", "公布事项请示", "商请告知函")
    ]
    named = [(one.body, one.body_class, office) for one, office in ((own, city), (own, county))]
    assert [notice_name(*one) for one in named] == ["督促整改通知", "数据核实请示"]
    office = ("青禾市人民政府办公室", BodyClass.OFFICE, city)  # it keeps the government's report
    assert notice_name(*office, ReportKind.GOVERNMENT) == "数据核实请示"
    assert notice_name(tax.body, tax.body_class, city) == "商请核实函"


@pytest.mark.parametrize(
    ("office", "self"),
    [("青禾市政务服务和数据管理局", "我局"), ("青禾市人民政府办公室", "我办")],
)
def test_an_office_calls_itself_by_its_name(office, self):
    assert f"{self}未收到" in reminded(BodyClass.DEPARTMENT, sender=replace(SENDER, office=office))


def test_a_notice_without_a_local_document_cites_none():
    assert "经查，你单位2027年1月28日公布的" in rectified(BodyClass.ZONE)
    assert "按照青政办函〔2026〕8号要求于2027年1月28日公布的" in rectified(BodyClass.TOWNSHIP)


@pytest.mark.parametrize("body_class", EVERY)
def test_no_letter_uses_a_forbidden_word_or_leaves_a_mark(body_class):
    for text in (reminded(body_class), rectified(body_class, guesses=True)):
        clean = text.replace("逾期未公布且未说明情况的", "")
        assert not [word for word in FORBIDDEN if word in clean], clean
        assert not set("{}%") & set(text)


def test_a_reminder_says_what_was_read_when_and_where_and_how_to_answer():
    text = reminded(BodyClass.DEPARTMENT)
    for said in (
        "截至2027年2月1日8时，我办未收到你单位提交的2026年年度报告；截至2027年2月1日6时05分，在",
        "“青禾市门户网站·政府信息公开年报”（http://www.qinghe.example/nb/）和“商务局网站·年报”",
        "未检索到该报告",
        "2027年2月5日前公布",
        "如已公布，请一并提供公布网址",
        "李某，0000-1234567",
    ):
        assert said in text
    assert "我办已收到你单位提交" in reminded(BodyClass.DEPARTMENT, submitted=True)


def test_a_reminder_claims_nothing_beyond_the_last_reading():
    later = replace(SENDER, at=NOW + timedelta(days=9))
    for body_class in EVERY:
        seen = replace(not_seen("青禾市商务局"), body_class=body_class)
        text = text_of(reminder(seen, PLACES, later))
        assert "2027年2月1日6时05分" in text
        assert "截至2027年2月10日8时，在" not in text


def test_a_guess_that_the_clerk_keeps_reads_as_part_of_the_letter():
    text = rectified(guesses=True)
    assert "可能位置" not in text
    assert "一是表三“（七）总计／商业企业”，公布为1" in text
    assert "二是表四“复议后起诉”：不能确定" in text
    assert "不宜仅为平衡而调整。上述推算仅供查找时参考" in text


def test_a_number_of_evidence_that_is_not_known_is_left_to_the_clerk():
    case = replace(traffic_case(), evidence="")
    assert "存证编号〔＿＿〕" in rectified(case=case)


def test_a_correction_does_not_say_again_what_it_takes_back():
    made = correction(
        "青禾市商务局",
        2026,
        SENDER,
        addressee="青禾市商务局",
        facts=("截至2027年2月1日6时未检索到该报告",),
        reason="该报告已于1月28日公布，系统未能采集。",
    )
    text = text_of(made)
    assert "经复核，下列事项予以更正：截至2027年2月1日6时未检索到该报告。" in text
    assert "更正原因：该报告已于1月28日公布，系统未能采集。由此" in text


def test_a_township_is_reminded_of_the_local_document():
    text = reminded(BodyClass.TOWNSHIP)
    assert "青政办函〔2026〕8号" in text
    assert "第四十七条" not in text


def test_a_body_under_vertical_leadership_is_asked_and_not_told():
    for text in (reminded(BodyClass.VERTICAL), rectified(BodyClass.VERTICAL)):
        assert "商请" in text
        assert "贵单位" in text
        assert "督促整改" not in text
        assert "你单位" not in text.replace("贵单位", "")


def test_a_governments_report_is_due_by_the_end_of_march():
    seen = not_seen("云汀县人民政府")
    duty = replace(seen.duty, kind=ReportKind.GOVERNMENT)
    government = replace(seen, body_class=BodyClass.GOVERNMENT, duty=duty)
    assert "3月31日前" in text_of(reminder(government, PLACES, SENDER))


def test_a_notice_gives_the_facts_as_printed_with_evidence_form_and_law():
    text = rectified()
    for said in (
        "一是商业企业列两边不等；（七）总计行不等。二是复议后起诉不等",
        "一是",
        "二是",
        "第四十七条",
        "存证编号",
        "以台账为依据，不得仅为满足勾稽关系而调整",
    ):
        assert said in text
    assert "责令" not in text


def test_the_probable_place_is_left_out_unless_the_clerk_keeps_it():
    assert "推算" not in rectified()
    kept = rectified(guesses=True)
    assert "按公布的数据推算" in kept
    assert "仅供查找时参考，以台账为准" in kept


@pytest.mark.parametrize(
    ("year", "number"), [(2019, "60号"), (2020, "60号"), (2021, "30号"), (2026, "30号")]
)
def test_the_form_that_is_cited_follows_the_reports_year(year, number):
    assert number in rectified(case=replace(traffic_case(), year=year))


def test_a_report_without_an_error_gets_no_notice():
    with pytest.raises(ValueError, match="没有须核实的事项"):
        rectified(case=replace(traffic_case(), findings=()))


def test_gaps_are_left_to_the_clerk():
    bare = Sender("青禾市人民政府办公室", NOW)
    text = text_of(reminder(not_seen("青禾市商务局"), (), bare))
    for gap in ("〔＿月＿日〕", "〔联系人、电话〕", "〔栏目名称、网址〕"):
        assert gap in text


def test_an_offices_own_wording_takes_the_place_of_ours(tmp_path):
    own = Document()
    own.add_paragraph("{{ body }}：请尽快公布{{ year }}年年报。")
    own.save(str(tmp_path / "reminder_department.docx"))
    sender = replace(SENDER, folder=tmp_path)
    assert text_of(reminder(not_seen("青禾市商务局"), PLACES, sender)) == (
        "青禾市商务局：请尽快公布2026年年报。"
    )
    own = Document()
    own.add_paragraph("{{ no_such_thing }}")
    own.save(str(tmp_path / "reminder_department.docx"))
    with pytest.raises(BadTemplate, match=r"reminder_department\.docx"):
        reminder(not_seen("青禾市商务局"), PLACES, sender)


def test_every_class_of_body_has_a_relation():
    assert set(RELATIONS) == set(BodyClass)


def test_facts_are_counted_as_offices_count():
    assert enumerated(["甲。"]) == "甲"
    assert enumerated(["甲。", "乙"]) == "一是甲；二是乙"
    assert [ordinal(n) for n in (1, 10, 11, 20, 32, 99)] == [
        *("一", "十", "十一", "二十", "三十二", "九十九")
    ]
