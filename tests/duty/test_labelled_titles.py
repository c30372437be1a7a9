"""The labelled list-page entries: what is settled is right, what is not is held for a person.

``tools/measure_titles.py`` prints the same shares, and each entry that is false.
"""

from collections import Counter

import pytest

from nianbao.duty.genre import variant_of
from nianbao.duty.leftover import leftover
from nianbao.duty.notes import Variant
from tests.duty.titles.labelled import BODIES, entries, matched, verdict

ENTRIES = tuple(entries())
COUNTS = Counter((entry.sign, verdict(entry, matched(entry))) for entry in ENTRIES)


def test_there_are_at_least_six_hundred_entries_and_half_of_them_are_traps():
    traps = sum(entry.sign != "=" for entry in ENTRIES)
    assert len(ENTRIES) >= 600
    assert 2 * traps >= len(ENTRIES)


def test_what_is_settled_without_a_person_is_right_995_times_of_a_thousand():
    false = [
        (entry.column, entry.clues.link_title)
        for entry in ENTRIES
        if verdict(entry, matched(entry)) == "false"
    ]
    settled = sum(number for (_, came), number in COUNTS.items() if came != "left")
    assert len(false) <= 0.005 * settled, false


def test_the_books_of_titles_written_later_hold_what_they_taught():
    false = [
        (entry.book, entry.clues.link_title)
        for entry in entries("fresh_*.txt")
        if verdict(entry, matched(entry)) == "false"
    ]
    assert false == []


def test_in_cities_with_the_same_bureaux_nobody_gets_the_others_report():
    wrong = [
        entry.clues.link_title
        for entry in entries("fresh_*.txt")
        if entry.column in {"yan", "cang", "yanbei", "cangbei", "province", "all", "neighbours"}
        and (found := matched(entry)).certain
        and (entry.sign != "=" or found.body != entry.bodies[0])
    ]
    assert wrong == []


def test_a_report_with_its_plain_title_needs_no_person():
    plain = [
        entry
        for entry in entries("fresh_*.txt")
        if entry.sign == "="
        and entry.clues.link_title
        == f"{BODIES[entry.bodies[0]].name}{entry.year}年政府信息公开工作年度报告"
    ]
    assert len(plain) >= 80
    assert [entry for entry in plain if not matched(entry).certain] == []


def test_four_of_five_reports_need_no_person():
    reports = sum(entry.sign == "=" for entry in ENTRIES)
    assert COUNTS["=", "right"] >= 0.8 * reports


def test_what_is_left_to_a_person_says_why_and_for_whom():
    for entry in ENTRIES:
        found = matched(entry)
        if found.relevant and not found.certain:
            assert found.why, entry.clues.link_title
            assert found.bodies, entry.clues.link_title


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("青禾市教育局2025年政府信息公开工作年度报告", ""),
        ("附件1：青禾市教育局2025年度信息公开年报（盖章版）.pdf", ""),
        ("青禾市教育局考试院2025年政府信息公开工作年度报告", "考试院"),
        ("青禾市教育局2025年政府信息公开工作年度报告（送审稿）", "送审稿"),
        ("栖湖市青禾市教育局2025年政府信息公开工作年度报告", "栖湖市"),
        ("青禾市教育局2024—2025年政府信息公开工作年度报告", "2024—2025"),
    ],
)
def test_what_is_not_understood_of_a_title_is_left_over(title, rest):
    assert leftover(title, ("青禾市教育局",)) == rest


@pytest.mark.parametrize(
    ("title", "variant"),
    [
        ("2025年政府信息公开工作年度报告（更正版）.pdf", Variant.CORRECTION),
        ("2025年政府信息公开工作年度报告（2026年2月更正）", Variant.CORRECTION),
        ("更正：2025年政府信息公开工作年度报告", Variant.CORRECTION),
        ("2025年政府信息公开工作年度报告（扫描件）", Variant.PICTURE),
        ("青禾市更新改造局2025年政府信息公开工作年度报告", Variant.PLAIN),
        ("关于更正2025年政府信息公开工作年度报告的说明", Variant.PLAIN),
    ],
)
def test_a_correction_and_a_picture_of_a_report_are_told_by_their_titles(title, variant):
    assert variant_of(title) is variant
