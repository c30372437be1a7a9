from nianbao.cli.verdict import check
from nianbao.report import form

PAGE = """<html><head><meta charset="utf-8"></head><body>
<h1>青禾市财政局2024年政府信息公开工作年度报告</h1>{sections}</body></html>"""


def page(tmp_path, more=""):
    sections = "".join(
        f"<p>{ordinal}、{name}</p><p>本年度工作正常开展。</p>"
        for ordinal, name in zip("一二三四五六", form.SECTIONS, strict=True)
    )
    file = tmp_path / "report.html"
    file.write_text(PAGE.format(sections=sections + more), encoding="utf-8")
    return check(str(file))


def test_a_report_without_its_tables_is_judged_and_not_refused(tmp_path):
    checked = page(tmp_path)
    assert not checked.why
    absent = {f.places for f in checked.findings if f.rule == "form.table"}
    assert absent == {("t2",), ("t3",), ("t4",)}
    assert checked.has_error


def test_nothing_is_called_absent_while_the_tables_may_be_in_a_file_behind_the_page(tmp_path):
    checked = page(tmp_path, '<p><a href="0f3a.pdf">附件：年度报告全文</a></p>')
    assert not checked.has_error
