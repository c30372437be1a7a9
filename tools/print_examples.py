"""Print docs/examples.md: real reports as an office would see them judged.

``python tools/print_examples.py DIR > docs/examples.md`` reads every report of
DIR/reports that has a truth file. Bodies and places are not named: what counts
here is what the product says, and it has no business with anybody in particular.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.cli import sheet
from nianbao.cli.verdict import Checked, check

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFACE = """# Examples

What `nianbao check` says of nine reports that were really published: every
figure as printed, every sentence as an office reads it. Names of bodies and
places are left out (某…). Printed by `tools/print_examples.py`.
"""
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}(?=[省市县区])")
_KIND = re.compile(r"人民政府办公厅|人民政府|[\u4e00-\u9fff]{2,8}?(?:局|委员会)$")


def main(arguments: list[str]) -> int:
    """Print the document; return the exit status."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "truth").is_dir():
        print("usage: print_examples.py DIR (with DIR/reports and DIR/truth)", file=sys.stderr)
        return 64
    corpus = Path(arguments[0])
    print(_PREFACE)
    for number, path in enumerate(_reports(corpus), start=1):
        checked = check(str(path))
        print("\n".join(_example(number, path, checked, _names(corpus, path))))
    return 0


def _reports(corpus: Path) -> list[Path]:
    found = sorted((corpus / "reports").iterdir())
    return [path for path in found if (corpus / "truth" / f"{path.stem}.json").is_file()]


def _names(corpus: Path, path: Path) -> tuple[str, ...]:
    """Return what may not be shown: the body's name, and the places in it."""
    truth = json.loads((corpus / "truth" / f"{path.stem}.json").read_text("utf-8"))
    organ: str = truth["organ"]
    places = _PLACE.findall(re.sub("[省市县区]", lambda mark: f"{mark.group()} ", organ))
    return tuple(sorted({organ, *places}, key=len, reverse=True))


def _example(number: int, path: Path, checked: Checked, names: tuple[str, ...]) -> Iterator[str]:
    report = checked.report
    year = report.year if report else None
    yield f"## {number}. {path.suffix[1:].upper()}, {year}\n"
    yield "```text"
    said = sheet.text(checked).replace(str(path), f"report{path.suffix}").rstrip()
    yield _unnamed(said, names)
    yield "```\n"


def _unnamed(said: str, names: tuple[str, ...]) -> str:
    organ = names[0]
    kind = _KIND.search(organ)
    said = said.replace(organ, f"某{kind.group() if kind else '单位'}")
    for place in names[1:]:
        said = re.sub(rf"{place}(?=[省市县区])", "某", said).replace(place, "某地")
    return said.replace("某某", "某")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
