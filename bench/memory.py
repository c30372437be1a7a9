"""Whether memory stays flat: one process reads and judges five hundred files.

``python bench/memory.py [FOLDER]`` goes round the files of a folder, or the samples of
every format, and prints the memory it holds after every hundred. Files that cannot be
read are counted as well: refusing them must leave nothing behind either.
"""

from __future__ import annotations

import sys
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.samples import samples
from nianbao.report.judge import judge
from nianbao.report.model import Source, Unreadable
from nianbao.report.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = 500


def held() -> float:
    """Return the memory this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _sources(folders: list[str]) -> Iterator[Source]:
    if not folders:
        yield from (Source(one.data, one.name) for one in samples(None))
    for folder in folders:
        for path in sorted(Path(folder).iterdir()):
            if path.is_file():
                yield Source(path.read_bytes(), path.name)


def main(arguments: list[str]) -> int:
    """Print a line for every hundred files."""
    if len(arguments) > 1:
        print("usage: memory.py [FOLDER]", file=sys.stderr)
        return 64
    sources = [*_sources(arguments)]
    refused = 0
    for number, source in enumerate(islice(cycle(sources), FILES), start=1):
        refused += not _is_judged(source)
        if number % 100 == 0:
            print(f"{number} files, {refused} of them unreadable: {held():.0f} MB")
    return 0


def _is_judged(source: Source) -> bool:
    """Read and judge a file; return whether it could be read."""
    try:
        judge(read(source))
    except Unreadable:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
