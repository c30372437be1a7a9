"""Files that only office programs write, kept beside the tests."""

from pathlib import Path

from nianbao.report.model import Source

FOLDER = Path(__file__).parent / "fixtures"


def fixture(name, called=None):
    return Source((FOLDER / name).read_bytes(), called or name)
