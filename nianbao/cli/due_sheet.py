"""Due dates by rule as a sheet: division, class, year; submit by, publish by, shift, document."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from alerts.words import CLASSES
from nianbao.cli.table_form import Column, Form, matching, one_of, shown, text, word_for, year
from nianbao.duty.dates import ShiftRule
from nianbao.duty.divisions import is_doubtful
from nianbao.duty.model import Basis
from storage.registry.sheet import DueSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

_CLASSES: Final = {"": None, **{word: one for one, word in CLASSES.items()}}
_BASES: Final = {"": Basis.LOCAL, "地方文件": Basis.LOCAL, "法定": Basis.STATUTORY}
_BASES_READ: Final = {**_BASES, "授权组织": Basis.AUTHORISED}
_DAY: Final = re.compile(r"(?:20\d\d[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?( 00:00:00)?")
_NTH: Final = re.compile(r"节后第(\d{1,2})个工作日")
_NONE, _NEXT = "不顺延", "顺延至下一工作日"
_COMMON_YEAR: Final = 2027


def _month_day(cell: str) -> str | None:
    if not cell:
        return None
    found = _DAY.fullmatch(cell)
    try:
        day = date(_COMMON_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"应为月-日，如 01-31，现为“{cell}”")
    return f"{day:%m-%d}"


def _needed_day(cell: str) -> str | None:
    if not cell:
        raise ValueError("不能为空，应为月-日，如 01-31")
    return _month_day(cell)


def _shift(cell: str) -> tuple[ShiftRule, int]:
    if cell in {"", _NONE}:
        return ShiftRule.NONE, 1
    if cell == _NEXT:
        return ShiftRule.NEXT_WORKDAY, 1
    found = _NTH.fullmatch(cell)
    if found is None:
        raise ValueError(f"只能是“{_NONE}”、“{_NEXT}”或“节后第3个工作日”等，现为“{cell}”")
    return ShiftRule.NTH_WORKDAY_AFTER, int(found[1])


def _shift_words(shift: tuple[ShiftRule, int] | None) -> str:
    if shift is None or shift[0] is ShiftRule.NONE:
        return _NONE
    return _NEXT if shift[0] is ShiftRule.NEXT_WORKDAY else f"节后第{shift[1]}个工作日"


FORM: Final = Form(
    "公布时限",
    (
        Column("区域", "division", 14, matching(r"(\d{6})?", "应为6位区划代码，空白为全部区域")),
        Column("类型", "class", 18, one_of(_CLASSES), word_for(_CLASSES)),
        Column("年度", "year", 10, year),
        Column("提交日", "submit_by", 12, _month_day),
        Column("公布日", "publish_by", 12, _needed_day),
        Column("顺延", "shift", 20, _shift, _shift_words),
        Column("文号", "document", 32, text(500, needed=True)),
        Column("依据性质", "basis", 12, one_of(_BASES_READ), word_for({**_BASES_READ, "": None})),
        Column("备注", "remark", 32, text(2000), shown),
    ),
    needed=("区域", "类型", "年度", "公布日", "文号"),
)


def write(path: Path, rules: Iterable[DueSheet], at: datetime) -> None:
    """Write the sheet in the format that the file's ending names; without rules, a template.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    FORM.write(path, [values(rule) for rule in rules], at)


def values(rule: DueSheet) -> dict[str, Any]:
    """Return a rule as the sheet has it, by field."""
    named = ("division", "year", "submit_by", "publish_by", "document", "basis")
    return {name: getattr(rule, name) for name in named} | {
        "class": rule.body_class,
        "shift": (rule.shift, rule.shift_days),
    }


def key(rule: DueSheet) -> tuple[str, object, int | None]:
    """Return what a rule is about: a rule about the same takes its place."""
    return rule.division, rule.body_class, rule.year


def read(path: Path) -> tuple[list[DueSheet], list[str]]:
    """Return the rules of a sheet, and what is wrong with it, each with row and column.

    Raises:
        Unusable: the file cannot be read, or its headings are not as they must be.
    """
    filled, complaints = FORM.read(path)
    found: dict[tuple[str, object, int | None], tuple[int, DueSheet]] = {}
    wrong = complaints.rows
    for row in filled:
        if row.number in wrong:
            continue
        given = {name: v for name, v in row.values.items() if name not in {"shift", "remark"}}
        shift, days = row.values.get("shift", (ShiftRule.NONE, 1))
        try:
            rule = DueSheet.model_validate({**given, "shift": shift, "shift_days": days})
        except ValidationError as error:
            complaints.add(row.number, "顺延", f"填写有误：{error.errors()[0]['msg']}")
            continue
        if key(rule) in found:
            complaints.add(row.number, "区域", f"与第{found[key(rule)][0]}行重复")
        found.setdefault(key(rule), (row.number, rule))
    return [rule for _, rule in found.values()], complaints.lines


def changes(rules: Iterable[DueSheet], known: Iterable[DueSheet]) -> Iterator[str]:
    """Yield what an import adds and changes, a line each (Chinese)."""
    before = {key(rule): rule for rule in known}
    for rule in rules:
        old = before.get(key(rule))
        if old is None:
            words = FORM.words(values(rule))
            yield f"新增 {_about(rule)}：公布日{words['公布日']}，{words['顺延']}，{words['文号']}"
        else:
            for line in FORM.changes(values(old), values(rule)):
                yield f"更改 {_about(rule)} {line}"


def doubts(rules: Iterable[DueSheet]) -> Iterator[str]:
    """Yield what a person should look at, though it may be right (Chinese)."""
    for rule in rules:
        if is_doubtful(rule.division):
            yield f"区划代码{rule.division}未见于现有区划表，请核对"


def _about(rule: DueSheet) -> str:
    where = rule.division or "全部区域"
    whom = CLASSES[rule.body_class] if rule.body_class else "各类单位"
    return f"{where}　{whom}　{f'{rule.year}年度' if rule.year else '各年度'}"
