"""Bodies as a sheet that an office fills in: written as XLSX or CSV, read back with complaints."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from alerts.words import CLASSES
from nianbao.cli import dated_list
from nianbao.cli.dated_list import Dated
from nianbao.cli.table_form import (
    Column,
    Form,
    day,
    matching,
    one_of,
    shown,
    text,
    word_for,
    year,
)
from nianbao.duty.credit_code import is_credit_code
from nianbao.duty.divisions import is_doubtful
from nianbao.duty.model import Basis, BodyClass
from storage.registry.sheet import PHONE, BodySheet
from storage.rows.bodies import ALWAYS, FOREVER, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from nianbao.cli.table_form import Complaints
    from storage.queries.newcomers import ProposedBody

OWN, GOVERNMENT = "本机关", "本级政府"
_CLASSES: Final = {word: body_class for body_class, word in CLASSES.items()}
_LEVELS: Final = {
    "": None,
    "国家级": Level.NATIONAL,
    "省级": Level.PROVINCE,
    "市级": Level.CITY,
    "县级": Level.COUNTY,
    "乡级": Level.TOWN,
}
_BASES: Final = {
    "": None,
    "法定": Basis.STATUTORY,
    "地方文件": Basis.LOCAL,
    "授权组织": Basis.AUTHORISED,
}
_YES_OR_NO: Final = {"": None, "是": True, "否": False}


def _credit(cell: str) -> str:
    if cell and not is_credit_code(cell):
        raise ValueError(f"不是有效的统一社会信用代码（18位，末位为校验码），现为“{cell}”")
    return cell


def _names(cell: str) -> tuple[Dated, ...]:
    return dated_list.read(cell)


def _slugs(cell: str) -> tuple[str, ...]:
    return tuple(item.name for item in dated_list.read(cell))


def _choice(heading: str, field: str, width: int, words: Mapping[str, Any]) -> Column:
    return Column(heading, field, width, one_of(words), word_for(words))


FORM: Final = Form(
    "单位",
    (
        Column(
            "单位代号",
            "slug",
            20,
            matching(r"[a-z0-9][a-z0-9-]{0,79}", "应为小写字母、数字和连字符"),
        ),
        Column("全称", "name", 32, text(500, needed=True)),
        _choice("类型", "class", 18, _CLASSES),
        Column("简称", "short", 24, _names, dated_list.show),
        Column("曾用名", "former", 36, _names, dated_list.show),
        Column("区划代码", "division", 14, matching(r"(\d{6}(\d{6})?)?", "应为6位或12位数字")),
        Column("信用代码", "credit_code", 24, _credit),
        Column("起始日期", "since", 14, day),
        Column("终止日期", "until", 14, day),
        _choice("层级", "level", 10, _LEVELS),
        Column("属地主管", "territorial", 28, _names, dated_list.show),
        Column("系统主管", "vertical", 28, _names, dated_list.show),
        Column("主送", "addressee", 28, text(500)),
        _choice("是否计入应公布数", "counted", 16, _YES_OR_NO),
        _choice("义务依据", "basis", 12, _BASES),
        Column("依据文号", "basis_document", 28, text(500)),
        _choice("报告种类", "kind", 12, {"": "", OWN: OWN, GOVERNMENT: GOVERNMENT}),
        Column("合并编报于", "reported_in", 20, text(500)),
        Column("起始年度", "first_year", 10, year),
        Column("终止年度", "last_year", 10, year),
        Column("承继机构", "successors", 28, _slugs, "；".join),
        Column("不纳入理由", "left_out_reason", 28, text(500)),
        Column("不纳入期限", "left_out_until", 14, day),
        Column("不纳入起始年度", "left_out_from", 14, year),
        Column("联系人", "contact", 12, text(500)),
        Column("电话", "phone", 18, matching(PHONE, "应为电话号码")),
        Column("邮箱", "email", 26, matching(r"([^\s@<>,;]+@[^\s@<>,;]+)?", "应为电子邮件地址")),
        Column("分管领导", "leader", 12, text(500)),
        Column("备注", "remark", 40, text(2000), shown),
    ),
    needed=("单位代号", "全称", "类型"),
)
_LISTS: Final = ("short", "former", "territorial", "vertical")
_REFERRING: Final = {"属地主管": "territorial", "系统主管": "vertical"}
_NO_FIELDS: Final = frozenset({*_LISTS, "kind", "remark", "level", "successors", "reported_in"})


def write(path: Path, bodies: Iterable[BodySheet], at: datetime) -> None:
    """Write the sheet in the format that the file's ending names; without bodies, a template.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    FORM.write(path, [values(body) for body in bodies], at)


def propose(path: Path, found: Iterable[ProposedBody], at: datetime) -> None:
    """Write proposals as rows that a person completes: each needs a 单位代号 of its own.

    Raises:
        Unusable: the ending is neither .xlsx nor .csv.
    """
    FORM.write(path, [_proposed(one) for one in found], at)


def _proposed(one: ProposedBody) -> dict[str, Any]:
    newcomer = one.newcomer
    said = f"见于“{one.portal}·{one.column}”：《{newcomer.seen.title}》 {newcomer.seen.url}"
    if newcomer.like:
        said += f"；与已登记的{'、'.join(newcomer.like)}名称相近，请核对是否为同一单位"
    kind = _kind(newcomer.body_class) if newcomer.body_class else ""
    return {
        "name": newcomer.name,
        "class": newcomer.body_class,
        "division": one.division,
        "kind": kind,
        "remark": said,
    }


def values(body: BodySheet) -> dict[str, Any]:
    """Return a body as the sheet has it, by field; offices by their slugs."""
    return {
        **{name: getattr(body, name) for name in BodySheet.model_fields if name not in _LISTS},
        "class": body.body_class,
        "short": [_dated(body, name) for name in body.short],
        "former": [_dated(body, name) for name in body.former],
        "territorial": [Dated(o.office, o.since, o.until) for o in body.territorial or ()],
        "vertical": [Dated(o.office, o.since, o.until) for o in body.vertical or ()],
        "kind": _kind(body.body_class),
    }


def _dated(body: BodySheet, name: str) -> Dated:
    span = body.spans.get(name)
    return Dated(name, span.since, span.until) if span else Dated(name)


def _kind(body_class: BodyClass) -> str:
    return GOVERNMENT if body_class is BodyClass.GOVERNMENT else OWN


def changes(body: BodySheet, before: BodySheet) -> list[str]:
    """Return what a row changes of a registered body, a line a column."""
    given = before.model_copy(update={name: getattr(body, name) for name in body.model_fields_set})
    return FORM.changes(values(before), values(given))


def doubts(bodies: Iterable[BodySheet], registered: Iterable[BodySheet]) -> Iterator[str]:
    """Yield what a person should look at, though it may be right (Chinese).

    ``registered`` is the register with these bodies in it.
    """
    held: dict[str, list[str]] = {}
    for body in registered:
        held.setdefault(body.credit_code, []).append(body.slug)
    for body in bodies:
        if is_doubtful(body.division):
            yield f"{body.slug}：区划代码{body.division}未见于现有区划表，请核对"
        others = [slug for slug in held.get(body.credit_code, ()) if slug != body.slug]
        if body.credit_code and others:
            yield f"{body.slug}：信用代码与{'、'.join(others)}相同，请核对"


def read(
    path: Path, known: Mapping[str, BodySheet], *, correcting: bool = False
) -> tuple[list[BodySheet], list[str]]:
    """Return the bodies of a sheet, and what is wrong with it, each with row and column.

    ``known`` are the registered bodies by slug: a new name must keep the old one, and
    a new office the one before. ``correcting`` lifts that: the register was wrong.

    Raises:
        Unusable: the file cannot be read, or its headings are not as they must be.
    """
    filled, complaints = FORM.read(path)
    names = _by_name(known, [row.values for row in filled])
    found: list[BodySheet] = []
    seen: dict[str, int] = {}
    for row in filled:
        held, slug = row.values, row.values.get("slug", "")
        if slug and seen.setdefault(slug, row.number) != row.number:
            complaints.add(row.number, "单位代号", f"与第{seen[slug]}行重复")
        for heading, why in (
            *_resolve(held, names),
            *_contradictions(held, known.get(slug)),
            *(() if correcting else _lost(held, known.get(slug))),
        ):
            complaints.add(row.number, heading, why)
    wrong = complaints.rows
    for row in filled:
        if row.number not in wrong:
            _keep(found, row.values, known.get(row.values["slug"]), row.number, complaints)
    return found, complaints.lines


def _keep(
    found: list[BodySheet],
    held: Mapping[str, Any],
    before: BodySheet | None,
    number: int,
    complaints: Complaints,
) -> None:
    try:
        found.append(BodySheet.model_validate(_fields(held, before)))
    except ValidationError as error:
        for wrong in error.errors():
            why = str(wrong.get("ctx", {}).get("error", wrong["msg"]))
            complaints.add(number, "", why)


def _fields(held: Mapping[str, Any], before: BodySheet | None) -> dict[str, Any]:
    """Return a row's values as the registry takes them; a column that is absent says nothing."""
    given = {name: value for name, value in held.items() if name not in _NO_FIELDS}
    lists = [name for name in ("short", "former") if name in held]
    given |= {name: tuple(item.name for item in held[name]) for name in lists}
    given |= {
        name: tuple({"office": d.name, "since": d.since, "until": d.until} for d in held[name])
        for name in ("territorial", "vertical")
        if name in held
    }
    given |= {name: held[name] or None for name in ("level", "reported_in") if name in held}
    given |= {"successors": held["successors"]} if "successors" in held else {}
    if lists:
        old = values(before) if before else {}
        dated = [d for name in ("short", "former") for d in held.get(name, old.get(name, ()))]
        spans = {d.name: {"since": d.since, "until": d.until} for d in dated if d.since or d.until}
        given["spans"] = spans
    return given


def _by_name(
    known: Mapping[str, BodySheet], rows: Iterable[Mapping[str, Any]]
) -> dict[str, set[str]]:
    """Return the slugs of all bodies by slug and by full name."""
    found: dict[str, set[str]] = {}
    for slug, name in (
        *((body.slug, body.name) for body in known.values()),
        *((row.get("slug", ""), row.get("name", "")) for row in rows),
    ):
        for way in (slug, name):
            if slug and way:
                found.setdefault(way, set()).add(slug)
    return found


def _resolve(held: dict[str, Any], names: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Put slugs in the place of names of other bodies; complain of those that nobody has."""
    for heading, field in _REFERRING.items():
        listed: tuple[Dated, ...] = held.get(field, ())
        for item in listed:
            yield from _unknown(heading, item.name, names)
        if field in held:
            held[field] = tuple(Dated(_slug(d.name, names), d.since, d.until) for d in listed)
    for name in held.get("successors", ()):
        yield from _unknown("承继机构", name, names)
    if "successors" in held:
        held["successors"] = tuple(_slug(name, names) for name in held["successors"])
    if held.get("reported_in"):
        yield from _unknown("合并编报于", held["reported_in"], names)
        held["reported_in"] = _slug(held["reported_in"], names)


def _unknown(heading: str, name: str, names: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    if name not in names:
        yield heading, f"没有登记单位“{name}”，请写单位代号或全称"
    elif len(names[name]) > 1:
        yield heading, f"有{len(names[name])}个单位名为“{name}”，请写单位代号"


def _slug(name: str, names: Mapping[str, set[str]]) -> str:
    return min(names.get(name, {name}))


def _contradictions(held: Mapping[str, Any], before: BodySheet | None) -> Iterator[tuple[str, str]]:
    """Yield what cannot be so at the same time; columns that are absent are as registered."""
    all_of_it = {**(values(before) if before else {}), **held}
    since, until = all_of_it.get("since"), all_of_it.get("until")
    if since and until and until < since:
        yield "终止日期", "早于起始日期"
    first, last = all_of_it.get("first_year"), all_of_it.get("last_year")
    if first and last and last < first:
        yield "终止年度", "早于起始年度"
    if all_of_it.get("successors") and until is None:
        yield "终止日期", "有承继机构的，须写明终止日期"
    if all_of_it.get("left_out_until") and not all_of_it.get("left_out_reason"):
        yield "不纳入理由", "写了期限，须写明理由"
    body_class = all_of_it.get("class")
    if body_class is BodyClass.VERTICAL and all_of_it.get("counted"):
        yield "是否计入应公布数", "垂直管理单位单列统计，不计入应公布数"
    if body_class is not None and held.get("kind") not in {None, "", _kind(body_class)}:
        yield "报告种类", f"类型为“{CLASSES[body_class]}”的，只能是“{_kind(body_class)}”"
    if all_of_it.get("basis") and not all_of_it.get("basis_document"):
        yield "依据文号", "写了义务依据，须写明文号或条款"
    yield from _overlaps(held, before)


def _overlaps(held: Mapping[str, Any], before: BodySheet | None) -> Iterator[tuple[str, str]]:
    old = values(before) if before else {}
    for heading, field in _REFERRING.items():
        given = list(held.get(field, ()))
        if given == list(old.get(field, ())):
            continue  # it stood so in the register, for instance by TOML
        spans = sorted((d.since or ALWAYS, d.until or FOREVER) for d in given)
        if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
            yield heading, "起止日期重叠；更换主管的，请写明前者止日、后者起日"


def _lost(held: Mapping[str, Any], before: BodySheet | None) -> Iterator[tuple[str, str]]:
    """Complain of a new name or office without the old one: earlier years rest on it."""
    if before is None:
        return
    name = held.get("name")
    if name and name != before.name:
        kept = {d.name for d in held.get("former", ())} if "former" in held else {*before.former}
        if before.name not in kept:
            yield "全称", f"已登记为“{before.name}”；更名的，请把原名称写入“曾用名”列"
    old = values(before)
    for heading, field in _REFERRING.items():
        gone = {d.name for d in old[field]} - {d.name for d in held.get(field, old[field])}
        for office in sorted(gone):
            yield (
                heading,
                f"已登记为“{office}”；更换主管的，请保留并写明止日，如 {office}（至2026-05-31）",
            )
