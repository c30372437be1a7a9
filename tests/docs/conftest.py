from __future__ import annotations

import pytest

from nianbao.demo.sheets import load
from nianbao.demo.writers import word
from nianbao.report.model import Source
from nianbao.report.reading import read


@pytest.fixture(scope="session")
def a_read_report():
    """The sample report that the documents speak of, as it is read."""
    return read(Source(word.document(load("qinghe_transport_2025")), "sample.docx"))
