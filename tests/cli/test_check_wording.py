"""``nianbao check`` on another document, on personal data, and where tables are not there."""

from __future__ import annotations

import json

from tests.cli.command import nianbao

LETTER = """关于报送2025年政府信息公开工作年度报告的函
青禾市人民政府办公室：
按照要求，现将我局2025年政府信息公开工作年度报告报送贵办，请审阅。
青禾市财政局
2026年1月20日
"""
WITHOUT_TABLES = """青禾市财政局2025年政府信息公开工作年度报告
一、总体情况
2025年，本局主动公开政府信息36条。申请人王小明（身份证号110105199003070025）的申请已答复。落实信息管理制度，完成网站改版，监督保障有力。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
无
六、其他需要报告的事项
本年度没有收取信息处理费。
"""


def checked(folder, text, *options):
    (folder / "report.txt").write_text(text, encoding="utf-8")
    return nianbao("check", *options, "report.txt", folder=folder)


def test_a_letter_in_the_reports_place_is_named_and_is_an_error(tmp_path):
    done = checked(tmp_path, LETTER)
    assert done.returncode == 1, done.stderr
    assert "所公布文件不是年度报告" in done.stdout
    assert "报送函件" in done.stdout
    (found,) = json.loads(checked(tmp_path, LETTER, "--json").stdout)["findings"][-1:]
    assert (found["rule"], found["severity"], found["certain"]) == ("form.document", "error", True)


def test_tables_that_are_not_there_take_a_line_each(tmp_path):
    done = checked(tmp_path, WITHOUT_TABLES)
    assert "表三39式：未见表三（收到和处理政府信息公开申请情况）" in done.stdout
    assert "表四3式：未见表四（政府信息公开行政复议、行政诉讼情况）" in done.stdout
    assert done.stdout.count("未能核对：") == 0
    counts = json.loads(checked(tmp_path, WITHOUT_TABLES, "--json").stdout)["verdicts"]
    assert counts["unjudged"] == 42


def test_personal_data_is_an_error_told_in_private_and_never_unmasked(tmp_path):
    done = checked(tmp_path, WITHOUT_TABLES)
    assert done.returncode == 1
    assert "110105********0025" in done.stdout
    assert "专送" in done.stdout
    told = checked(tmp_path, WITHOUT_TABLES, "--json").stdout
    found = [f for f in json.loads(told)["findings"] if f["rule"] == "privacy.personal"]
    assert {(f["severity"], f["private"]) for f in found} == {("error", True)}
    for said in (done.stdout, done.stderr, told, json.dumps(found, ensure_ascii=False)):
        assert "199003070025" not in said
        assert "王小明" not in said


def test_personal_data_alone_makes_the_exit_status_one(tmp_path):
    only = WITHOUT_TABLES.replace("2025年政府", "政府").replace("2025年，", "")
    objects = json.loads(checked(tmp_path, only, "--json").stdout)["findings"]
    assert {f["rule"] for f in objects if f["severity"] == "error"} == {"privacy.personal"}
    assert checked(tmp_path, only).returncode == 1
