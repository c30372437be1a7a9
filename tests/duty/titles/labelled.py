"""The labelled entries: read, matched, and weighed against what a clerk would enter."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.duty.matching import Clues, Match, match
from nianbao.duty.model import Body, BodyClass
from nianbao.report.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
_REGISTRIES = [
    tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("bodies*.toml"))
]
BODIES = {
    slug: Body(
        slug,
        row["name"],
        BodyClass(row["class"]),
        tuple(row.get("short", ())),
        tuple(row.get("former", ())),
    )
    for registry in _REGISTRIES
    for slug, row in registry["bodies"].items()
}
COLUMNS = {name: row for registry in _REGISTRIES for name, row in registry["columns"].items()}
_BESIDE = {
    name: tuple(registry["bodies"]) for registry in _REGISTRIES for name in registry["columns"]
}


@dataclass(frozen=True)
class Entry:
    """One labelled entry: its column, clues, and the label in its parts."""

    book: str
    column: str
    clues: Clues
    sign: str  # = ? -
    words: tuple[str, ...]

    @property
    def year(self) -> int | None:
        """The year in the label."""
        return next((int(word) for word in self.words if word.isdigit()), None)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The slugs in the label."""
        return tuple(s for word in self.words for s in word.split("+") if s in BODIES)

    @property
    def version(self) -> str:
        """``correction``, ``picture``, ``any`` (not judged) or nothing."""
        return next((word for word in self.words if word in {"correction", "picture", "any"}), "")

    @property
    def genres(self) -> tuple[str, ...]:
        """The genres of what is nobody's report here."""
        return tuple("/".join(self.words).split("/")) if self.sign == "-" else ()


def entries(names: str = "labels_*.txt") -> Iterator[Entry]:
    """Yield every labelled entry of the books with such names."""
    for path in sorted(FOLDER.glob(names)):
        column = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            if named := re.fullmatch(r"\[([a-z]+)\]", line):
                column = named.group(1)
                continue
            yield _entry(path.stem, column, line)


def _entry(book: str, column: str, line: str) -> Entry:
    title, *clues, label = line.split("¦")
    said = dict(part.strip().split("=", 1) for part in "".join(clues).split(";") if part.strip())
    claims = [claim.split(":") for claim in said.get("claims", "").split(",") if claim]
    tables = said.get("tables")
    sign, *words = label.split()
    known = Clues(
        link_title=title.strip().replace("\\n", "\n").replace("\\t", "\t"),
        page_title=said.get("page", ""),
        organ=said.get("organ"),
        claims=tuple(Claim(year, source) for source, year in claims),
        column=COLUMNS[column]["name"],
        published=date.fromisoformat(said["published"]) if "published" in said else None,
        tables=None if tables is None else tables == "yes",
        source=said.get("source", ""),
        text=said.get("text", "").replace("\\n", "\n"),
    )
    return Entry(book, column, known, sign, tuple(words))


@cache
def matched(entry: Entry) -> Match:
    """Match an entry among the bodies of its column."""
    bound = COLUMNS[entry.column]["bodies"]
    others = frozenset(BODIES[s].name for s in _BESIDE[entry.column] if s not in bound)
    return match(entry.clues, tuple(BODIES[slug] for slug in bound), others)


def verdict(entry: Entry, found: Match) -> str:
    """Return right, false, left (to a person, who must look) or settled (as nobody's)."""
    if found.certain:
        return "right" if _is_right(entry, found) else "false"
    if found.relevant:
        return _left(entry, found)
    if entry.sign != "-":
        return "false"
    settled = "foreign" in entry.genres or found.genre.value in entry.genres
    return "settled" if settled else "false"


def _is_right(entry: Entry, found: Match) -> bool:
    if entry.sign != "=":
        return False
    version = entry.version in {"any", found.variant.value}
    return (found.body, found.year) == (entry.bodies[0], entry.year) and version


def _left(entry: Entry, found: Match) -> str:
    """What is left to a person must be held for the right bodies and year."""
    if entry.sign == "-":
        return "left"
    held = set(entry.bodies) <= set(found.bodies)
    dated = not found.years or entry.year is None or entry.year in found.years
    return "left" if held and dated else "false"
