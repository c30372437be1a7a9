"""The mail that asks for the roster's signature: in December, twice at most, until it is there."""

from __future__ import annotations

import email
from email import policy

import pytest

from alerts.roster_letter import reminder_period
from nianbao.clock import parse
from storage.queries.recipients import recipients
from storage.store.rosters import sign
from tasks.outbox import write_mails
from tasks.roster import roster_at
from tasks.standings import standings


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("2026-11-30", None),
        ("2026-12-01", "2026-12-a"),
        ("2026-12-05", None),  # a Saturday
        ("2026-12-18", "2026-12-a"),
        ("2026-12-21", "2026-12-b"),
        ("2027-01-04", None),
    ],
)
def test_it_is_written_on_working_days_of_december_in_two_periods(moment, period):
    assert reminder_period(parse(moment).date()) == period


def asked(yard, *moments):
    for moment in moments:
        yard.at(moment)
        house = yard.house()
        standings(house)
        write_mails(house)
    return [message for message in yard.messages() if message.kind == "roster"]


def office_of(yard):
    with yard.house().database.read() as session:
        (found,) = (one.office for one in recipients(session) if one.office)
    return found


def signed(yard, moment):
    yard.at(moment)
    now = yard.settings.clock.now()
    with yard.house().database.write() as session:
        made = roster_at(session, office_of(yard), now.year, now)
        sign(session, office_of(yard), now.year, made.version, b"", who="王某", now=now)


def test_an_office_is_asked_once_in_each_period_and_no_more_once_it_has_signed(yard):
    (first,) = asked(yard, "2026-12-01 07:30", "2026-12-01 08:30", "2026-12-02 08:30")
    mail = email.message_from_bytes(first.mime, policy=policy.default)
    text = mail.get_body(("plain",)).get_content()
    assert "名录尚未签核" in text
    assert f"--office {office_of(yard)} --year 2026 --sign" in text
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "docx"]
    assert len(asked(yard, "2026-12-21 09:00", "2026-12-22 09:00")) == 2


def test_an_office_that_has_signed_is_not_asked_again(yard):
    assert len(asked(yard, "2026-12-01 08:30")) == 1
    signed(yard, "2026-12-10 10:00")
    assert len(asked(yard, "2026-12-21 09:00")) == 1
