"""``nianbao evidence compact``: let go what is past its time, and write down what went."""

from __future__ import annotations

import json
from datetime import datetime  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.clock import SHANGHAI
from storage.archive import Archive
from storage.retention.compaction import Busy, Compacted, Order, compact, plan
from storage.retention.kinds import BY_KIND
from storage.retention.survey import Damaged

if TYPE_CHECKING:
    from storage.retention.survey import Surveyed

HELP = "清理已满保存期限的存证记录；清理了什么、依何期限、由谁清理，记入清理登记。"


def compact_archive(
    *,
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="只清理此日以前的（不会缩短保存期限）"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将清理的，不改动")] = False,
    by: Annotated[str, typer.Option(help="清理人")] = "",
    why: Annotated[str, typer.Option(help="说明")] = "按保存期限清理",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Rewrite the archive's files without what is past its time."""
    if not (by or dry_run):
        fail("请用 --by 写明清理人；只查看请加 --dry-run")
    chosen = settings()
    until = before.replace(tzinfo=SHANGHAI) if before else None
    order = Order(chosen.clock.now(), by, why, until)
    archive = Archive(chosen.archive_dir)
    try:
        if dry_run:
            done = Compacted(plan(database(chosen), archive, order))
        else:
            done = compact(database(chosen), archive, order)
    except Busy as error:
        fail(str(error))
    except Damaged as error:
        fail(f"{error}。未清理；请运行：nianbao evidence verify")
    if as_json:
        say(json.dumps(_object(done)))
    else:
        _tell(done, dry_run=dry_run)
    if done.stopped:
        fail(f"{done.stopped}。已清理的有效，其余下次清理")


def _object(done: Compacted) -> dict[str, object]:
    found = done.surveyed
    return {
        "files_read": found.files,
        "records_read": found.records,
        "past": {
            kind.value: {"records": amount.records, "bytes": amount.size}
            for kind, amount in found.going.items()
        },
        "left": found.left,
        "files": done.files,
        "records": done.records,
        "bytes": done.size,
        "tombstones": done.tombstones,
        "stopped": done.stopped,
    }


def _tell(done: Compacted, *, dry_run: bool) -> None:
    found = done.surveyed
    say(f"已读{found.files}个文件、{found.records}条记录。")
    for kind, amount in sorted(found.going.items()):
        name = BY_KIND[kind].name
        say(f"  已满期限  {name}：{amount.records}项，{amount.size / 1e6:.1f} MB")
    if not found.going:
        say("  没有已满保存期限的记录。")
    _tell_left(found)
    if not dry_run and done.files:
        first, last = done.tombstones[0], done.tombstones[-1]
        say(f"已清理{done.records}条记录，改写{done.files}个文件，腾出{done.size / 1e6:.1f} MB；"
            f"清理登记第{first}至{last}号。")  # fmt: skip


def _tell_left(found: Surveyed) -> None:
    for name, why in list(found.left.items())[:20]:
        say(f"  未动  {name}：{why}")
    if len(found.left) > 20:  # noqa: PLR2004 - as many as are listed
        say(f"  未动  另有{len(found.left) - 20}个文件")
