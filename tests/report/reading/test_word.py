"""Word files in which a cell shows what its own paragraphs do not hold."""

import io
import zipfile

from nianbao.report.judge import judge
from nianbao.report.model import Source, State
from nianbao.report.reading import read

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
APPLICANTS = [
    *("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def paragraph(inner):
    return f"<w:p>{inner}</w:p>"


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def table(rows):
    cells = [[f"<w:tc>{paragraph(run(text)) if text[:1] != '<' else text}</w:tc>" for text in row]
             for row in rows]  # fmt: skip
    return f"<w:tbl>{''.join(f'<w:tr>{chr(10).join(row)}</w:tr>' for row in cells)}</w:tbl>"


def word(*parts):
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in SPACES.items())
    inner = "".join(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {spaces}><w:body>{inner}</w:body></w:document>"
        )
    return read(Source(out.getvalue(), "report.docx"))


def received(first):
    label = "一、本年新收政府信息公开申请数量"
    return word(table([["申请人情况", *APPLICANTS], [label, first, *"000000"]])).figures


def test_a_text_box_over_a_cell_is_what_the_cell_shows():
    box = f"<w:txbxContent>{paragraph(run('12'))}</w:txbxContent>"
    figure = received(paragraph(f"<w:r><w:pict>{box}</w:pict></w:r>"))["t3.received.person"]
    assert (figure.value, figure.certain) == (12, True)


def test_a_picture_in_a_cell_is_no_blank():
    drawing = '<w:drawing><a:blip r:embed="rId1"/></w:drawing>'
    figure = received(paragraph(f"<w:r>{drawing}</w:r>"))["t3.received.person"]
    assert figure.state is State.TEXT


def test_white_and_tiny_digits_beside_others_are_read_by_nobody():
    for look in ('<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'):
        hidden = f"<w:r><w:rPr>{look}</w:rPr><w:t>9</w:t></w:r>"
        figure = received(paragraph(hidden + run("12")))["t3.received.person"]
        assert (figure.value, figure.certain) == (12, True)
        assert received(paragraph(hidden))["t3.received.person"].value == 9


def test_three_tables_of_outcomes_are_told_apart_by_the_captions_above_them():
    captions = ["（一）行政复议", "（二）未经复议直接起诉", "2.行政诉讼（复议后起诉）"]
    tables = [
        paragraph(run(caption)) + table([OUTCOMES, [str(n), "1", "0", "0", str(n + 1)]])
        for n, caption in enumerate(captions)
    ]
    figures = word(*tables).figures
    groups = ["review", "suit_direct", "suit_after_review"]
    assert [figures[f"t4.{group}.upheld"].value for group in groups] == [0, 1, 2]
    assert all(figures[f"t4.{group}.total"].certain for group in groups)


def test_a_table_of_outcomes_below_any_other_line_is_nobodys():
    tables = paragraph(run("有关情况如下：")) + table([OUTCOMES, ["0", "1", "0", "0", "1"]])
    report = word(tables, paragraph(run("四、政府信息公开行政复议、行政诉讼情况")))
    assert not [key for key in report.figures if key.startswith("t4.")]


def test_the_tables_inside_a_frame_are_no_text_of_its_last_section():
    label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    heads = "总体情况", "存在的主要问题及改进情况", "其他需要报告的事项"
    text = [f"{ordinal}、{head}" for ordinal, head in zip("一五六", heads, strict=True)]
    inner = [["申请人情况", *APPLICANTS], ["一、本年新收政府信息公开申请数量", *"1000001"]]
    inner += [["（一）予以公开", *"1000001"], [label, *"2000002"]]
    frame = "".join(paragraph(run(line)) for line in (*text, "没有收取信息处理费。"))
    report = word(table([[f"{frame}{table(inner)}"]]))
    assert [section.number for section in report.sections] == [1, 5, 6]
    assert label not in report.sections[-1].text
    assert "text.figure" not in {finding.rule for finding in judge(report).findings}
