"""``nianbao digest``: write the weekly digest, or only show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from alerts.channel import EmailChannel, server_at
from nianbao.chats import masked
from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from storage.queries.recipients import recipients
from tasks.deliver import deliver
from tasks.house import House, SilentBell
from tasks.weekly import digest_letter, digest_moment, last_week, write_digest

if TYPE_CHECKING:
    from storage.queries.recipients import RecipientView

app = commands_app()


@app.command(help="生成并发送每周摘要；同一周对同一收件人只发一次。")
def digest(
    week: Annotated[str, typer.Option(metavar="2026-W05", help="哪一周，默认为上一周")] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示文字部分，不发送")] = False,
) -> None:
    """Write the digests of a week into the outbox and send them; or print their text."""
    chosen = settings()
    now = chosen.clock.now()
    wanted = week or last_week(now)
    try:
        moment = digest_moment(wanted, now)
    except ValueError:
        raise typer.BadParameter("周次应写作 2026-W05", param_hint="--week") from None
    channel = EmailChannel(server_at(chosen.smtp_url)) if chosen.smtp_url else None
    house = House(chosen, database(chosen), channel, SilentBell())
    with house.database.read() as session:
        everybody = [r for r in recipients(session) if r.digest and r.office]
    if not everybody:
        fail("没有登记接收摘要的收件人")
    for recipient in everybody:
        if dry_run:
            letter = digest_letter(house, recipient, wanted, moment)
            say(f"收件人：{_shown(recipient)}\n主题：{letter.subject}\n\n{letter.text}")
            continue
        written = write_digest(house, recipient, wanted, moment)
        say(f"{_shown(recipient)}：{_send(house, recipient, written)}")


def _shown(recipient: RecipientView) -> str:
    return recipient.email or masked(recipient.chat)


def _send(house: House, recipient: RecipientView, written: int | None) -> str:
    if written is None:
        return "本周摘要此前已生成，不重复发送"
    if house.channel is None and recipient.email:
        return "已生成，未设置 NIANBAO_SMTP_URL，待发"
    deliver(house, written)
    return "已发送，结果见 nianbao status"
