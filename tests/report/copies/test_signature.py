from array import array

from nianbao.report.narrative import Narrative
from nianbao.report.signature import BANDS, SHINGLE, signature


def text(characters):
    return Narrative(characters, characters, array("I", range(len(characters))))


def drawn(begin, count):
    """Characters that do not come again."""
    return "".join(chr(0x4E00 + n) for n in range(begin, begin + count))


def shingles(characters):
    return {characters[n : n + SHINGLE] for n in range(len(characters) - SHINGLE + 1)}


def test_a_signature_is_the_same_for_all_time():
    """Signatures are kept: another library, machine or version must not make others."""
    made = signature(text(drawn(0, 400)))
    assert made.minima[:8].hex() == "30b7600021541500"
    assert made.bands()[0] == -4378996195367766973


def test_the_estimate_is_near_the_true_share_of_shingles():
    for overlap in (0, 100, 400, 700, 900):
        one, other = drawn(0, 1000), drawn(1000 - overlap, 1000)
        both = shingles(one) & shingles(other)
        true = len(both) / len(shingles(one) | shingles(other))
        assert abs(signature(text(one)).jaccard(signature(text(other))) - true) < 0.16


def test_what_is_left_out_makes_no_shingles():
    plain = drawn(0, 400)
    broken = plain[:200] + "\n" + plain[200:]
    assert signature(text(broken)).jaccard(signature(text(plain))) > 0.9
    assert signature(text(broken)).length == 400


def test_a_short_text_has_no_signature():
    assert signature(text(drawn(0, 179))) is None


def test_bands_fit_a_database_integer():
    bands = signature(text(drawn(0, 400))).bands()
    assert len(bands) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in bands)
