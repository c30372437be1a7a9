"""``nianbao evidence``: what was kept, whether it still is what it was, and a copy to file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import say, settings
from nianbao.cli.evidence_all import HELP as EXPORT_ALL_HELP
from nianbao.cli.evidence_all import export_all
from nianbao.cli.evidence_compact import HELP as COMPACT_HELP
from nianbao.cli.evidence_compact import compact_archive
from nianbao.cli.evidence_file import HELP as EXPORT_HELP
from nianbao.cli.evidence_file import export
from nianbao.cli.evidence_retention import app as retention_app
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from storage.archive import Archive
from storage.queries.seals import links
from storage.verification import verify

if TYPE_CHECKING:
    from storage.verification import Verified

app = commands_app(no_args_is_help=True, help="存证：核验、列出校验链、导出。")

app.command("export", help=EXPORT_HELP)(export)
app.command("export-all", help=EXPORT_ALL_HELP)(export_all)
app.command("compact", help=COMPACT_HELP)(compact_archive)
app.add_typer(retention_app, name="retention")


@app.command("verify", help="逐一核对存证文件、记录和校验链；发现缺失或改动时退出码为 1。")
def verify_archive(
    *,
    files_only: Annotated[bool, typer.Option("--files-only", help="不逐条核对记录")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """Compare the whole archive with what was sealed and what the database refers to."""
    chosen = settings()
    with database(chosen).read() as session:
        found = verify(session, Archive(chosen.archive_dir), records=not files_only)
    if as_json:
        say(json.dumps(_object(found)))
    else:
        _tell(found)
    if not found.is_whole:
        raise typer.Exit(1)


def _object(found: Verified) -> dict[str, object]:
    return {
        "files": found.files,
        "bytes": found.size,
        "records": found.records,
        "links": found.links,
        "stamps": found.stamps,
        "tombstones": found.tombstones,
        "cleared": found.cleared,
        "digest": found.digest,
        "unsealed": found.unsealed,
        "faults": [{"file": f.file, "offset": f.offset, "what": f.what} for f in found.faults],
    }


def _tell(found: Verified) -> None:
    for fault in found.faults:
        say(f"异常  {fault.file}：{fault.what}")
    read = f"{found.files}个文件（{_size(found.size)}）、{found.records}条记录"
    chain = f"校验链{found.links}环"
    if found.stamps:
        chain += f"（{found.stamps}环有时间戳）"
    if found.tombstones:
        chain += f"，清理登记{found.tombstones}份（{found.cleared}条已满期限的记录）"
    if found.digest:
        chain += f"，末环摘要 {found.digest}"
    verdict = "与封存时一致" if found.is_whole else f"发现{len(found.faults)}处异常"
    say(f"已核对{read}，{chain}：{verdict}。")
    if found.unsealed:
        say(f"另有{len(found.unsealed)}个文件尚未封存（采集进行中，或非本系统写入）：")
        for name in found.unsealed[:20]:
            say(f"  {name}")


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 10**9 else f"{size / 1e6:.1f} MB"


@app.command("chain", help="列出校验链：每环的截止时间、文件数和摘要，可抄录存查。")
def chain(*, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False) -> None:
    """List the links of the chain."""
    with database(settings()).read() as session:
        rows = [(link.number, link.until, link.seals, link.digest) for link in links(session)]
    keys = ("number", "until", "files", "digest")
    show(keys, ("环", "截至", "文件数", "摘要（SHA-256）"), rows, as_json=as_json)
