from __future__ import annotations

import pytest

from nianbao.demo import sheets, tables
from nianbao.report import form
from nianbao.report.judge import judge
from nianbao.report.model import Source, Verdict
from nianbao.report.reading import read

SHEET = sheets.load("qinghe_gov_2025")


def run_together(sheet, *, wrap=frozenset(), header=True) -> list[str]:
    """The text of a report whose cells ran together, one row a line, as copied from a PDF."""
    lines = [sheet.title, "一、总体情况", "本年度工作正常开展。", "二、主动公开政府信息情况"]
    for placed in (tables.t2(sheet), tables.t3(sheet), tables.t4(sheet)):
        if placed is not None:
            lines += list(_rows(placed, wrap, header=header))
    return [
        *lines,
        "五、存在的主要问题及改进情况",
        "问题15项，整改12项。",
        "六、其他需要报告的事项",
        "无。",
    ]


def _rows(table, wrap, *, header):
    for row in table.rows:
        figures = [slot.text for slot in row if slot.key]
        label = "".join(slot.text for slot in row if not slot.key)
        if not figures:
            if header:
                yield " ".join(slot.text for slot in row if slot.text)
        elif any(word in label for word in wrap):
            yield label[:-4]
            yield " ".join(figures)
            yield label[-4:]
        else:
            yield f"{label} {' '.join(figures)}".strip()


def reading(lines):
    return read(Source("\n".join(lines).encode(), "report.txt"))


def figures_of(report):
    return {key: figure.value for key, figure in report.figures.items() if key not in form.MONEY}


def expected():
    return {key: int(text) for key, text in SHEET.cells.items() if key not in form.MONEY}


def test_a_text_whose_cells_ran_together_is_read_for_certain():
    report = reading(run_together(SHEET))
    assert figures_of(report) == expected()
    assert all(figure.certain for figure in report.figures.values())


def test_figures_in_the_middle_of_a_wrapped_label_find_it():
    report = reading(run_together(SHEET, wrap={"属于国家秘密", "仍不明确"}))
    assert figures_of(report) == expected()


def test_without_its_header_the_columns_are_not_certain():
    report = reading(run_together(SHEET, header=False))
    assert not report.figures["t3.settled.person"].certain


@pytest.mark.parametrize("dropped", range(1, 8))
def test_a_row_that_lost_a_cell_is_unread_never_shifted(dropped):
    lines = run_together(SHEET)
    place = next(n for n, line in enumerate(lines) if "予以公开" in line and "不予公开" not in line)
    cells = lines[place].split(" ")
    lines[place] = " ".join(cells[:dropped] + cells[dropped + 1 :])
    report = reading(lines)
    assert not any(key.startswith("t3.granted.") for key in report.figures)
    assert report.unread
    verdicts = judge(report).verdicts
    assert verdicts[Verdict.BROKEN] == 0
    assert verdicts[Verdict.UNJUDGED] > 0


def test_page_marks_are_no_figures():
    lines = run_together(SHEET)
    place = next(n for n, line in enumerate(lines) if "重复申请" in line)
    report = reading([*lines[:place], "- 4 -", *lines[place:]])
    assert figures_of(report) == expected()


def test_a_table_whose_words_are_there_but_not_its_figures_is_unread_not_absent():
    lines = [line.replace(" ", "；") for line in run_together(SHEET)]
    report = reading(lines)
    assert {item.what for item in report.unread} >= {"table"}
    assert "form.table" not in {finding.rule for finding in judge(report).findings}


def test_a_row_of_the_second_table_that_lost_a_cell_is_unread_too():
    lines = run_together(SHEET)
    place = next(n for n, line in enumerate(lines) if line.startswith("行政规范性文件"))
    lines[place] = lines[place].rpartition(" ")[0]
    report = reading(lines)
    assert not any(key.startswith("t2.normative.") for key in report.figures)
    assert [item.text for item in report.unread] == ["行政规范性文件"]


def test_signs_in_words_and_units_behind_figures_are_read_in_run_together_text():
    report = reading(
        [
            "第二十条第（五）项",
            "信息内容 上一年项目数量 本年增/减 处理决定数量",
            "行政许可 89 增27 4325件",
            "其他对外管理服务事项 481 减91 390",
            "第二十条第（九）项",
            "信息内容 采购项目数量 采购总金额",
            "政府集中采购 14 251000元",
        ]
    )
    assert {key: figure.value for key, figure in report.figures.items()} == {
        "t2.permits.prior_items": 89,
        "t2.permits.change": 27,
        "t2.permits.decisions": 4325,
        "t2.other_services.prior_items": 481,
        "t2.other_services.change": -91,
        "t2.other_services.decisions": 390,
        "t2.procurement.projects": 14,
        "t2.procurement.amount": "251000",
    }


def test_figures_on_lines_of_their_own_are_no_text_of_a_section():
    rows = run_together(SHEET)
    placed = (tables.t2(SHEET), tables.t3(SHEET), tables.t4(SHEET))
    cells = [slot.text for table in placed if table for row in table.rows for slot in row]
    text = "\n".join([*rows[:4], *filter(None, cells), *rows[-4:]])
    report = read(Source(text.encode(), "report.txt"))
    assert report.figures["t3.settled.total"].printed == SHEET.cells["t3.settled.total"]
    assert not [line for line in report.text.split("\n") if line.isdigit()]
    assert "text.figure" not in {finding.rule for finding in judge(report).findings}
