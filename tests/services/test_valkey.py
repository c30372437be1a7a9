"""The embedded broker: there when asked for, gone with whoever asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from nianbao.services import valkey
from nianbao.settings import Settings


def test_the_broker_answers_and_never_forgets_for_lack_of_memory(tmp_path):
    with valkey.embedded(tmp_path) as url, redis.Redis.from_url(url) as broker:
        assert broker.ping()
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_nobody_else_on_the_machine_gets_in_without_the_password(tmp_path):
    with valkey.embedded(tmp_path) as url:
        port = url.rpartition(":")[2].partition("/")[0]
        with (
            redis.Redis(port=int(port)) as stranger,
            pytest.raises(redis.exceptions.AuthenticationError),
        ):
            stranger.ping()


def test_a_broker_named_by_url_is_used_as_it_is(tmp_path):
    settings = Settings(redis_url="redis://broker.example:6379/3", data_dir=tmp_path)
    with valkey.broker(settings) as url:
        assert url == "redis://broker.example:6379/3"
    assert list(tmp_path.iterdir()) == []


def test_the_server_stops_with_its_block(tmp_path):
    with valkey.embedded(tmp_path) as url:
        pass
    with redis.Redis.from_url(url) as broker, pytest.raises(redis.exceptions.ConnectionError):
        broker.ping()


_HOLDER = """
import sys, time
from pathlib import Path
from nianbao.services import valkey
with valkey.embedded(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def test_the_server_dies_with_a_killed_parent(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    url = holder.stdout.readline().strip()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert _gone(url)


def _gone(url: str) -> bool:
    for _ in range(100):
        try:
            with redis.Redis.from_url(url) as broker:
                broker.ping()
        except redis.exceptions.ConnectionError:
            return True
        time.sleep(0.05)
    return False


def test_a_server_on_the_path_is_taken_where_the_wheel_does_not_run(tmp_path, monkeypatch):
    wheel = valkey._program()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "redis-server").symlink_to(wheel)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    candidates = list(valkey._candidates())
    assert candidates[-1] == str(tmp_path / "bin" / "redis-server")
    assert not valkey._fits("/nonexistent/valkey-server")
    assert valkey._fits(candidates[-1])
    assert Path(candidates[0]).name == "valkey-server"
