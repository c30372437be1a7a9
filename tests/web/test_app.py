"""What strangers may see, and whether health tells the truth. Over real HTTP and a real broker."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.error
import urllib.request

import pytest
import redis
import uvicorn

from alerts.subscription import Purpose, token
from nianbao.services import canary, valkey
from nianbao.settings import Settings
from nianbao.web import health
from nianbao.web.app import make_app
from storage.database import Database
from storage.queries.recipients import recipients
from storage.registry import import_registry

REGISTRY = """
[[body]]
slug = "qinghe-office"
name = "青禾市人民政府办公室"
class = "office"
[[recipient]]
name = "青禾市政务公开办"
email = "gongkai@qinghe.example"
office = "qinghe-office"
role = "authority"
"""


class Site:
    """The application on a free port, with its own database and broker."""

    def __init__(self, url: str, broker: redis.Redis, database: Database) -> None:
        self.url, self.broker, self.database = url, broker, database

    def get(self, path: str, method: str = "GET", form: bytes | None = None):
        request = urllib.request.Request(self.url + path, data=form, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()


@pytest.fixture
def bare_site(tmp_path):
    """The application before anybody made tables."""
    with valkey.embedded(tmp_path) as broker_url, redis.Redis.from_url(broker_url) as broker:
        settings = Settings(redis_url=broker_url, data_dir=tmp_path, secret_key="test")
        database = Database(settings.database)
        listening = socket.create_server(("127.0.0.1", 0))
        app = make_app(settings, database)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", broker, database)
        server.should_exit = True
        thread.join()
        listening.close()
        database.dispose()


@pytest.fixture
def site(bare_site):
    bare_site.database.migrate()
    return bare_site


def test_health_is_well_only_when_every_queue_has_run_a_task(site):
    status, _, body = site.get("/health")
    assert status == 503
    assert set(json.loads(body)["troubles"]) == {"worker-crawl", "worker-read", "worker-deliver"}
    for queue in canary.QUEUES:
        canary.sing(site.broker, queue)
    assert site.get("/health")[0] == 200


def test_a_worker_that_fell_silent_is_told(site):
    for queue in canary.QUEUES:
        canary.sing(site.broker, queue)
    site.broker.hset("nianbao:canary", "read", str(time.time() - 3600))
    status, _, body = site.get("/health")
    assert status == 503
    assert list(json.loads(body)["troubles"]) == ["worker-read"]


def test_a_database_without_tables_is_told(bare_site):
    for queue in canary.QUEUES:
        canary.sing(bare_site.broker, queue)
    status, _, body = bare_site.get("/health")
    assert status == 503
    assert json.loads(body)["troubles"] == {"database": "no answer, or no tables"}


def test_a_disk_without_room_for_evidence_is_told(tmp_path):
    assert health.disk(tmp_path / "not" / "yet").trouble == ""
    assert "MB free" in health.disk(tmp_path, least=10**18).trouble
    assert health.disk(tmp_path / ("x" * 300)).trouble == "OSError"  # told, not raised


def test_a_broker_that_is_gone_is_told(site):
    site.broker.shutdown(nosave=True)
    status, _, body = site.get("/health")
    assert status == 503
    assert "broker" in json.loads(body)["troubles"]


@pytest.mark.parametrize("path", ["/api/", "/api", "/api/duties", "/api/openapi.json/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_strangers_get_nothing_from_the_api(site, path, method):
    status, headers, _ = site.get(path, method)
    assert status == 401
    assert "Bearer" in headers["www-authenticate"]


def test_the_api_is_described_to_everybody(site):
    status, _, body = site.get("/api/openapi.json")
    assert status == 200
    assert json.loads(body)["openapi"].startswith("3.")


def test_the_front_page_says_in_chinese_what_this_is(site):
    status, headers, body = site.get("/")
    assert status == 200
    assert "政府信息公开工作年度报告" in body.decode()
    assert headers["content-type"].startswith("text/html")
    assert b'href="/style.css"' in body
    status, headers, _ = site.get("/style.css")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/css")


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/", "GET", 200),
        ("/", "HEAD", 200),
        ("/", "POST", 405),
        ("/health", "GET", 503),
        ("/nowhere", "GET", 404),
        ("/docs", "GET", 404),
        ("/api/anything", "GET", 401),
        ("/api/openapi.json", "GET", 200),
    ],
)
def test_every_response_carries_the_security_headers(site, path, method, expected):
    status, headers, _ = site.get(path, method)
    assert status == expected
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_even_a_failure_inside_carries_the_security_headers(bare_site):
    address = "/unsubscribe?recipient=1&token=" + token("1", "test")
    status, headers, _ = bare_site.get(address, "POST")  # there is no table to write to
    assert status == 500
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def recipient(site):
    """The id of one recipient of digests."""
    with site.database.write() as session:
        import_registry(session, REGISTRY, Settings().clock.now())
    return _recipients(site)[0].id


def _recipients(site):
    with site.database.read() as session:
        return recipients(session)


def test_following_the_link_of_a_digest_only_asks(site, recipient):
    status, _, body = site.get(
        f"/unsubscribe?recipient={recipient}&token={token(str(recipient), 'test')}"
    )
    assert status == 200
    assert "确认不再接收" in body.decode()
    assert _recipients(site)[0].digest


def test_one_click_stops_the_digests_and_nothing_else(site, recipient):
    address = f"/unsubscribe?recipient={recipient}&token={token(str(recipient), 'test')}"
    for _ in range(2):
        assert site.get(address, "POST")[0] == 200
    (found,) = _recipients(site)
    assert (found.digest, found.errors, found.active) == (False, True, True)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_unsubscribes_another(site, recipient, method):
    for given in ("", token(str(recipient), "another secret"), token("2", "test")):
        status, _, _ = site.get(f"/unsubscribe?recipient={recipient}&token={given}", method)
        assert status == 404
    assert _recipients(site)[0].digest


def _settings_address(recipient, secret="test"):
    return f"/subscription?recipient={recipient}&token=" + token(
        str(recipient), secret, Purpose.SETTINGS
    )


def test_following_the_link_of_a_mail_shows_what_is_sent_and_changes_nothing(site, recipient):
    status, _, body = site.get(_settings_address(recipient))
    assert status == 200
    assert body.decode().count(" checked") == 3
    assert "青禾市人民政府办公室" in body.decode()
    (found,) = _recipients(site)
    assert (found.errors, found.digest, found.briefs) == (True, True, True)


def test_a_recipient_chooses_what_it_is_sent(site, recipient):
    address = _settings_address(recipient)
    for form, expected in (
        (b"digest=1", (False, True, False)),
        (b"errors=1&briefs=1", (True, False, True)),
    ):
        status, _, body = site.get(address, "POST", form)
        assert (status, "已保存" in body.decode()) == (200, True)
        (found,) = _recipients(site)
        assert (found.errors, found.digest, found.briefs) == expected


@pytest.mark.parametrize("form", [b"", b"x=1", b"a=1&" * 50, b"errors=1" + b"x" * 2000])
def test_nobody_chooses_to_be_told_nothing(site, recipient, form):
    status, _, body = site.get(_settings_address(recipient), "POST", form)
    assert (status, "至少保留一项" in body.decode()) == (422, True)
    assert _recipients(site)[0].errors


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_chooses_for_another(site, recipient, method):
    proof = token(str(recipient), "test")  # for unsubscribing: it opens nothing else
    addresses = [
        _settings_address(recipient, "another secret"),
        f"/subscription?recipient={recipient}&token={proof}",
        "/subscription",
        "/subscription?recipient=1&token=%E4%B8%AD",
    ]
    for address in addresses:
        assert site.get(address, method, b"digest=1" if method == "POST" else None)[0] == 404
    assert _recipients(site)[0].errors


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("query", ["", "?recipient=1&period=2026-02-01&token=x", "?recipient=x"])
def test_nobody_signs_for_a_mail_without_the_address_in_it(site, method, query):
    status, _, body = site.get(f"/acknowledge{query}", method)
    assert status == 404
    assert "地址不完整" in body.decode()
