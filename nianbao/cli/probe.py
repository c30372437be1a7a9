"""``nianbao portals probe URL…``: from home pages to the rows that describe their portals."""

from __future__ import annotations

import ipaddress
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer

from crawler.manifest import ColumnRow, Job, PortalRow, Probed, read
from crawler.pages.home import whole
from nianbao import terminal
from nianbao.cli.door import fail, say, settings
from storage.registry.sheet import DEFAULT_COLUMN
from tasks.crawler_process import crawl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.manifest import ProbedColumn
    from nianbao.settings import Settings

MOST: Final = 500
"""Home pages that one call takes."""
_SECONDS: Final = 300  # for one round of portals side by side
_ROUND: Final = 16
_NOT_FOUND, _UNREAD, _USAGE = 1, 2, 64
_CONFIDENCE: Final = {"high": "高", "medium": "中", "low": "低"}
_SHAPES: Final = {"list": "列表", "folders": "下设年度或单位子栏目", "single": "栏目页即报告正文"}
_TOPOLOGY: Final = {"own": "单个单位栏目", "collective": "集中公开栏目"}
_OUTCOMES: Final = {
    "none": "未找到栏目",
    "blocked": "访问受限",
    "down": "网站无法打开",
    "robots": "网站声明不予采集",
}
_SHOWN: Final = 8  # bodies named in the text
HELP: Final = """从网站首页探查年报栏目，给出应登记的内容、把握程度和依据。只读取，不登记。

退出状态：0 全部找到；1 有网站未找到栏目；2 有网站未能读取；64 用法不对。
"""


def probe(
    urls: Annotated[list[str] | None, typer.Argument(metavar="[URL]...", help="网站首页")] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="LIST", help="首页清单，一行一个网址，# 之后为注释")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="每个网站输出一行 JSON")] = False,
    toml: Annotated[bool, typer.Option("--toml", help="只输出可导入的内容")] = False,
) -> None:
    """Probe home pages side by side; one that fails does not end the others."""
    wanted = _wanted(urls or [], file)
    chosen = settings()
    portals = tuple(_portal(slug, url) for slug, url in _slugs(wanted))
    found = {entry.portal: entry for entry in _found(chosen, portals)}
    status = 0
    for portal in portals:
        entry = found.get(portal.slug)
        shown = entry or _lost(portal, chosen)
        _show(shown, as_json=as_json, toml=toml)
        status = max(status, _status(shown))
    raise typer.Exit(status)


def _wanted(urls: list[str], file: Path | None) -> tuple[str, ...]:
    """Return the addresses, each once; an unusable call ends the command."""
    lines = [*urls]
    if file is not None:
        try:
            lines += file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            fail(f"{file}：无法读取，应为 UTF-8 编码的文本，一行一个网址")
    texts = (re.split(r"\s+#|^#", line)[0].strip() for line in lines)
    wanted = tuple(dict.fromkeys(whole(text) for text in texts if text))
    if not wanted or len(wanted) > MOST:
        why = f"一次最多 {MOST} 个网址" if wanted else "请给出网站首页，或用 --file 给出清单"
        typer.echo(f"nianbao: {why}", err=True)
        raise typer.Exit(_USAGE)
    return wanted


def _slugs(urls: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield a name for each address: the host's first telling label, made unique."""
    taken: set[str] = set()
    for url in urls:
        name = _name(url)
        slug, number = name, 1
        while slug in taken:
            number += 1
            slug = f"{name}-{number}"
        taken.add(slug)
        yield slug, url


def _name(url: str) -> str:
    host = (_parts(url)[0] or "site").lower()
    if not _is_name(host):
        return re.sub(r"[^a-z0-9]+", "-", f"site-{_parts(url)[1]}".lower()).strip("-")
    labels = [label for label in host.split(".") if label not in {"www", "gov", "cn", "com", "org"}]
    return re.sub(r"[^a-z0-9-]+", "-", "-".join(reversed(labels[:2]))).strip("-")[:70] or "site"


def _parts(url: str) -> tuple[str, str]:
    """Return an address's host and its host with the port; "" for what is no address."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return "", ""


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def _portal(slug: str, url: str) -> PortalRow:
    """Return the row that is probed; a site and its www may lead to each other."""
    host, netloc = _parts(url)
    hosts = [netloc]
    if host and _is_name(host):
        hosts.append(netloc.removeprefix("www.") if host.startswith("www.") else f"www.{netloc}")
    return PortalRow(
        slug=slug, family="probe", hosts=tuple(hosts), columns=(ColumnRow(id=1, url=url),)
    )


def _found(chosen: Settings, portals: tuple[PortalRow, ...]) -> Iterator[Probed]:
    rounds = -(-len(portals) // _ROUND)
    job = Job(
        run="probe",
        portals=portals,
        user_agent=chosen.user_agent,
        allow_private_hosts=chosen.allow_private_hosts,
        delay_seconds=chosen.crawl_delay_seconds,
        max_bytes=chosen.download_max_bytes,
        retries=1,
        seconds=_SECONDS * rounds,
        now=chosen.now,
    )
    with tempfile.TemporaryDirectory(prefix="nianbao-probe-") as folder:
        crawl(job, Path(folder), lambda: True)
        for entry in read(Path(folder)):
            if isinstance(entry, Probed):
                yield entry


def probed(chosen: Settings, slug: str, url: str) -> Probed:
    """Return what a probe of one address finds, for a portal of this name."""
    portal = _portal(slug, url)
    return next(_found(chosen, (portal,)), None) or _lost(portal, chosen)


def _lost(portal: PortalRow, chosen: Settings) -> Probed:
    return Probed(
        portal=portal.slug,
        home=portal.columns[0].url,
        outcome="down",
        detail="未能在时限内探查完",
        at=chosen.clock.now(),
    )


def _status(entry: Probed) -> int:
    if entry.outcome == "found":
        return 0
    return _NOT_FOUND if entry.outcome == "none" else _UNREAD


def _show(entry: Probed, *, as_json: bool, toml: bool) -> None:
    if as_json:
        held = entry.model_dump(mode="json", exclude={"kind"}) | {"toml": rows(entry)}
        say(json.dumps(held, ensure_ascii=False))
    elif toml:
        text = rows(entry) or f"# {entry.home}：{not_found(entry)}\n"
        say(terminal.plain(text))
    else:
        for line in _sheet(entry):
            say(terminal.plain(line))


def not_found(entry: Probed) -> str:
    """Return why a probe found no column (Chinese)."""
    return f"{_OUTCOMES[entry.outcome]}（{entry.detail}）"


def _sheet(entry: Probed) -> Iterator[str]:
    code = f"，网站标识码 {entry.site_code}" if entry.site_code else "，未见网站标识码"
    yield f"{entry.home}　{entry.site_name or '（未见网站名称）'}{code if entry.site_name else ''}"
    if not entry.columns:
        yield f"  {not_found(entry)}"
    for column in entry.columns:
        yield from _column(column)
    for note in entry.notes:
        yield f"  说明：{note}"
    yield f"  共发出请求 {entry.requests} 次"
    if entry.columns:
        yield "  应登记："
        yield from (f"    {line}" for line in rows(entry).splitlines())
    yield ""


def _column(column: ProbedColumn) -> Iterator[str]:
    years = f"{column.years[0]}—{column.years[-1]}年" if column.years else "标题中未见年度"
    yield f"  栏目：{column.name or DEFAULT_COLUMN}　{column.url}"
    trial = "（试用类型）" if column.experimental else ""
    yield (
        f"    类型 {column.family}{trial}；{_TOPOLOGY[column.topology]}，{_SHAPES[column.shape]}；"
        f"把握程度：{_CONFIDENCE[column.confidence]}"
    )
    yield f"    {years}，年度报告 {column.reports} 篇；{_pager(column)}"
    if column.bodies:
        more = f"等 {len(column.bodies)} 个单位" if len(column.bodies) > _SHOWN else ""
        yield f"    单位：{'、'.join(column.bodies[:_SHOWN])}{more}"
    yield from (f"    依据：{text}" for text in column.evidence)


def _pager(column: ProbedColumn) -> str:
    if column.shape == "folders":
        return f"栏目及子栏目共读取 {column.pages} 页"
    if column.shape == "single":
        return "即一页" if column.pages == 1 else f"每篇一页，共 {column.pages} 页"
    if not column.pager:
        return "列表一页"
    return f"列表 {column.pages} 页，第二页 {column.pager}"


def rows(entry: Probed) -> str:
    """Return the registry rows of what was found, "" if nothing was."""
    if not entry.columns:
        return ""
    first = entry.columns[0]
    lines = [
        "[[portal]]",
        f"slug = {_quoted(entry.portal)}",
        f"family = {_quoted(first.family)}",
        f"start = {_quoted(first.url)}",
    ]
    if first.experimental:
        lines.append("# 试用类型：仅据资料编写，首次采集后请对照网页核对")
    same = [column for column in entry.columns if column.family == first.family]
    if hosts := _hosts(same):
        lines.append(f"hosts = [{', '.join(map(_quoted, hosts))}]")
    if len(same) == 1:
        lines += _topology(first)
    for number, column in enumerate(same if len(same) > 1 else ()):
        name = column.name or DEFAULT_COLUMN
        unique = name if name not in [c.name for c in same[:number]] else f"{name}（{number + 1}）"
        lines += ["", "[[portal.column]]", f"url = {_quoted(column.url)}"]
        lines += [f"name = {_quoted(unique)}", *_topology(column)]
    lines += [f"# 另有其他类型的栏目，请另行登记：{c.url}" for c in entry.columns if c not in same]
    return "\n".join(lines) + "\n"


def _topology(column: ProbedColumn) -> list[str]:
    lines = ['topology = "collective"'] if column.topology == "collective" else []
    if column.years and column.complete:
        lines.append(
            f"# 可补充：expect = {{ since = {column.years[0]}, reports = {column.reports} }}"
        )
    return lines


def _hosts(columns: list[ProbedColumn]) -> list[str]:
    """Return the allow-list where the rows lead to other hosts than the columns' own."""
    others = [host for column in columns for host in column.hosts]
    own = [urlsplit(column.url).netloc for column in columns]
    return sorted({*own, *others}) if others else []


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
