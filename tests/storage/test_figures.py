from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.report.form import KEYS
from nianbao.report.model import Figure, State, Where
from storage.figures import DamagedFigures, pack_provenance, pack_values, unpack, unpack_values

_WHERES = st.builds(
    Where,
    table=st.integers(0, 99),
    row=st.integers(0, 999),
    column=st.none() | st.integers(0, 99),
    page=st.none() | st.integers(1, 99),
)
_NOTES = st.none() | st.text(max_size=12)
_VALUES = st.none() | st.integers() | st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,4})?", fullmatch=True)
_NUMBERS = st.builds(
    Figure,
    printed=st.text(max_size=12),
    state=st.just(State.NUMBER),
    value=_VALUES,
    where=_WHERES,
    doubt=_NOTES,
    remark=_NOTES,
)
_OTHERS = st.builds(
    Figure,
    printed=st.text(max_size=12),
    state=st.sampled_from([State.BLANK, State.NA, State.TEXT]),
    value=st.none(),
    where=_WHERES,
    doubt=_NOTES,
    remark=_NOTES,
)
_FIGURES = st.dictionaries(st.sampled_from(KEYS), _NUMBERS | _OTHERS, max_size=40)


def zeros() -> dict[str, Figure]:
    return {
        key: Figure("0", State.NUMBER, 0, Where(n // 50, n % 50, n % 7))
        for n, key in enumerate(KEYS)
    }


@given(_FIGURES)
def test_figures_come_back_exactly_as_they_were_kept(figures):
    assert unpack(pack_values(figures), pack_provenance(figures)) == figures


@given(_FIGURES)
def test_values_are_read_without_their_provenance(figures):
    expected = {key: (figure.state, figure.value) for key, figure in figures.items()}
    assert unpack_values(pack_values(figures)) == expected


def test_a_blank_is_never_a_zero():
    cells = {
        KEYS[0]: Figure("", State.BLANK, None, Where(0, 0, 0)),
        KEYS[1]: Figure("0", State.NUMBER, 0, Where(0, 0, 1)),
        KEYS[2]: Figure("/", State.NA, None, Where(0, 0, 2)),
    }
    kept = unpack_values(pack_values(cells))
    assert [kept[key][0] for key in KEYS[:3]] == [State.BLANK, State.NUMBER, State.NA]
    assert set(kept) == set(KEYS[:3])


def test_a_usual_report_takes_little_room():
    assert len(pack_values(zeros())) < 100
    assert len(pack_provenance(zeros())) < 1500


def test_a_key_that_is_not_of_the_form_is_refused():
    figure = Figure("1", State.NUMBER, 1, Where(0, 0, 0))
    with pytest.raises(ValueError, match=r"t9\.x\.y"):
        pack_values({"t9.x.y": figure})


def test_a_value_where_none_can_be_is_refused():
    with pytest.raises(ValueError, match="blank with a value"):
        pack_values({KEYS[0]: Figure("", State.BLANK, 0, Where(0, 0, 0))})


def _with_body(change) -> bytes:
    body = zlib.decompress(pack_values(zeros())[1:])
    return b"\x01" + zlib.compress(change(body))


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"\x02" + pack_values(zeros())[1:],
        pack_values(zeros())[:-5],
        b"\x01not zlib",
        b"\x01" + zlib.compress(bytes(5_000_000)),
        _with_body(lambda body: body + b"\x00"),
        _with_body(lambda body: body[:-1]),
        _with_body(lambda body: body[:2] + b"\x09" + body[3:]),
        _with_body(lambda body: b"\xff\x7f" + body),
    ],
    ids=["empty", "layout", "cut", "garbage", "bomb", "more", "less", "code", "length"],
)
def test_a_damaged_block_is_refused_and_never_read_as_figures(block):
    with pytest.raises(DamagedFigures):
        unpack_values(block)


def test_values_and_provenance_of_two_reports_are_not_mixed():
    one = {KEYS[0]: Figure("1", State.NUMBER, 1, Where(0, 0, 0))}
    with pytest.raises(DamagedFigures, match="1 values"):
        unpack(pack_values(one), pack_provenance(zeros()))


def test_a_block_from_before_the_form_grew_lacks_only_the_newer_keys():
    body = zlib.decompress(pack_values({KEYS[0]: zeros()[KEYS[0]]})[1:])
    older = bytes([3]) + body[2:5] + body[2 + len(KEYS) :]
    assert unpack_values(b"\x01" + zlib.compress(older)) == {KEYS[0]: (State.NUMBER, 0)}
