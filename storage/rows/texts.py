"""Signatures of reports' texts, and the bands by which alike ones are found."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class SignatureRow(Row):
    """A text's signature, kept by the text's digest and the version of what made it.

    ``minima`` is empty, and ``length`` 0, for a text too short to be compared.
    """

    __tablename__ = "text_signatures"
    __table_args__ = (UniqueConstraint("digest", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    version: Mapped[str]
    length: Mapped[int]
    minima: Mapped[bytes]


class DutyTextRow(Row):
    """The text of the report that governs a duty, and under which offices it is compared."""

    __tablename__ = "duty_texts"

    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), primary_key=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("text_signatures.id"))
    offices: Mapped[list[int]]


class BandRow(Row):
    """One band of one duty's text under one office: equal keys are worth a look.

    The key's order is that of the question: an office, a year, a band.
    """

    __tablename__ = "text_bands"

    office_id: Mapped[int] = mapped_column(
        ForeignKey("bodies.id"), primary_key=True, autoincrement=False
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    duty_id: Mapped[int] = mapped_column(
        ForeignKey("duties.id"), primary_key=True, autoincrement=False
    )
