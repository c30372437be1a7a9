"""Commands on a database: what they print, and what they say when something is lacking."""

from __future__ import annotations

import json

import pytest

from nianbao.cli.commands import COMMANDS
from tests.cli.command import nianbao, started

REGISTRY = """
[[body]]
slug = "yunting-housing"
name = "云汀县住房和城乡建设局"
class = "department"
[[portal]]
slug = "yunting"
family = "hanweb"
start = "http://www.yunting.example/col/col1/index.html"
bodies = ["yunting-housing"]
[[duty]]
body = "yunting-housing"
year = 2025
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "registry.toml").write_text(REGISTRY, encoding="utf-8")
    assert nianbao("migrate", folder=tmp_path).returncode == 0
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path, command):
    done = nianbao(command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert "Usage: nianbao" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "crawl", "serve", "worker"])
def test_a_command_that_is_started_from_nothing_imports_what_it_needs(tmp_path, command):
    done = started(command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert "Usage: nianbao" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [["dance"], ["--dance"], ["portals"], ["portals", "dance"], ["up", "--port", "many"], []],
)
def test_wrong_usage_leaves_with_sixty_four(tmp_path, arguments):
    done = nianbao(*arguments, folder=tmp_path)
    assert done.returncode == 64
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["status"], ["portals", "list"], ["crawl"], ["digest"], ["duties", "list"]]
)
def test_without_tables_a_command_says_how_to_make_them(tmp_path, arguments):
    done = nianbao(*arguments, folder=tmp_path)
    assert done.returncode == 1
    assert "nianbao migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["worker", "beat", "serve"])
def test_without_a_broker_a_component_says_what_to_set(tmp_path, command):
    done = nianbao(command, folder=tmp_path)
    assert done.returncode == 1
    assert "NIANBAO_REDIS_URL" in done.stderr


def test_a_wrong_setting_is_named(tmp_path):
    done = nianbao("status", folder=tmp_path, tick_seconds="often")
    assert done.returncode == 1
    assert "NIANBAO_TICK_SECONDS" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_are_shown_with_their_secrets_masked(tmp_path):
    done = nianbao(
        "status",
        "--settings",
        folder=tmp_path,
        database_url="postgresql://nianbao:hunter2@db.example/nianbao",
        redis_url="redis://:hunter3@broker.example:6379/0",
        smtp_url="smtp://nianbao:hunter4@mail.example:587",
        secret_key="hunter5",
    )
    assert done.returncode == 0
    assert "hunter" not in done.stdout
    assert "postgresql://nianbao:***@db.example/nianbao" in done.stdout
    assert "NIANBAO_SECRET_KEY" in done.stdout


def test_a_registry_is_imported_and_listed(folder):
    done = nianbao("portals", "import", "registry.toml", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "网站：新增1" in done.stdout
    again = nianbao("portals", "import", "registry.toml", folder=folder)
    assert "没有变化" in again.stdout
    (portal,) = json.loads(nianbao("portals", "list", "--json", folder=folder).stdout)
    assert (portal["slug"], portal["family"], portal["columns"]) == ("yunting", "hanweb", 1)
    (body,) = json.loads(nianbao("bodies", "list", "--json", folder=folder).stdout)
    assert (body["slug"], body["class"]) == ("yunting-housing", "department")
    assert "云汀县住房和城乡建设局" in nianbao("bodies", "list", folder=folder).stdout


def test_a_wrong_registry_is_refused_whole_with_its_place(folder):
    (folder / "wrong.toml").write_text('[[portal]]\nslug = "x"\nfamily = "none"\n')
    done = nianbao("portals", "import", "wrong.toml", folder=folder)
    assert done.returncode == 1
    assert "wrong.toml：[[portal]]第1项（x）" in done.stderr
    assert json.loads(nianbao("portals", "list", "--json", folder=folder).stdout) == []


def test_a_portal_is_paused_with_a_reason_and_resumed(folder):
    nianbao("portals", "import", "registry.toml", folder=folder)
    done = nianbao(
        "portals", "pause", "yunting", "--reason", "改版", "--until", "2027-03-01", folder=folder
    )
    assert done.returncode == 0, done.stderr
    (portal,) = json.loads(nianbao("portals", "list", "--json", folder=folder).stdout)
    assert portal["paused"] == "改版（至2027-03-01）"
    assert nianbao("portals", "resume", "yunting", folder=folder).returncode == 0
    assert nianbao("portals", "resume", "nowhere", folder=folder).returncode == 1


def test_duties_are_made_for_a_year(folder):
    nianbao("bodies", "import", "registry.toml", folder=folder)
    done = nianbao("duties", "make", "2026", folder=folder)
    assert "2026年度：新增1项" in done.stdout


def test_crawling_an_unknown_portal_is_refused(folder):
    done = nianbao("crawl", "nowhere", folder=folder)
    assert done.returncode == 1
    assert "没有这个网站：nowhere" in done.stderr


def test_a_digest_of_no_week_is_wrong_usage_with_or_without_tables(folder, tmp_path_factory):
    for place in (folder, tmp_path_factory.mktemp("bare")):
        done = nianbao("digest", "--week", "soon", folder=place)
        assert done.returncode == 64
        assert "2026-W05" in done.stderr
