"""All commands by name. A command's module is imported when it is called, not before."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command as built

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter

COMMANDS: Final = {
    "check": "核对一份或多份年度报告文件，不需要服务器和数据库",
    "demo": "在示例网站上把全部工作完整运行一遍",
    "up": "在本机运行全部组件",
    "crawl": "立即采集指定（或全部）网站",
    "recheck": "按现行规则和读取程序重新核对已存档的报告",
    "status": "查看运行情况和设置",
    "digest": "生成并发送每周摘要",
    "portals": "网站：列出、登记、导入、暂停、恢复",
    "bodies": "单位：列出、导入",
    "duties": "应公布事项：列出、导入",
    "rollcall": "年报公布情况：显示、导出、定稿",
    "summary": "汇总底表：表二、表三、表四按单位汇总",
    "score": "按本地评分表给各单位评分，逐项说明",
    "findings": "核对结果：列出、签收、确认、通知整改、不予认定、暂缓",
    "cases": "督办件：列出、立案、办理、反馈、办结、起草文书",
    "calendar": "工作日历：列出、导入调休安排",
    "bounces": "登记退信：读取退信通知，原邮件记为未能送达",
    "evidence": "存证：核验、导出",
    "rules": "列出核对规则；导入、导出各地设置",
    "migrate": "建立或更新数据库结构",
    "worker": "运行任务进程（队列 crawl、read、deliver）",
    "beat": "运行定时进程（全系统只运行一个）",
    "serve": "运行网页和健康检查",
}
"""Every command with the line that ``nianbao --help`` shows; module ``nianbao.cli.<name>``."""

WHAT: Final = "年报核查：核查政府信息公开工作年度报告的公布情况和表内数据。"


class Commands(TyperGroup):
    """Finds each command's ``app`` in the module of the same name."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"nianbao.cli.{cmd_name}")
        found = built(module.app)
        found.name = cmd_name
        return found

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """Write the list without importing all of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    cls=Commands,
    help=WHAT,
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)


@app.callback(help=WHAT)
def _root() -> None:
    """Do nothing: without it Typer would take a single command for the root."""


def command() -> Any:  # noqa: ANN401 - Typer's own copy of Click has no public name
    """Return the root command."""
    return built(app)


def commands_app(**options: Any) -> typer.Typer:  # noqa: ANN401 - Typer's keyword arguments
    """Return an empty Typer in the common style, for one command's module."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, **options)
