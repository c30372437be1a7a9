"""The bodies of a city that does not exist, who supervises them, and whom we write to."""

from __future__ import annotations

from dataclasses import dataclass

from nianbao.duty.model import Body, BodyClass

YEAR = 2025
"""The report year that the demo is about."""

LOCAL_DOCUMENT = "云政办函〔2025〕41号"
"""The (invented) document that sets a date for 云汀县's towns."""

LOCAL_DATE = "01-26"
"""Month and day by which the towns publish."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whom we write to: an office's mailbox, or the administrator's with no office."""

    name: str
    email: str
    office: str = ""  # slug of a body


BODIES = (
    Body("qinghe-gov", "青禾市人民政府", BodyClass.GOVERNMENT, division="990100"),
    Body(
        "qinghe-office",
        "青禾市人民政府办公室",
        BodyClass.OFFICE,
        ("市政府办公室",),
        division="990100",
    ),
    Body(
        "qinghe-reform",
        "青禾市发展和改革委员会",
        BodyClass.DEPARTMENT,
        ("青禾市发展改革委",),
        division="990100",
    ),
    Body("qinghe-transport", "青禾市交通运输局", BodyClass.DEPARTMENT, division="990100"),
    Body("qinghe-ecology", "青禾市生态环境局", BodyClass.DEPARTMENT, division="990100"),
    Body("yunting-gov", "云汀县人民政府", BodyClass.GOVERNMENT, division="990121"),
    Body("yunting-office", "云汀县人民政府办公室", BodyClass.OFFICE, division="990121"),
    Body("yunting-transport", "云汀县交通运输局", BodyClass.DEPARTMENT, division="990121"),
    Body(
        "yunting-housing",
        "云汀县住房和城乡建设局",
        BodyClass.DEPARTMENT,
        ("云汀县住建局",),
        division="990121",
    ),
    Body("yunting-liuwan", "云汀县柳湾镇人民政府", BodyClass.TOWNSHIP, division="990121"),
    Body(
        "linlan-transport",
        "临澜区交通运输局",
        BodyClass.DEPARTMENT,
        ("区交通运输局",),
        division="990102",
    ),
    Body("linlan-farming", "临澜区农业农村局", BodyClass.DEPARTMENT, division="990102"),
    Body("yanxi-finance", "砚溪县财政局", BodyClass.DEPARTMENT, division="990122"),
    Body("wangfan-education", "望帆县教育局", BodyClass.DEPARTMENT, division="990123"),
    Body("qilin-health", "栖霖区卫生健康局", BodyClass.DEPARTMENT, division="990103"),
)

COUNTY = "yunting-office"
CITY = "qinghe-office"
COUNTY_DIVISION = "990121"

SUPERVISED = {
    CITY: tuple(
        body.slug
        for body in BODIES
        if body.slug != CITY and (body.slug == COUNTY or body.division != COUNTY_DIVISION)
    ),
    COUNTY: tuple(
        body.slug for body in BODIES if body.slug != COUNTY and body.division == COUNTY_DIVISION
    ),
}
"""Direct supervision: the county's office stands under the city's, its bodies under it."""

MAILBOXES = (
    Mailbox("青禾市政务公开办", "gongkai@qinghe.example", CITY),
    Mailbox("云汀县政务公开办", "gongkai@yunting.example", COUNTY),
    Mailbox("系统管理员", "admin@nianbao.example"),
)

EARLIER = (
    ("qinghe-office", 2019),
    ("qinghe-transport", 2020),
    ("qinghe-ecology", 2024),
    ("yunting-transport", 2020),
    ("yunting-housing", 2020),
    ("linlan-transport", 2020),
    ("qilin-health", 2024),
)
"""The older duties whose reports the portals still hold."""

COVERED = {"yunting-office": "yunting-gov"}
"""Who reports in whose report: the county's office in its government's (合并编报)."""
