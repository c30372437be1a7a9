"""The sample city, run once for all tests of a worker that only read it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

FONT = Path(str(resources.files("alerts").joinpath("fonts/NotoSansSC-GB2312.ttf")))


@pytest.fixture(scope="session")
def font() -> Path:
    return FONT
