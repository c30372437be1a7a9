"""ZIP of reports: each by itself; what is encrypted, damaged or a bomb keeps none from another."""

import pytest

from nianbao.demo import sheets
from nianbao.demo.writers import web, word
from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import archive, read
from tests.report.formats.judging import assert_read
from tests.report.formats.writing import xlsx
from tests.report.formats.zips import damaged, encrypted, nested, overstated, packed

ONE, OTHER = sheets.load("qinghe_transport_2025"), sheets.load("linlan_transport_2020")
PAGE, LETTER = web.page(ONE, web.WebLayout()), word.document(OTHER)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)


def told(source):
    return [(m.name, m.why, m.source is not None) for m in archive.members(source)]


def test_an_archive_with_one_report_reads_as_that_report():
    report = read(packed(("说明.txt", "请查收。".encode()), ("年报.docx", LETTER)))
    assert report.format == "docx"
    assert_read(report, OTHER)


def test_a_picture_beside_the_report_keeps_an_absence_from_being_told():
    report = read(packed(("年报.html", PAGE), ("盖章.png", PICTURE)))
    assert not report.complete
    assert [(u.what, u.text) for u in report.unread] == [("attachment", "盖章.png")]


def test_several_reports_are_never_read_as_one():
    with pytest.raises(Unreadable, match="2份年度报告"):
        read(packed(("a.html", PAGE), ("b.docx", LETTER)))


def test_an_archive_without_a_report_says_so():
    with pytest.raises(Unreadable, match="没有可以读取的年度报告"):
        read(packed(("盖章.png", PICTURE)))


def test_archives_inside_and_what_systems_leave_behind():
    inner = packed(("表.xlsx", xlsx(ONE))).data
    source = packed(
        ("甲/", b""), ("甲/里.zip", inner), ("__MACOSX/._a.docx", b"x"), ("甲/~$a.docx", b"x")
    )
    assert told(source) == [("甲/里.zip/表.xlsx", "", True)]
    assert_read(read(source), ONE)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_names_of_members_are_read_as_they_were_meant(codec):
    source = packed(("青禾市年报.html".encode(codec), PAGE), ("plain.html", PAGE))
    assert [name for name, *_ in told(source)] == ["青禾市年报.html", "plain.html"]


def test_a_name_that_would_move_the_cursor_is_shown_harmlessly():
    assert told(packed(("a\x1b[2J.html", PAGE)))[0][0] == "a�[2J.html"


def test_an_encrypted_and_a_damaged_member_leave_the_others():
    source = packed(("a.html", PAGE), ("b.docx", LETTER), ("c.html", PAGE))
    (first, second, third) = told(damaged(encrypted(source, "a.html"), "b.docx"))
    assert first == ("a.html", "压缩文件已加密，无法读取", False)
    assert second[0] == "b.docx"
    assert "已损坏" in second[1]
    assert third == ("c.html", "", True)


def test_a_bomb_leaves_the_others():
    source = packed(("bomb.html", bytes(40_000_000)), ("a.html", PAGE))
    assert told(source) == [
        ("bomb.html", "解压后过大，未读取", False),
        ("a.html", "", True),
    ]


def test_archives_in_archives_end_at_the_second():
    assert [why for _, why, _ in told(Source(nested(PAGE, 2), "a.zip"))] == [""]
    (deep,) = told(Source(nested(PAGE, 9), "a.zip"))
    assert "嵌套超过2层" in deep[1]


def test_headers_that_lie_about_sizes_unpack_no_more_than_the_limit():
    source = overstated(packed(("a.html", PAGE)), 4_000_000_000)
    (told_once,) = told(source)
    assert told_once[1]


def test_files_beyond_the_number_of_any_delivery_are_named_once():
    source = packed(*((f"{n}.txt", b"x") for n in range(archive.MAX_MEMBERS + 50)))
    *members, last = told(source)
    assert len(members) == archive.MAX_MEMBERS
    assert "其余未读取" in last[1]


@pytest.mark.parametrize("cut", [10, 100, 1_000])
def test_half_an_archive_is_refused(cut):
    data = packed(("a.html", PAGE), ("b.docx", LETTER)).data
    with pytest.raises(Unreadable, match="已损坏"):
        read(Source(data[:cut], "a.zip"))


@pytest.mark.parametrize(
    ("data", "name"), [(b"Rar!\x1a\x07\x01\x00", "rar"), (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z")]
)
def test_archives_of_other_kinds_are_refused_by_name(data, name):
    with pytest.raises(Unreadable, match=name):
        read(Source(data, "a.zip"))


def test_a_picture_is_left_to_a_person():
    with pytest.raises(Unreadable, match="需人工核对"):
        read(Source(PICTURE, "年报.png"))
