"""Documents seen in columns, each version as fetched, and the duties they may answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.rows.row import Row


class DocumentRow(Row):
    """An address found in a column. For an attachment, ``parent_id`` is the page linking to it.

    ``first_seen`` is an upper bound of the publication. ``unlisted_since`` is the
    first complete list without it, ``refused_since`` and ``refused_at`` are the first and
    the last answer by which the address itself said that nothing is there.
    ``gone_since`` is set when a second list and a second answer, at least twelve hours
    later, confirm it. ``dates`` are the claims of the list
    (and a person's), each ``{"value", "source", "text"}``.
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("column_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    column_id: Mapped[int] = mapped_column(ForeignKey("columns.id"))
    url: Mapped[str]
    title: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    list_url: Mapped[str] = mapped_column(default="")
    dates: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    unlisted_since: Mapped[datetime | None]
    gone_since: Mapped[datetime | None]
    back_filled: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(default="")  # what the matcher takes it for; "" before
    kind_why: Mapped[str] = mapped_column(default="")
    refused_since: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # the last try, if it failed
    failed_since: Mapped[datetime | None]  # since when every try has shown it not to open
    failed_status: Mapped[int | None]
    failed_why: Mapped[str] = mapped_column(default="")


class VersionRow(Row):
    """One state of a document's bytes. ``folder``/``warc``/``offset`` say where they are kept."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    sha256: Mapped[str]
    folder: Mapped[str]
    warc: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[int]
    content_type: Mapped[str]
    url: Mapped[str]  # the address that answered
    file_name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    dates: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    meta: Mapped[dict[str, Any]] = mapped_column(default=dict)
    etag: Mapped[str] = mapped_column(default="", server_default="")
    last_modified: Mapped[str] = mapped_column(default="", server_default="")  # as the server said
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("crawl_runs.id"))


class MatchRow(Row):
    """A document may answer a duty. One document may be a candidate for several duties.

    ``settled_at`` is when it became certain, ``rejected_at`` when a person said
    no. What a person decided (``decided_by``) no later run changes.
    """

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("document_id", "duty_id"),
        Index("ix_matches_duty_id", "duty_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"))
    certain: Mapped[bool]
    why: Mapped[str]
    matched_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    rejected_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
