"""docs/rules.md, printed from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nianbao.report.catalogue import RULES, loudness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nianbao.report.catalogue.rule import Rule

_PREFACE: Final = """# Rules

Printed by `nianbao rules --markdown`; a test compares this file with the code.
The texts are those that offices read, so they are Chinese.

The severity is that of a finding which was read for certain. A finding that
rests on a cell read with doubt is at most a warning (请关注). A relation
(`t3.*`, `t4.*`) is an error only when it is `broken`; a `doubtful` one (blanks
could make it true) is a warning, an `unjudged` one a note. What these verdicts
mean: [how-it-works.md](how-it-works.md).
"""


def as_markdown() -> str:
    """Return docs/rules.md."""
    return (
        "\n".join((_PREFACE, *(line for rule in RULES for line in _section(rule)))).rstrip() + "\n"
    )


def _section(rule: Rule) -> Iterator[str]:
    yield f"## `{rule.code}` {rule.name}\n"
    yield f"- 级别：{loudness(rule.code, rule.severity)}（`{rule.severity.value}`）"
    yield f"- 内容：{rule.sentence}"
    yield f"- 理由：{rule.reason}"
    yield f"- 依据：{rule.basis}\n"
