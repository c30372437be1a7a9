"""Which reader reads a file, and what becomes of what it read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nianbao.report.model import Report, Unread, Unreadable
from nianbao.report.reading import (
    archive,
    dates,
    doc,
    docx,
    headless,
    html,
    identity,
    loose,
    mhtml,
    ocr,
    pdf,
    rtf,
    sheet,
    text,
    wrapped,
)
from nianbao.report.reading.basis import basis_of
from nianbao.report.reading.confirm import confirmed
from nianbao.report.reading.document import Scanned
from nianbao.report.reading.fit import fit
from nianbao.report.reading.format import sniff
from nianbao.report.reading.sections import sections_in, unheaded
from nianbao.report.reading.traces import traces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nianbao.report.model import Figure, Grid, Source
    from nianbao.report.reading.document import Document
    from nianbao.report.reading.fit import Fitted

CROSSED: Final = "数字上划有横线，是否作废不能确定"


def _read_picture(source: Source) -> Document:
    """Read a picture of a report, where that can be done at all."""
    if not ocr.is_installed():
        raise Unreadable(ocr.MISSING)
    from nianbao.report.reading import scan  # noqa: PLC0415 - needs the extra, and takes a while

    return scan.read(source)


_READERS = {
    "html": html.read,
    "mhtml": mhtml.read,
    "json": wrapped.read,
    "docx": docx.read,
    "pdf": pdf.read,
    "rtf": rtf.read,
    "doc": doc.read_doc,
    "wps": doc.read_wps,
    "xlsx": sheet.read_xlsx,
    "xls": sheet.read_xls,
    "txt": text.read,
    "md": text.read,
    "image": _read_picture,
}

_REFUSED = {
    "ofd": "暂不支持的文件格式（ofd），需人工核对",
    "odf": "暂不支持的文件格式（odt、ods），请另存为 Word 或 Excel 文件后核对",
    "rar": "暂不支持的压缩格式（rar），请解压后核对",
    "7z": "暂不支持的压缩格式（7z），请解压后核对",
    "ole": "文件不是 Word 或 Excel 文件，无法读取",
}
FORMATS = frozenset(_READERS) - {"image"}
"""What a file is that should be a report; a picture may be one, and mostly is none."""


def read(source: Source) -> Report:
    """Read one file as a report; what it is decides its content, not its name.

    Raises:
        Unreadable: the file cannot be read by a machine; the message says why.
    """
    if not source.data.strip():
        raise Unreadable("文件为空")
    found = sniff(source)
    if found == "zip":
        return archive.only(source, read)
    reader = _READERS.get(found)
    if reader is None:
        raise Unreadable(_REFUSED.get(found, f"暂不支持的文件格式（{found}）"))
    return understand(reader(source), source)


def understand(document: Document, source: Source) -> Report:
    """Fit a document to the form and find out whose it is and on which year."""
    grids = headless.headed(document.grids)
    fitted = fit(grids, document.doubt)
    if not fitted.tables:
        grids = loose.grids(document.lines)
        fitted = fit(grids, document.doubt)
    figures = _crossed(fitted, document) if document.crossed else fitted.figures
    title = identity.title_of(document, source)
    claims = identity.years_of(title, document, source)
    sections = sections_in(document, fitted.used)
    lost = (*document.unread, *_cut(document.grids))
    report = Report(
        format=document.format,
        title=title,
        organ=identity.organ_of(title, document),
        year=identity.vote(claims),
        year_claims=claims,
        edition=fitted.edition,
        figures=figures,
        tables=fitted.tables,
        sections=sections,
        text="\n".join(document.lines),
        dates=dates.dates_of(document, source, fitted.used),
        attachments=document.attachments,
        misprints=fitted.misprints,
        extras=fitted.extras,
        unread=(*fitted.unread, *lost, *traces(document, fitted.tables)),
        grids=tuple(grid for grid in grids if grid.number in fitted.used),
        complete=not lost and (bool(fitted.tables) or not document.links_files),
        unheaded=unheaded(document, sections, fitted.tables),
        basis=basis_of(document.lines),
        pictures=document.pictures,
    )
    return confirmed(report, _scanned(document, grids)) if document.scanned else report


def _crossed(fitted: Fitted, document: Document) -> Mapping[str, Figure]:
    """The figures, those doubted that a drawn line runs through."""
    return {
        key: replace(figure, doubt=figure.doubt or CROSSED)
        if (figure.where.table, figure.where.row, figure.where.column) in document.crossed
        else figure
        for key, figure in fitted.figures.items()
    }


def _cut(grids: Sequence[Grid]) -> Iterator[Unread]:
    """Tables with more rows or columns than are kept: what is left out is said."""
    cut = sum(grid.cut for grid in grids)
    if cut:
        yield Unread("table", f"有{cut}张表格的行列过多，只读取了前面部分")


def _scanned(document: Document, grids: Sequence[Grid]) -> Scanned:
    """What was read from pictures; with tables pieced together from lines, all of it."""
    if document.scanned is not None and grids is document.grids:
        return document.scanned
    return Scanned(frozenset(grid.number for grid in grids), frozenset())
