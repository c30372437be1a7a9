"""Mails and pages as a reader sees them: nothing sticks out, and nothing is fetched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import sync_playwright

from alerts.admin import admin
from alerts.daily import daily
from alerts.digest import digest
from alerts.model import MailKind, Undelivered
from nianbao.demo import sheets
from nianbao.demo.writers import web as writer
from tests.alerts import samples
from tests.cli.command import nianbao

WIDTHS = {"desk": 800, "phone": 375}


LONG = "青禾市云汀国家级经济技术开发区暨综合保税区管理委员会政务服务和数据管理局"


def admins_view():
    """An administrator's view with what no line can be broken in."""
    trouble = replace(samples.trouble(), detail=f"ConnectionPool(host='{'www.' * 20}example')")
    address = f"zwgk@{'government-information' * 3}.example"
    lost = Undelivered(address, LONG, MailKind.DAILY, samples.NOW, given_up=True, answer="550")
    return replace(samples.admin_view(trouble), undelivered=(lost,))


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as started:
        found = started.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"],
        )
        yield found
        found.close()


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    page = writer.page(sheets.load("qinghe_transport_2020"), writer.WebLayout())
    (folder / "report.html").write_bytes(page)
    nianbao("check", "--html", "out.html", "report.html", folder=folder)
    return (folder / "out.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(evidence):
    return {
        "digest": digest(samples.office_view()).html,
        "daily": daily(samples.daily_view(replace(samples.traffic_case(), body=LONG))).html,
        "admin": admin(admins_view()).html,
        "evidence": evidence,
    }


@pytest.fixture(params=["digest", "daily", "admin", "evidence"])
def shown(request, browser, pages):
    """Return a function that shows one page at a width, with what it asked the network for."""
    opened = []

    def show(width):
        page = browser.new_page(viewport={"width": width, "height": 900})
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        page.set_content(pages[request.param], wait_until="load")
        opened.append(page)
        return page, [url for url in asked if not url.startswith(("data:", "about:", "cid:"))]

    yield show
    for page in opened:
        page.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=[*WIDTHS])
def test_nothing_sticks_out_at_the_side(shown, width):
    page, _ = shown(width)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(one => {
          if (one.closest('[style*="overflow"], .scroll')) return false;
          return one.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
        }).map(one => one.tagName + ' ' + one.innerText.slice(0, 40))"""
    )
    scrolls = page.evaluate("document.documentElement.scrollWidth")
    assert (wide, scrolls) == ([], width)


def test_nothing_is_asked_of_the_network(shown):
    _, asked = shown(800)
    assert asked == []


def test_no_script_is_in_a_page_that_leaves_the_house(shown):
    page, _ = shown(800)
    assert page.evaluate("document.scripts.length") == 0


def test_chinese_characters_have_glyphs_of_their_own(shown):
    """Missing glyphs are all the same box; the characters of a word are not."""
    page, _ = shown(800)
    drawn = page.evaluate(
        """() => ['公', '开', '报', '告'].map(text => {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 40;
          const pen = canvas.getContext('2d');
          pen.font = '32px ' + getComputedStyle(document.body).fontFamily;
          pen.fillText(text, 2, 34);
          return canvas.toDataURL();
        })"""
    )
    assert len(set(drawn)) == 4
