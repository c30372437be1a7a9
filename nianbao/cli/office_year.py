"""One office and one report year, as commands take them: each with its default."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from nianbao.cli.door import fail, settings
from nianbao.cli.offices import only_office
from nianbao.cli.opened import database
from storage.queries.bodies import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from storage.database import Session

Office = Annotated[str | None, typer.Option(metavar="SLUG", help="主管部门代号；只有一个时可不写")]
Year = Annotated[int | None, typer.Option(help="报告年度，默认为上一年")]


@dataclass(frozen=True, slots=True)
class OfficeYear:
    """An office by code and name, a report year, and the moment that counts as now."""

    office: str
    name: str
    year: int
    now: datetime


@contextmanager
def of_office(office: str | None, year: int | None) -> Iterator[tuple[Session, OfficeYear]]:
    """Open the database to read of an office and a year; end in a message without such an office.

    Left open they are the only office that there is, and last year.
    """
    chosen = settings()
    opened = database(chosen)
    now = chosen.clock.now()
    slug = office or only_office(opened)
    with opened.read() as session:
        try:
            name = name_of(session, slug)
        except LookupError as error:
            fail(str(error))
        yield session, OfficeYear(slug, name, year or now.year - 1, now)
