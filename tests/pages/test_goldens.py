"""Each family's page function against pages in its real markup, with fictitious names."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from crawler.pages import article, encoding, titles
from crawler.spiders import FAMILIES

HERE = Path(__file__).parent
LISTS = sorted(path.parent for family in FAMILIES for path in HERE.glob(f"{family}/*/page.html"))
ARTICLES = sorted(path.parent for path in HERE.glob("article/*/page.html"))


def page_of(folder):
    html = encoding.decode((folder / "page.html").read_bytes())
    return html, (folder / "url.txt").read_text(encoding="utf-8").strip()


def expected_of(folder):
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def claims(dates):
    return [f"{claim.source} {claim.day.isoformat()}" for claim in dates]


def listed(folder):
    options = folder / "options.json"
    read_page = FAMILIES[folder.parent.name].read_page
    page = read_page(*page_of(folder), json.loads(options.read_text()) if options.exists() else {})
    return {
        "links": [
            {
                "url": link.url,
                "title": link.title,
                "dates": claims(link.dates),
                "fetch": titles.worth_fetching(link.title),
            }
            for link in page.links
        ],
        "more": [ask.url for ask in page.more],
        "missing": list(page.missing),
        "total": page.total,
    }


def described(folder):
    page = article.read(*page_of(folder))
    return {
        "title": page.title,
        "dates": claims(page.dates),
        "meta": page.meta,
        "attachments": [dataclasses.asdict(one) for one in page.attachments],
        "has_tables": page.has_tables,
    }


@pytest.mark.parametrize("folder", LISTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_list_page_reads_as_its_golden_says(folder):
    assert listed(folder) == expected_of(folder)


@pytest.mark.parametrize("folder", ARTICLES, ids=lambda path: path.name)
def test_a_detail_page_reads_as_its_golden_says(folder):
    assert described(folder) == expected_of(folder)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_golden(family):
    assert [folder for folder in LISTS if folder.parent.name == family]
