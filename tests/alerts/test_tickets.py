"""Walls come as one ticket for each site, and as a letter that its owner can act on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from alerts.letters.access import access_letter
from alerts.letters.paper import BadTemplate
from alerts.tickets import site, tickets
from alerts.words import FORBIDDEN
from nianbao.duty.model import Outcome
from tests.alerts.samples import NOW, trouble


def wall(url, portal="云汀县门户网站", **changes):
    return replace(trouble(portal=portal), url=url, **changes)


CITY = (
    wall("https://www.qinghe.gov.cn/nb/", "青禾市门户网站", bodies=("青禾市财政局",)),
    wall("https://jyj.qinghe.gov.cn/nb/", "青禾市教育局网站", bodies=("青禾市教育局",)),
    wall(
        "https://www.qinghe.gov.cn/nb2/", "青禾市门户网站", bodies=("青禾市财政局", "青禾市水利局")
    ),
)
OTHER = wall("https://www.yunting.gov.cn/nb/", bodies=("云汀县财政局",))


def text_of(data):
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


def draft(ticket, folder=None, addresses=("203.0.113.7", "203.0.113.8")):
    return access_letter(
        ticket,
        addresses,
        user_agent="Nianbao/1 (report monitor)",
        contact="",
        at=NOW,
        folder=folder,
    )


def test_columns_and_hosts_of_one_site_are_one_ticket():
    found = tickets((OTHER, *CITY))
    assert [ticket.site for ticket in found] == ["qinghe.gov.cn", "yunting.gov.cn"]
    city = found[0]
    assert city.hosts == ("www.qinghe.gov.cn", "jyj.qinghe.gov.cn")
    assert len(city.columns) == 3
    assert city.bodies == ("青禾市财政局", "青禾市教育局", "青禾市水利局")


def test_a_ticket_counts_from_the_first_refusal_and_repeats_no_words():
    earlier = replace(CITY[1], since=CITY[1].since - timedelta(days=3), detail="返回521")
    (ticket,) = tickets((CITY[0], earlier, CITY[2]))
    assert ticket.since == earlier.since
    assert ticket.said == ("返回412", "返回521")


def test_only_walls_are_tickets():
    others = (replace(OTHER, outcome=outcome) for outcome in Outcome if outcome != "blocked")
    assert tickets(others) == ()


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://xxgk.qinghe.gov.cn/a", "qinghe.gov.cn"),
        ("http://www.qinghe-edu.cn/", "qinghe-edu.cn"),
        ("http://127.3.2.1:8080/nb/", "127.3.2.1"),
        ("http://portal.qinghe.example/", "portal.qinghe.example"),
    ],
)
def test_a_site_is_what_its_owner_registered(url, named):
    assert site(url) == named


def test_the_letter_names_addresses_hosts_bounds_and_bodies_and_accuses_nobody():
    text = text_of(draft(tickets(CITY)[0]))
    for said in (
        *("203.0.113.7、203.0.113.8", "www.qinghe.gov.cn、jyj.qinghe.gov.cn", "3家单位"),
        *("返回412", "暂无法核验", "Nianbao/1 (report monitor)", "〔联系人、电话〕"),
    ):
        assert said in text
    assert not [word for word in FORBIDDEN if word in text]
    assert "{" not in text


def test_a_letter_with_no_bodies_leaves_a_gap_for_the_clerk():
    (ticket,) = tickets((replace(OTHER, bodies=(), detail=""),))
    assert "涉及单位：〔…〕" in text_of(draft(ticket))


def test_an_offices_own_template_takes_the_place_of_ours(tmp_path):
    own = Document()
    own.add_paragraph("{{ ticket.site }}网站：请将{{ addresses[0] }}列入白名单。")
    own.save(str(tmp_path / "access.docx"))
    assert text_of(draft(tickets(CITY)[0], tmp_path)) == (
        "qinghe.gov.cn网站：请将203.0.113.7列入白名单。"
    )


@pytest.mark.parametrize(
    "mark",
    [
        "{{ nothing_like_it }}",
        "{% for x in addresses %}",
        "{{ ticket.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
    ],
)
def test_a_template_that_cannot_be_filled_in_is_named(tmp_path, mark):
    own = Document()
    own.add_paragraph(mark)
    own.save(str(tmp_path / "access.docx"))
    with pytest.raises(BadTemplate, match=r"access\.docx"):
        draft(tickets(CITY)[0], tmp_path)


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04cut"])
def test_a_template_that_is_no_document_is_named(tmp_path, data):
    (tmp_path / "access.docx").write_bytes(data)
    with pytest.raises(BadTemplate, match=r"access\.docx"):
        draft(tickets(CITY)[0], tmp_path)


def test_a_name_from_a_portal_is_text_and_never_markup():
    (ticket,) = tickets((replace(OTHER, portal="<w:p>&{{ 7*7 }}门户", bodies=("甲<乙",)),))
    text = text_of(draft(ticket))
    assert "<w:p>&{{ 7*7 }}门户" in text
    assert "甲<乙" in text
