"""A server proves who it is, however old its encryption; how old that may be, a person decides."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

COLUMN = "/zfxxgk/zfxxgknb/"
REPORT = ("./1.html", "青禾市财政局2025年政府信息公开工作年度报告", "2026-01-20")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A certificate for 127.0.0.1 signed by its own key: the authority of these tests."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("keys")
    public = certificate.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + public)
    (folder / "authority.pem").write_bytes(public)
    return folder


def secured(web, keys, host="127.0.0.1", *, old=False):
    """A portal behind TLS; an old one speaks 1.0 and nothing newer."""
    portal = web.site(host)
    portal.pages[COLUMN] = web.trs_list(REPORT)
    portal.pages[COLUMN + "1.html"] = web.article()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.deprecated_call():
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.load_cert_chain(keys / "server.pem")
    portal.server.socket = context.wrap_socket(portal.server.socket, server_side=True)
    portal.url = portal.url.replace("http://", "https://")
    return portal


@pytest.fixture
def trusting(keys, monkeypatch):
    """Let the crawler's process trust the authority of these tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(keys / "authority.pem"))
    assert os.environ["SSL_CERT_FILE"]


def test_a_certificate_that_nobody_vouches_for_is_down_and_named(web, keys):
    portal = secured(web, keys)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert (seen.outcome.outcome, seen.titles) == ("down", [])
    assert "证书" in seen.outcome.detail


@pytest.mark.usefixtures("trusting")
def test_a_certificate_that_is_vouched_for_is_read(web, keys):
    seen = web.crawl(web.row(secured(web, keys), COLUMN, "trs"))
    assert (seen.outcome.outcome, len(seen.fetched)) == ("ok", 1)


@pytest.mark.usefixtures("trusting")
def test_a_certificate_of_another_host_is_down_and_named(web, keys):
    portal = secured(web, keys, "127.0.0.3")
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "down"
    assert "证书" in seen.outcome.detail


@pytest.mark.usefixtures("trusting")
def test_old_encryption_is_down_unless_a_person_has_opted_in(web, keys):
    portal = secured(web, keys, old=True)
    seen = web.crawl(web.row(portal, COLUMN, "trs"))
    assert seen.outcome.outcome == "down"
    assert "加密" in seen.outcome.detail


@pytest.mark.usefixtures("trusting")
def test_old_encryption_is_read_where_a_person_has_opted_in(web, keys):
    portal = secured(web, keys, old=True)
    seen = web.crawl(web.row(portal, COLUMN, "trs", old_tls=True))
    assert (seen.outcome.outcome, len(seen.fetched)) == ("ok", 1)


def test_opting_in_to_old_encryption_believes_no_certificate(web, keys):
    portal = secured(web, keys, old=True)
    seen = web.crawl(web.row(portal, COLUMN, "trs", old_tls=True))
    assert seen.outcome.outcome == "down"
    assert "证书" in seen.outcome.detail
