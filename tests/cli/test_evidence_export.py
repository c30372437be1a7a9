"""``nianbao evidence export``: a zip that an office can file, of what a real crawl archived."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from contextlib import ExitStack
from dataclasses import replace
from functools import cache

import pytest
from docx import Document
from warcio.archiveiterator import ArchiveIterator

from alerts.words import ALLOWED, FORBIDDEN
from nianbao.clock import parse
from nianbao.duty.model import Outcome
from storage.archive import Archive
from storage.database import Database
from storage.queries.dossiers import dossier, duty_numbers
from storage.retention.compaction import Order, compact
from tasks.filing import file_duty
from tests.cli.command import nianbao
from tests.postgres import fresh_database
from tests.storage.copying import copy_rows
from tests.tasks.conftest import migrated
from tests.tasks.yard import set_up

__all__ = ["migrated"]  # a fixture


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, migrated):
    """Four days of crawling: the reports of 2025 appear on the third."""
    folder = tmp_path_factory.mktemp("crawled")
    shutil.copy(migrated, folder / "nianbao.sqlite3")
    with ExitStack() as stack:
        yard = set_up(stack, folder, f"sqlite:///{folder / 'nianbao.sqlite3'}")
        whole = yard.site.inner
        yard.site.inner = replace(
            whole, posts=tuple(post for post in whole.posts if post.published.year < 2026)
        )
        for at in ("2026-01-30 09:00", "2026-01-31 09:00"):
            yard.at(at)
            yard.work_off(yard.house())
        yard.site.inner = whole
        for at in ("2026-02-01 09:00", "2026-02-02 09:00", "2026-02-03 00:10"):
            yard.at(at)
            yard.work_off(yard.house())
        yield yard


@pytest.fixture(scope="module")
def run(crawled, tmp_path_factory):
    """Run a command on what was crawled; Chromium is found nowhere (see tests/browser)."""
    given = {name: str(value) for name, value in crawled.settings.model_dump().items()}
    given["chromium"] = "/nonexistent/chromium"
    folder = tmp_path_factory.mktemp("commands")
    return lambda *arguments, **more: nianbao(*arguments, folder=folder, **{**given, **more})


def unpacked(path, folder):
    with zipfile.ZipFile(path) as zipped:
        zipped.extractall(folder)
    return folder


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.fixture(scope="module")
def filed(run, tmp_path_factory):
    """What the zip of a body's duty holds, and what the command told of it."""

    @cache
    def made(body):
        path = tmp_path_factory.mktemp("filed") / "out.zip"
        done = run("evidence", "export", f"{body}:2025", "--out", str(path), "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), unpacked(path, path.parent / body)

    return made


def test_every_file_of_the_zip_can_be_checked_with_sha256sum(filed):
    told, folder = filed("qinghe-transport")
    said = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(said.stdout.splitlines()) == len(files) - 1
    assert told["pages"] == len(list((folder / "pages").iterdir())) >= 3


def test_the_same_files_come_out_of_postgresql(filed, crawled, run, tmp_path):
    _, folder = filed("qinghe-transport")
    with fresh_database() as url:
        copied = Database(url)
        copied.migrate()
        copy_rows(crawled.database, copied)
        copied.dispose()
        words = ("evidence", "export", "qinghe-transport:2025", "--out", str(tmp_path / "out.zip"))
        done = run(*words, database_url=url)
        assert done.returncode == 0, done.stderr
        assert run("evidence", "verify", database_url=url).returncode == 0
    other = unpacked(tmp_path / "out.zip", tmp_path / "other")
    files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert {path.relative_to(other) for path in other.rglob("*") if path.is_file()} == files
    sums = [(one / "SHA256SUMS").read_text().splitlines() for one in (folder, other)]
    altered = {line.split("  ")[1] for line in set(sums[0]) ^ set(sums[1])}
    assert altered <= {"时间线.docx"}  # its own parts bear the hour in which it was made


def test_the_extract_holds_just_these_records_byte_for_byte_and_warcio_reads_it(filed, crawled):
    _, folder = filed("qinghe-transport")
    digests, kinds = set(), []
    with (folder / "warc" / "extract.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            kinds.append(record.rec_type)
            if record.rec_type == "response":
                digests.add(hashlib.sha256(record.content_stream().read()).hexdigest())
    listed = table(folder / "记录清单.csv")
    assert digests == {row["内容SHA-256"] for row in listed}
    assert kinds.count("request") >= kinds.count("response")
    whole = (folder / "warc" / "extract.warc.gz").read_bytes()
    for row in table(folder / "warc" / "出处.csv"):
        sealed = (crawled.settings.archive_dir / row["存证文件"]).read_bytes()
        begin = int(row["存证位置"])
        assert sealed[begin : begin + int(row["压缩后字节数"])] in whole


def test_the_pages_are_the_bytes_that_the_site_sent(filed):
    _, folder = filed("qinghe-transport")
    for row in table(folder / "记录清单.csv"):
        data = (folder / row["文件"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["内容SHA-256"]
    kinds = {row["类别"] for row in table(folder / "记录清单.csv")}
    assert {"列表页", "报告页"} <= kinds


def test_the_links_that_cover_the_records_join_up(filed, run):
    told, folder = filed("qinghe-transport")
    texts = sorted((folder / "chain").glob("*.txt"))
    assert told["links"] == len(texts) >= 3
    assert told["unlinked"] == 0
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in texts]
    named = [path.read_text().splitlines()[1] for path in texts[1:]]
    assert named == [f"previous {digest}" for digest in digests[:-1]]
    assert digests[-1] in run("evidence", "chain").stdout
    lines = "".join(path.read_text() for path in texts)
    for row in table(folder / "chain" / "封存.csv"):
        assert f"{row['SHA-256']}  {row['字节数']} {row['存证文件']}\n" in lines


def test_files_that_were_rewritten_come_with_what_was_written_down(crawled, tmp_path):
    shutil.copytree(crawled.settings.archive_dir, tmp_path / "evidence")
    with crawled.database.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'copy.sqlite3'}'")
    database, archive = (
        Database(f"sqlite:///{tmp_path / 'copy.sqlite3'}"),
        Archive(tmp_path / "evidence"),
    )
    assert compact(database, archive, Order(parse("2036-03-01 09:00"), "王某", "清理")).files >= 1
    with database.read() as session, (tmp_path / "out.zip").open("wb") as out:
        (number,) = duty_numbers(session, "qinghe-transport", 2025, None)
        found = dossier(session, number, parse("2036-03-02 09:00"))
        told = file_duty(session, archive, found, out)
    database.dispose()
    folder = unpacked(tmp_path / "out.zip", tmp_path / "out")
    texts = [path.read_text("utf-8") for path in sorted((folder / "tombstones").iterdir())]
    assert told.tombstones == len(texts) >= 1
    chain = "".join(path.read_text() for path in (folder / "chain").glob("*.txt"))
    linked = [row for row in table(folder / "chain" / "封存.csv") if row["校验链环号"].isdecimal()]
    for text in texts:  # from a link to the old file, and from there to the new one
        first, *lines = map(json.loads, text.splitlines())
        old = f"{first['file']['folder']}/{first['file']['name']}"
        assert old in [row["存证文件"] for row in linked]
        assert f"{first['file']['sha256']}  {first['file']['length']} {old}\n" in chain
        kept = [line["kept"]["to"] for line in lines if "kept" in line]
        new = f"{first['file']['folder']}/{first['kept']['name']}"
        rows = [row for row in table(folder / "warc" / "出处.csv") if row["存证文件"] == new]
        assert rows
        assert {int(row["存证位置"]) for row in rows} <= set(kept)
    assert "tombstones/" in (folder / "说明.txt").read_text("utf-8")


def test_the_timeline_tells_when_the_report_was_first_seen_and_what_was_read_before(filed):
    _, folder = filed("qinghe-transport")
    text = (folder / "时间线.txt").read_text()
    lines = text.splitlines()
    before = next(n for n, line in enumerate(lines) if "未检索到本年度报告" in line)
    seen = next(n for n, line in enumerate(lines) if "首次采集到" in line)
    after = next(n for n, line in enumerate(lines) if "列有该报告" in line)
    assert before < seen < after + 1
    assert "2026-02-01 09:00" in lines[seen]
    assert "2026-01-30 09:00" in lines[before]
    assert "共2次" in lines[before]
    assert len(table(folder / "采集记录.csv")) == 4


def test_the_document_says_what_the_text_says(filed):
    _, folder = filed("qinghe-transport")
    paper = Document(str(folder / "时间线.docx"))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    for line in (folder / "时间线.txt").read_text().splitlines():
        if "［" in line:
            assert line.partition("］")[2] in cells


def test_an_absence_is_filed_with_the_lists_that_prove_it(filed):
    _, folder = filed("qinghe-ecology")
    rows = table(folder / "记录清单.csv")
    assert {row["类别"] for row in rows} == {"列表页"}
    assert any(row["说明"] == "现状态据此认定" for row in rows)
    relied = [row for row in table(folder / "采集记录.csv") if row["现状态据此认定"]]
    assert len(relied) >= 2
    assert {row["本年度报告"] for row in relied} == {"未检索到本年度报告"}
    text = (folder / "时间线.txt").read_text()
    assert "逾期未见公布" in text
    assert "现状态据此认定" in text


def test_what_stood_in_the_place_of_a_list_is_filed_where_a_column_could_not_be_read(
    crawled, tmp_path
):
    archive = Archive(crawled.settings.archive_dir)
    with crawled.database.read() as session, (tmp_path / "out.zip").open("wb") as out:
        (number,) = duty_numbers(session, "qinghe-ecology", 2025, None)
        found = dossier(session, number, parse("2026-02-03 09:00"))
        walled = [replace(one, outcome=Outcome.BLOCKED) for one in found.readings[1:]]
        unproven = replace(found.view, standing=replace(found.view.standing, proofs=()))
        found = replace(found, view=unproven, readings=(found.readings[0], *walled))
        file_duty(session, archive, found, out)
    listed = table(unpacked(tmp_path / "out.zip", tmp_path / "out") / "记录清单.csv")
    assert len(walled) >= 2
    whys = {row["说明"]: row["采集时间"] for row in listed}
    assert whys["自此未能完整读取"].startswith(f"{walled[0].at:%Y-%m-%d %H:%M}")
    assert whys["最近一次未能完整读取"].startswith(f"{walled[-1].at:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize("body", ["qinghe-ecology", "qinghe-transport"])
def test_no_word_is_used_that_is_not_said(filed, body):
    _, folder = filed(body)
    text = (folder / "时间线.txt").read_text() + (folder / "说明.txt").read_text()
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    assert [word for word in FORBIDDEN if word in text] == []


def test_a_page_that_could_not_be_printed_is_named(filed):
    told, folder = filed("qinghe-reform")
    assert told["prints"] == 0
    assert any("未能打印" in text for text in told["left_out"])
    assert "未能打印" in (folder / "说明.txt").read_text()
    assert "未能打印" in (folder / "时间线.txt").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("qinghe-transport",), "年度"),
        (("nobody:2025",), "没有这一事项"),
        (("999999",), "没有编号"),
    ],
)
def test_what_is_not_there_is_not_filed(crawled, run, tmp_path, words, said):
    done = run("evidence", "export", *words, "--out", str(tmp_path / "none.zip"))
    assert done.returncode == 1
    assert said in done.stderr
    assert not list(tmp_path.glob("*none.zip*"))


def test_altered_evidence_is_not_filed(crawled, run, tmp_path):
    shutil.copytree(crawled.settings.data_dir, tmp_path / "copy")
    for warc in (tmp_path / "copy" / "evidence").rglob("*.warc.gz"):
        data = bytearray(warc.read_bytes())
        for place in range(600, len(data), 400):
            data[place] ^= 0x10
        warc.write_bytes(data)
    words = ("evidence", "export", "qinghe-ecology:2025", "--out", str(tmp_path / "none.zip"))
    done = run(*words, data_dir=str(tmp_path / "copy"))
    assert (done.returncode, "未导出" in done.stderr) == (1, True)
    assert not list(tmp_path.glob("*none.zip*"))
