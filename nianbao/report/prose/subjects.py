"""What words stand for in the tables: which cells a number may be of, under every reading.

依据：国办公开办函〔2019〕60号、〔2021〕30号所附格式。
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from nianbao.report import form


class Reading(NamedTuple):
    """Cells whose sum, less that of ``less``, a number may be.

    With ``slack`` the number may fall short of it by up to the sum of those cells, with
    ``more`` it may be greater.
    """

    cells: tuple[str, ...]
    less: tuple[str, ...] = ()
    slack: tuple[str, ...] = ()
    more: bool = False


Readings: TypeAlias = tuple[Reading, ...]
"""All that one number may be of, the likeliest first."""


def of_rows(*rows: str, column: str = "total") -> tuple[str, ...]:
    """Return cells of table three."""
    return tuple(f"t3.{row}.{column}" for row in rows)


RECEIVED: Final = of_rows("received")
CARRIED_IN: Final = of_rows("carried_in")
CARRIED_OUT: Final = of_rows("carried_out")
SETTLED: Final = of_rows("settled")
OTHER: Final = of_rows("other", *form.T3_OTHER_PARTS)
"""（六）其他处理 in either edition: of these the cells that are printed count."""


def _group(start: str) -> tuple[str, ...]:
    return of_rows(*(key for key in form.T3_LEAVES if key.startswith(start)))


RESULTS: Final = {
    **{key: of_rows(key) for key in (*form.T3_LEAVES, "other_uncorrected", "other_unpaid")},
    "denied": _group("denied_"),
    "unavailable": _group("unavailable_"),
    "refused": _group("refused_"),
    "other": OTHER,
}
"""Results of applications by word."""
GROUPS: Final = ("denied", "unavailable", "refused", "other")
GROUP_OF: Final = {
    key: group
    for group in GROUPS
    for key in (*form.T3_LEAVES, "other_uncorrected", "other_unpaid")
    if key.startswith(f"{group}_")
}
_PARTS: Final = tuple(column.key for column in form.APPLICANTS[:-1])
COLUMNS: Final = _PARTS
"""The kinds of applicant, each a column of table three."""
_OTHERS: Final = tuple(key for key in _PARTS if key != "person")
_NOT_SURELY: Final = {"legal_person": tuple(key for key in _OTHERS if key != "business")}
"""法人 alone may leave out some kinds of organisation."""
APPLICANTS: Final = {
    **{key: (key,) for key in _PARTS},
    "citizen": ("person",),
    "enterprise": ("business",),
    "organisation": _OTHERS,
    "legal_person": _OTHERS,
}
"""Kinds of applicant by word; organisations are all five kinds of them."""

LITIGATION: Final = {
    "review": ("review",),
    "suit": ("suit_direct", "suit_after_review"),
    "suit_direct": ("suit_direct",),
    "suit_after_review": ("suit_after_review",),
}
OUTCOMES: Final = {
    "upheld": "upheld",
    "corrected": "corrected",
    "outcome_other": "other",
    "pending": "pending",
}

ENDS: Final = {"quashed": ("corrected", "other"), "dismissed": ("upheld", "other"), "ended": ()}
"""How courts and reviews end a case, and the outcomes among which the table may count it."""

OF_RESULT: Final = frozenset(RESULTS)
OF_WHOM: Final = frozenset(APPLICANTS)
CASES: Final = frozenset(LITIGATION)
ENDED: Final = frozenset(ENDS)
"""The words of these; to be looked for in those of a clause."""

DECISIONS: Final = ("permits", "penalties", "coercion")
DOCUMENTS: Final = ("normative", "regulations")
DOCUMENT_COLUMNS: Final = {
    "issued": ("issued", "made"),
    "repealed": ("repealed",),
    "lapsed": ("repealed",),
    "in_force": ("in_force",),
}
"""Columns of table two by word; 制发 is 本年新制作 in the form of 2019."""
FEES: Final = ("t2.fees.amount",)


def may_name_cases(text: str) -> bool:
    """Whether a text has any word for a kind of case."""
    return "诉" in text or "复议" in text


def received() -> Readings:
    """收到、新收、接到 say 新收 and nothing else."""
    return (Reading(RECEIVED),)


def received_with_carried() -> Readings:
    """受理, or 收到……（含上年结转）, may count what was carried in too."""
    return (Reading(RECEIVED), Reading(RECEIVED + CARRIED_IN))


def of_citizens() -> Readings:
    """公民 are natural persons, or whoever applies."""
    return (*received_with_carried(), *applicants("person", ""))


def finished() -> Readings:
    """办结 may be said of what was received this year alone."""
    return (Reading(SETTLED), Reading(SETTLED, less=CARRIED_IN))


def answered() -> Readings:
    """答复 may leave out what was settled without an answer (其他处理), or be of what came."""
    return (*finished(), Reading(SETTLED, less=OTHER), Reading(RECEIVED))


def due() -> Readings:
    """应办理 is said of all there was to do."""
    return (Reading(RECEIVED + CARRIED_IN), Reading(RECEIVED))


def handled() -> Readings:
    """办理、处理 may be said of all there was to do."""
    return (*finished(), *received_with_carried())


def result(cells: tuple[str, ...], *, of_received: bool) -> Readings:
    """Return readings of a result: among those received, what was carried in is left out."""
    return (Reading(cells, slack=CARRIED_IN if of_received else ()),)


def at_once() -> Readings:
    """收到并办结 may be said of what came, or of what was settled."""
    return (*received_with_carried(), *answered())


def opened() -> Readings:
    """公开 alone may be said of what was granted in part too."""
    granted = of_rows("granted")
    return (Reading(granted), Reading(granted + of_rows("partly_granted")))


def applicants(kind: str, role: str) -> Readings:
    """Return readings of a number of applications by one kind of applicant."""
    came, before, done = (
        tuple(f"t3.{row}.{column}" for column in APPLICANTS[kind])
        for row in ("received", "carried_in", "settled")
    )
    slack = tuple(f"t3.received.{column}" for column in _NOT_SURELY.get(kind, ()))
    if kind == "enterprise":
        return (*applicants("business", role), *applicants("organisation", role))
    if role == "received":
        return (Reading(came, slack=slack),)
    return (Reading(came, slack=slack), Reading(came + before), Reading(done))


def litigation(kinds: tuple[str, ...], outcome: str) -> tuple[str, ...]:
    """Return cells of table four for words such as 行政复议, 行政诉讼 and an outcome."""
    return tuple(f"t4.{row}.{outcome}" for kind in kinds for row in LITIGATION[kind])
