"""A month of a portal that is edited: each thing is told rightly, and nothing else is told.

An editor changes one figure, corrects what was found, states other days of publication,
moves the column, withdraws a page and publishes it again. Every page has a counter and
the day's date, so that its bytes are new at every visit.
"""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from nianbao.demo.portals.trs import FOLDER
from storage.queries.findings import findings
from storage.rows import ColumnRow, MessageRow
from tests.tasks.month import Portal, moment

REFORM, OFFICE, TRANSPORT, OLD, LATE = 606480, 607719, 608102, 591130, 609001
MOVED = "/zwgk/fdzdgknr/xxgknb/"
TOLD = ("page.", "duty.")


@pytest.fixture
def month(yard):
    # What nobody takes up is told again by itself: here the edits alone are watched.
    yard.settings = yard.settings.model_copy(update={"remind_after": ""})
    portal = Portal(yard.site.inner)
    yard.site.inner = portal
    return Month(yard, portal)


class Month:
    """Lets days pass, and says what was told on each."""

    def __init__(self, yard, portal):
        self.yard, self.portal = yard, portal
        self.known = self.mails = frozenset()

    def day(self, text):
        """Pass one day; return the steps of findings on pages and duties, and the mails."""
        self.yard.at(f"2026-{text} 13:30")
        self.yard.work_off(self.yard.house())
        known, mails = self._findings(), self._mails()
        news = {one[:4] for one in known - self.known}, {one[:2] for one in mails - self.mails}
        self.known, self.mails = known, mails
        return news

    def _findings(self):
        with self.yard.database.read() as session:
            return frozenset(
                (
                    view.body.removeprefix("qinghe-"),
                    view.finding.rule,
                    view.state.value,
                    view.finding.severity.value,
                    "" if view.finding.rule == "duty.missing" else view.finding.message,
                )
                for view in findings(session)
                if view.finding.rule.startswith(TOLD)
            )

    def _mails(self):
        with self.yard.database.read() as session:
            return frozenset((m.kind, m.period, m.id) for m in session.query(MessageRow))

    def said(self, rule):
        """What a rule says now."""
        return [message for _, code, _, _, message in self.known if code == rule]

    def mail(self, kind, period):
        """A mail's subject and text."""
        with self.yard.database.read() as session:
            (row,) = session.query(MessageRow).filter_by(kind=kind, period=period)
            mail = message_from_bytes(row.mime, policy=policy.default)
        return mail["Subject"] + "\n" + mail.get_body(("plain",)).get_content()

    def publish_late(self):
        """A report of this year, made of last year's, four days after the due date."""
        (old,) = (post for post in self.portal.inner.posts if post.number == OLD)
        new = {name: getattr(old, name).replace("2024", "2025") for name in ("title", "body")}
        self.portal.put_on(replace(old, number=LATE, published=moment("2026-02-04T10:00"), **new))

    def re_enter(self):
        """An administrator enters the column's new address."""
        with self.yard.database.write() as session:
            column = session.query(ColumnRow).one()
            column.url = column.url.replace(FOLDER, self.portal.folder)

    def withdraw(self):
        self.gone = self.portal.take_off(OFFICE)

    def publish_again(self):
        again = moment("2026-02-19T10:00")
        self.portal.put_on(replace(self.gone, number=609999, published=again))


REFORM_CHANGED = ("reform", "page.changed", "open", "warning")
OFFICE_REDATED = ("office", "page.changed", "open", "note")
LATE_REDATED = ("ecology", "page.backdated", "open", "private")


def test_each_edit_of_a_month_is_told_rightly_and_nothing_else(month):
    portal = month.portal
    assert month.day("01-16") == month.day("01-23") == (set(), set())
    assert month.day("01-27") == (set(), {("digest", "2026-W04")})
    assert month.day("01-31") == (set(), {("daily", "2026-01-31")})  # the transport office's sums
    missing = ("ecology", "duty.missing")
    assert month.day("02-01") == ({(*missing, "open", "error")}, {("daily", "2026-02-01")})
    assert month.day("02-02") == (set(), {("digest", "2026-W05")})
    month.publish_late()
    assert month.day("02-04") == (
        {(*missing, "resolved", "error"), ("ecology", "duty.late", "open", "error")},
        {("daily", "2026-02-04")},
    )

    # One edits a figure, one corrects what was found, two state other days of publication.
    portal.print_again(REFORM, "reform", t2__normative__in_force="81")
    corrected = {"t3__settled__business": "0", "t4__suit_after_review__total": "0"}
    portal.print_again(TRANSPORT, "transport", **corrected)
    portal.dated[OFFICE], portal.dated[LATE] = "2026-02-06 09:00", "2026-01-30 10:00"
    assert month.day("02-06") == ({REFORM_CHANGED, OFFICE_REDATED}, set())
    assert month.day("02-09") == (set(), {("digest", "2026-W06")})
    digest = month.mail("digest", "2026-W06")
    assert (
        "青禾市交通运输局2025年年度报告：表三“（七）总计／商业企业”由1变为0；"
        "表四“复议后起诉／总计”由1变为0，复核通过" in digest
    )
    assert "有1处数据变动：表二“行政规范性文件／现行有效件数”由18变为81。" in digest
    assert "页面标注的公布日期由2026年1月23日变为2026年2月6日" in digest
    assert digest.count("首次采集的相比") == 2

    # The column moves: administrators are told, nobody else, and nobody is missing.
    portal.folder = MOVED
    assert month.day("02-12") == (set(), {("admin", "2026-02-12")})
    month.re_enter()
    resolved = ("ecology", "duty.late", "resolved", "error")
    assert month.day("02-13") == ({LATE_REDATED, resolved}, {("private", "2026-02-13")})
    assert month.yard.states()["qinghe-ecology", 2025] == "published_undated"
    (backdated,) = month.said("page.backdated")
    assert "页面标注公布日期为2026年1月30日" in backdated
    assert "2026年2月4日13时30分首次采集到" in backdated
    assert backdated in month.mail("private", "2026-02-13")

    # A page is withdrawn, and published again at another address.
    month.withdraw()
    assert month.day("02-16") == (set(), {("digest", "2026-W07")})
    assert "标注日期与采集记录不一致" not in month.mail("digest", "2026-W07")
    withdrawn = ("office", "duty.withdrawn")
    assert month.day("02-17") == (
        {(*withdrawn, "open", "error")},
        {("daily", "2026-02-17")},
    )
    mail = month.mail("daily", "2026-02-17")
    assert "青禾市人民政府办公室：1份公布后页面不可访问，请核实" in mail
    assert "两次打开原网址，网站均答复页面不存在" in mail
    assert "可能位置" not in mail
    month.publish_again()
    assert month.day("02-20") == ({(*withdrawn, "resolved", "error"), OFFICE_REDATED}, set())
    assert month.yard.states()["qinghe-office", 2025] == "published"
    assert month.day("02-23") == (set(), {("digest", "2026-W08")})
