"""A small time-stamping service (RFC 3161) on loopback, with a certificate of its own."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

OIDS = {
    "sha256": "0609608648016503040201",
    "rsa": "06092a864886f70d010101",
    "signed": "06092a864886f70d010702",
    "tst": "060b2a864886f70d0109100104",
    "type": "06092a864886f70d010903",
    "digest": "06092a864886f70d010904",
    "certificate": "060b2a864886f70d010910022f",
    "policy": "06042a030401",
}


def oid(name):
    return bytes.fromhex(OIDS[name])


def der(tag, *parts):
    """One DER value: tag, length, content."""
    data = b"".join(parts)
    size = len(data)
    if size < 128:
        return bytes([tag, size]) + data
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + data


def sequence(*parts):
    return der(0x30, *parts)


def a_set(*parts):
    return der(0x31, *parts)


def integer(value):
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


SHA256 = sequence(oid("sha256"), b"\x05\x00")


@dataclass
class Authority:
    """Who signs. ``mood`` decides how it answers: well, refusing, of-another, noise, forged."""

    mood: str = "well"
    asked: int = 0
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def __post_init__(self):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例时间戳服务")])
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(4711)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def answer(self, request):
        self.asked += 1
        if self.mood == "noise":
            return b"<html>502 Bad Gateway</html>"
        if self.mood == "refusing":
            return sequence(sequence(integer(2)))
        digest = request[request.index(b"\x04\x20") + 2 :][:32]
        if self.mood == "of-another":
            digest = hashlib.sha256(b"another").digest()
        return sequence(sequence(integer(0)), self._token(digest))

    def _token(self, digest):
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%SZ").encode()
        imprint = sequence(SHA256, der(0x04, digest))
        info = sequence(integer(1), oid("policy"), imprint, integer(1), der(0x18, moment))
        certificate = self.certificate.public_bytes(Encoding.DER)
        inner = sequence(oid("tst"), der(0xA0, der(0x04, info)))
        signed = sequence(
            integer(3),
            a_set(SHA256),
            inner,
            der(0xA0, certificate),
            a_set(self._signer(info, certificate)),
        )
        return sequence(oid("signed"), der(0xA0, signed))

    def _signer(self, info, certificate):
        essence = sequence(sequence(sequence(der(0x04, hashlib.sha256(certificate).digest()))))
        attributes = b"".join(
            sorted(
                (
                    sequence(oid("type"), a_set(oid("tst"))),
                    sequence(oid("digest"), a_set(der(0x04, hashlib.sha256(info).digest()))),
                    sequence(oid("certificate"), a_set(essence)),
                ),
            )
        )
        signature = self.key.sign(a_set(attributes), padding.PKCS1v15(), hashes.SHA256())
        if self.mood == "forged":
            signature = bytes(reversed(signature))
        issuer = sequence(self.certificate.issuer.public_bytes(), integer(4711))
        algorithm = sequence(oid("rsa"), b"\x05\x00")
        return sequence(
            integer(1), issuer, SHA256, der(0xA0, attributes), algorithm, der(0x04, signature)
        )


@contextmanager
def serving(authority):
    """Serve an authority; yields its address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.headers["Content-Type"] == "application/timestamp-query"
            data = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    thread.join()
    server.server_close()
