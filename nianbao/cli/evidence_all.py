"""``nianbao evidence export-all``: the whole database and archive in open formats."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated

import typer

from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from storage.archive import Archive
from storage.handover.handing import Occupied, hand_over
from storage.retention.compaction import Busy

HELP = "导出全部数据和存证：各表为 JSON Lines，附数据字典和校验值，不用本系统也能读。"


def export_all(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新建的或空的文件夹")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Write everything below a folder, as a whole or not at all."""
    chosen = settings()
    target = folder.absolute()
    try:
        done = hand_over(database(chosen), Archive(chosen.archive_dir), target, chosen.clock.now())
    except (Occupied, Busy) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{folder} 无法写入（{error.strerror}）")
    if as_json:
        told = {"folder": str(target), "files": done.files, "bytes": done.size}
        say(json.dumps({**told, "evidence": done.evidence, "rows": done.rows}))
        return
    rows = sum(done.rows.values())
    say(f"已写入{folder}：{len(done.rows)}张表、{rows}条记录、存证文件{done.evidence}个，"
        f"共{done.size / 1e6:.1f} MB。")  # fmt: skip
    say("核对：在该文件夹内运行 sha256sum -c SHA256SUMS")
