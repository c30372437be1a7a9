"""Importing what administrators keep, from TOML."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import typer

from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database
from storage.registry import Refused, import_registry

if TYPE_CHECKING:
    from pathlib import Path

_HEADINGS: Final = {
    "body": "单位",
    "supervision": "监督关系",
    "due": "期限规定",
    "portal": "网站",
    "portal.column": "栏目",
    "binding": "单位与栏目对应关系",
    "recipient": "收件人",
    "duty": "应公布事项",
    "rule": "规则设置",
    "retention": "保存期限",
}


def import_file(file: Path) -> None:
    """Import a registry file, all of it or nothing, and say what was added and changed."""
    from crawler.spiders import FAMILIES  # noqa: PLC0415 - Scrapy, which few commands need

    chosen = settings()
    opened = database(chosen)
    try:
        text = file.read_text(encoding="utf-8-sig")
        with opened.write() as session:
            done = import_registry(session, text, chosen.clock.now(), families=FAMILIES)
    except OSError as error:
        fail(f"{file}：无法读取（{error.strerror}）")
    except UnicodeDecodeError:
        fail(f"{file}：不是 UTF-8 编码的文本")
    except Refused as error:
        for problem in error.problems:
            sys.stderr.write(f"nianbao: {file}：{problem}\n")
        raise typer.Exit(1) from error
    for heading, name in _HEADINGS.items():
        added, changed = done.added.get(heading, 0), done.changed.get(heading, 0)
        if added or changed:
            say(f"{name}：新增{added}，更改{changed}")
    if not (done.added or done.changed):
        say("没有变化")
