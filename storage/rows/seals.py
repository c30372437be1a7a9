"""The seals of archived files, and the chain that joins each day's seals to the days before."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class ChainRow(Row):
    """One link: the digest of a text that names the link before and every seal up to ``until``.

    The text itself lies in the archive (``chain/<number>.txt``); ``stamp`` is the DER
    of an RFC 3161 response on the digest, where a time-stamping service was asked.
    """

    __tablename__ = "chain"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[datetime]
    previous: Mapped[str]
    digest: Mapped[str]
    seals: Mapped[int]
    made_at: Mapped[datetime]
    stamp: Mapped[bytes | None]


class SealRow(Row):
    """A file of the archive as it was once complete. One that grew later has a second seal."""

    __tablename__ = "seals"
    __table_args__ = (
        UniqueConstraint("folder", "name", "length"),
        Index("ix_seals_link", "link"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str]
    name: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    sealed_at: Mapped[datetime]
    link: Mapped[int | None] = mapped_column(ForeignKey("chain.number"))
