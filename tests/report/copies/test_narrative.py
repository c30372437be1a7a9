from nianbao.report.model import Section
from nianbao.report.narrative import digest, narrative
from tests.report.building import report


def masked(text, organ="青禾市交通运输局", number=1):
    return narrative(_report(text, organ, number)).masked.replace("\n", "")


def _report(text, organ="青禾市交通运输局", number=1):
    return report({}, organ=organ, sections=(Section(number, "一、总体情况", text, 0),))


def test_numbers_and_the_bodys_names_are_masked_alike():
    one = masked("2024年，青禾市交通运输局在公交站台公布换乘指引1,204条。")
    other = masked("2025年，临澜区教育局在公交站台公布换乘指引７条。", organ="临澜区教育局")
    assert one == other == "0年,某在公交站台公布换乘指引0条."


def test_we_and_the_bodys_name_are_the_same_word():
    assert masked("我局在站台张贴图表。") == masked("青禾市交通运输局在站台张贴图表。")


def test_lines_that_a_pdf_wraps_read_like_one_paragraph():
    text = "在公交站台公布换乘指引，并张贴图表，方便老年人出行。"
    assert masked(text[:9] + "\n  " + text[9:]) == masked(text)


def test_stock_sentences_headings_and_the_foot_are_left_out():
    text = (
        "（一）主动公开\n根据《中华人民共和国政府信息公开条例》有关规定，编制本报告。\n"
        "全年未收到政府信息公开申请。\n坚持以公开为常态、不公开为例外。\n"
        "如对本报告有疑问，请与办公室联系，联系电话：0000-123。"
    )
    assert masked(text) == ""


def test_a_long_clause_that_names_the_regulation_is_kept():
    clause = "按照条例要求" + "逐村核对山塘水库巡查记录和放水时间安排" * 4
    assert len(masked(clause + "。")) > 60


def test_a_passage_is_shown_as_printed():
    text = "2025年，我局公布换乘指引12条，并张贴图表。"
    own = narrative(_report(text))
    place = own.masked.index("公布换乘")
    assert own.passage(place, place + 10) == "公布换乘指引12条，并"


def test_a_report_without_sections_is_compared_by_its_text():
    plain = report({}, sections=(), text="在公交站台公布换乘指引。")
    assert narrative(plain).masked.startswith("在公交站台")


def test_the_name_of_a_text_follows_what_it_says_and_whose_it_is():
    one = _report("在公交站台公布换乘指引。")
    assert digest(one) == digest(_report("在公交站台公布换乘指引。"))
    assert digest(one) != digest(_report("在公交站台公布换乘图表。"))
    assert digest(one) != digest(_report("在公交站台公布换乘指引。", organ="云汀县水务局"))
