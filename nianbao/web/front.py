"""The plain front page, and the frame of the other public ones."""

from __future__ import annotations

from html import escape

import nianbao

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>年报核查</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<h1>年报核查</h1>
{inside}
</body>
</html>
"""
_FRONT = """<p>本系统核查政府信息公开工作年度报告的公布情况和表内数据，
按期向政府信息公开工作主管部门报送摘要。</p>
<p>版本 {version}　<a href="/health">运行状况</a>　<a href="/api/openapi.json">接口说明</a></p>"""


def text(said: str) -> str:
    """Return a text as it may stand in a page."""
    return escape(said)


def page(inside: str = "") -> str:
    """Return a page around a trusted fragment of HTML; without one, the front page."""
    return _PAGE.format(inside=inside or _FRONT.format(version=escape(nianbao.__version__)))
