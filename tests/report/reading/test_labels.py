import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report import form
from nianbao.report.reading.labels import APPLICANT_HEADINGS, T2_LABELS, T3_LABELS, T4_HEADINGS

MISPRINTS = [
    ("3.危机“三安全一稳定”", "denied_security"),
    ('3.危及"三安全一稳定"', "denied_security"),
    ("3.危及“三安全一稳", "denied_security"),
    ("危及三安全一稳定", "denied_security"),
    ("7.属于行政法案卷", "denied_enforcement_file"),
    ("一、本年新收到政府信息公开申请数量", "received"),
    ("二、上年结转政府信息公开数量", "carried_in"),
    ("2.没有现成信息需另行制作", "unavailable_needs_making"),
    ("四、结转下一年继续办理", "carried_out"),
    ("1. 属于国家秘密", "denied_state_secret"),
    ("1、属于国家秘密", "denied_state_secret"),
    ("1．属于国家秘密", "denied_state_secret"),
    ("1属于国家秘密", "denied_state_secret"),
    ("2.其他法律行政止公开", "denied_by_law"),
    ("(一)予以公开", "granted"),
    ("（一）予以公开", "granted"),
    ("(七)总计", "settled"),
    ("（七）合计", "settled"),
    ("（二）部分公开", "partly_granted"),
    ("（二）部分公开(区分处理的，只计这一情形，不计其他情形)", "partly_granted"),
    ("（四）无 1.本机关不掌握相关政府信息", "unavailable_not_held"),
    ("本机关不掌握\n相关政府信息", "unavailable_not_held"),
    ("一、2023年新收政府信息公开申请数量", "received"),
    ("一、2023年度新收政府信息公开申请数量", "received"),
    ("二、2022年结转政府信息公开申请数量", "carried_in"),
    ("三、2023年度办理结果", "group:results"),
    ("四、结转2024年度继续办理", "carried_out"),
    ("（七）总计（=一+二-四）", "settled"),
]


@pytest.mark.parametrize(("printed", "key"), MISPRINTS)
def test_a_label_is_found_as_offices_print_it(printed, key):
    assert T3_LABELS.find(printed).key == key


def test_a_misprint_is_known_to_be_one_and_the_forms_own_words_are_none():
    assert T3_LABELS.find("3.危机“三安全一稳定”").edits == 1
    assert T3_LABELS.find("3.危及“三安全一稳定”").edits == 0


@pytest.mark.parametrize(
    "printed", ["（三）不予公开", "不予公开", "(三)不予公开", "不予处理", "不予以公开", "予公开"]
)
def test_a_refusal_is_never_taken_for_a_grant(printed):
    match = T3_LABELS.find(printed)
    assert match is None or match.key.startswith("group:")


def test_the_many_others_are_kept_apart():
    assert T3_LABELS.find("3.其他").key == "other_rest"
    assert T3_LABELS.find("（六）其他处理").key == "other"
    assert T3_LABELS.find("2.其他法律行政法规禁止公开").key == "denied_by_law"
    assert T3_LABELS.find("其他结果") is None
    assert APPLICANT_HEADINGS.find("其他").key == "other"
    assert APPLICANT_HEADINGS.find("其他处理") is None
    assert APPLICANT_HEADINGS.find("其他结果") is None
    assert T4_HEADINGS.find("其他结果").key == "other"
    assert T4_HEADINGS.find("其他") is None
    assert T4_HEADINGS.find("其他处理") is None


LABELS = [
    *((T3_LABELS, row.key, row.label) for row in form.T3_ROWS),
    *((T4_HEADINGS, f"group:{row.key}", row.label) for row in form.T4_ROWS),
    *((T4_HEADINGS, column.key, name) for column in form.OUTCOMES for name in column.names),
    *(
        (APPLICANT_HEADINGS, column.key, name)
        for column in form.APPLICANTS
        for name in column.names
    ),
    *((T2_LABELS, row.key, row.label) for block in form.T2_BLOCKS for row in block.rows),
]


@pytest.mark.parametrize(("lexicon", "key", "label"), LABELS)
def test_every_label_of_the_form_finds_itself_and_no_other(lexicon, key, label):
    match = lexicon.find(label)
    assert (match.key, match.edits) == (key, 0)


@pytest.mark.parametrize("row", form.T3_ROWS, ids=lambda row: row.key)
def test_every_row_finds_itself_under_its_printed_number(row):
    match = T3_LABELS.find(form.row_name(row).removeprefix(row.group[:3]))
    assert (match.key, match.edits) == (row.key, 0)


LONG = [entry for entry in LABELS if len(entry[2]) >= 6]


@pytest.mark.parametrize(("lexicon", "key", "label"), LONG)
def test_a_label_that_lost_a_character_is_the_same_or_nothing(lexicon, key, label):
    for place in range(len(label)):
        match = lexicon.find(label[:place] + label[place + 1 :])
        assert match is None or match.key == key


@given(
    st.sampled_from(LONG),
    st.integers(0, 60),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.sampled_from("不未非其他已一二三0123（）."),
)
def test_a_label_with_one_character_wrong_is_the_same_or_nothing(entry, place, wrong):
    lexicon, key, label = entry
    place %= len(label)
    match = lexicon.find(label[:place] + wrong + label[place + 1 :])
    assert match is None or match.key == key


def test_two_halves_of_a_label_make_it_up_and_two_others_do_not():
    assert T3_LABELS.completes("3.危及“三安全一稳", "定”").key == "denied_security"
    half = "2.申请人逾期未按收费通知要求缴纳费"
    assert T3_LABELS.completes(half, "用、行政机关不再处理其政府信息公开申请").key == "other_unpaid"
    assert T3_LABELS.completes("1.属于", "三类过程性信息") is None


def test_the_head_of_a_label_names_it_only_if_no_other_begins_so():
    assert T3_LABELS.head("2.申请人逾期未按收费").key == "other_unpaid"
    assert T3_LABELS.head("1.属于") is None
    assert T3_LABELS.head("申请人") is None


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("一、本年新收到政府信息公开申请数量", "received"),
        ("二、上年结转政府信息公开数量", "carried_in"),
        ("2.没有现成信息需另行制作", "unavailable_needs_making"),
        ("四、结转下一年继续办理", "carried_out"),
    ],
)
def test_a_wording_that_is_not_the_forms_finds_its_row_and_counts_as_a_misprint(printed, key):
    match = T3_LABELS.find(printed)
    assert match.key == key
    assert match.edits > 0
    assert match.expected == next(row.label for row in form.T3_ROWS if row.key == key)
