"""The statutory form as data: both editions of tables two, three and four.

依据：《政府信息公开条例》第五十条；国办公开办函〔2019〕60号（2019、2020 年度报告）、
国办公开办函〔2021〕30号（2021 年度起）的统一格式。

A figure's key is ``<table>.<row>.<column>``. ``KEYS`` holds every key of both
editions once, in the order of the form; everything that stores or compares
figures by position uses that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Edition: TypeAlias = Literal["2019", "2021", "older"]

FIRST_YEAR_2019: Final = 2019
FIRST_YEAR_2021: Final = 2021


def edition_for(year: int) -> Edition:
    """Return the edition that a report on ``year`` has to follow."""
    if year >= FIRST_YEAR_2021:
        return "2021"
    return "2019" if year >= FIRST_YEAR_2019 else "older"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures. ``names`` are the printed headings, the form's own first."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of figures.

    ``group`` is the printed label of the group the row belongs to (table 3:
    "（三）不予公开"; table 2: the clause of article 20). ``number`` is the
    ordinal printed before the label. ``editions`` are those that have the row.
    """

    key: str
    label: str
    group: str = ""
    number: str = ""
    editions: tuple[Edition, ...] = ("2019", "2021")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of table-2 rows under one heading, with the columns of each edition."""

    clause: str
    rows: tuple[Row, ...]
    columns: dict[Edition, tuple[Column, ...]]


# --- Table 3 -----------------------------------------------------------------

APPLICANTS: Final = (
    Column("person", ("自然人",)),
    Column("business", ("商业企业",)),
    Column("research", ("科研机构",)),
    Column("nonprofit", ("社会公益组织",)),
    Column("legal_service", ("法律服务机构",)),
    Column("other", ("其他",)),
    Column("total", ("总计", "合计")),
)
ORGANISATIONS: Final = "法人或其他组织"
T3_RESULTS: Final = "三、本年度办理结果"
T3_CORNER: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

_DENIED, _UNAVAILABLE = "（三）不予公开", "（四）无法提供"
_REFUSED, _OTHER = "（五）不予处理", "（六）其他处理"

T3_ROWS: Final = (
    Row("received", "本年新收政府信息公开申请数量", number="一"),
    Row("carried_in", "上年结转政府信息公开申请数量", number="二"),
    Row("granted", "予以公开", number="（一）"),
    Row("partly_granted", "部分公开（区分处理的，只计这一情形，不计其他情形）", number="（二）"),
    Row("denied_state_secret", "属于国家秘密", _DENIED, "1"),
    Row("denied_by_law", "其他法律行政法规禁止公开", _DENIED, "2"),
    Row("denied_security", "危及“三安全一稳定”", _DENIED, "3"),
    Row("denied_third_party", "保护第三方合法权益", _DENIED, "4"),
    Row("denied_internal", "属于三类内部事务信息", _DENIED, "5"),
    Row("denied_process", "属于四类过程性信息", _DENIED, "6"),
    Row("denied_enforcement_file", "属于行政执法案卷", _DENIED, "7"),
    Row("denied_inquiry", "属于行政查询事项", _DENIED, "8"),
    Row("unavailable_not_held", "本机关不掌握相关政府信息", _UNAVAILABLE, "1"),
    Row("unavailable_needs_making", "没有现成信息需要另行制作", _UNAVAILABLE, "2"),
    Row("unavailable_unclear", "补正后申请内容仍不明确", _UNAVAILABLE, "3"),
    Row("refused_petition", "信访举报投诉类申请", _REFUSED, "1"),
    Row("refused_repeat", "重复申请", _REFUSED, "2"),
    Row("refused_publication", "要求提供公开出版物", _REFUSED, "3"),
    Row("refused_excessive", "无正当理由大量反复申请", _REFUSED, "4"),
    Row("refused_reconfirm", "要求行政机关确认或重新出具已获取信息", _REFUSED, "5"),
    Row("other", "其他处理", number="（六）", editions=("2019",)),
    Row(
        "other_uncorrected",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        _OTHER,
        "1",
        ("2021",),
    ),
    Row(
        "other_unpaid",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        _OTHER,
        "2",
        ("2021",),
    ),
    Row("other_rest", "其他", _OTHER, "3", ("2021",)),
    Row("settled", "总计", number="（七）"),
    Row("carried_out", "结转下年度继续办理", number="四"),
)
T3_GROUPS: Final = (_DENIED, _UNAVAILABLE, _REFUSED, _OTHER)
T3_OTHER_PARTS: Final = ("other_uncorrected", "other_unpaid", "other_rest")
T3_FRAME: Final = ("received", "carried_in", "settled", "carried_out")
"""The rows that stand outside the list of results (一)–(六)."""
T3_LEAVES: Final = tuple(
    row.key for row in T3_ROWS if row.key not in (*T3_FRAME, "other", *T3_OTHER_PARTS)
)
"""The results that both editions have: （一） to （五）, without （六）."""

# --- Table 4 -----------------------------------------------------------------

T4_ROWS: Final = (
    Row("review", "行政复议"),
    Row("suit_direct", "未经复议直接起诉"),
    Row("suit_after_review", "复议后起诉"),
)
T4_SUITS: Final = "行政诉讼"
OUTCOMES: Final = (
    Column("upheld", ("结果维持",)),
    Column("corrected", ("结果纠正",)),
    Column("other", ("其他结果",)),
    Column("pending", ("尚未审结",)),
    Column("total", ("总计", "合计")),
)

# --- Table 2 -----------------------------------------------------------------

_ITEMS = (
    Column("prior_items", ("上一年项目数量",)),
    Column("change", ("本年增/减",)),
    Column("decisions", ("处理决定数量",)),
)
_DECISIONS = (Column("decisions", ("本年处理决定数量", "处理决定数量")),)

T2_BLOCKS: Final = (
    Block(
        "第二十条第（一）项",
        (Row("regulations", "规章"), Row("normative", "行政规范性文件")),
        {
            "2019": (
                Column("made", ("本年新制作数量",)),
                Column("published", ("本年新公开数量",)),
                Column("total", ("对外公开总数量",)),
            ),
            "2021": (
                Column("issued", ("本年制发件数",)),
                Column("repealed", ("本年废止件数",)),
                Column("in_force", ("现行有效件数",)),
            ),
        },
    ),
    Block(
        "第二十条第（五）项",
        (
            Row("permits", "行政许可"),
            Row("other_services", "其他对外管理服务事项", editions=("2019",)),
        ),
        {"2019": _ITEMS, "2021": _DECISIONS},
    ),
    Block(
        "第二十条第（六）项",
        (Row("penalties", "行政处罚"), Row("coercion", "行政强制")),
        {"2019": _ITEMS, "2021": _DECISIONS},
    ),
    Block(
        "第二十条第（八）项",
        (Row("fees", "行政事业性收费"),),
        {"2019": _ITEMS[:2], "2021": (Column("amount", ("本年收费金额",)),)},
    ),
    Block(
        "第二十条第（九）项",
        (Row("procurement", "政府集中采购", editions=("2019",)),),
        {
            "2019": (
                Column("projects", ("采购项目数量",)),
                Column("amount", ("采购总金额",)),
            )
        },
    ),
)
T2_CONTENT: Final = "信息内容"

MONEY: Final = frozenset({"t2.fees.amount", "t2.procurement.amount"})
"""Keys whose value is an amount in yuan (元), not a count."""
MONEY_HEADER_UNIT: Final = {"t2.fees.amount": "万元"}
"""The unit that the form itself prints in the header; procurement has none."""
SIGNED: Final = frozenset(f"t2.{row.key}.change" for block in T2_BLOCKS for row in block.rows)
"""Keys that may be below zero (本年增/减)."""


def t2_keys(edition: Edition) -> tuple[str, ...]:
    """Return the keys of table 2 in one edition, in the order of the form."""
    return tuple(
        f"t2.{row.key}.{column.key}"
        for block in T2_BLOCKS
        for row in block.rows
        if edition in row.editions
        for column in block.columns.get(edition, ())
    )


def t3_keys(edition: Edition) -> tuple[str, ...]:
    """Return the keys of table 3 in one edition: 23 (2019) or 25 (2021) rows by 7 columns."""
    return tuple(
        f"t3.{row.key}.{column.key}"
        for row in T3_ROWS
        if edition in row.editions
        for column in APPLICANTS
    )


T4_KEYS: Final = tuple(f"t4.{row.key}.{column.key}" for row in T4_ROWS for column in OUTCOMES)


def keys(t2: Edition, t3: Edition) -> tuple[str, ...]:
    """Return all keys of a report whose tables follow the given editions."""
    return (*t2_keys(t2), *t3_keys(t3), *T4_KEYS)


KEYS: Final = tuple(
    dict.fromkeys(
        (
            *t2_keys("2019"),
            *t2_keys("2021"),
            *(f"t3.{row.key}.{column.key}" for row in T3_ROWS for column in APPLICANTS),
            *T4_KEYS,
        )
    )
)
"""Every key of both editions, once, in a fixed order. Append only: stored figures rely on it."""

POSITION: Final = {key: number for number, key in enumerate(KEYS)}

SECTIONS: Final = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
TABLES: Final = {"t2": SECTIONS[1], "t3": SECTIONS[2], "t4": SECTIONS[3]}


def place_name(key: str) -> str:
    """Return a figure's place in Chinese, for instance 表三“（七）总计／商业企业”."""
    table, row_key, column_key = key.split(".")
    if table == "t3":
        row = _T3_BY_KEY[row_key]
        return f"表三“{row_name(row)}／{_APPLICANT_NAMES[column_key]}”"
    if table == "t4":
        return f"表四“{_T4_NAMES[row_key]}／{_OUTCOME_NAMES[column_key]}”"
    return f"表二“{_T2_NAMES[row_key]}／{_T2_COLUMN_NAMES[row_key, column_key]}”"


def row_name(row: Row) -> str:
    """Return a table-3 row as the form prints it, with its group where the label needs it."""
    mark = "、" if row.number in {"一", "二", "四"} else "." if row.number.isdigit() else ""
    label = row.label.partition("（")[0]
    return f"{row.group[:3]}{row.number}{mark}{label}"


def t3_row_name(key: str) -> str:
    """Return the name of the table-3 row with this key."""
    return row_name(_T3_BY_KEY[key])


_T3_BY_KEY = {row.key: row for row in T3_ROWS}
_APPLICANT_NAMES = {column.key: column.names[0] for column in APPLICANTS}
_OUTCOME_NAMES = {column.key: column.names[0] for column in OUTCOMES}
_T4_NAMES = {row.key: row.label for row in T4_ROWS}
_T2_NAMES = {row.key: row.label for block in T2_BLOCKS for row in block.rows}
_T2_COLUMN_NAMES = {
    (row.key, column.key): column.names[0]
    for block in T2_BLOCKS
    for columns in block.columns.values()
    for column in columns
    for row in block.rows
}


def applicant_name(column: str) -> str:
    """Return the Chinese heading of a table-3 column."""
    return _APPLICANT_NAMES[column]


def outcome_name(column: str) -> str:
    """Return the Chinese heading of a table-4 column."""
    return _OUTCOME_NAMES[column]


def t4_row_name(key: str) -> str:
    """Return the Chinese name of a table-4 group."""
    return _T4_NAMES[key]


def t2_row_name(key: str) -> str:
    """Return the Chinese name of a table-2 row."""
    return _T2_NAMES[key]
