"""What people enter at the command line: found reports, submissions, exemptions, consent."""

from __future__ import annotations

import json

import pytest

from storage.queries.journal import audit_log
from storage.queries.portals import portals
from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard
from tests.tasks.found import ELSEWHERE, add, ecology, origin

__all__ = ["migrated", "stack", "yard"]  # fixtures

BODY = "qinghe-ecology"


@pytest.fixture
def run(yard, tmp_path):
    for at in ("2026-01-31 20:00", "2026-02-01 09:00"):
        yard.at(at)
        yard.work_off(yard.house())
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(*arguments, folder=tmp_path, **{**given, **more})


def test_a_report_that_a_person_found_is_recorded_and_answered_for(yard, run):
    add(yard, **{ELSEWHERE: ecology(yard)})
    url = origin(yard) + ELSEWHERE
    refused = run("duties", "record", BODY, "2024", "--url", url, "--by", "王某")
    assert refused.returncode == 1
    assert "内容为2025年度报告，不是2024年度" in refused.stderr
    done = run("duties", "record", BODY, "2025", "--url", url, "--by", "王某")
    assert done.returncode == 0, done.stderr
    assert "青禾市生态环境局2025年政府信息公开工作年度报告" in done.stdout
    assert "此前未检索到的原因" in done.stdout
    assert "其中没有该网址" in done.stdout
    assert "状态：逾期未见公布 → 按时公布" in done.stdout
    assert "存证：2026/02/manual-1" in done.stdout
    again = run("duties", "record", BODY, "2025", "--url", url, "--by", "王某", "--json")
    (row,) = json.loads(again.stdout)
    assert (row["entry"], row["after"], row["certain"]) == (2, "published", True)
    assert run("evidence", "verify").returncode == 0


def test_what_cannot_be_recorded_is_refused_in_words(yard, run, tmp_path):
    (tmp_path / "empty.html").write_bytes(b"")
    url = origin(yard) + "/nowhere.html"
    for arguments, words in (
        (("--by", "王某"), "--url"),
        (("--by", "王某", "--url", url), "404"),
        (("--by", " ", "--url", url), "登记人"),
        (("--by", "王某", "--url", "ftp://a.example/x"), "不是网址"),
        (("--by", "王某", "--url", "http://169.254.169.254/x"), "不属于已登记的网站"),
        (("--by", "王某", "--url", url, "--file", "absent.html"), "无法读取"),
        (("--by", "王某", "--url", url, "--file", "empty.html"), "为空"),
        (("--url", url), "--by"),
    ):
        refused = run("duties", "record", BODY, "2025", *arguments)
        assert refused.returncode in {1, 2, 64}, arguments
        assert words in refused.stderr, arguments
        assert "Traceback" not in refused.stderr
    refused = run("duties", "record", "nobody", "2025", "--url", url, "--by", "王某")
    assert "没有登记这一应公布事项" in refused.stderr


def test_submitted_exempt_and_covered_are_entered_with_who_and_listed(yard, run):
    done = run("duties", "submitted", BODY, "2025", "--at", "2026-01-20 15:00", "--by", "王某")
    assert done.returncode == 0, done.stderr
    assert "已提交未公布" in done.stdout
    again = run("duties", "submitted", BODY, "2025", "--at", "2026-01-20 15:00", "--by", "王某")
    assert "未重复登记" in again.stdout
    assert (
        "不是时间"
        in run("duties", "submitted", BODY, "2025", "--at", "昨天", "--by", "王某").stderr
    )
    lacking = run("duties", "exempt", BODY, "2025", "--reason", "撤并", "--by", "王某")
    assert "依据" in lacking.stderr
    done = run(
        *("duties", "exempt", BODY, "2025", "--reason", "撤并", "--basis", "青编〔2025〕9号"),
        *("--until", "2026-12-31", "--by", "李某"),
    )
    assert "不纳入本年度统计" in done.stdout
    listed = json.loads(run("rollcall", "--json").stdout)
    assert ("李某", "不纳入统计") in {(d["who"], d["what"]) for d in listed["decisions"]}
    assert "已提交未公布" in run("duties", "exempt", BODY, "2025", "--end", "--by", "李某").stdout
    assert (
        "没有这个单位"
        in run("duties", "cover", BODY, "2025", "--in", "nobody", "--by", "李某").stderr
    )
    done = run("duties", "cover", BODY, "2025", "--in", "qinghe-office", "--by", "李某")
    assert "合并编报" in done.stdout


def test_only_a_person_says_that_a_report_was_not_published(run):
    refused = run(
        *("duties", "confirm-missing", "qinghe-reform", "2025", "--why", "电话核实", "--by", "王某")
    )
    assert refused.returncode == 1
    assert "不能确认" in refused.stderr
    done = run(
        *("duties", "confirm-missing", BODY, "2025", "--why", "2月1日电话核实", "--by", "王某")
    )
    assert done.returncode == 0, done.stderr
    assert "逾期未公布（已确认）" in run("duties", "list").stdout
    states = {d["body"]: d["state"] for d in json.loads(run("duties", "list", "--json").stdout)}
    assert states[BODY] in {"missing", "published"}
    listed = json.loads(run("rollcall", "--json").stdout)
    assert ("王某", "确认逾期未公布") in {(d["who"], d["what"]) for d in listed["decisions"]}


def test_a_sheet_of_submissions_is_entered_whole_or_not_at_all(run, tmp_path):
    sheet = tmp_path / "sheet.csv"
    good = (
        "单位,年度,提交时间,说明\n青禾市生态环境局,2025,2026年1月20日,纸质\n"
        "qinghe-reform,2025,2026/1/21 9:30,\n"
    )
    sheet.write_bytes(
        (good + "青禾市气象局,2025,2026-01-20,\nqinghe-office,25,无,\n").encode("gb18030")
    )
    refused = run("duties", "submissions", "sheet.csv", "--by", "王某")
    assert refused.returncode == 1
    assert "第5行：年度“25”不是年度；提交时间“无”不是时间" in refused.stderr
    sheet.write_bytes((good + "青禾市气象局,2025,2026-01-20,\n").encode())
    refused = run("duties", "submissions", "sheet.csv", "--by", "王某")
    assert "第4行：没有这个单位：青禾市气象局" in refused.stderr
    assert "全部未导入" in refused.stderr
    sheet.write_bytes(good.encode())
    planned = run("duties", "submissions", "sheet.csv", "--by", "王某", "--dry-run")
    assert "将登记2项" in planned.stdout
    done = run("duties", "submissions", "sheet.csv", "--by", "王某")
    assert "已登记2项，此前已登记0项" in done.stdout, done.stderr
    assert (
        "已登记0项，此前已登记2项"
        in run("duties", "submissions", "sheet.csv", "--by", "王某").stdout
    )
    assert "已提交未公布" in run("duties", "list").stdout
    sheet.write_text("单位,年度\n")
    assert "缺少列：提交时间" in run("duties", "submissions", "sheet.csv", "--by", "王某").stderr


def test_what_a_person_must_look_at_is_listed_by_portal(yard, run):
    assert "没有需要人工核对的事项" in run("duties", "tasks").stdout
    url = origin(yard) + ELSEWHERE
    add(yard, **{ELSEWHERE: ecology(yard).replace("2025年", "2023年")})
    done = run(
        *("duties", "record", BODY, "2025", "--url", url, "--by", "王某"),
        *("--insist", "--why", "标题年度系笔误"),
    )
    assert "已登记，待核实" in done.stdout, done.stderr
    shown = run("duties", "tasks").stdout
    assert "政府信息公开年报" in shown
    assert "青禾市生态环境局　2025年度　待核实" in shown
    assert "上年：" in shown
    (task,) = json.loads(run("duties", "tasks", "--json").stdout)
    assert (task["portal"], task["state"], task["url"]) == ("qinghe", "to_confirm", url)


def test_written_consent_is_recorded_withdrawn_and_audited(yard, run):
    for arguments, words in (
        (("--by", "王某"), "--reference"),
        (("--by", "王某", "--withdraw"), "没有登记过"),
        (("--by", " ", "--reference", "函"), "登记人"),
    ):
        refused = run("portals", "consent", "qinghe", *arguments)
        assert refused.returncode == 1
        assert words in refused.stderr
    done = run("portals", "consent", "qinghe", "--reference", "青公开函〔2026〕3号", "--by", "王某")
    assert done.returncode == 0, done.stderr
    assert consents(yard) == {"青公开函〔2026〕3号"}
    assert run("portals", "consent", "qinghe", "--withdraw", "--by", "李某").returncode == 0
    assert consents(yard) == {""}
    with yard.database.read() as session:
        said = [(one.who, one.what) for one in audit_log(session)]
    assert said[:2] == [("李某", "consent_withdrawn"), ("王某", "consent_recorded")]
    assert "by-hand" not in run("portals", "list").stdout


def consents(yard):
    with yard.database.read() as session:
        return {portal.robots_consent for portal in portals(session)}
