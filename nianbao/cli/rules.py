"""``nianbao rules``: what is checked, how loud each finding is, and where it was set otherwise."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from nianbao.cli.commands import commands_app
from nianbao.cli.door import fail, say, settings
from nianbao.cli.opened import database, known_database
from nianbao.cli.registry import import_file
from nianbao.cli.tables import show
from nianbao.report.catalogue import RULES, loudness
from nianbao.report.catalogue.page import as_markdown
from nianbao.report.grading import AS_IT_IS, Mode
from storage.queries.rules import office_grades, rule_settings, shadow_counts
from storage.registry import export_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nianbao.report.catalogue.rule import Rule
    from nianbao.report.grading import Grade, RuleSetting

app = commands_app(help="列出现行核对规则、级别和内容；导入、导出各地设置。")

MODES: Final = {Mode.ON: "启用", Mode.OFF: "停用", Mode.SHADOW: "试运行"}
_KEYS: Final = ("rule", "name", "severity", "says", "why", "basis", "mode", "effective", "settings")


@app.callback(invoke_without_command=True)
def rules(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="连同理由和依据，以 Markdown 输出（docs/rules.md）")
    ] = False,
    office: Annotated[str, typer.Option(metavar="SLUG", help="在该机构范围内实际执行的级别")] = "",
    shadow: Annotated[
        bool, typer.Option("--shadow", help="试运行规则的待处理条数（只供管理员查看）")
    ] = False,
) -> None:
    """List the rules as they hold everywhere, or for one office."""
    if context.invoked_subcommand is not None:
        return
    if markdown:
        say(as_markdown().rstrip("\n"))
    elif shadow:
        _show_shadows(as_json=as_json)
    else:
        _show(office, as_json=as_json)


@app.command("import", help="从 TOML 文件导入规则设置；可以重复导入。")
def import_rules(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML 文件")],
) -> None:
    """Import a registry file; what was found before follows at the next recheck."""
    import_file(file)
    say("新采集的报告立即按新设置核对；已核对的报告请运行：nianbao recheck --dry-run")


@app.command("export", help="以 TOML 输出现有规则设置。")
def export() -> None:
    """Write how rules are set as it can be imported again."""
    with database(settings()).read() as session:
        say(export_rules(session).rstrip("\n"))


def _show(office: str, *, as_json: bool) -> None:
    said, grades = _configured(office)
    rows = [
        _full(rule, grades.get(rule.code, AS_IT_IS), said)
        if as_json
        else _brief(rule, grades.get(rule.code, AS_IT_IS))
        for rule in RULES
    ]
    show(_KEYS, ("规则", "名称", "级别", "内容"), rows, as_json=as_json)


def _configured(office: str) -> tuple[tuple[RuleSetting, ...], Mapping[str, Grade]]:
    """Return what is set, and what of it holds; nothing where there is no database yet."""
    chosen = settings()
    opened = database(chosen) if office else known_database(chosen)
    if opened is None:
        return (), {}
    with opened.read() as session:
        said = rule_settings(session)
        try:
            held = office_grades(session, office, chosen.clock.now().date()) if office else None
        except LookupError as error:
            fail(str(error.args[0]))
    everywhere = {s.rule: s.grade for s in said if not (s.office or s.division)}
    return said, everywhere if held is None else held


def _brief(rule: Rule, grade: Grade) -> tuple[str, ...]:
    loud = loudness(rule.code, grade.severity or rule.severity)
    level = loud if grade.mode is Mode.ON else f"{loud}（{MODES[grade.mode]}）"
    return rule.code, rule.name, level, rule.sentence


def _full(rule: Rule, grade: Grade, said: tuple[RuleSetting, ...]) -> tuple[object, ...]:
    level = (grade.severity or rule.severity).value
    own = [_as_object(setting) for setting in said if setting.rule == rule.code]
    told = (rule.code, rule.name, rule.severity.value, rule.sentence, rule.reason, rule.basis)
    return *told, grade.mode.value, level, own


def _as_object(setting: RuleSetting) -> dict[str, str | None]:
    severity = setting.grade.severity
    return {
        "office": setting.office,
        "division": setting.division,
        "mode": setting.grade.mode.value,
        "severity": severity.value if severity else None,
        "reason": setting.reason,
        "author": setting.author,
    }


def _show_shadows(*, as_json: bool) -> None:
    with database(settings()).read() as session:
        counts = shadow_counts(session)
        tried = {s.rule for s in rule_settings(session) if s.grade.mode is Mode.SHADOW}
    names = {rule.code: rule.name for rule in RULES}
    rows = [(rule, names.get(rule, rule), counts[rule]) for rule in sorted({*counts, *tried})]
    show(("rule", "name", "findings"), ("规则", "名称", "待处理"), rows, as_json=as_json)
