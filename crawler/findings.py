"""What a trial reading of a column says of it: whose reports, which years, how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from crawler.manifest import ProbedColumn
from crawler.pages import titles
from nianbao.duty.names import organ_in
from nianbao.duty.years import years_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.pages.home import Candidate
    from crawler.pages.listing import Link
    from crawler.pages.signs import Sign
    from crawler.spiders.reading import Reading

FALLBACKS: Final = frozenset({"generic", "handmade"})
_MOST_BODIES: Final = 400
_MOST_HOSTS: Final = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """One family's reading of one candidate. ``read`` tells whether every landmark was there."""

    candidate: Candidate
    sign: Sign
    reading: Reading
    complete: bool
    experimental: bool
    tagged: bool  # whether the page's ColumnType names the column

    @property
    def reports(self) -> tuple[Link, ...]:
        """The rows that name an annual report on openness."""
        found = self.reading.links.values()
        named = tuple(link for link in found if titles.names_a_report(link.title))
        if named or not self.named_column:
            return named
        # In a column that is called so, 2023年 is a report too.
        return tuple(link for link in found if titles.worth_fetching(link.title))

    @property
    def named_column(self) -> bool:
        """Whether the menu or a national tag calls this the column."""
        return self.tagged or self.candidate.score >= 100  # noqa: PLR2004 - the fixed menu's words


def column_of(trial: Trial) -> ProbedColumn:
    """Return a trial as the row that a person is shown."""
    reading, reports = trial.reading, trial.reports
    bodies = _bodies(reports)
    return ProbedColumn(
        family=trial.sign.family,
        url=trial.candidate.url,
        name=trial.candidate.text,
        topology="collective" if len(bodies) > 1 else "own",
        shape=_shape(reading),
        pages=_pages(reading),
        pager=_pager(reading),
        rows=len(reading.links),
        reports=len(reports),
        years=tuple(sorted({y for link in reports for y in years_in(link.title)})),
        bodies=bodies,
        complete=trial.complete,
        experimental=trial.experimental,
        hosts=_hosts(trial.candidate.url, reading.links.values()),
        confidence=_confidence(trial),
        evidence=tuple(_evidence(trial, bodies)),
    )


def _shape(reading: Reading) -> Literal["list", "folders", "single"]:
    """Return where the column keeps its reports; a page a year, each a report, is no list."""
    read = {capture.url for capture in reading.captures}
    places = {link.url.partition("#")[0] for link in reading.links.values()}
    if reading.single or (places and places <= read):
        return "single"
    return "folders" if reading.folders else "list"


def _pages(reading: Reading) -> int:
    """Return how many pages held the list: without its shell and scripts, but with all below it."""
    return len(reading.captures if reading.folders else reading.turned) or len(reading.captures)


def _pager(reading: Reading) -> str:
    """Return the address of the second page, and whether it is posted to; "" for one page."""
    if len(reading.turned) < 2:  # noqa: PLR2004 - the second page
        return ""
    second = reading.turned[1]
    return f"{second.url}（POST）" if second.form or second.json else second.url


def _bodies(reports: Iterable[Link]) -> tuple[str, ...]:
    named = Counter(organ for link in reports if (organ := organ_in(link.title)))
    return tuple(organ for organ, _ in named.most_common(_MOST_BODIES))


def _hosts(url: str, links: Iterable[Link]) -> tuple[str, ...]:
    own = urlsplit(url).netloc
    counted = Counter(urlsplit(link.url).netloc for link in links)
    return tuple(host for host, _ in counted.most_common(_MOST_HOSTS) if host and host != own)


def _confidence(trial: Trial) -> Literal["high", "medium", "low"]:
    if not trial.reports or not (trial.named_column or trial.complete):
        return "low"
    sure = trial.complete and trial.named_column and not trial.experimental
    return "high" if sure and trial.sign.family not in FALLBACKS else "medium"


def _evidence(trial: Trial, bodies: tuple[str, ...]) -> list[str]:
    reading = trial.reading
    said = [trial.candidate.why, f"类型依据：{trial.sign.why}"]
    if trial.tagged:
        said.append("网页标签 ColumnType 为“信息公开年报”")
    whole = "已完整读取" if trial.complete else "未读完"
    said.append(
        f"{whole}：列表 {_pages(reading)} 页、条目 {len(reading.links)} 条，"
        f"其中年度报告 {len(trial.reports)} 篇"
    )
    if bodies:
        said.append(f"标题中有 {len(bodies)} 个单位")
    if trial.experimental:
        said.append("该类型仅据资料编写，尚未见真实网页，请人工核对")
    return said
