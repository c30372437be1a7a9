"""What public bodies do: the fields of work that their names are made of.

Each row of ``FIELDS`` holds the words of one field, in full and as abbreviated (a row
goes on where the next line is indented). Bodies are merged, parted and renamed along these
rows, so that an unknown name is first of all that of a body which shares a row with it.
"""

from __future__ import annotations

import re
from typing import Final

_TABLE: Final = """
教育 教体 教科 教科体 教文体 教育考试 招生 招生考试 考试 语言文字
体育 教体 文体 文旅体 教科体 教文体 体 健身
科学技术 科技 科工 工科 科工信 教科 教科体 科学
工业和信息化 工业信息化 工信 科工信 经信 工业 信息化 经济和信息化 经济信息化 经贸 工科
  科工 中小企业 通信 无线电 经济 数字经济
发展和改革 发展改革 发改 粮食 物资储备 物价 能源 重点项目 粮储 节能 价格 铁路建设 营商环境
粮食 物资储备 粮食和物资储备 粮储
公安 警察 交警 交通警察 特警 治安 刑侦 巡警 派出 森林公安
民政 老龄 殡葬 救助 婚姻登记 社会组织
司法 法制 行政复议 公证 监狱 戒毒 社区矫正 法律援助 仲裁 司法行政
财政 国有资产 国资 地方金融 金融 政府采购 会计 国库 非税收入
金融 地方金融 金融工作 金融服务
国有资产 国资 国有资产监督管理
人力资源和社会保障 人力资源社会保障 人社 人力资源 社会保障 社保 社会保险 劳动 就业 人才
  人事 公务员 劳动保障 劳动就业
自然资源 自然资源和规划 自规 资规 国土资源 国土 规划 土地 林业 海洋 不动产 不动产登记 测绘
  地质 矿产 林草 海洋与渔业
林业 林草 草原 园林 绿化 农林 林长 森林 国有林场 自然保护区
生态环境 环境保护 环保 环境 环境监测 生态
住房和城乡建设 住房城乡建设 住建 城乡建设 住房和建设 建设 住房 房产 房管 房地产 房屋 人防
  人民防空 园林 城建 公用事业 住房保障 住房公积金 公积金 更新 城市更新 规划和建设 规划建设
  征收 建筑
城市管理 城管 综合执法 行政执法 综合行政执法 执法 市政 市容 环卫 市容环境卫生 园林
  城市执法 城市综合管理
交通运输 交通 运输 公路 港航 港口 航道 铁路 民航 海事 道路运输 运管 轨道交通
水利 水务 河长 农水 防汛 水资源 水文 水电 移民 水库
农业农村 农业 农村 乡村振兴 扶贫 扶贫开发 畜牧 兽医 渔业 农机 农业机械 农牧 农经 农水 农林
  动物卫生 种植 海洋与渔业 畜牧兽医 农业综合
商务 招商 投资促进 投促 经济合作 口岸 贸易 经贸 商业 供销 招商引资
文化 旅游 文旅 文广旅 文广新 文广 广电 广播电视 文物 新闻出版 文体 体育 文旅体 图书 博物
  文化艺术 电影
卫生健康 卫健 卫计 卫生 卫生和计划生育 计划生育 计生 健康 疾病预防控制 疾控 中医药 中医
  妇幼保健 卫生监督 血液
退役军人事务 退役军人 军人事务 双拥 军休
应急管理 应急 安全生产 安监 消防 消防救援 地震 防震减灾 煤炭 安全监管
审计
市场监督 市场监督管理 市场监管 市监 工商 质量技术监督 质监 食品药品 食药 食药监 药品 药监
  知识产权 消费者 计量 质量 标准
统计 统计调查 社情民意 调查
医疗保障 医保 医疗保险
行政审批 审批 政务服务 政数 政务 数据 大数据 公共资源交易 公共资源 数字 数字化 网络
  电子政务 政府信息 行政服务 便民服务 营商环境
信访 群众来访 群众工作
机关事务 机关后勤 后勤 公共机构
民族 宗教 民族宗教 民宗 民族事务 宗教事务 侨务 台湾 对台 统战
台湾 对台 港澳 台港澳 港澳台 外事
外事 侨务 港澳 外事侨务 外侨
税务 国家税务 地方税务 国税 地税 稽查
气象 气候
海关 关务
烟草 烟草专卖
邮政
档案 史志 地方志 党史 志
供销合作 供销
残疾人 残
研究 政策研究 发展研究
国家安全 保密 机要
妇女儿童 妇儿
机构编制 编制 编
国防动员 国动 人民防空 人防
"""
FIELDS: Final = tuple(tuple(row.split()) for row in re.split(r"\n(?! )", _TABLE.strip()))
_WORDS: Final = tuple(sorted({word for row in FIELDS for word in row}, key=len, reverse=True))
_GENERIC: Final = re.compile(
    r"[和与及、]|监督管理|管理|监督|监管|服务|事务|工作|综合|行政|发展|保护|促进|开发|建设|改革|协调|指导|合作|交易|登记|登录|测试"
    r"|[第直][一二三四五六七八九十属]|中心|机关"
)


def fields_of(core: str) -> frozenset[int] | None:
    """Return the rows of a name's core (without place and 局); None where it is not understood.

    Every part of the core must be a word of some row, or one that says nothing of what is done.
    """
    rest = core
    while rest:
        word = next((word for word in _WORDS if rest.startswith(word)), "")
        if not word:
            generic = _GENERIC.match(rest)
            if generic is None:
                return None
            word = generic.group()
        rest = rest[len(word) :]
    within = {word for word in _WORDS if word in core and (len(word) > 1 or core == word)}
    return frozenset(n for n, row in enumerate(FIELDS) if within & set(row)) or None


_SHORT: Final = (
    ("发展和改革", "发展改革 发改"),
    ("卫生健康", "卫健"),
    ("卫生和计划生育", "卫生计生 卫计"),
    ("住房和城乡建设", "住房城乡建设 住建"),
    ("人力资源和社会保障", "人力资源社会保障 人社"),
    ("市场监督管理", "市场监管 市监"),
    ("自然资源和规划", "自然资源规划 自规 资规"),
    ("文化和旅游", "文化旅游 文旅"),
    ("文化广电旅游", "文广旅 文化广电和旅游"),
    ("文化广电和旅游", "文广旅 文化广电旅游"),
    ("文化广电旅游体育", "文广旅体 文化广电旅游和体育"),
    ("文化广电和旅游体育", "文广旅体 文化广电旅游体育"),
    ("工业和信息化", "工业信息化 工信"),
    ("科技和工业信息化", "科工信"),
    ("经济和信息化", "经济信息化 经信"),
    ("教育和体育", "教育体育 教体"),
    ("教育体育", "教育和体育 教体"),
    ("应急管理", "应急"),
    ("城市管理", "城管"),
    ("城市管理和综合执法", "城管执法 城市管理综合执法"),
    ("城市管理综合执法", "城管执法 城市管理和综合执法"),
    ("综合行政执法", "综合执法"),
    ("医疗保障", "医保"),
    ("退役军人事务", "退役军人"),
    ("民族宗教事务", "民族宗教 民宗"),
    ("政务服务和数据管理", "政务服务数据管理 政数"),
    ("政务服务数据管理", "政务服务和数据管理 政数"),
    ("机关事务管理", "机关事务"),
    ("国有资产监督管理", "国资"),
    ("农业农村和水利", "农业农村水利 农水"),
    ("林业和草原", "林草"),
    ("科学技术", "科技"),
    ("药品监督管理", "药监 药品监管"),
    ("食品药品监督管理", "食药监 食品药品监管"),
    ("安全生产监督管理", "安监"),
    ("质量技术监督", "质监"),
    ("工商行政管理", "工商"),
    ("环境保护", "环保"),
    ("国土资源", "国土"),
    ("粮食和物资储备", "粮食物资储备 粮储 粮食和储备"),
    ("民族与宗教事务", "民族宗教事务 民族宗教 民宗"),
    ("民族和宗教事务", "民族宗教事务 民族宗教 民宗"),
    ("规划和自然资源", "规划自然资源 规资 规自 规划资源"),
    ("文化体育和旅游", "文化体育旅游 文体旅 文体旅游"),
    ("文化旅游和体育", "文化旅游体育 文旅体"),
    ("文化广电体育和旅游", "文化广电体育旅游 文广体旅"),
    ("地方金融管理", "地方金融"),
    ("地方金融监督管理", "地方金融监管 金融监管"),
    ("国防动员", "国动"),
    ("人民防空", "人防"),
    ("农业农村和水务", "农业农村水务"),
    ("水利和湖泊", "水利湖泊"),
)
_LONG_ENDS: Final = (
    ("委员会", ("委员会", "委")),
    ("局", ("局",)),
    ("厅", ("厅",)),
    ("办公室", ("办公室", "办")),
)
_ONE_WORD: Final = (
    ("教育委员会", "教委"),
    ("科学技术委员会", "科委"),
    ("农业农村委员会", "农业农村委 农委"),
    ("城市管理委员会", "城管委 城市管理委"),
    ("商务委员会", "商务委"),
    ("交通运输委员会", "交通运输委 交通委"),
    ("住房和城乡建设委员会", "住建委 住房城乡建设委"),
    ("经济和信息化委员会", "经信委 经济信息化委"),
    ("市场监督管理委员会", "市场监管委"),
    ("人民防空办公室", "人防办"),
    ("外事办公室", "外办"),
    ("台港澳事务办公室", "台港澳办"),
)
"""Names whose short form drops more than the end of a word."""


def abbreviations(name: str) -> list[str]:
    """Return the standard short forms of a bureau's name, its place before it as it stands."""
    shorts: list[str] = []
    for ending, ways in _LONG_ENDS:
        stem = name.removesuffix(ending)
        if stem == name:
            continue
        whole = [(long, short) for long, short in _ONE_WORD if name.endswith(long)]
        shorts += [name.removesuffix(long) + one for long, kept in whole for one in kept.split()]
        fits = [(core, said) for core, said in _SHORT if stem.endswith(core)]
        core, said = max(fits, key=lambda fit: len(fit[0]), default=("", ""))
        place = stem.removesuffix(core)
        if place.endswith((*_JOINERS, "政府")):
            continue
        shorts += [f"{place}{one}{way}" for one in (core, *said.split()) for way in ways if one]
    return [short for short in shorts if short != name]


_JOINERS: Final = ("和", "与", "及", "、")
