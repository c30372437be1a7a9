"""A real Chromium, found where the product would find it."""

from __future__ import annotations

import pytest

from nianbao.settings import Settings
from tests.crawler.conftest import web

__all__ = ["web"]


@pytest.fixture(scope="session")
def chromium():
    found = Settings().browser
    assert found, "Chromium is not installed: make test-browser installs it"
    return found
