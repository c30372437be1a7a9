"""``nianbao portals tickets``: sites that refuse us, one line each, and drafts to their owners."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from alerts import words
from alerts.letters.access import access_letter
from alerts.letters.paper import BadTemplate
from alerts.tickets import tickets as group
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from nianbao.cli.tables import show
from tasks.views import portal_troubles

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.tickets import Ticket
    from nianbao.settings import Settings

_KEYS = ("site", "hosts", "portals", "columns", "bodies", "since", "said")


def tickets(
    letters: Annotated[
        Path | None, typer.Option(help="把每个网站的加白函草稿（DOCX）写入这个文件夹")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """List the sites with a wall; write a draft to each owner if a folder is named."""
    chosen = settings()
    now = chosen.clock.now()
    with database(chosen).read() as session:
        found = group(portal_troubles(session, now))
    if as_json:
        rows = [
            (t.site, t.hosts, t.portals, t.columns, t.bodies, t.since.isoformat(), t.said)
            for t in found
        ]
        show(_KEYS, (), rows, as_json=True)
    else:
        header = ("网站", "栏目数", "涉及单位", "自", "网站答复")
        lines = [
            (t.site, len(t.columns), len(t.bodies), words.minute(t.since), "；".join(t.said))
            for t in found
        ]
        show(header, header, lines, as_json=False)
    if letters is not None:
        _write(chosen, found, letters, now)


def _write(chosen: Settings, found: tuple[Ticket, ...], folder: Path, now: datetime) -> None:
    addresses = chosen.exit_address_list
    if not addresses:
        fail("未设置 NIANBAO_EXIT_ADDRESSES（本系统访问外网所用的出口地址），无法起草加白函")
    folder.mkdir(parents=True, exist_ok=True)
    for ticket in found:
        try:
            letter = access_letter(
                ticket,
                addresses,
                user_agent=chosen.user_agent,
                contact=chosen.contact,
                at=now,
                folder=chosen.templates_dir,
            )
        except BadTemplate as error:
            fail(str(error))
        path = folder / f"加白函_{ticket.site.replace(':', '_')}.docx"
        path.write_bytes(letter)
        typer.echo(f"已起草：{path}", err=True)
    if not found:
        say("没有访问受限的网站，未起草函件。")
