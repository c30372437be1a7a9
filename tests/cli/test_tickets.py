"""``nianbao portals tickets`` after a real crawl of a portal behind a wall."""

from __future__ import annotations

import json

import pytest
from docx import Document

from nianbao.demo.portals.trouble import WalledSite
from tests.cli.command import nianbao
from tests.tasks.conftest import migrated, stack, yard

__all__ = ["migrated", "stack", "yard"]  # fixtures


@pytest.fixture
def run(yard, tmp_path):
    given = {name: str(value) for name, value in yard.settings.model_dump().items()}
    return lambda *arguments, **more: nianbao(*arguments, folder=tmp_path, **{**given, **more})


def test_a_wall_is_one_ticket_with_a_draft_to_its_owner(yard, run, tmp_path):
    yard.site.inner = WalledSite()
    run("crawl")
    (ticket,) = json.loads(run("portals", "tickets", "--json").stdout)
    assert len(ticket["bodies"]) == 4
    assert "412" in " ".join(ticket["said"])
    folder = tmp_path / "letters"
    refused = run("portals", "tickets", "--letters", str(folder))
    assert refused.returncode == 1
    assert "NIANBAO_EXIT_ADDRESSES" in refused.stderr
    done = run("portals", "tickets", "--letters", str(folder), exit_addresses="203.0.113.7")
    assert done.returncode == 0, done.stderr
    (draft,) = folder.glob("*.docx")
    text = "\n".join(paragraph.text for paragraph in Document(str(draft)).paragraphs)
    assert "203.0.113.7" in text
    assert "4家单位" in text


def test_without_a_wall_there_is_no_ticket_and_no_letter(yard, run, tmp_path):
    run("crawl")
    folder = tmp_path / "letters"
    done = run("portals", "tickets", "--letters", str(folder), exit_addresses="203.0.113.7")
    assert (done.returncode, [*folder.glob("*")]) == (0, [])
    assert "没有访问受限的网站" in done.stdout
