"""Fictitious views for the mails, rich enough to look at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from alerts.model import (
    AdminView,
    DailyView,
    DutyLine,
    FindingCounts,
    FindingLine,
    OfficeView,
    PortalTrouble,
    Recipient,
    ReportCase,
    Said,
)
from nianbao.clock import SHANGHAI
from nianbao.duty.dates import DueRule, MonthDay, duty_of
from nianbao.duty.model import Body, BodyClass, Facts, Outcome, Reading, Sighting, Submission
from nianbao.duty.states import standing
from nianbao.report import form
from nianbao.report.model import (
    Change,
    Figure,
    Finding,
    Repair,
    Severity,
    State,
    Verdict,
    Where,
)

OFFICE = Recipient("qinghe-office", "青禾市人民政府办公室", "zwgk@qinghe.example")
ADMIN = Recipient("admin", "系统管理员", "admin@nianbao.example")
NOW = datetime(2027, 2, 1, 8, 0, tzinfo=SHANGHAI)
CONSOLE = "https://nianbao.example/console"
UNSUBSCRIBE = f"https://nianbao.example/unsubscribe?recipient=qinghe-office&token={'a1' * 32}"
TOWN_RULE = DueRule(MonthDay(1, 31), "青政办函〔2026〕8号", body_class=BodyClass.TOWNSHIP)


def at(day, hour, minute=0):
    return datetime(2027, 1, 1, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day - 1)


def figure(text):
    if text == "":
        return Figure("", State.BLANK, None, Where(0, 0, 0))
    return Figure(text, State.NUMBER, int(text), Where(0, 0, 0))


def table3(**columns):
    """Return figures of table 3 (2019 edition), zero but where a column's rows say otherwise."""
    figures = {key: figure("0") for key in (*form.t3_keys("2019"), *form.T4_KEYS)}
    for column, rows in columns.items():
        for row, text in rows.items():
            figures[f"t3.{row}.{column}"] = figure(text)
    return figures


def traffic_case():
    """A report whose one cell breaks two relations, with a broken t4 row and a doubtful column."""
    figures = table3(
        person={"received": "1", "granted": "1", "settled": "1"},
        business={"settled": "1"},
        total={"received": "1", "granted": "1", "settled": "1"},
    )
    for row in form.T3_LEAVES[1:]:
        figures[f"t3.{row}.business"] = figure("")
    figures["t4.suit_direct.pending"] = figure("1")
    figures["t4.suit_direct.total"] = figure("1")
    figures["t4.suit_after_review.total"] = figure("1")
    balance = Finding(
        "t3.balance",
        Severity.ERROR,
        "商业企业列两边不等",
        "t3.balance:business",
        Verdict.BROKEN,
        places=tuple(f"t3.{row}.business" for row in form.T3_FRAME),
        left=0,
        right=1,
    )
    row = Finding(
        "t3.row",
        Severity.ERROR,
        "（七）总计行不等",
        "t3.row:settled",
        Verdict.BROKEN,
        places=tuple(f"t3.settled.{column.key}" for column in form.APPLICANTS),
        left=2,
        right=1,
    )
    suit = Finding(
        "t4.sum",
        Severity.ERROR,
        "复议后起诉不等",
        "t4.sum:suit_after_review",
        Verdict.BROKEN,
        places=tuple(f"t4.suit_after_review.{column.key}" for column in form.OUTCOMES),
        left=0,
        right=1,
    )
    doubt = Finding(
        "t3.settled",
        Severity.WARNING,
        "表三商业企业列的办理结果有空白项，已填各项合计为0，与总计1不一致",
        "t3.settled:business",
        Verdict.DOUBTFUL,
        places=tuple(f"t3.{row}.business" for row in (*form.T3_LEAVES, "other", "settled")),
        left=0,
        right=1,
    )
    repairs = (
        Repair(
            1,
            (Change("t3.settled.business", 1, 0),),
            ("t3.balance:business", "t3.row:settled"),
            unique=True,
        ),
        Repair(
            2,
            (Change("t4.suit_after_review.total", 1, 0),),
            ("t4.sum:suit_after_review",),
            unique=False,
        ),
        Repair(
            2,
            (Change("t4.suit_after_review.upheld", 0, 1),),
            ("t4.sum:suit_after_review",),
            unique=False,
        ),
        Repair(
            2,
            (Change("t4.suit_after_review.pending", 0, 1),),
            ("t4.sum:suit_after_review",),
            unique=False,
        ),
    )
    return ReportCase(
        "青禾市交通运输局",
        2020,
        "2020年政府信息公开工作年度报告",
        "http://www.qinghe.example/jtj/zfxxgknb/202101/t20210128_3301.html",
        at(28, 9, 2),
        figures,
        (balance, row, suit, doubt),
        repairs,
        evidence="2027-000123",
        check_url="https://nianbao.example/reports/123",
    )


def tax_case():
    """A vertical body's report whose results add up to less than the total."""
    figures = table3(
        person={
            "received": "100",
            "carried_in": "10",
            "granted": "60",
            "partly_granted": "12",
            "unavailable_not_held": "21",
            "settled": "95",
            "carried_out": "15",
        },
    )
    settled = Finding(
        "t3.settled",
        Severity.ERROR,
        "自然人列合计不等",
        "t3.settled:person",
        Verdict.BROKEN,
        places=tuple(f"t3.{row}.person" for row in (*form.T3_LEAVES, "other", "settled")),
        left=93,
        right=95,
    )
    table = Finding("form.table", Severity.ERROR, "报告中未见表四（行政复议、行政诉讼情况）。")
    return ReportCase(
        "国家税务总局云汀县税务局",
        2026,
        "国家税务总局云汀县税务局2026年政府信息公开工作年度报告",
        "http://yunting.tax.example/art/2027/1/28/art_12_345.html",
        at(28, 20),
        figures,
        (settled, table),
        vertical=True,
    )


def daily_view(*cases, lines=()):
    return DailyView(OFFICE, at(28, 9, 5), cases, lines, CONSOLE)


DEPARTMENTS = (
    *("教育局", "财政局", "民政局", "司法局", "水利局", "农业农村局", "文化和旅游局", "应急管理局"),
    *("审计局", "统计局", "医疗保障局", "信访局", "城市管理局", "体育局", "住房和城乡建设局"),
)
TOWNS = ("白石镇", "松岭镇", "云岭乡", "渡口镇", "青石街道")


def reading(column, moment, outcome=Outcome.OK, *, held=False, detail=""):
    return Reading(column, moment, outcome, held, detail)


def body(name, body_class=BodyClass.DEPARTMENT):
    return Body(name, name, body_class, division="990100")


def line(name, body_class=BodyClass.DEPARTMENT, now=NOW, *, year=2026, **facts):
    owner = body(name, body_class)
    duty = duty_of(owner, year, (TOWN_RULE,))
    column = f"{name}·政府信息公开年报"
    known = {"columns": (column,), "proven_since": at(1, 0) - timedelta(days=300)} | facts
    return DutyLine(name, body_class, duty, standing(Facts(duty, **known), now), column)


def published(name, day, body_class=BodyClass.DEPARTMENT, now=NOW, **more):
    seen = Sighting(
        f"http://www.qinghe.example/{day}/t{name}.html",
        at(day, 7),
        date(2027, 1, 1) + timedelta(day - 1),
        "meta",
    )
    return line(name, body_class, now, sightings=(seen,), **more)


def not_seen(name, body_class=BodyClass.DEPARTMENT, now=NOW):
    column = f"{name}·政府信息公开年报"
    looks = (reading(column, at(31, 18)), reading(column, at(32, 6, 5)))
    return line(name, body_class, now, readings=looks)


def blocked(name, column="云汀县门户网站·政府信息公开年报", now=NOW):
    looks = (
        reading(column, at(26, 6)),
        reading(column, at(27, 6, 10), Outcome.BLOCKED, detail="412"),
        reading(column, at(31, 18), Outcome.BLOCKED, detail="412"),
    )
    return line(name, now=now, columns=(column,), readings=looks)


def to_confirm(name, now=NOW, day=30):
    seen = Sighting(
        "http://www.qinghe.example/nb/t1.html",
        at(day, 10),
        date(2027, 1, day),
        "list",
        certain=False,
        why="标题未写单位名称和年度",
    )
    return line(name, now=now, sightings=(seen,))


def office_lines(now=NOW):
    return (
        line("青禾市人民政府", BodyClass.GOVERNMENT, now),
        *(published(f"青禾市{name}", 12 + n, now=now) for n, name in enumerate(DEPARTMENTS)),
        *(published(name, 20 + n, BodyClass.TOWNSHIP, now) for n, name in enumerate(TOWNS)),
        published("青禾市林业局", 32, now=now),
        not_seen("青禾市商务局", now=now),
        not_seen("云岭街道", BodyClass.TOWNSHIP, now=now),
        blocked("云汀县教育局", now=now),
        blocked("云汀县财政局", now=now),
        to_confirm("青禾市科学技术局", now=now),
        line(
            "青禾市档案局",
            now=now,
            readings=not_seen_readings("青禾市档案局"),
            submissions=(Submission(at(29, 9)),),
        ),
        published("国家税务总局青禾市税务局", 25, BodyClass.VERTICAL, now),
    )


def not_seen_readings(name):
    column = f"{name}·政府信息公开年报"
    return (reading(column, at(31, 18)), reading(column, at(32, 6, 5)))


def office_view(**changes):
    finding = traffic_case().findings[0]
    view = OfficeView(
        OFFICE,
        NOW,
        "2027-W05",
        2026,
        office_lines(),
        before=Said.of(office_lines(at(25, 8)), at(25, 8)),
        counts=FindingCounts(before=6, opened=21, corrected=9, dismissed=1),
        findings=(
            FindingLine(
                "青禾市交通运输局", 2026, finding, at(28, 9), "http://www.qinghe.example/1"
            ),
        ),
        troubles=(trouble(),),
        next_check=date(2027, 2, 2),
        console_url=CONSOLE,
        unsubscribe_url=UNSUBSCRIBE,
    )
    return replace(view, **changes)


def trouble(outcome=Outcome.BLOCKED, portal="云汀县门户网站"):
    return PortalTrouble(
        portal,
        "http://www.yunting.example/",
        outcome,
        at(27, 6, 10),
        ("政府信息公开年报",),
        ("云汀县教育局", "云汀县财政局"),
        "返回412",
    )


def quiet_view():
    lines = tuple(published(f"青禾市{name}", 12 + n) for n, name in enumerate(DEPARTMENTS))
    return office_view(
        lines=lines,
        before=Said.of(lines, at(25, 8)),
        counts=FindingCounts(),
        findings=(),
        troubles=(),
    )


def admin_view(*troubles):
    return AdminView(ADMIN, NOW, troubles, CONSOLE)


UTC_NOW = NOW.astimezone(UTC)
