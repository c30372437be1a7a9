"""RFC 3161 time-stamps on the chain's links: asking for one, and whether one holds.

What is stamped is the link's digest, the SHA-256 of its text: so whoever has the text
and the response can check both with ``openssl ts -verify``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import select, update

from storage.rows import ChainRow
from storage.sealing import CHAIN, link_name

if TYPE_CHECKING:
    from datetime import datetime

    from rfc3161_client import TimeStampResponse
    from sqlalchemy.orm import Session

    from storage.archive import Archive

_GRANTED: Final = {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}
_SHA256: Final = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
MOST_BYTES: Final = 100_000
"""No response is longer."""


class BadStamp(Exception):  # noqa: N818 - named for what was found
    """A response is no time-stamp on the digest. Says why, in Chinese."""


def unstamped(session: Session, most: int) -> tuple[int, ...]:
    """Return links without a stamp, the latest first: it covers those before it."""
    wanted = select(ChainRow.number).where(ChainRow.stamp.is_(None))
    return tuple(session.scalars(wanted.order_by(ChainRow.number.desc()).limit(most)))


def request_for(archive: Archive, number: int) -> bytes:
    """Return the request for a link's stamp.

    Raises:
        OSError: the link's text is gone.
    """
    text = archive.file(CHAIN, link_name(number)).read_bytes()
    builder = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256)
    return builder.cert_request(cert_request=True).nonce(nonce=False).build().as_bytes()


def checked(response: bytes, digest: str) -> datetime:
    """Return when a response says that a digest existed.

    Its signature is checked against the certificates that it carries; whether these
    are to be trusted is for whoever knows the service.

    Raises:
        BadStamp: it is refused, of something else, or not rightly signed.
    """
    said = _decoded(response)
    info = said.tst_info
    if info.message_imprint.hash_algorithm != _SHA256:
        raise BadStamp("时间戳所用摘要算法不是SHA-256")
    if info.message_imprint.message.hex() != digest:
        raise BadStamp("时间戳所载摘要与校验链不一致")
    _signed(said, digest)
    return info.gen_time


def _decoded(response: bytes) -> TimeStampResponse:
    if len(response) > MOST_BYTES:
        raise BadStamp("时间戳答复过长")
    try:
        said = decode_timestamp_response(response)
        status = PKIStatus(said.status)
    except ValueError as error:
        raise BadStamp(f"不是时间戳答复：{error}") from error
    if status not in _GRANTED:
        raise BadStamp(f"时间戳服务未予签发：{status.name} {'；'.join(said.status_string)}".strip())
    return said


def _signed(said: TimeStampResponse, digest: str) -> None:
    """Check the signature against the certificates in the response, each taken as a root."""
    try:
        builder = VerifierBuilder()
        for data in sorted(said.signed_data.certificates):
            builder = builder.add_root_certificate(x509.load_der_x509_certificate(data))
        builder.build().verify(said, bytes.fromhex(digest))
    except (ValueError, VerificationError) as error:
        raise BadStamp(f"时间戳签名核验未通过：{error}") from error


def keep_stamp(session: Session, number: int, response: bytes) -> datetime:
    """Keep a link's stamp after checking it; one that is there already stays.

    Raises:
        BadStamp: as ``checked``.
        LookupError: there is no such link.
    """
    digest = session.scalar(select(ChainRow.digest).where(ChainRow.number == number))
    if digest is None:
        raise LookupError(f"没有第{number}环")
    at = checked(response, digest)
    session.execute(
        update(ChainRow)
        .where(ChainRow.number == number, ChainRow.stamp.is_(None))
        .values(stamp=response)
    )
    return at
