"""What is wrong with a registry file, in Chinese, with the row and field it is wrong in."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from storage.registry.sheet import MAX_REGISTRY_BYTES, RegistrySheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

S = TypeVar("S", bound=BaseModel)
_WORDS: Final = {
    "missing": "缺少此项",
    "extra_forbidden": "没有此项，请核对拼写",
    "string_type": "应为文字（加引号）",
    "string_too_short": "不能为空",
    "string_too_long": "过长",
    "string_pattern_mismatch": "格式不符",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "tuple_type": "应为列表",
    "dict_type": "应为 { … }",
    "too_short": "不能为空",
    "model_type": "应为 { … }",
    "date_type": "应为日期，例如 2027-01-31",
    "date_from_datetime_inexact": "应为日期，例如 2027-01-31",
    "date_parsing": "应为日期，例如 2027-01-31",
    "date_from_datetime_parsing": "应为日期，例如 2027-01-31",
    "literal_error": "应为网址或留空",
}
_AT: Final = re.compile(r"at line (\d+), column (\d+)")
_NAMING: Final = ("slug", "rule", "body", "office", "email", "name", "division")


class Refused(ValueError):  # noqa: N818 - named for what happened to the file
    """The file was refused, and nothing of it imported. ``problems`` are Chinese sentences."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def parse(text: str) -> RegistrySheet:
    """Return a registry file's rows.

    Raises:
        Refused: it is no TOML, or a row is wrong.
    """
    return parse_as(text, RegistrySheet)


def parse_as(text: str, sheet: type[S]) -> S:
    """Return a TOML file as the model that it should be; raises as ``parse`` does."""
    if len(text.encode()) > MAX_REGISTRY_BYTES:
        raise Refused(["文件过大"])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused([_syntax(error)]) from error
    return checked(data, sheet)


def checked(data: dict[str, Any], sheet: type[S]) -> S:
    """Return rows as the model that they should be; raises as ``parse`` does."""
    try:
        return sheet.model_validate(data)
    except ValidationError as error:
        raise Refused(_problem(details, data) for details in error.errors()) from error


def _syntax(error: tomllib.TOMLDecodeError) -> str:
    found = _AT.search(str(error))
    where = f"第{found[1]}行第{found[2]}列" if found else "文件末尾"
    return f"{where}不合 TOML 写法"


def _problem(details: ErrorDetails, data: dict[str, Any]) -> str:
    where = place(details["loc"], data)
    return f"{where}：{_words(details)}"


def _words(details: ErrorDetails) -> str:
    kind = details["type"]
    if kind == "value_error":
        return str(details["ctx"]["error"])
    if kind == "enum":
        return f"只能是 {details['ctx']['expected'].replace(' or ', '、')}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        return "超出范围"
    return _WORDS.get(kind, f"填写有误（{details['msg']}）")


def place(loc: Sequence[int | str], data: Any) -> str:  # noqa: ANN401 - TOML as parsed
    """Return a place in the file: [[portal]]第2项（yunting）的 start."""
    said, heading = "", ""
    for step in loc:
        data = _into(data, step)
        if isinstance(step, int):
            said += f"[[{heading}]]第{step + 1}项{_named(data)}"
            heading = ""
        elif heading:
            heading += f".{step}"
        else:
            heading = step
    return f"{said}的 {heading}" if heading and said else said or heading


def _into(data: Any, step: int | str) -> Any:  # noqa: ANN401
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None


def _named(data: object) -> str:
    if not isinstance(data, dict):
        return ""
    name = next((data[key] for key in _NAMING if isinstance(data.get(key), str)), "")
    return f"（{name}）" if name else ""
