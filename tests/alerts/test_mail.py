import email
from datetime import UTC
from email.policy import default

import pytest

from alerts import mail
from alerts.daily import daily
from alerts.digest import digest
from alerts.model import Letter, MailKind, Recipient
from alerts.subscription import is_ours, token, unsubscribe_url
from tests.alerts import samples
from tests.alerts.samples import NOW, OFFICE

SENDER = "nianbao@qinghe.example"


def composed(letter, *, resent=False, recipient=OFFICE):
    identity = mail.message_id(recipient.slug, letter.kind, "2027-W05", "qinghe.example")
    return mail.compose(
        letter, recipient, sender=SENDER, message_id=identity, date=NOW, resent=resent
    )


def parsed(data):
    return email.message_from_bytes(data, policy=default)


@pytest.fixture(scope="module")
def weekly():
    return composed(digest(samples.office_view()))


def test_a_digest_carries_text_html_picture_and_workbook(weekly):
    message = parsed(weekly)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    (sheet,) = message.iter_attachments()
    assert sheet.get_filename() == "年报周报-2027-W05.xlsx"


def test_the_picture_is_found_by_its_content_id(weekly):
    message = parsed(weekly)
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert (
        f'src="cid:{picture["Content-ID"].strip("<>")}"'
        in message.get_body(("html",)).get_content()
    )


def test_chinese_subject_names_and_text_survive_the_wire(weekly):
    message = parsed(weekly)
    assert "周报" in message["Subject"]
    assert str(message["To"]) == "青禾市人民政府办公室 <zwgk@qinghe.example>"
    assert "一、核验范围" in message.get_body(("plain",)).get_content()
    assert max(map(len, weekly.split(b"\r\n"))) <= 998
    assert weekly.isascii()


def test_a_machine_wrote_it_and_one_click_unsubscribes(weekly):
    message = parsed(weekly)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == f"<{samples.UNSUBSCRIBE}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_address_to_unsubscribe_is_neither_folded_nor_encoded(weekly):
    assert f"\r\nList-Unsubscribe: <{samples.UNSUBSCRIBE}>\r\n".encode() in weekly


def test_the_same_letter_is_the_same_bytes(weekly):
    assert composed(digest(samples.office_view())) == weekly


def test_the_date_is_the_clocks(weekly):
    assert parsed(weekly)["Date"].datetime.astimezone(UTC) == NOW.astimezone(UTC)


def test_the_same_letter_has_the_same_message_id_and_another_period_another():
    same = {mail.message_id("a", MailKind.DIGEST, "2027-W05", "x") for _ in range(3)}
    others = {
        mail.message_id("a", MailKind.DIGEST, "2027-W06", "x"),
        mail.message_id("b", MailKind.DIGEST, "2027-W05", "x"),
        mail.message_id("a", MailKind.DAILY, "2027-W05", "x"),
    }
    assert (len(same), len(others | same)) == (1, 4)


def test_a_resent_mail_is_marked_in_header_text_and_html_and_keeps_its_identity():
    letter = daily(samples.daily_view(samples.traffic_case()))
    first, second = parsed(composed(letter)), parsed(composed(letter, resent=True))
    assert first[mail.RESENT_HEADER] is None
    assert second[mail.RESENT_HEADER] == "yes"
    assert second["Message-ID"] == first["Message-ID"]
    for kind in ("plain", "html"):
        assert mail.RESENT_LINE not in first.get_body((kind,)).get_content()
        assert mail.RESENT_LINE in second.get_body((kind,)).get_content()


def test_a_digest_without_an_address_to_unsubscribe_is_not_built():
    with pytest.raises(ValueError, match="unsubscribe"):
        composed(Letter(MailKind.DIGEST, "周报", "x", "<p>x</p>"))


def test_a_daily_mail_is_no_list_mail():
    assert (
        parsed(composed(daily(samples.daily_view(samples.traffic_case()))))["List-Unsubscribe"]
        is None
    )


def test_a_name_cannot_smuggle_a_header_in():
    evil = Recipient("x", "某局\r\nBcc: other@evil.example", "a@qinghe.example")
    with pytest.raises(ValueError):
        composed(Letter(MailKind.DAILY, "主题", "x", "<p>x</p>"), recipient=evil)
    with pytest.raises(ValueError):
        composed(Letter(MailKind.DAILY, "主题\r\nBcc: other@evil.example", "x", "<p>x</p>"))


def test_the_domain_of_a_message_id_is_the_senders():
    assert mail.domain_of("年报核查 <nianbao@qinghe.example>") == "qinghe.example"
    assert mail.domain_of("nianbao") == "localhost"


def test_an_address_to_unsubscribe_is_good_for_one_recipient_only():
    url = unsubscribe_url("https://nianbao.example/", "qinghe-office", "secret")
    assert url.startswith("https://nianbao.example/unsubscribe?recipient=qinghe-office&token=")
    assert is_ours("qinghe-office", token("qinghe-office", "secret"), "secret")
    assert not is_ours("other", token("qinghe-office", "secret"), "secret")
    assert not is_ours("qinghe-office", token("qinghe-office", "other"), "secret")
