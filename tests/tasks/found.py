"""A page that the city's column does not list, for people to find."""

from __future__ import annotations

from dataclasses import dataclass, field

from nianbao.demo.portals.site import Response
from storage.queries.portals import portals

ELSEWHERE = "/zfxxgk/bumen/hbj/t20260120_1.html"
UNDATED = "/zfxxgk/bumen/hbj/report.html"


@dataclass(slots=True)
class Beside:
    """A site with more pages than its column lists; asked paths are remembered."""

    inner: object
    pages: dict[str, Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, request, now):
        self.asked.append(request.path)
        return self.pages.get(request.path) or self.inner.answer(request, now)


def ecology(yard, day="2026-01-20", name="生态环境局") -> str:
    """A page with 青禾市生态环境局's report on 2025, made of that on 2024 (or of another's)."""
    inner = yard.site.inner
    city = inner.inner if isinstance(inner, Beside) else inner
    post = max((one for one in city.posts if name in one.title), key=lambda one: one.published)
    if name != "生态环境局":
        return city.article(post)
    return city.article(post).replace("2025-01-20", day).replace("2024", "2025")


def add(yard, **pages) -> Beside:
    """Put pages on the city's site that nothing links to."""
    beside = Beside(yard.site.inner)
    yard.site.inner = beside
    for path, page in pages.items():
        beside.pages[path] = page if isinstance(page, Response) else Response(page.encode())
    return beside


def origin(yard) -> str:
    with yard.database.read() as session:
        start = portals(session, ["qinghe"])[0].start
    return start.split("/", 3)[0] + "//" + start.split("/", 3)[2]
