"""What a body is called in its own report: itself, and nobody else."""

import re

import pytest

from nianbao.report.prose.sentences import OWN, own_names, sentences
from tests.report.building import report


def folded(organ, said):
    made = report({}, "2021", 2024, organ=organ, text=said, sections=())
    (sentence,) = sentences(made)
    return sentence.folded


@pytest.mark.parametrize(
    ("organ", "name"),
    [
        ("云汀县教育体育局", "县教体局"),
        ("云汀县市场监督管理局", "县市监局"),
        ("青禾市卫生健康委员会", "市卫健委"),
        ("青禾市人力资源和社会保障局", "市人社局"),
        ("云汀县公安局", "县局"),
        ("临澜区柳岸街道办事处", "柳岸街道"),
        ("青禾市柳园区白鹭镇人民政府", "白鹭镇人民政府"),
        ("青禾理工大学", "学校"),
        ("云汀高新技术产业开发区管理委员会", "高新区管委会"),
        ("青禾经济技术开发区管理委员会", "经开区"),
    ],
)
def test_a_short_name_is_the_body_itself(organ, name):
    assert folded(organ, f"{name}收到政府信息公开申请42件。").startswith(OWN * len(name))


@pytest.mark.parametrize(
    ("organ", "name"),
    [
        ("云汀县教育体育局", "市教体局"),
        ("云汀县教育体育局", "县交通局"),
        ("云汀县教育体育局", "县财政局"),
        ("青禾市卫生健康委员会", "市发改委"),
        ("临澜区柳岸街道办事处", "各街道"),
        ("青禾经济技术开发区管理委员会", "高新区"),
    ],
)
def test_another_body_is_not_taken_for_it(organ, name):
    assert not folded(organ, f"{name}收到政府信息公开申请42件。").startswith(OWN)


def test_the_whole_area_is_a_governments_own_unless_parts_of_it_are_told_apart():
    county = "云汀县人民政府"
    assert OWN in folded(county, "全县收到政府信息公开申请42件。")
    told_apart = folded(county, "全县收到政府信息公开申请42件，其中县政府收到3件。")
    assert told_apart.startswith("全县")
    assert re.search(f"其中{OWN}+收到3件", told_apart)


def test_a_bureau_does_not_own_its_area():
    assert "全县" not in own_names("云汀县公安局")
