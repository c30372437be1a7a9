"""``python -m crawler JOB.json OUTDIR`` crawls one job into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.process import MALFORMED, run
from nianbao import logs

_ARGUMENTS = 2


def main(arguments: list[str]) -> int:
    """Run one job; the arguments are its file and the folder that takes the results."""
    logs.configure()
    if len(arguments) != _ARGUMENTS:
        sys.stderr.write("usage: python -m crawler JOB.json OUTDIR\n")
        return MALFORMED
    return run(Path(arguments[0]), Path(arguments[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
