"""A letter's template filled in: the product's own, or the one an office has put in its place.

Templates are DOCX files with Jinja marks, so that an office changes wording and
letterhead in its word processor. They are evaluated in a sandbox.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from alerts import words

if TYPE_CHECKING:
    from pathlib import Path

MAX_TEMPLATE_BYTES: Final = 5_000_000


class BadTemplate(Exception):  # noqa: N818 - named for what was found
    """An office's template cannot be filled in. The message names the file and the place."""


def fill(name: str, values: dict[str, Any], folder: Path | None = None) -> bytes:
    """Return a letter as DOCX. ``folder`` is where an office keeps templates of its own.

    Raises:
        BadTemplate: the office's template is no DOCX, too large, or asks for what is not there.
    """
    own = folder / f"{name}.docx" if folder else None
    if own is not None and own.is_file():
        return _filled(_read(own), values, str(own))
    data = files("alerts.letters").joinpath("templates", f"{name}.docx").read_bytes()
    return _filled(data, values, f"{name}.docx")


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_TEMPLATE_BYTES:
        raise BadTemplate(f"文书模板过大（超过{MAX_TEMPLATE_BYTES // 1_000_000} MB）：{path}")
    return path.read_bytes()


def _filled(data: bytes, values: dict[str, Any], place: str) -> bytes:
    try:
        template = DocxTemplate(BytesIO(data))
        template.render(values, jinja_env=_environment(), autoescape=True)
        filled = BytesIO()
        template.save(filled)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        at = f"（第{line}行）" if line else ""
        raise BadTemplate(f"文书模板无法填写：{place}{at}：{error}") from error
    except (BadZipFile, OpcError, KeyError, ValueError) as error:
        raise BadTemplate(f"不是可用的 DOCX 模板：{place}：{error}") from error
    return filled.getvalue()


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.filters |= {"day": words.day, "minute": words.minute}
    return environment
