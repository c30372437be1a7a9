"""Everything is handed over in formats that need no software of ours."""

from __future__ import annotations

import csv
import json
import subprocess
import zlib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select

from nianbao.report.model import Judgement
from storage.archive import Archive
from storage.handover.dictionary import dictionary
from storage.handover.handing import Occupied, hand_over
from storage.handover.tables import tables
from storage.queries.recipients import recipients
from storage.retention.compaction import Busy, alone
from storage.rows import PortalRow, Row, RunRow, VersionRow
from storage.store import outbox, reports
from storage.store.outbox import NewMessage, message_id
from tests.storage.old_archive import NOW, fill
from tests.storage.qinghe import report

MAIL = "Subject: 周报\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n一切正常\r\n".encode()


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "evidence")


@pytest.fixture
def full(qinghe, archive):
    """The city with an archive, a report that was read, and a mail."""
    fill(qinghe, archive)
    with qinghe.write() as session:
        version = session.scalars(select(VersionRow.id)).one()
        stamps = {"reader_version": "r1", "rules_version": "u1"}
        kept = report(received=3, settled=3)
        reports.keep_report(session, version, kept, Judgement(), **stamps, now=NOW)
        to = recipients(session)[0].id
        name = message_id(to, "digest", "2031-W20", "qinghe.example")
        outbox.put(session, NewMessage(to, "digest", "2031-W20", name, MAIL, ()), NOW)
    return qinghe


def rows(folder, table):
    text = (folder / "tables" / f"{table}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_all_tables_and_files_are_there_and_their_digests_agree(full, archive, tmp_path):
    target = tmp_path / "all"
    done = hand_over(full, archive, target, NOW)
    said = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
        cwd=target, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    summed = {line[66:] for line in (target / "SHA256SUMS").read_text("utf-8").splitlines()}
    there = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    assert summed == there - {"SHA256SUMS"}
    assert {p.stem for p in (target / "tables").iterdir()} == set(Row.metadata.tables)
    with full.read() as session:
        for table in tables():
            count = session.scalar(select(func.count()).select_from(table))
            assert len(rows(target, table.name)) == done.rows[table.name] == count
    for path in archive.root.rglob("*"):
        if path.is_file():
            copy = target / "evidence" / path.relative_to(archive.root)
            assert copy.read_bytes() == path.read_bytes()


def test_what_was_published_read_and_sent_can_be_read_without_this_software(
    full, archive, tmp_path
):
    target = tmp_path / "all"
    hand_over(full, archive, target, NOW)
    (version,) = rows(target, "versions")
    file = target / "evidence" / version["folder"] / version["warc"]
    plain = zlib.decompressobj(31).decompress(file.read_bytes()[version["offset"] :])
    assert b"<p>report" in plain
    (read,) = rows(target, "reports")
    assert read["figures"]["t3.received.business"]["value"] == 3
    assert read["text"]["text"] == report().text
    (message,) = rows(target, "messages")
    mail = message_from_bytes((target / message["mime"]).read_bytes(), policy=policy.default)
    assert (mail["subject"], mail.get_content().strip()) == ("周报", "一切正常")
    (run,) = [run for run in rows(target, "crawl_runs") if "20250301" in run["folder"]]
    assert run["started_at"] == "2025-03-01T08:00:00+08:00"


def test_the_dictionary_names_every_column_and_what_it_refers_to():
    told = list(csv.reader(dictionary().decode("utf-8-sig").splitlines()))
    named = {(row[0], row[2]) for row in told[1:]}
    assert named == {(table.name, column.name) for table in tables() for column in table.columns}
    by_name = {(row[0], row[2]): row for row in told}
    assert by_name["versions", "document_id"][6] == "documents.id"
    assert by_name["versions", "first_seen"][3] == "时刻（ISO 8601，北京时间）"
    assert by_name["crawl_runs", "state"][3] == "文字（固定词）"


def test_a_folder_that_holds_something_is_left_alone(full, archive, tmp_path):
    target = tmp_path / "all"
    target.mkdir()
    hand_over(full, archive, target, NOW)  # an empty one will do
    before = sorted(target.rglob("*"))
    with pytest.raises(Occupied):
        hand_over(full, archive, target, NOW + timedelta(days=1))
    assert sorted(target.rglob("*")) == before
    with pytest.raises(Occupied):  # it would be copied into itself
        hand_over(full, archive, archive.root / "all", NOW)


def test_what_a_killed_export_left_is_never_taken_for_one(full, archive, tmp_path):
    target = tmp_path / "all"
    left = tmp_path / ".all.unfinished"
    left.mkdir()
    (left / "half").write_text("half")
    with alone(archive), pytest.raises(Busy):
        hand_over(full, archive, target, NOW)
    assert not target.exists()
    hand_over(full, archive, target, NOW)
    assert not left.exists()
    assert not (target / "half").exists()


def test_what_is_written_meanwhile_is_not_half_in_it(full, archive, tmp_path):
    written = []

    def write(table):
        written.append(table)
        if len(written) > 1:
            return
        with full.write() as session:
            portal = session.scalars(select(PortalRow.id).limit(1)).one()
            session.add(RunRow(portal_id=portal, slot="new", queued_at=NOW, summary={}))

    hand_over(full, archive, tmp_path / "all", NOW, write)
    assert written.index("crawl_runs") > 0
    assert "new" not in [run["slot"] for run in rows(tmp_path / "all", "crawl_runs")]
