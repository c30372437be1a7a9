"""Lists that a script draws: read by the fallback's rules from the page as Chromium draws it."""

from __future__ import annotations

from crawler.spiders.generic import GenericSpider


class RenderedSpider(GenericSpider):
    """A portal that shows nothing without its scripts. Needs the optional extra ``browser``."""

    name = "rendered"
    renders = True
    experimental = True
