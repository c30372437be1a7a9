"""A duty's evidence as one zip that an office can file, check by itself and pass on."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass, field
from io import StringIO
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from alerts import timeline, words
from nianbao.clock import SHANGHAI
from nianbao.duty.model import Outcome
from storage.archive import Altered
from storage.extract import confirmations, extract
from storage.queries.seals import links, links_over, stamps
from storage.retention import tombstones
from storage.retention.tombstones import TOMBSTONES, BadTombstone
from storage.sealing import CHAIN, link_name
from tasks.chronicle import relied_on, sheet
from tasks.prints import is_printable, print_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from typing import IO

    from storage.archive import Archive
    from storage.database import Session
    from storage.evidence import Place
    from storage.queries.dossiers import Dossier, ReadingView
    from storage.queries.seals import Sealed

MOST_PAGES: Final = 500
"""Of one duty so many records are copied out."""
MOST_PRINTS: Final = 40
MOST_CHAIN_BYTES: Final = 200_000_000
"""Links behind the covering ones are added up to this size."""
_BLOCK: Final = 1 << 20
_ENDINGS: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/plain": "txt",
    "text/xml": "xml",
    "application/xml": "xml",
    "image/png": "png",
    "image/jpeg": "jpg",
}
_ENDING: Final = re.compile(r"\.([A-Za-z0-9]{1,5})$")


@dataclass(frozen=True, slots=True)
class Page:
    """One record that goes into the zip: what it is, and where it is kept."""

    what: str  # 列表页, 报告页, 附件, 截图
    url: str
    at: datetime
    place: Place
    status: int | None
    content_type: str
    why: str = ""


@dataclass(slots=True)
class Filed:
    """What went into the zip. ``left_out`` says in words what did not, and why."""

    pages: int = 0
    prints: int = 0
    records: int = 0
    links: int = 0
    unlinked: int = 0
    tombstones: int = 0
    left_out: list[str] = field(default_factory=list)


def file_duty(
    session: Session, archive: Archive, dossier: Dossier, out: IO[bytes], *, browser: str = ""
) -> Filed:
    """Write a duty's evidence into a zip. ``browser`` "" leaves the prints out, and says so.

    Raises:
        storage.archive.Altered: something is not as it was kept; nothing may be filed then.
    """
    filed = Filed()
    pages = [*_pages(dossier)]
    if len(pages) > MOST_PAGES:
        filed.left_out.append(f"共{len(pages)}条记录，仅收入前{MOST_PAGES}条")
        del pages[MOST_PAGES:]
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        box = _Box(zipped, dossier.at)
        _put_pages(box, archive, pages, browser, filed)
        files = _put_records(box, archive, pages, dossier, filed)
        _put_chain(box, session, archive, files, filed)
        _put_timeline(box, dossier, filed)
        box.put("说明.txt", _readme(dossier, filed).encode())
        box.close()
    return filed


class _Box:
    """A zip whose every file is written down with its SHA-256."""

    def __init__(self, zipped: ZipFile, at: datetime) -> None:
        self._zip, self._sums = zipped, StringIO()
        local = at.astimezone(SHANGHAI)
        self._date = (local.year, local.month, local.day, local.hour, local.minute, local.second)

    def put(self, name: str, data: bytes) -> None:
        self._zip.writestr(self._info(name), data)
        self._sums.write(f"{hashlib.sha256(data).hexdigest()}  {name}\n")

    def pour(self, name: str, file: IO[bytes]) -> None:
        """Put a file in, in blocks."""
        found = hashlib.sha256()
        with self._zip.open(self._info(name), "w", force_zip64=True) as target:
            while block := file.read(_BLOCK):
                found.update(block)
                target.write(block)
        self._sums.write(f"{found.hexdigest()}  {name}\n")

    def close(self) -> None:
        """Write the sums; nothing can be put in after that."""
        self._zip.writestr(self._info("SHA256SUMS"), self._sums.getvalue())

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self._date)
        info.compress_type = ZIP_STORED if name.endswith(".gz") else ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info


# --- Which pages ----------------------------------------------------------------


def _pages(dossier: Dossier) -> Iterator[Page]:
    """Yield every version of the report and what belongs to it, then the lists that prove it."""
    for seen in dossier.seen:
        document = seen.document
        what = "附件" if document.parent_id else "报告页"
        if seen.certain is False or seen.rejected_at is not None:
            what = f"疑似{what}"
        for number, version in enumerate(seen.versions, start=1):
            why = f"第{number}版"
            yield Page(
                what, version.url, version.first_seen, version.place, None,
                version.content_type, why,
            )  # fmt: skip
    for shot in dossier.screenshots:
        yield Page("截图", shot.url, shot.at, shot.place, None, "image/png", "人工登记时提交")
    for reading, why in _telling(dossier):
        for proof in reading.proofs:
            yield Page(
                "列表页", proof.url, proof.at, proof.place, proof.status, proof.content_type, why
            )


def _telling(dossier: Dossier) -> Iterator[tuple[ReadingView, str]]:
    """Yield the readings whose lists are filed: those relied on, around the first sight, the last.

    Each with its own pages, so that whoever asks of a moment finds what was seen then. Of a
    column that cannot be read these are the answers instead of a list, the first and the last.
    """
    chosen: dict[tuple[str, datetime], tuple[ReadingView, str]] = {}

    def take(reading: ReadingView | None, why: str) -> None:
        if reading is not None:
            chosen.setdefault((reading.column, reading.at), (reading, why))

    for reading in dossier.readings:
        if relied_on(reading, dossier):
            take(reading, "现状态据此认定")
    for column in dict.fromkeys(reading.column for reading in dossier.readings):
        of_column = [r for r in dossier.readings if r.column == column]
        read = [r for r in of_column if r.outcome is Outcome.OK]
        first = next((n for n, r in enumerate(read) if r.maybe), None)
        if first is not None:
            take(read[first], "首次列有报告")
            take(read[first - 1] if first else None, "列有报告之前最后一次完整读取")
        gone = next((r for r in read[first or 0 :] if first is not None and not r.maybe), None)
        take(gone, "不再列有报告")
        take(read[-1] if read else None, "最近一次完整读取")
        failed = of_column[of_column.index(read[-1]) + 1 :] if read else of_column
        take(failed[0] if failed else None, "自此未能完整读取")
        take(failed[-1] if failed else None, "最近一次未能完整读取")
    yield from sorted(chosen.values(), key=lambda pair: pair[0].at)


# --- What goes in ---------------------------------------------------------------


_INDEX: Final = (
    *("文件", "类别", "说明", "网址", "采集时间", "内容SHA-256", "字节数"),
    *("存证文件", "存证位置", "打印件"),
)


def _put_pages(
    box: _Box, archive: Archive, pages: Sequence[Page], browser: str, filed: Filed
) -> None:
    """Put each record's bytes as fetched, a print of what is a page, and the index of both."""
    index = StringIO()
    table = csv.writer(index)
    table.writerow(_INDEX)
    if not browser:
        filed.left_out.append("未安装 Chromium，未制作网页打印件（PDF）")
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for number, page in enumerate(pages, start=1):
        data = archive.payload(page.place)
        key = (page.url, page.place.sha256)
        if key not in names:  # a list that did not change is put in once, and listed each time
            printed = _printed(filed, number, page, data, browser)
            names[key] = (f"pages/{_name(number, page)}", "有" if printed else "")
            box.put(names[key][0], data)
            filed.pages += 1
            if printed:
                box.put(f"prints/{number:03d}_{page.what}.pdf", printed)
        name, has = names[key]
        at = f"{page.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        where = (f"{page.place.folder}/{page.place.warc}", page.place.offset, has)
        told = (page.what, page.why, page.url, at, page.place.sha256, page.place.length)
        table.writerow((name, *told, *where))
    box.put("记录清单.csv", index.getvalue().encode("utf-8-sig"))


def _name(number: int, page: Page) -> str:
    kind = page.content_type.partition(";")[0].strip().lower()
    by_address = _ENDING.search(urlsplit(page.url).path)
    ending = _ENDINGS.get(kind) or (by_address[1].lower() if by_address else "bin")
    moment = f"{page.at.astimezone(SHANGHAI):%Y%m%dT%H%M}"
    return f"{number:03d}_{page.what}_{moment}.{ending}"


def _printed(filed: Filed, number: int, page: Page, data: bytes, browser: str) -> bytes | None:
    """Return a page's print, None for what is not printed; what should have been is noted."""
    if not browser or not is_printable(page.content_type, data):
        return None
    if filed.prints >= MOST_PRINTS:
        filed.left_out.append(f"网页打印件只制作前{MOST_PRINTS}件：第{number}号记录未打印")
        return None
    printed = print_page(browser, data, page.content_type)
    if printed is None:
        filed.left_out.append(f"第{number}号记录未能打印：{page.url}")
        return None
    filed.prints += 1
    return printed


def _put_records(
    box: _Box, archive: Archive, pages: Sequence[Page], dossier: Dossier, filed: Filed
) -> set[tuple[str, str]]:
    """Put the WARC extract; return the files (folder, name) from which it was taken."""
    places = [page.place for page in pages]
    places += [place for reading, _ in _telling(dossier) for place in _confirmed(archive, reading)]
    with TemporaryFile() as file:
        copied = extract(archive, places, file)
        filed.records = len(copied)
        if copied:
            file.seek(0)
            box.pour("warc/extract.warc.gz", file)
    origin = StringIO()
    table = csv.writer(origin)
    table.writerow(("类型", "网址", "时间（UTC）", "存证文件", "存证位置", "压缩后字节数"))
    for one in copied:
        table.writerow(
            (one.kind, one.url, one.at, f"{one.folder}/{one.warc}", one.offset, one.length)
        )
    box.put("warc/出处.csv", origin.getvalue().encode("utf-8-sig"))
    return {(one.folder, one.warc) for one in copied}


def _confirmed(archive: Archive, reading: ReadingView) -> tuple[Place, ...]:
    """Return the confirmations by which a reading knew a list page again without fetching it."""
    urls = {proof.url for proof in reading.proofs if proof.place.folder != reading.folder}
    return confirmations(archive, reading.folder, urls) if urls and reading.folder else ()


def _put_chain(
    box: _Box, session: Session, archive: Archive, files: set[tuple[str, str]], filed: Filed
) -> None:
    """Put the seals of the files, the links that cover them, and what joins these to the last."""
    files = files | _put_tombstones(box, archive, files, filed)
    sealed = links_over(session, files)
    box.put("chain/封存.csv", _seals(files, sealed))
    covering = {one.link for one in sealed.values() if one.link is not None}
    filed.unlinked = sum(file not in sealed or sealed[file].link is None for file in files)
    size, kept, left = 0, stamps(session), 0
    for link in links(session):
        if not covering or link.number < min(covering):
            continue
        path = archive.file(CHAIN, link_name(link.number))
        size += path.stat().st_size if link.number not in covering else 0
        if link.number not in covering and size > MOST_CHAIN_BYTES:
            left += 1
            continue
        with path.open("rb") as file:
            box.pour(f"chain/{path.name}", file)
        if link.number in kept:
            box.put(f"chain/{link.number:06d}.tsr", kept[link.number])
        filed.links += 1
    if left:
        filed.left_out.append(f"校验链后续{left}环过大，未收入")


def _put_tombstones(
    box: _Box, archive: Archive, files: set[tuple[str, str]], filed: Filed
) -> set[tuple[str, str]]:
    """Put what was written down when files were rewritten; return these texts and the old files.

    The links name the old files: the texts tell which of their records are in the new ones.
    """
    found: set[tuple[str, str]] = set()
    try:
        stones = tombstones.behind(archive, files)
    except BadTombstone as error:
        raise Altered(str(error)) from error
    for stone in stones:
        text = archive.file(TOMBSTONES, tombstones.text_name(stone.number))
        with text.open("rb") as file:
            box.pour(f"{TOMBSTONES}/{text.name}", file)
        found |= {(stone.folder, stone.name), (TOMBSTONES, text.name)}
        filed.tombstones += 1
    return found


def _seals(files: set[tuple[str, str]], sealed: dict[tuple[str, str], Sealed]) -> bytes:
    data = StringIO()
    table = csv.writer(data)
    table.writerow(("存证文件", "字节数", "SHA-256", "封存时间", "校验链环号"))
    for folder, name in sorted(files):
        one = sealed.get((folder, name))
        if one is None:
            table.writerow((f"{folder}/{name}", "", "", "尚未封存", ""))
            continue
        link = one.link if one.link is not None else "尚未入链"
        at = words.minute(one.sealed_at)
        table.writerow((f"{folder}/{name}", one.length, one.sha256, at, link))
    return data.getvalue().encode("utf-8-sig")


def _put_timeline(box: _Box, dossier: Dossier, filed: Filed) -> None:
    told = sheet(dossier, remarks=tuple(filed.left_out))
    box.put("时间线.docx", timeline.as_docx(told))
    box.put("时间线.txt", timeline.as_text(told).encode())
    box.put("采集记录.csv", timeline.as_csv(told.readings))


def _readme(dossier: Dossier, filed: Filed) -> str:
    view = dossier.view
    prints = f"{filed.prints}件" if filed.prints else "无"
    unlinked = f"；另有{filed.unlinked}个存证文件尚未入链" if filed.unlinked else ""
    lines = [
        f"{view.name}{view.duty.year}年度政府信息公开工作年度报告　存证材料",
        f"导出时间：{words.minute(dossier.at)}",
        "",
        "时间线.docx、时间线.txt　何时读取哪个栏目、结果如何、何时首次采集到报告、有何变动和处理",
        "采集记录.csv　逐次采集记录",
        f"pages/　网页和附件的原始字节，共{filed.pages}件；清单见“记录清单.csv”",
        f"prints/　网页打印件（PDF），{prints}；由存档字节生成，不含未存档的图片和样式",
        f"warc/extract.warc.gz　上述记录的WARC原始记录，共{filed.records}条，可用warcio读取",
        f"chain/　存证文件的封存摘要和校验链，共{filed.links}环{unlinked}",
        "SHA256SUMS　本材料全部文件的SHA-256",
        "",
        "核对方法：",
        "1．在本文件夹运行 sha256sum -c SHA256SUMS，应全部为“OK”（成功）。",
        "2．校验链每环（chain/000001.txt等）第二行为上一环文件的SHA-256，可与事先抄录的摘要比对。",
        "3．链中每行为一个存证文件的SHA-256、字节数和名称，与“chain/封存.csv”对应。",
        "4．warc/出处.csv列有每条记录在存证文件中的位置，两处逐字节相同。",
    ]
    if filed.tombstones:
        lines.append(
            "5．有的存证文件按保存期限整理过，链中所列为整理前的文件；tombstones/列有整理前后"
            "逐段的位置和SHA-256，留存部分两处逐字节相同。"
        )
    if filed.left_out:
        lines += ["", "未收入的内容：", *filed.left_out]
    return "\n".join(lines) + "\n"
