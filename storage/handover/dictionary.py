"""The data dictionary: every column of every table, how it is written, and what refers to what."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from sqlalchemy import JSON, Boolean, Date, DateTime, Float, Integer, LargeBinary
from sqlalchemy import Enum as Words
from sqlalchemy.types import TypeDecorator

from storage.handover.tables import FILES, PACKED, tables
from storage.rows import Row

if TYPE_CHECKING:
    from sqlalchemy import Column, Table
    from sqlalchemy.types import TypeEngine

NAMES: Final = {
    "audit": "操作记录",
    "bindings": "单位与栏目对应关系",
    "bodies": "单位",
    "case_events": "督办件办理过程",
    "case_items": "督办件所涉事项和问题",
    "cases": "督办件",
    "chain": "存证校验链",
    "column_outcomes": "栏目每次读取的结果",
    "columns": "栏目",
    "crawl_runs": "采集运行",
    "documents": "栏目中见到的文件",
    "due_rules": "各地期限规定",
    "duties": "应公布事项",
    "duty_texts": "用于比对的报告文字",
    "entries": "人工登记",
    "finding_events": "问题的每一步变化",
    "findings": "核对发现的问题",
    "host_leases": "采集占用",
    "intentions": "待执行的操作",
    "matches": "文件与事项的对应",
    "message_findings": "邮件告知了哪些问题",
    "messages": "已发和待发邮件",
    "portals": "网站",
    "recipients": "收件人",
    "reports": "从原件读出的报告内容",
    "robots": "robots.txt",
    "roll_calls": "定稿的年报公布情况",
    "rule_crashes": "核对程序差错",
    "rule_settings": "各地规则设置",
    "seals": "存证文件封存摘要",
    "settings": "系统设置",
    "standing_events": "事项状态的每次变化",
    "standings": "事项现状态",
    "submissions": "报送记录",
    "successions": "承继关系",
    "supervision": "监督关系",
    "supervision_paths": "监督关系（展开）",
    "text_bands": "文字比对索引",
    "text_signatures": "文字特征值",
    "versions": "文件各版本及其存证位置",
}
"""What tables are called in Chinese; one that is not named here is told by its docstring."""
_HEAD: Final = ("表", "表名称", "列", "写法", "可为空", "主键", "引用", "说明")
_WRITTEN: Final = (
    (Words, "文字（固定词）"),
    (Boolean, "true/false"),
    (Integer, "整数"),
    (Float, "小数"),
    (DateTime, "时刻（ISO 8601，北京时间）"),
    (Date, "日期（ISO 8601）"),
    (JSON, "JSON"),
    (LargeBinary, "字节（base64）"),
)


def dictionary() -> bytes:
    """Return the dictionary as CSV (UTF-8 with a mark, which spreadsheets want)."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_HEAD)
    said = _docstrings()
    for table in tables():
        for column in table.columns:
            rows.writerow(_row(table, column, said.get(table.name, "")))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _docstrings() -> dict[str, str]:
    classes = (mapper.class_ for mapper in Row.registry.mappers)
    return {c.__tablename__: " ".join((c.__doc__ or "").split()) for c in classes}


def _row(table: Table, column: Column[object], said: str) -> tuple[str, ...]:
    first = column is next(iter(table.columns))
    return (
        table.name,
        NAMES.get(table.name, table.name),
        column.name,
        _written(table.name, column),
        "是" if column.nullable else "",
        "是" if column.primary_key else "",
        "；".join(sorted(key.target_fullname for key in column.foreign_keys)),
        said if first else "",
    )


def _written(table: str, column: Column[object]) -> str:
    if (table, column.name) in FILES:
        return f"文件名（{FILES[table, column.name]}）"
    if table == "reports" and column.name in PACKED:
        return "见 figures" if column.name == "provenance" else "JSON（已解开）"
    kind: TypeEngine[object] = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return next((words for known, words in _WRITTEN if isinstance(kind, known)), "文字")
