"""Templates to letters: text as it stands, HTML with its style inlined.

Mail programs strip style sheets, and Outlook lays out by tables only: every rule
is written to the elements themselves, and no rule relies on flex, max-width on a
div, or the network.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts import words

CSS_BLOCK: Final = "style.css"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alerts"),
        autoescape=select_autoescape(["html.j2"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "minute": words.minute,
        "short_minute": words.short_minute,
        "day": words.day,
        "short_day": words.short_day,
        "rule_name": words.rule_name,
    }
    environment.globals |= {"words": words}
    return environment


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def text_of(template: str, **values: Any) -> str:  # noqa: ANN401 - a template takes anything
    """Return the text part; runs of empty lines are one."""
    text = _environment().get_template(f"{template}.txt.j2").render(**values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def html_of(template: str, **values: Any) -> str:  # noqa: ANN401 - a template takes anything
    """Return the HTML part with every style inlined."""
    environment = _environment()
    style = environment.get_template(CSS_BLOCK).render()
    page = environment.get_template(f"{template}.html.j2").render(style=style, **values)
    return _inliner().inline(page)


def file_of(template: str, **values: Any) -> str:  # noqa: ANN401 - a template takes anything
    """Return a page that stands alone in a file, with its own style sheet in its head.

    ``policy`` in the template is a Content-Security-Policy that allows nothing but
    that style sheet. Characters that are not seen but change what is seen
    (controls, changes of the writing direction) are shown as such.
    """
    environment = _environment()
    style = environment.get_template(f"{template}.css").render()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    text = environment.get_template(f"{template}.html.j2").render(
        style=style, policy=policy, **values
    )
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls without tab and line feed, marks of direction, and halves of characters."""
