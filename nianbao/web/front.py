"""The plain front page, and the frame of the other public ones."""

from __future__ import annotations

from html import escape

import nianbao

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>年报核查</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/style.css"></head>
<body>
<h1>年报核查</h1>
<main>
{inside}
</main>
</body>
</html>
"""
STYLE = """\
body { margin: 0; background: #f2f4f7; color: #1f2933; font-size: 16px; line-height: 1.7;
  font-family: "Microsoft YaHei", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
h1 { max-width: 728px; margin: 0 auto; padding: 14px 16px; background: #1f4e79; color: #ffffff;
  font-size: 18px; line-height: 1.4; }
main { max-width: 728px; margin: 0 auto; padding: 16px; background: #ffffff; }
p { margin: 0 0 12px 0; overflow-wrap: anywhere; }
ul { margin: 0 0 12px 0; padding: 0 0 0 20px; }
li { margin: 0 0 8px 0; overflow-wrap: anywhere; }
a { color: #1f4e79; }
label { display: block; padding: 4px 0; }
button { padding: 8px 20px; border: 0; border-radius: 4px; background: #1f4e79; color: #ffffff;
  font: inherit; }
"""
"""The pages' style, in the colours of the mails; it comes from the site itself."""
_FRONT = """<p>本系统核查政府信息公开工作年度报告的公布情况和表内数据，
按期向政府信息公开工作主管部门报送摘要。</p>
<p>版本 {version}　<a href="/health">运行状况</a>　<a href="/api/openapi.json">接口说明</a></p>"""


def text(said: str) -> str:
    """Return a text as it may stand in a page."""
    return escape(said)


def page(inside: str = "") -> str:
    """Return a page around a trusted fragment of HTML; without one, the front page."""
    return _PAGE.format(inside=inside or _FRONT.format(version=escape(nianbao.__version__)))
