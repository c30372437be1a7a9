import email
import socket
from contextlib import contextmanager
from email.policy import default

import pytest

from alerts.channel import EmailChannel, OutboxChannel, Refused, TryAgain, server_at
from tests.alerts.conftest import PASSWORD, USER, Listener, authenticate

SENDER, OFFICE = "nianbao@qinghe.example", "zwgk@qinghe.example"
MAIL = b"Subject: test\r\nMessage-ID: <1@qinghe.example>\r\n\r\n.dot\r\n"


def test_a_mail_arrives_as_it_was_handed_over(smtp_url, postbox):
    EmailChannel(server_at(smtp_url)).send(SENDER, OFFICE, MAIL)
    ((sender, recipients, content),) = postbox.mails
    assert (sender, recipients) == (SENDER, [OFFICE])
    assert email.message_from_bytes(content, policy=default)["Message-ID"] == "<1@qinghe.example>"
    assert b"\r\n.dot" in content


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 try later", TryAgain),
        ("452 mailbox full", TryAgain),
        ("550 no such mailbox", Refused),
        ("554 not wanted", Refused),
    ],
)
def test_the_servers_answer_says_what_to_do_next(smtp_url, postbox, answer, expected):
    postbox.answer = answer
    with pytest.raises(expected, match=answer[:3]):
        EmailChannel(server_at(smtp_url)).send(SENDER, OFFICE, MAIL)


@pytest.mark.parametrize(("answer", "expected"), [("450 busy", TryAgain), ("550 unknown", Refused)])
def test_a_refused_recipient_is_told_apart_from_a_busy_one(smtp_url, postbox, answer, expected):
    postbox.rcpt_answer = answer
    with pytest.raises(expected):
        EmailChannel(server_at(smtp_url)).send(SENDER, OFFICE, MAIL)


def test_a_server_that_is_not_there_is_tried_again():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(TryAgain):
        EmailChannel(server_at(f"smtp://127.0.0.1:{port}")).send(SENDER, OFFICE, MAIL)


def test_a_server_that_never_answers_is_given_up_and_tried_again():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = server_at(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(TryAgain):
            EmailChannel(server, timeout_seconds=0.2).send(SENDER, OFFICE, MAIL)


@contextmanager
def listening(postbox, **options):
    listener = Listener(postbox, **options)
    listener.start()
    try:
        yield f"127.0.0.1:{listener.port}"
    finally:
        listener.stop()


def test_a_password_is_sent_after_starttls_only(postbox, server_context, client_context):
    options = {"authenticator": authenticate, "auth_required": True}
    with listening(postbox, tls_context=server_context, **options) as host:
        right = server_at(f"smtp://{USER}:geheim%401@{host}")
        EmailChannel(right, context=client_context).send(SENDER, OFFICE, MAIL)
        assert len(postbox.mails) == 1
        wrong = server_at(f"smtp://{USER}:falsch@{host}")
        with pytest.raises(TryAgain, match="login refused"):
            EmailChannel(wrong, context=client_context).send(SENDER, OFFICE, MAIL)


def test_a_password_never_goes_to_a_server_without_tls(smtp_url, postbox):
    url = smtp_url.replace("//", f"//{USER}:geheim@")
    with pytest.raises(TryAgain, match="STARTTLS"):
        EmailChannel(server_at(url)).send(SENDER, OFFICE, MAIL)
    assert postbox.mails == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(postbox, server_context):
    with listening(postbox, tls_context=server_context) as host:
        with pytest.raises(TryAgain, match="CERTIFICATE_VERIFY_FAILED"):
            EmailChannel(server_at(f"smtp://{host}")).send(SENDER, OFFICE, MAIL)
        assert postbox.mails == []


def test_smtps_speaks_tls_from_the_first_byte(postbox, server_context, client_context):
    with listening(postbox, ssl_context=server_context) as host:
        EmailChannel(server_at(f"smtps://{host}"), context=client_context).send(
            SENDER, OFFICE, MAIL
        )
    assert len(postbox.mails) == 1


def test_the_address_of_a_server_is_read_with_its_defaults():
    plain, tls = server_at("smtp://mail.example"), server_at("smtps://u:p%2Fw@mail.example")
    assert (plain.port, plain.starttls, tls.port) == (25, "offered", 465)
    assert (tls.user, tls.password) == ("u", "p/w")
    assert "p/w" not in repr(tls)


@pytest.mark.parametrize(
    "url", ["", "http://mail.example", "smtp://", "smtp://m.example?starttls=x"]
)
def test_an_address_that_names_no_server_is_refused(url):
    with pytest.raises(ValueError, match="NIANBAO_SMTP_URL"):
        server_at(url)


def test_the_outbox_channel_remembers_what_it_was_given():
    channel = OutboxChannel()
    channel.send(SENDER, OFFICE, MAIL)
    assert channel.sent == [(SENDER, OFFICE, MAIL)]
    assert PASSWORD not in repr(channel)
