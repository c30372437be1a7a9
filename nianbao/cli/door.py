"""What every command does first: read the settings, and say plainly what is lacking."""

from __future__ import annotations

import logging
import sys
from typing import NoReturn

import typer
from pydantic import ValidationError

from nianbao import logs
from nianbao.settings import Settings


def settings(*, level: int = logging.WARNING) -> Settings:
    """Return the settings of the environment; a wrong one ends the command with its name.

    Who enters something by hand reads the answer: events (``level``) are for services.
    """
    logs.configure(level=level)
    try:
        return Settings()
    except ValidationError as error:
        wrong = "；".join(
            f"NIANBAO_{e['loc'][0]}".upper() + f"：{e['msg']}" for e in error.errors()
        )
        fail(f"设置有误：{wrong}")


def with_broker(chosen: Settings) -> Settings:
    """Return the settings if they name a broker; else end the command."""
    if not chosen.redis_url:
        fail("未设置 NIANBAO_REDIS_URL；在一台机器上运行全部组件请用：nianbao up")
    return chosen


def fail(why: str) -> NoReturn:
    """End the command with one clear line."""
    sys.stderr.write(f"nianbao: {why}\n")
    raise typer.Exit(1)


def say(text: str) -> None:
    """Write one line of the answer."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
