"""Home pages probed over HTTP: the right family without help, or said why not."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

from crawler.manifest import Probed
from crawler.spiders import FAMILIES as SPIDERS
from crawler.spiders.probe import MOST_REQUESTS
from nianbao.clock import SHANGHAI, Clock
from nianbao.demo.portals.county import TrsFoldersSite, VsbPagesSite
from nianbao.demo.portals.dress import Dress
from nianbao.demo.portals.families import family_of
from nianbao.demo.portals.hanweb_annual import PAGE as ANNUAL
from nianbao.demo.portals.serving import served
from nianbao.demo.portals.site import Post, Response
from nianbao.demo.portals.trouble import WalledSite
from nianbao.demo.portals.trs import TrsSite
from tests.crawler.samples import SITES, YEARS, made, yearly

DRESS = Dress("青禾市人民政府", "9901000001")
LAST = Clock("2026-12-31T00:00")
BEGUN = datetime(2026, 1, 5, 9, 30, tzinfo=SHANGHAI)
BUREAUS = ("财政局", "教育局", "水利局", "民政局", "司法局", "审计局")
POSTS = tuple(
    Post(
        n,
        f"青禾市{bureau}{year}年政府信息公开工作年度报告",
        BEGUN.replace(year=year + 1) + timedelta(n),
        f"青禾市{bureau}",
        "<p>一、总体情况。</p>",
    )
    for n, (bureau, year) in enumerate((b, y) for b in BUREAUS for y in (2024, 2025))
)
SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TOWNS = tuple(
    Post(
        n,
        f"云汀县{town}人民政府{year}年政府信息公开工作年度报告",
        BEGUN.replace(year=year + 1) + timedelta(n),
        f"云汀县{town}",
        "".join(f"<p>{section}</p>" for section in SECTIONS),
    )
    for n, (town, year) in enumerate((t, y) for t in ("白沙镇", "红河乡") for y in (2024, 2025))
)
ONE_BODY = tuple(post for post in POSTS if post.source == "青禾市财政局")
SHAPES = {
    "a column of one body": (TrsSite(DRESS, ONE_BODY), ("trs", "own", "list", 1)),
    "a county's folders": (TrsFoldersSite(DRESS, TOWNS), ("trs", "collective", "folders", 2)),
    "a page for each body": (VsbPagesSite(DRESS, TOWNS), ("vsb", "collective", "folders", 2)),
}
SECOND_PAGES = {
    "trs": "/zfxxgk/zfxxgknb/index_1.html",
    "trs-fujian": "/fjdzapp/search（POST）",
    "handmade": "/xxgk/nb/list.asp?page=2",
    "ucap": "/site/c100371/list_2.shtml",
    "nfcms": "/zwgk/zfxxgknb/index_2.html",
    "vsb": "/zfxxgk/zfxxgknb/2.htm",
    "aspnet": "/NewsList.aspx（POST）",
    "epoint": "/EWB-QINGHE/rest/lightfrontaction/getgovinfolist（POST）",
    "generic": "/xxgk/bmnb/index.jhtml?pageNo=2",
    "generic in a frame": "/xxgk/inner/nb_list.jhtml?pageNo=2",
    "gkmlpt": "/gkmlpt/api/all/2629?page=2&sid=990175",
    "hanweb-annual": f"{ANNUAL}?fbtime=2025&area=119903000026455663",
}


def probed(web, *homes, **changes):
    """Probe home pages in one process, and return the answers in their order."""
    rows = []
    for number, (netloc, url) in enumerate(homes):
        row = web.row(_At(netloc, url), "", "probe")
        rows.append(row.model_copy(update={"slug": f"p{number}", "hosts": (netloc,)}))
    found = {entry.portal: entry for entry in web.crawl(*rows, **changes).of(Probed)}
    return [found[row.slug] for row in rows]


class _At:
    def __init__(self, netloc, url):
        self.host, self.url = netloc, url


def probe_site(web, site, **changes):
    with served(site, LAST) as running:
        (entry,) = probed(web, (running.netloc, running.url("/")), **changes)
        return entry, running


def page(inside, head=""):
    return f"<html><head>{head}</head><body>{inside}</body></html>"


def probe_all(web, sites):
    """Probe the home pages of sites by name in one process; return answers and visits by name."""
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(served(site, LAST, number + 1))
            for number, (name, site) in enumerate(sites.items())
        }
        homes = ((one.netloc, one.url("/")) for one in running.values())
        answers = dict(zip(sites, probed(web, *homes, delay_seconds=0.0), strict=True))
    return answers, {name: len(one.visits) for name, one in running.items()}


def test_the_sample_portals_of_all_families_are_recognised_from_their_home_pages(web):
    sites = {name: made(name, yearly() if name == "hanweb-annual" else POSTS) for name in SITES}
    answers, visits = probe_all(web, sites)
    assert {name: entry.outcome for name, entry in answers.items()} == dict.fromkeys(SITES, "found")
    for name, entry in answers.items():
        (column,) = entry.columns
        assert (entry.site_name, entry.site_code) == (DRESS.name, DRESS.code), name
        assert (column.family, column.complete) == (family_of(sites[name]), True), name
        assert column.experimental == SPIDERS[column.family].experimental, name
        told = (column.topology, column.shape, column.years, column.reports)
        if name == "hanweb-annual":
            assert told == ("own", "single", tuple(YEARS), len(YEARS))
        else:
            assert told == ("collective", "list", (2024, 2025), len(POSTS)), name
            assert set(column.bodies) == {f"青禾市{bureau}" for bureau in BUREAUS}, name
        assert column.pager.endswith(SECOND_PAGES.get(name, "")), name
        assert column.pager, name
        assert visits[name] <= MOST_REQUESTS, name
        assert column.evidence, name


def test_the_shapes_in_which_columns_keep_reports_are_told_apart(web):
    answers, visits = probe_all(web, {name: site for name, (site, _) in SHAPES.items()})
    for name, (_, told) in SHAPES.items():
        (column,) = answers[name].columns
        assert (column.family, column.topology, column.shape, len(column.bodies)) == told, name
        assert (column.years, column.complete) == ((2024, 2025), True), name
        assert visits[name] <= MOST_REQUESTS, name


def test_a_column_whose_page_is_the_report_is_told_as_such(web):
    site = web.site()
    site.pages["/"] = page('<a href="/zfxxgk/zfxxgknb/">政府信息公开年报</a>')
    text = "".join(f"<p>{section}</p><p>文。</p>" for section in SECTIONS)
    site.pages["/zfxxgk/zfxxgknb/"] = page(
        f'<div class="TRS_Editor"><h1>云汀县白沙镇人民政府2025年政府信息公开工作年度报告</h1>{text}'
        "</div>"
    )
    (entry,) = probed(web, (site.host, site.url + "/"))
    (column,) = entry.columns
    assert (column.topology, column.shape, column.years) == ("own", "single", (2025,))
    assert column.bodies == ("云汀县白沙镇人民政府",)


def test_no_report_is_fetched(web):
    _, running = probe_site(web, TrsSite(DRESS, POSTS))
    assert not [visit for visit in running.visits if "/t2" in visit.target]


def test_the_report_on_the_web_site_is_not_taken_for_the_column(web):
    site = web.site()
    rows = "".join(
        f'<li><a href="/wz/{y}.html">青禾市{y}年政府网站工作年度报表</a><i>{y + 1}-01-20</i></li>'
        for y in (2023, 2024)
    )
    site.pages["/"] = page('<a href="/nb/">年度报告</a><a href="/fz/">法治政府建设年度报告</a>')
    site.pages["/nb/"] = page(f"<ul>{rows}</ul>")
    (entry,) = probed(web, (site.host, site.url + "/"))
    assert (entry.outcome, entry.columns) == ("none", ())
    assert "/fz/" not in site.paths


def test_a_column_behind_a_section_is_found(web):
    site = web.site()
    site.pages["/"] = page('<a href="/zwgk/">政府信息公开</a>')
    site.pages["/zwgk/"] = page('<a href="nianbao/">政府信息公开年报</a>')
    rows = [(f"./202601/t2026010{n}_{n}.html", POSTS[n].title, f"2026-01-0{n}") for n in (1, 3, 5)]
    site.pages["/zwgk/nianbao/"] = web.trs_list(*rows)
    (entry,) = probed(web, (site.host, site.url + "/"))
    (column,) = entry.columns
    assert (column.family, column.url) == ("trs", f"{site.url}/zwgk/nianbao/")


def test_each_failure_is_told_and_none_ends_the_others(web):
    closed, missing = web.site(), web.site()
    closed.pages["/robots.txt"] = web.reply(
        "User-agent: *\nDisallow: /\n", content_type="text/plain"
    )
    closed.pages["/"] = page("<a href='/nb/'>政府信息公开年报</a>")
    missing.pages["/"] = page("<a href='/news/'>新闻</a>")
    dead = web.site()
    dead.close()
    with served(WalledSite(), LAST) as wall, served(TrsSite(DRESS, POSTS), LAST) as good:
        answers = probed(
            web,
            (wall.netloc, wall.url("/")),
            (closed.host, closed.url + "/"),
            (missing.host, missing.url + "/"),
            (dead.host, dead.url + "/"),
            (good.netloc, good.url("/")),
        )
    web.sites.remove(dead)
    assert [a.outcome for a in answers] == ["blocked", "robots", "none", "down", "found"]
    assert "412" in answers[0].detail
    assert closed.paths == []


def test_a_private_address_is_never_asked(web):
    site = web.site()
    site.pages["/"] = page("<a href='/nb/'>政府信息公开年报</a>")
    (entry,) = probed(web, (site.host, site.url + "/"), allow_private_hosts=False)
    assert entry.outcome == "down"
    assert "内部网络" in entry.detail
    assert site.asked == []


def test_a_menu_that_leads_elsewhere_is_not_followed(web):
    site, other = web.site(), web.site("127.0.0.2")
    site.pages["/"] = page(f"<a href='{other.url}/nb/'>政府信息公开年报</a>")
    (entry,) = probed(web, (site.host, site.url + "/"))
    assert (entry.outcome, other.asked) == ("none", [])


def test_a_maze_of_menus_ends_within_the_requests_granted(web):
    site = web.site()
    menu = "".join(f"<a href='/s{n}/'>政府信息公开</a>" for n in range(60))
    site.pages["/"] = page(menu)
    for n in range(60):
        site.pages[f"/s{n}/"] = page(menu + f"<a href='/s{n}/x/'>政务公开</a>")
    (entry,) = probed(web, (site.host, site.url + "/"))
    assert entry.outcome == "none"
    assert len(site.asked) <= MOST_REQUESTS


def test_a_large_list_is_proposed_though_not_read_to_its_end(web):
    entry, running = probe_site(web, TrsSite(DRESS, POSTS, page_size=1), delay_seconds=0.0)
    (column,) = entry.columns
    assert column.family == "trs"
    assert len(running.visits) <= MOST_REQUESTS


def test_a_tag_and_a_footer_that_differ_are_told(web):
    class Strange:
        def answer(self, request, now):
            inner = TrsSite(DRESS, POSTS).answer(request, now)
            if request.path != "/":
                return inner
            told = "网站标识码：9901000001".encode()
            return Response(inner.body.replace(told, "网站标识码：9902000002".encode()))

    entry, _ = probe_site(web, Strange())
    assert entry.site_code == "9901000001"
    assert any("9902000002" in note for note in entry.notes)
