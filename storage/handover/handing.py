"""Handing everything over: a folder that is there as a whole, or not at all.

It is written beside its place under another name, and takes its own at the end. What a
killed export left there the next one throws away.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import text

from nianbao import __version__
from storage.handover.dictionary import dictionary
from storage.handover.tables import lines, tables
from storage.retention.compaction import alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.archive import Archive
    from storage.database import Database

SUMS: Final = "SHA256SUMS"
_BLOCK: Final = 1 << 20
_README: Final = """年报核查系统全部数据

导出时间：{at}（北京时间）
软件版本：nianbao {version}；数据库结构版本：{revision}

tables/         数据库各表，每表一个文件，每行一条记录（JSON Lines，UTF-8）
数据字典.csv    各表各列的名称、写法和引用关系
mails/          每封邮件的原文（.eml），文件名即 messages 表的 id
rollcalls/      定稿的年报公布情况（.zip），文件名即 roll_calls 表的 id
timestamps/     校验链各环的时间戳（RFC 3161），如曾申请
evidence/       存证原样：WARC 文件、采集清单和日志、校验链（chain/）、清理登记（tombstones/）
SHA256SUMS      以上各文件的 SHA-256

核对：在本文件夹内运行 sha256sum -c SHA256SUMS
versions 表的 folder、warc、offset 三列指明每份原件在 evidence/ 下的文件和位置（字节）；
每条 WARC 记录是一个 gzip 段，可用任何 WARC 软件打开。
reports 表的 figures 是逐格读出的数字，键名为“表.行.列”。
未含：签名密钥（secret_key）、运行日志。正在采集的文件按导出时的长度收入。
"""


class Occupied(Exception):  # noqa: N818 - named for what was found
    """Where the export should go there is something already."""


@dataclass(slots=True)
class HandedOver:
    """What was written: rows by table, files of the archive, bytes of all."""

    rows: dict[str, int] = field(default_factory=dict)
    evidence: int = 0
    files: int = 0
    size: int = 0


def _nothing(_table: str) -> None:
    """Be told of tables by nobody."""


def hand_over(
    database: Database,
    archive: Archive,
    target: Path,
    now: datetime,
    step: Callable[[str], None] = _nothing,
) -> HandedOver:
    """Write the whole database and archive below ``target``, which is new or empty.

    Tables are of one moment; the archive is copied after them, so that no row names a
    file that is not there. ``step`` is told of each table that is written.

    Raises:
        Occupied: the folder is not empty, or lies in the archive.
        storage.retention.compaction.Busy: a compaction is under way.
        OSError: it cannot be written there.
    """
    if target.resolve().is_relative_to(archive.root.resolve()):
        raise Occupied(f"{target} 在存证文件夹内")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Occupied(f"{target} 不是空文件夹")
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        with alone(archive), _Box(unfinished) as box:
            _fill(database, archive, box, now, step)
        os.sync()
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return box.done


def _fill(
    database: Database,
    archive: Archive,
    box: _Box,
    now: datetime,
    step: Callable[[str], None],
) -> None:
    with _one_moment(database) as connection:
        _tables(connection, box, step)
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    _evidence(archive, box)
    readme = _README.format(at=f"{now:%Y-%m-%d %H:%M}", version=__version__, revision=revision)
    box.put("说明.txt", readme.encode())
    box.put("数据字典.csv", dictionary())


@contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    """Yield a connection to which the database stands still."""
    with database.connect() as connection:
        if database.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _tables(connection: Connection, box: _Box, step: Callable[[str], None]) -> None:
    for table in tables():
        name = f"tables/{table.name}.jsonl"
        box.done.rows[table.name] = box.write(name, lines(connection, table, box.put))
        step(table.name)


def _evidence(archive: Archive, box: _Box) -> None:
    if not archive.root.is_dir():
        return
    for path in sorted(archive.root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            box.write(f"evidence/{path.relative_to(archive.root).as_posix()}", _blocks(path))
            box.done.evidence += 1


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield a file up to the length that it has now."""
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size
        while left and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


class _Box:
    """A folder with the digests of what is put into it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sums = (root / SUMS).open("w", encoding="utf-8", newline="\n")
        self.done = HandedOver()

    def put(self, name: str, data: bytes) -> None:
        self.write(name, (data,))

    def write(self, name: str, blocks: Iterable[bytes]) -> int:
        """Write a file and note its digest; return the number of blocks."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        found, count = hashlib.sha256(), 0
        with path.open("xb") as file:
            for block in blocks:
                found.update(block)
                self.done.size += file.write(block)
                count += 1
        self._sums.write(f"{found.hexdigest()}  {name}\n")
        self.done.files += 1
        return count

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sums.close()
