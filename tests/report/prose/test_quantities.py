"""Numbers as offices write them."""

from decimal import Decimal

import pytest

from nianbao.report.prose.quantities import numeral, quantities


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十二", 32), ("两", 2), ("一百零五", 105), ("十", 10), ("十一", 11), ("二十", 20),
        ("一百一十", 110), ("一百五", 150), ("一千零二", 1002), ("两千三百", 2300),
        ("一万二千", 12_000), ("三万零五", 30_005), ("二〇二四", 2024), ("零", 0), ("九", 9),
    ],
)  # fmt: skip
def test_a_chinese_numeral_has_one_value(text, value):
    assert numeral(text) == value


@pytest.mark.parametrize("text", ["一二三", "三五", "十四五", "十十", "一百百"])
def test_what_is_no_numeral_has_none(text):
    assert numeral(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("收到42件", 42, "件"), ("1,042件", 1042, "件"), ("三十二宗", 32, "宗"),
        ("23.5万元", 235_000, "元"), ("1.2万件", 12_000, "件"), ("0条/件", 0, "条/件"),
        ("均为零", 0, ""), ("共5份", 5, "份"), ("两起", 2, "起"),
    ],
)  # fmt: skip
def test_a_quantity_has_value_and_unit(text, value, unit):
    assert [(one.value, one.unit) for one in quantities(text)] == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text", ["2024年", "第三十二条", "第5件", "〔2021〕30号", "12.5%", "一起草拟", "唯一件", "12月"]
)
def test_years_ordinals_and_shares_are_no_quantities(text):
    assert list(quantities(text)) == []
