"""Real portals on loopback, and real crawler processes that read them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from crawler.manifest import (
    ColumnOutcome,
    ColumnRow,
    End,
    Failed,
    Fetched,
    Job,
    Listed,
    PortalRow,
    read,
)
from tests.forked import Forked, crawling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Reply:
    """What a portal answers. ``declared`` and ``drip`` make it a liar or slow."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"
    declared: int | None = None  # Content-Length, when it is not the truth
    wait: float = 0.0  # seconds before answering

    @property
    def payload(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else self.body.encode()


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    form: bytes


class Site:
    """One HTTP server; pages by path and query, else by path alone."""

    def __init__(self, host: str) -> None:
        self.pages: dict[str, Reply | str | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                form = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, self.path, dict(self.headers), form)
                site.asked.append(asked)
                site.send(self, site.reply(asked))

            do_GET = do_POST = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.host = f"{host}:{self.server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def reply(self, asked: Asked) -> Reply:
        found = self.pages.get(asked.path, self.pages.get(asked.path.split("?")[0]))
        if found is None:
            return Reply("<html><body>Not Found</body></html>", 404)
        if callable(found):
            return found(asked)
        return Reply(found) if isinstance(found, str) else found

    def send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        time.sleep(reply.wait)
        try:
            handler.send_response(reply.status)
            length = len(reply.payload) if reply.declared is None else reply.declared
            headers = {"Content-Type": reply.content_type, "Content-Length": str(length)}
            for name, value in (headers | reply.headers).items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(reply.payload)
        except OSError:  # the crawler hung up, which some tests want
            handler.close_connection = True
        if reply.declared is not None:
            handler.close_connection = True

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Crawled:
    """What a crawler process left."""

    folder: Path
    status: int
    log: str

    @property
    def entries(self) -> list[Any]:
        return list(read(self.folder))

    def of(self, kind: type) -> list[Any]:
        return [entry for entry in self.entries if isinstance(entry, kind)]

    @property
    def outcome(self) -> ColumnOutcome:
        (only,) = self.of(ColumnOutcome)
        return only

    @property
    def titles(self) -> list[str]:
        return [entry.title for entry in self.of(Listed)]

    @property
    def fetched(self) -> list[Fetched]:
        return self.of(Fetched)

    @property
    def failed(self) -> list[Failed]:
        return self.of(Failed)

    @property
    def ended(self) -> bool:
        return bool(self.of(End))


def portal_row(site: Site, path: str, family: str, **changes: Any) -> PortalRow:
    """One portal with one column."""
    column = {name: changes.pop(name) for name in ("expect", "options") if name in changes}
    row = {
        "slug": "qinghe",
        "family": family,
        "hosts": (site.host,),
        "columns": (ColumnRow(id=7, url=site.url + path, **column),),
    }
    return PortalRow(**(row | changes))


def job_of(*portals: PortalRow, **changes: Any) -> Job:
    quick = {
        "run": "run-1",
        "user_agent": "Nianbao/0.1 (test; mailto:office@example.org)",
        "allow_private_hosts": True,
        "delay_seconds": 0.0,
        "retries": 1,
        "timeout_seconds": 5.0,
        "seconds": 60,
    }
    return Job(**(quick | changes), portals=portals)


def start(job: Job, folder: Path) -> Forked:
    folder.mkdir(parents=True, exist_ok=True)
    job_file = folder.parent / f"{folder.name}.json"
    job_file.write_text(job.model_dump_json(), encoding="utf-8")
    return crawling(job_file, folder, folder.parent / f"{folder.name}.log")


def finish(running: Forked, folder: Path) -> Crawled:
    done = running.wait(60)
    assert "crashed" not in done.stdout, done.stdout
    return Crawled(folder, done.returncode, done.stdout)


class Web:
    """All that a crawl test needs: portals, rows, pages and crawler processes."""

    reply = Reply
    row = staticmethod(portal_row)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sites: list[Site] = []

    def site(self, host: str = "127.0.0.1") -> Site:
        self.sites.append(Site(host))
        return self.sites[-1]

    def start(self, *portals: PortalRow, **changes: Any) -> Forked:
        return start(job_of(*portals, **changes), self.folder)

    def finish(self, running: Forked) -> Crawled:
        return finish(running, self.folder)

    def crawl(self, *portals: PortalRow, **changes: Any) -> Crawled:
        """Run a real crawler process on a job until it ends."""
        return self.finish(self.start(*portals, **changes))

    def trs_list(
        self, *rows: tuple[str, str, str], pages: int = 1, total: int | None = None
    ) -> str:
        """A TRS list page of fictitious bodies, in the markup of real ones."""
        items = "".join(
            f'<li><a href="{href}" title="{title}">{title[:20]}</a><span>{day}</span></li>'
            for href, title, day in rows
        )
        more = f", {total}" if total is not None else ""
        return (
            "<html><head><title>政府信息公开年报</title></head><body>"
            f'<div class="list"><ul>{items}</ul></div>'
            f'<script>createPageHTML({pages}, 0, "index", "html"{more});</script></body></html>'
        )

    def article(
        self,
        title: str = "青禾市财政局2025年政府信息公开工作年度报告",
        *,
        more: str = "",
        day: str = "2026-01-20 09:30",
    ) -> str:
        return (
            f'<html><head><meta name="ArticleTitle" content="{title}">'
            f'<meta name="PubDate" content="{day}"><meta name="SiteIDCode" content="3399990001">'
            f"</head><body><h1>{title}</h1><p>发布时间：2026-01-21</p>"
            "<div class='TRS_Editor'><p>一、总体情况。本年度依法主动公开政府信息。</p>"
            f"{more}</div></body></html>"
        )


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    made = Web(tmp_path / "out")
    yield made
    for site in made.sites:
        site.close()
