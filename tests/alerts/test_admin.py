from dataclasses import replace

from alerts.admin import admin
from alerts.daily import daily
from alerts.digest import digest
from alerts.model import MailKind
from nianbao.duty.model import Outcome
from tests.alerts import samples
from tests.alerts.samples import admin_view, trouble


def test_portals_are_grouped_by_what_went_wrong():
    letter = admin(
        admin_view(
            trouble(), trouble(Outcome.DOWN, "渡口区门户网站"), trouble(portal="松岭区门户网站")
        )
    )
    assert letter.subject == "〔年报运维〕3个网站未能完整读取：访问受限2个，网站无法打开1个"
    assert "访问受限（2个）：网站安全防护拒绝自动访问，请申请出口地址加白。" in letter.text
    assert letter.kind is MailKind.ADMIN


def test_portals_that_were_read_are_no_matter():
    assert admin(admin_view(trouble(Outcome.OK))) is None
    assert admin(admin_view()) is None


def test_administrators_matters_and_authorities_mails_are_never_mixed():
    technical = "加白"
    office_mails = (
        digest(samples.office_view()),
        daily(samples.daily_view(samples.traffic_case())),
    )
    assert technical in admin(admin_view(trouble())).text
    for letter in office_mails:
        assert technical not in letter.text + letter.html
    assert "勾稽" not in admin(admin_view(trouble())).text


def test_beside_a_site_with_very_many_bodies_some_are_named_and_all_counted():
    many = tuple(f"云汀县第{n}局" for n in range(51))
    letter = admin(admin_view(replace(trouble(), bodies=many)))
    for part in (letter.text, letter.html):
        assert "51家" in part
        assert "云汀县第11局等" in part
        assert "云汀县第12局" not in part
