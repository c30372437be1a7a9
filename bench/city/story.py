"""The plan of a city's season, drawn up from a size and a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from bench.city.plan import YEAR, Body, Box, Copy, Hand, Plan, Portal, Rule, Weather, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CITY, CITY_CODE = "qinghe", "990100"
COUNTIES: Final = (
    ("yunting", "云汀县"), ("linlan", "临澜区"), ("yanxi", "砚溪县"), ("zhiyu", "芷屿县"),
    ("ximei", "汐湄县"), ("tailan", "苔岚区"), ("tanpu", "檀浦县"), ("henggao", "蘅皋县"),
    ("haojin", "皓津区"), ("minyuan", "旻原县"),
)  # fmt: skip
BUREAUS: Final = (
    "财政局", "教育局", "交通运输局", "农业农村局", "卫生健康局", "民政局", "审计局", "水利局",
    "住房和城乡建设局", "自然资源局", "人力资源和社会保障局", "发展和改革局", "应急管理局",
    "市场监督管理局", "统计局", "医疗保障局", "退役军人事务局", "林业局", "司法局", "公安局",
    "科学技术局", "工业和信息化局", "商务局", "文化和旅游局", "信访局", "城市管理局",
    "行政审批服务局", "生态环境局", "乡村振兴局", "机关事务管理局",
)  # fmt: skip
CITY_BUREAUS: Final = (
    *BUREAUS, "体育局", "国防动员办公室", "大数据发展管理局", "园林绿化局", "粮食和物资储备局",
    "民族宗教事务局", "外事办公室", "金融工作局", "投资促进局", "供销合作社", "广播电视局",
    "地震局", "海洋发展局", "畜牧业发展中心", "住房公积金管理中心", "人民防空办公室",
    "国有资产监督管理委员会", "地方志编纂办公室", "口岸办公室", "移民安置局", "邮政发展中心",
    "铁路建设办公室", "港口管理局", "河务局", "盐业发展中心", "矿产资源管理局", "药品检验所",
    "公共资源交易中心", "政务服务中心", "招商服务中心", "风景名胜管理局", "湿地保护中心",
    "水土保持局", "防汛抗旱办公室", "农业机械管理局", "渔业发展中心", "煤炭安全管理局",
    "老龄工作办公室", "史志研究中心", "数字城市管理中心", "消费者权益服务中心", "节能监察中心",
    "公路事业发展中心", "航道事务中心", "机场建设办公室", "物流发展局", "会展服务中心",
    "价格监测中心",
)  # fmt: skip
TOWNS: Final = (
    "柳湾", "石浦", "青桥", "杏林", "松岭", "竹溪", "梅坞", "荷塘", "枫泾", "兰亭", "桂岩", "榆关",
    "槐荫", "桑园", "菱湖", "芦荡", "鹤岗", "雁门", "鹭洲", "鸥汀", "燕坪",
)  # fmt: skip
FAMILIES: Final = ("trs", "hanweb", "ucap", "vsb", "trs", "lonsun", "epoint", "generic")
BROKEN: Final = {"t3.settled.business": "4"}
"""A total that does not fit its column, nor its row."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many counties, bodies in each, and portals beside theirs, the city's and the tax's."""

    counties: int
    bureaus: int  # of a county
    towns: int  # of a county
    gathered: int  # bureaus of the city in its column
    alone: int  # bureaus of the city with portals of their own

    @property
    def portals(self) -> int:
        """How many portals that makes."""
        return self.counties + self.alone + 2


FULL: Final = Size(10, 28, 21, 27, 48)
"""600 bodies, 60 portals."""
SMALL: Final = Size(3, 8, 4, 9, 1)
"""60 bodies, 6 portals."""


def story(size: Size, seed: int = 7) -> Plan:
    """Return the season's plan for a city of a size."""
    return _Writer(size, Random(seed)).written()


class _Writer:
    def __init__(self, size: Size, chance: Random) -> None:
        self.size, self.chance, self.plan = size, chance, Plan()
        self._number = 600_000

    def written(self) -> Plan:
        self._city()
        for which, (slug, name) in enumerate(COUNTIES[: self.size.counties]):
            self._county(which, slug, name)
        self._tax()
        self._reports()
        self._incidents()
        self._accidents()
        self._boxes()
        return self.plan

    # --- Who there is ---------------------------------------------------------------

    def _city(self) -> None:
        office = f"{CITY}-office"
        self._body(Body(office, "青禾市人民政府办公室", "office", "", division=CITY_CODE))
        gov = Body(f"{CITY}-gov", "青禾市人民政府", "government", office, division=CITY_CODE)
        self._body(replace(gov, due=date(YEAR + 1, 3, 31)))
        names = CITY_BUREAUS[: self.size.gathered + self.size.alone]
        slugs = [
            self._body(
                Body(f"{CITY}-{n}", f"青禾市{name}", "department", office, division=CITY_CODE)
            )
            for n, name in enumerate(names)
        ]
        self._renamed_and_merged(slugs)
        gathered = (office, gov.slug, *slugs[: self.size.gathered])
        merged = ("qinghe-culture", "qinghe-travel")
        self._portal(CITY, "青禾市人民政府门户网站", "trs", (*gathered, *merged))
        for n, slug in enumerate(slugs[self.size.gathered :]):
            body = self.plan.bodies[slug]
            self._portal(slug, f"{body.name}网站", FAMILIES[n % len(FAMILIES)], (slug,))
            self.plan.earlier.add(slug)

    def _renamed_and_merged(self, slugs: list[str]) -> None:
        """One bureau has another name since the New Year, one is made of two that ended."""
        bodies = self.plan.bodies
        bodies[slugs[0]] = replace(bodies[slugs[0]], former="青禾市财政与国有资产局")
        end, begin = date(YEAR, 12, 31), date(YEAR + 1, 1, 1)
        heir = slugs[1]
        bodies[heir] = replace(bodies[heir], name="青禾市文体旅游局", since=begin)
        for slug, name in (("culture", "文化体育局"), ("travel", "旅游发展局")):
            self._body(
                Body(
                    f"{CITY}-{slug}", f"青禾市{name}", "department", f"{CITY}-office",
                    until=end, heir=heir, division=CITY_CODE,
                )
            )  # fmt: skip
        bodies[slugs[3]] = replace(bodies[slugs[3]], exempt="2025年11月设立筹备，尚未开展工作")

    def _county(self, which: int, slug: str, name: str) -> None:
        office, code = f"{slug}-office", f"9901{21 + which}"
        joint = f"{slug}-gov" if which == 0 else ""
        self._body(
            Body(
                office, f"{name}人民政府办公室", "office", f"{CITY}-office",
                covered_by=joint, division=code,
            )
        )  # fmt: skip
        gov = Body(f"{slug}-gov", f"{name}人民政府", "government", office, division=code)
        self._body(replace(gov, due=date(YEAR + 1, 3, 31)))
        bureaus = [
            self._body(Body(f"{slug}-{n}", f"{name}{what}", "department", office, division=code))
            for n, what in enumerate(BUREAUS[: self.size.bureaus])
        ]
        town = Body("", "", "township", office, due=self._town_date(which, code), division=code)
        towns = [
            self._body(replace(town, slug=f"{slug}-town-{n}", name=f"{name}{what}镇人民政府"))
            for n, what in enumerate(TOWNS[: self.size.towns])
        ]
        inside = (office, gov.slug, *bureaus, *towns)
        family = "trs" if which < 3 else FAMILIES[which % len(FAMILIES)]  # noqa: PLR2004
        self._portal(slug, f"{name}人民政府门户网站", family, inside)
        if which == 0:
            self.plan.earlier.update(inside)

    def _town_date(self, which: int, code: str) -> date | None:
        """Return the towns' local date: in the first county, and, shifted, in the third."""
        if which == 0:
            self.plan.rules.append(Rule(code, "01-26", "云政办函〔2025〕41号"))
            return date(YEAR + 1, 1, 26)
        if which == 2:  # noqa: PLR2004 - the Spring Festival falls on the day
            self.plan.rules.append(Rule(code, "02-17", "砚政办函〔2025〕9号", "next_workday"))
            return date(YEAR + 1, 2, 24)
        return None

    def _tax(self) -> None:
        office = f"{CITY}-office"
        names = [("qinghe-tax", "国家税务总局青禾市税务局", office, CITY_CODE)] + [
            (f"{slug}-tax", f"国家税务总局{name}税务局", f"{slug}-office", f"9901{21 + which}")
            for which, (slug, name) in enumerate(COUNTIES[: self.size.counties])
        ]
        for slug, name, over, code in names:
            self._body(Body(slug, name, "vertical", over, division=code))
        inside = tuple(slug for slug, *_ in names)
        self._portal("tax", "国家税务总局青禾市税务局网站", "trs", inside)

    def _body(self, body: Body) -> str:
        self.plan.bodies[body.slug] = body
        return body.slug

    def _portal(self, slug: str, name: str, family: str, bodies: tuple[str, ...]) -> None:
        code = f"99{len(self.plan.portals):08}"
        self.plan.portals[slug] = Portal(slug, name, family, bodies, code)

    # --- What is published, by those of whom nothing else is said ---------------------------

    def _reports(self) -> None:
        for portal in self.plan.portals.values():
            old = [b for b in portal.bodies if b in self.plan.earlier] or portal.bodies[:2]
            for slug in old:
                self._publish(slug, portal.slug, _last_year(self.chance), year=YEAR - 1)
        for body in [one for one in self.plan.bodies.values() if one.owes]:
            for column in self.plan.columns_of(body.slug):
                self._publish(body.slug, column, self._in_time(body))

    def _in_time(self, body: Body) -> datetime:
        last = body.due or date(YEAR + 1, 1, 31)
        days = (last - date(YEAR + 1, 1, 6)).days
        day = last - timedelta(days=int(days * self.chance.random() ** 2))
        at = datetime(day.year, day.month, day.day, 8, tzinfo=moment("01-06").tzinfo)
        return at + timedelta(minutes=self.chance.randrange(600))

    def _publish(self, slug: str, portal: str, at: datetime, year: int = YEAR) -> None:
        body = self.plan.bodies[slug]
        organ = body.former or body.name
        self._number += 1
        self.plan.copies.append(Copy(self._number, portal, slug, organ, at, year))

    # --- What happens ------------------------------------------------------------------

    def _incidents(self) -> None:
        """What every size of city goes through."""
        first, second, third = (slug for slug, _ in COUNTIES[:3])
        mended: tuple[datetime, Mapping[str, str]] = (moment("02-04T16:00"), {})
        self._edit(f"{first}-0", at="01-22T10:20", faults=((moment("01-01"), BROKEN), mended))
        self._edit(f"{first}-1", at="01-29T15:00", faults=((moment("01-01"), BROKEN),))
        self._edit(f"{first}-2", at="02-05T09:30")
        self._drop(f"{first}-3")
        self._protest(f"{first}-4", at="01-28T11:00", entered="02-03T14:00")
        self._edit(f"{first}-5", at="02-03T10:00", claimed=moment("01-30T10:00"))
        self._withdraw(f"{first}-6", at="01-21T09:00", gone="02-09T12:00", again="02-20T10:00")
        self._edit(f"{first}-7", at="01-20T09:00", faults=((moment("01-01"), BROKEN),))
        self._hand("01-23T10:30", "dismiss", f"{first}-7")
        self._edit(f"{first}-town-0", at="01-29T10:00")
        self._drop(f"{first}-town-1")
        self._edit(f"{first}-gov", at="01-28T10:00")
        self._weather(second, "wall", "01-20T00:00", "02-12T12:00")
        self._edit(f"{second}-0", at="02-04T10:00")
        self._drop(f"{second}-1")
        self._weather(third, "moved", "01-25T00:00", "02-03T11:00")
        self._hand("02-03T11:00", "readdress", third)
        self._edit(f"{third}-0", at="02-01T15:00")
        self._drop(f"{third}-1")
        self._edit(f"{third}-town-0", at="02-26T10:00")
        self._edit(f"{CITY}-4", at="02-02T10:00")
        self._drop(f"{CITY}-5")
        self._repost(f"{CITY}-6")
        self._repost("qinghe-1", organ="青禾市文化体育局")
        alone = f"{CITY}-{self.size.gathered}"
        self._edit(alone, at="01-30T17:00")
        self._weather(alone, "down", "01-28T00:00", "02-06T12:00")
        self._edit("linlan-tax", at="02-04T10:00")
        self._edit("yanxi-gov", at="04-02T10:00")
        self._drop("linlan-gov")

    def _accidents(self) -> None:
        """What chance brings to the counties and bureaus of a large city."""
        settled = {one.about for one in self.plan.hands} | {"qinghe-1"}
        beyond = [slug for slug, _ in COUNTIES[3 : self.size.counties]]
        for body in [b for b in self.plan.bodies.values() if b.owes and b.slug not in settled]:
            county, _, rest = body.slug.partition("-")
            if county not in beyond and not (county == CITY and rest.isdigit() and int(rest) > 11):  # noqa: PLR2004
                continue
            fate = self.chance.random()
            if fate < 0.015:  # noqa: PLR2004 - the share that never publishes
                self._drop(body.slug)
            elif fate < 0.05:  # noqa: PLR2004 - and that is late
                day = self.chance.randrange(1, 25)
                self._edit(body.slug, at=f"02-{day:02}T1{day % 8}:30")
            elif fate < 0.08:  # noqa: PLR2004 - and whose sums are wrong for some days
                since = max(c.at for c in self.plan.copies_of(body.slug))
                mended = since + timedelta(days=self.chance.randrange(4, 30))
                self._edit(body.slug, faults=((moment("01-01"), BROKEN), (mended, {})))
        for n in range(0, self.size.alone, 7):
            slug = f"{CITY}-{self.size.gathered + 1 + n}"
            if slug in self.plan.portals:
                day = self.chance.randrange(12, 31)
                until = moment(f"02-{self.chance.randrange(1, 28):02}T12:00")
                self._weather(slug, "wall" if n % 2 else "down", f"01-{day:02}T12:00", until)
        if self.size.counties > 5:  # noqa: PLR2004
            self._weather(COUNTIES[5][0], "down", "01-31T02:00", "02-02T12:00")

    # --- Words for it --------------------------------------------------------------------

    def _edit(self, body: str, *, at: str = "", **changes: Any) -> None:  # noqa: ANN401 - a copy's fields
        """Change the pages of a body's report."""
        if at:
            changes["at"] = moment(at)
        for number, copy in enumerate(self.plan.copies):
            if copy.body == body and copy.year == YEAR:
                self.plan.copies[number] = replace(copy, **changes)

    def _drop(self, body: str) -> None:
        """A body publishes nothing."""
        kept = [c for c in self.plan.copies if c.body != body or c.year != YEAR]
        self.plan.copies[:] = kept

    def _protest(self, body: str, *, at: str, entered: str) -> None:
        """A body publishes elsewhere on its site, and says so when it is asked."""
        self._edit(body, at=at, listed=False)
        (copy,) = self.plan.copies_of(body)
        self._hand(entered, "record", body, copy.number)

    def _withdraw(self, body: str, *, at: str, gone: str, again: str) -> None:
        self._edit(body, at=at, until=moment(gone))
        (copy,) = self.plan.copies_of(body)
        self._number += 1
        back = replace(copy, number=self._number, seed=copy.number, at=moment(again))
        self.plan.copies.append(replace(back, until=None))

    def _repost(self, body: str, organ: str = "") -> None:
        """The same report once more in its column, three days later, as a reposted page."""
        (copy,) = self.plan.copies_of(body)
        self._number += 1
        again = replace(copy, number=self._number, seed=copy.number, at=copy.at + timedelta(days=3))
        self.plan.copies.append(replace(again, organ=organ or copy.organ, claimed=None))

    def _weather(self, portal: str, trouble: str, since: str, until: str | datetime) -> None:
        end = moment(until) if isinstance(until, str) else until
        self.plan.weather.append(Weather(portal, trouble, moment(since), end))  # type: ignore[arg-type] # a word of ours

    def _hand(self, at: str, doing: str, about: str, number: int = 0) -> None:
        self.plan.hands.append(Hand(moment(at), doing, about, number))  # type: ignore[arg-type] # a word of ours

    def _boxes(self) -> None:
        silent = COUNTIES[min(3, self.size.counties - 1)][0]
        offices = [(CITY, "青禾市"), *COUNTIES[: self.size.counties]]
        for slug, name in offices:
            box = Box(f"{name}政务公开办", f"gongkai@{slug}.example", f"{slug}-office")
            self.plan.boxes.append(replace(box, digest=slug != silent))
        self.plan.boxes.append(Box("系统管理员", "admin@nianbao.example"))


def _last_year(chance: Random) -> datetime:
    day = datetime(YEAR, 1, 8, 9, tzinfo=moment("01-06").tzinfo)
    return day + timedelta(days=chance.randrange(20), minutes=chance.randrange(400))


def supervised(bodies: Iterable[Body]) -> Iterator[tuple[str, list[str]]]:
    """Yield each office and the bodies that it supervises."""
    over: dict[str, list[str]] = {}
    for body in bodies:
        if body.office:
            over.setdefault(body.office, []).append(body.slug)
    yield from over.items()
