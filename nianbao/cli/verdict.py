"""One file's judgement: what was read, what is said about it, or why it could not be read."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from nianbao.cli import address
from nianbao.report.judge import judge
from nianbao.report.model import (
    Beside,
    Finding,
    Judgement,
    Report,
    Severity,
    Source,
    Unreadable,
)
from nianbao.report.reading import read
from nianbao.services.apart import apart

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedReader

T = TypeVar("T")
MAX_BYTES: Final = 30_000_000
"""As large as the crawler keeps."""
_MOST_SECTIONS: Final = 4
_ANOTHER: Final = "form.document"
_NO_REPORT: Final = "文件中未见年度报告的法定表格，不能作为年度报告核对"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file as checked. ``why`` is "" unless it could not be read.

    ``url`` is where the judged bytes were fetched; None for a file.
    """

    file: str
    sha256: str | None = None
    report: Report | None = None
    judgement: Judgement | None = None
    why: str = ""
    url: str | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is said about the file: of one that could not be read, only that."""
        if self.why:
            return (Finding("read.unreadable", Severity.TASK, self.why),)
        return self.judgement.findings if self.judgement else ()

    @property
    def has_error(self) -> bool:
        """Whether a certain error was found; one that is told in private is one too."""
        return any(_is_error(finding) for finding in self.findings)


def _is_error(finding: Finding) -> bool:
    if finding.severity is Severity.PRIVATE:
        return finding.certain
    return finding.severity is Severity.ERROR


def check(file: str, previous: tuple[Report, ...] = ()) -> Checked:
    """Return the judgement of one file; whatever is wrong with the file is in ``why``."""
    try:
        source = source_of(file)
    except Unreadable as error:
        return Checked(file, why=str(error))
    return judged(file, source, previous)


def source_of(file: str) -> Source:
    """Return a file's bytes under its name; of an address what it leads to.

    Raises:
        Unreadable: there is no such file, it is empty, too large, or no file at all;
            or the address cannot be opened.
    """
    if address.is_address(file):
        return address.source_at(file)
    path = Path(file)
    return Source(_bytes(path), path.name)


def judged(file: str, source: Source, previous: tuple[Report, ...]) -> Checked:
    """Return the judgement of bytes that are shown under the name ``file``."""
    sha256 = hashlib.sha256(source.data).hexdigest()
    try:
        report, judgement = run_apart(lambda: _judged(source, previous))
    except Unreadable as error:
        return Checked(file, sha256, why=str(error), url=source.url)
    why = "" if _is_one(report) or _is_another(judgement) else _NO_REPORT
    return Checked(file, sha256, report, judgement, why, source.url)


def _is_one(report: Report) -> bool:
    """Whether a file is a report: it has a table of the form, or most of its sections."""
    return report.is_report or len(report.sections) >= _MOST_SECTIONS


def _is_another(judgement: Judgement) -> bool:
    """Whether it is known which other document stands where the report should be."""
    return any(f.rule == _ANOTHER and f.severity is Severity.ERROR for f in judgement.findings)


def last_years(file: str) -> Report:
    """Return the report that another one is compared with.

    Raises:
        Unreadable: it cannot be read; the message is Chinese.
    """
    source = source_of(file)
    report, _ = run_apart(lambda: _judged(source, ()))
    return report


def _judged(source: Source, previous: tuple[Report, ...]) -> tuple[Report, Judgement]:
    report = read(source)
    return report, judge(report, Beside(previous=previous))


def run_apart(work: Callable[[], T]) -> T:
    """Read in a process of its own. What fails there unforeseen is our fault, and said so.

    Raises:
        Unreadable: ``work`` says so, dies, or takes too long.
    """
    try:
        return apart(work)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            f"读取时程序出现意外（{type(error).__name__}），不是对报告的判断；请将文件交系统维护人员"
        ) from error


def _bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        Unreadable: there is no such file, it is empty, too large, or no file at all.
    """
    try:
        # A pipe that nobody writes to would otherwise wait for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            data = _read(file)
    except OSError as error:
        raise Unreadable(_REASONS.get(type(error), f"无法打开（{error.strerror}）")) from error
    if not data:
        raise Unreadable("文件是空的")
    return data


def _read(file: BufferedReader) -> bytes:
    about = os.fstat(file.fileno())
    if not stat.S_ISREG(about.st_mode):
        raise Unreadable("不是文件")
    if about.st_size > MAX_BYTES:
        size, most = (f"{number / 1e6:.0f} MB" for number in (about.st_size, MAX_BYTES))
        raise Unreadable(f"文件有{size}，超过{most}的上限")
    return file.read(MAX_BYTES + 1)


_REASONS: Final[dict[type[OSError], str]] = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "是文件夹，不是文件",
    PermissionError: "没有读取这个文件的权限",
}
