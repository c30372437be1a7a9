"""Where fetched bytes are kept, and how a claim is written into a row."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from nianbao.clock import SHANGHAI
from nianbao.report.model import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Place:
    """One record in the archive: ``folder`` below the archive's root, a file in it, an offset.

    ``sha256`` is of the payload as decoded from HTTP, ``length`` its bytes.
    """

    folder: str
    warc: str
    offset: int
    sha256: str
    length: int


_SAID: Final = ("content_type", "etag", "last_modified")  # in a row only where the server said it


@dataclass(frozen=True, slots=True)
class Proof:
    """A list page that proves what was, or was not, in a column at a moment."""

    url: str
    place: Place
    status: int
    at: datetime
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the proof as it is kept in a row."""
        return {
            "url": self.url,
            "place": asdict(self.place),
            "status": self.status,
            "at": self.at.isoformat(),
            **{name: said for name in _SAID if (said := getattr(self, name))},
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Proof:
        """Return the proof that a row keeps."""
        at = datetime.fromisoformat(kept["at"]).astimezone(SHANGHAI)
        said = {name: kept.get(name, "") for name in _SAID}
        return cls(kept["url"], Place(**kept["place"]), kept["status"], at, **said)


def claims_to_json(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return claims as they are kept in a row."""
    return [asdict(claim) for claim in claims]


def claims_from_json(kept: Iterable[dict[str, Any]]) -> tuple[Claim, ...]:
    """Return the claims that a row keeps."""
    return tuple(Claim(**claim) for claim in kept)
