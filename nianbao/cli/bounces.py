"""``nianbao bounces``: mails that came back, from the notices in the sender's mailbox."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from alerts.bounces import MAX_BYTES, Bounce, NoNotice, bounces
from nianbao.cli.commands import commands_app
from nianbao.cli.door import settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.store.outbox import bounced

if TYPE_CHECKING:
    from datetime import datetime

    from storage.database import Database

app = commands_app()

_KEYS: Final = ("file", "address", "outcome", "words")
_HEADER: Final = ("文件", "收件地址", "结果", "对方答复")
_NOTED, _BEFORE, _UNKNOWN, _WAITS, _NO = (
    *("已登记未送达", "此前已登记", "不是本系统的邮件"),
    *("对方仍在重试，未登记", "未能读取"),
)


@app.command(help="登记退信：读取邮件服务器的退信通知（.eml，RFC 3464），原邮件记为未能送达。")
def main(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="退信通知，.eml 文件")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Mark what came back as given up; the exit status is 1 if a file said nothing to us."""
    chosen = settings()
    opened, now = database(chosen), chosen.clock.now()
    rows = [row for file in files for row in _rows(opened, file, now)]
    show(_KEYS, _HEADER, rows, as_json=as_json)
    if any(outcome in {_UNKNOWN, _NO} for _, _, outcome, _ in rows):
        raise typer.Exit(1)


def _rows(opened: Database, file: Path, now: datetime) -> list[tuple[str, str, str, str]]:
    try:
        found = bounces(_bytes(file))
    except (OSError, NoNotice) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return [(file.name, "", _NO, why or "")]
    return [(file.name, one.address, _noted(opened, one, now), one.words) for one in found]


def _noted(opened: Database, one: Bounce, now: datetime) -> str:
    if not one.final:
        return _WAITS
    with opened.write(full_sync=True) as session:
        before = bounced(session, one.message_id, f"退信：{one.words}", now)
    return {None: _UNKNOWN, True: _NOTED, False: _BEFORE}[before]


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)
