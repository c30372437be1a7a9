"""Bodies as a sheet that an office fills in: written as XLSX or CSV, read back with complaints."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from alerts.words import CLASSES
from alerts.workbook import add_page, new_book, safe
from nianbao.cli.table_file import Unusable, cells
from nianbao.duty.credit_code import is_credit_code
from storage.registry.sheet import BodySheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

PAGE: Final = "单位"
FIELDS: Final = {
    "单位代号": "slug",
    "全称": "name",
    "类型": "class",
    "简称": "short",
    "曾用名": "former",
    "区划代码": "division",
    "信用代码": "credit_code",
    "起始日期": "since",
    "终止日期": "until",
}
_NEEDED: Final = ("单位代号", "全称", "类型")
_WIDTHS: Final = (20, 32, 18, 24, 28, 14, 24, 14, 14)
_BY_WORD: Final = {word: body_class for body_class, word in CLASSES.items()}


def write(path: Path, bodies: Iterable[BodySheet], at: datetime) -> None:
    """Write the sheet in the format that the file's ending names; without bodies, a template.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    rows = [tuple(words(body).values()) for body in bodies]
    if path.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([tuple(FIELDS), *([safe(c) for c in row] for row in rows)])
        path.write_bytes(text.getvalue().encode("utf-8-sig"))
    elif path.suffix.lower() == ".xlsx":
        path.write_bytes(_book(rows, at))
    else:
        raise Unusable("文件名应以 .xlsx 或 .csv 结尾")


def _book(rows: Sequence[Sequence[str]], at: datetime) -> bytes:
    """Return a workbook whose cells are text, so that no code filled in loses its last digits."""
    with new_book("单位名录", at) as (book, data):
        add_page(book, PAGE, dict(zip(FIELDS, _WIDTHS, strict=True)), rows)
        as_text = book.add_format({"num_format": "@"})
        for number, width in enumerate(_WIDTHS):
            book.get_worksheet_by_name(PAGE).set_column(number, number, width, as_text)
    return data.getvalue()


def words(body: BodySheet) -> dict[str, str]:
    """Return a body as the sheet shows it, by heading."""
    shown = (
        *(body.slug, body.name, CLASSES[body.body_class]),
        *("、".join(body.short), "、".join(body.former), body.division, body.credit_code),
        *(day.isoformat() if day else "" for day in (body.since, body.until)),
    )
    return dict(zip(FIELDS, shown, strict=True))


def read(path: Path, known: Mapping[str, BodySheet]) -> tuple[list[BodySheet], list[str]]:
    """Return the bodies of a sheet, and what is wrong with it, each with row and column.

    ``known`` are the registered bodies by slug: a new name must keep the old one.

    Raises:
        Unusable: the file cannot be read, or lacks a column.
    """
    heading, *rows = [[_plain(cell) for cell in row] for row in cells(path)] or [[]]
    if absent := [name for name in _NEEDED if name not in heading]:
        raise Unusable(f"缺少列：{'、'.join(absent)}")
    if strange := [name for name in heading if name and name not in FIELDS]:
        raise Unusable(f"没有此列，请核对：{'、'.join(strange)}")
    if twice := sorted({name for name in heading if name and heading.count(name) > 1}):
        raise Unusable(f"列名重复：{'、'.join(twice)}")
    found: list[BodySheet] = []
    wrong: list[str] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        filled = row + [""] * (len(heading) - len(row))  # programs cut empty cells off the end
        held = {name: text for name, text in zip(heading, filled, strict=False) if name}
        if not any(held.values()):
            continue
        values, problems = _row(held)
        slug = held["单位代号"]
        if slug in seen:
            problems.append(("单位代号", f"与第{seen[slug]}行重复"))
        seen.setdefault(slug, number)
        problems += _renamed(values, known.get(slug))
        wrong += [f"工作表“{PAGE}”第{number}行“{name}”列：{why}" for name, why in problems]
        if not problems:
            found.append(BodySheet.model_validate(values))
    return found, wrong


def _row(held: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name, text in held.items():
        try:
            values[FIELDS[name]] = _READERS[name](text)
        except ValueError as error:
            problems.append((name, str(error)))
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        problems.append(("终止日期", "早于起始日期"))
    return values, problems


def _renamed(values: Mapping[str, Any], before: BodySheet | None) -> list[tuple[str, str]]:
    """Complain of a new name without the old one: earlier reports are found by it."""
    name = values.get("name")
    if before is None or name is None or name == before.name:
        return []
    if before.name in values.get("former", before.former):
        return []
    return [("全称", f"已登记为“{before.name}”；更名的，请把原名称写入“曾用名”列")]


def _matching(pattern: str, why: str) -> Callable[[str], str]:
    def read_text(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"{why}，现为“{text}”")
        return text

    return read_text


def _class(text: str) -> object:
    if text not in _BY_WORD:
        raise ValueError(f"只能是{'、'.join(f'“{word}”' for word in _BY_WORD)}，现为“{text}”")
    return _BY_WORD[text]


def _credit(text: str) -> str:
    if text and not is_credit_code(text):
        raise ValueError(f"不是有效的统一社会信用代码（18位，末位为校验码），现为“{text}”")
    return text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00")) if text else None
    except ValueError as error:
        raise ValueError(f"应为日期，如 2026-01-31，现为“{text}”") from error


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in re.split(r"[、；;\n]", text) if (name := part.strip()))


def _plain(text: str) -> str:
    return text.strip().removeprefix("'")


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "单位代号": _matching(r"[a-z0-9][a-z0-9-]{0,79}", "应为小写字母、数字和连字符"),
    "全称": _matching(r"[\s\S]{1,500}", "不能为空，且不超过500字"),
    "类型": _class,
    "简称": _names,
    "曾用名": _names,
    "区划代码": _matching(r"(\d{6}(\d{6})?)?", "应为6位或12位数字"),
    "信用代码": _credit,
    "起始日期": _day,
    "终止日期": _day,
}
