"""Administrators' matters: portals that could not be read, checks of ours that crashed.

Never mixed with an authority's mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts import page, words
from alerts.model import Letter, MailKind
from nianbao.duty.model import Outcome

if TYPE_CHECKING:
    from alerts.model import AdminView, PortalTrouble


KINDS: Final = {
    MailKind.DAILY: "问题告知",
    MailKind.DIGEST: "每周摘要",
    MailKind.ADMIN: "运维邮件",
    MailKind.CORRECTION: "更正说明",
    MailKind.BRIEF: "年报简报",
    MailKind.UPCOMING: "到期提醒",
    MailKind.PRIVATE: "专送",
    MailKind.ROSTER: "名录核对",
}
"""How a kind of mail is called among administrators."""


def admin(view: AdminView) -> Letter | None:
    """Return the mail about portals in trouble, by outcome, faults and mails; None without any."""
    groups = by_outcome(view.troubles)
    if not groups and not view.faults and not view.undelivered:
        return None
    said = {"view": view, "groups": groups, "kinds": KINDS}
    return Letter(
        MailKind.ADMIN,
        _subject(groups, view),
        page.text_of("admin", **said),
        page.html_of("admin", **said),
    )


def by_outcome(
    troubles: tuple[PortalTrouble, ...],
) -> tuple[tuple[Outcome, tuple[PortalTrouble, ...]], ...]:
    """Return portals grouped by what went wrong, in the order of ``Outcome``, without ok ones."""
    groups = [
        (outcome, tuple(sorted((t for t in troubles if t.outcome is outcome), key=_order)))
        for outcome in Outcome
        if outcome is not Outcome.OK
    ]
    return tuple((outcome, found) for outcome, found in groups if found)


def _order(trouble: PortalTrouble) -> tuple[str, str]:
    return trouble.portal, trouble.url


def _subject(groups: tuple[tuple[Outcome, tuple[PortalTrouble, ...]], ...], view: AdminView) -> str:
    said = []
    if groups:
        kinds = "，".join(f"{words.OUTCOMES[outcome]}{len(found)}个" for outcome, found in groups)
        said.append(f"{sum(len(found) for _, found in groups)}个网站未能完整读取：{kinds}")
    if view.faults:
        said.append(f"{len(view.faults)}处核对程序异常")
    if view.undelivered:
        said.append(f"{len(view.undelivered)}封邮件未能送达")
    return f"〔年报运维〕{'；'.join(said)}"
