"""The page of evidence that ``nianbao check --html OUT FILE`` leaves in a file."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

import typer

from alerts.evidence_page import Evidence, evidence_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nianbao.cli.verdict import Checked

_OPTION: Final = "--html"
_READABLE: Final = 0o644


def target(out: str, files: Sequence[str]) -> Path:
    """Return the file to write.

    Raises:
        typer.BadParameter: more than one report is to be checked, or no page can be
            written there.
    """
    if len(files) != 1:
        raise _wrong(f"一次只能核对一个文件，现有{len(files)}个")
    path = Path(out).resolve()
    if path.is_dir():
        raise _wrong(f"{out} 是文件夹，请写明文件名")
    if path.exists() and not path.is_file():
        raise _wrong(f"{out} 不是普通文件")
    if not path.parent.is_dir():
        raise _wrong(f"没有 {path.parent} 这个文件夹")
    if path == Path(files[0]).resolve() or _same(path, Path(files[0])):
        raise _wrong("核对页不能写入被核对的文件本身")
    return path


def _same(path: Path, file: Path) -> bool:
    return path.exists() and file.exists() and path.samefile(file)


def write(path: Path, checked: Checked) -> None:
    """Write the page at once or not at all: nobody ever opens half of it."""
    from nianbao.cli.door import settings  # noqa: PLC0415 - a check without a page needs no door

    page = evidence_html(
        Evidence(
            file=Path(checked.file).name,
            at=settings().clock.now(),
            sha256=checked.sha256,
            report=checked.report,
            judgement=checked.judgement,
            why=checked.why,
        )
    )
    try:
        _put(path, page.encode())
    except OSError as error:
        raise _wrong(f"{path} 无法写入（{error.strerror}）") from error


def _put(path: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(_READABLE)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _wrong(why: str) -> typer.BadParameter:
    return typer.BadParameter(why, param_hint=_OPTION)
