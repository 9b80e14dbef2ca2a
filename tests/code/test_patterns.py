"""How a term may be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.code.patterns import is_latin, parts_of, plain, specificity, variants


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        ("deep learning", {"deep learning", "deep-learning", "deeplearning"}),
        ("point of care", {"point of care", "point-of-care", "point-of care", "point of-care"}),
        ("3d printing", {"3d printing", "3d-printing"}),
        ("5g通信", {"5g通信", "5g 通信"}),
        ("battery", {"battery", "batteries"}),
        ("biomass", {"biomass", "biomasses"}),
        ("激光雷达", {"激光雷达"}),
        ("dna", {"dna"}),
    ],
)
def test_variants(term: str, forms: set[str]) -> None:
    assert set(variants(term)) == forms


@given(st.text(alphabet="ab-5 雷达y", min_size=1, max_size=14))
def test_a_term_is_one_of_its_own_variants_and_they_stay_few(text: str) -> None:
    term = plain(text)
    if term:
        forms = variants(term)
        assert term in forms or plain(term.replace("-", " ")) in map(plain, forms)
        assert len(forms) <= 3**5


def test_parts_are_folded() -> None:
    assert parts_of("出讓…股權") == ("出让", "股权")
    assert plain("  Deep   Learning ") == "deep learning"


def test_longer_terms_say_more() -> None:
    zh = [specificity((term,)) for term in ("雷", "雷达", "激光雷达", "固态激光雷达")]
    en = [specificity((term,)) for term in ("ai", "radar", "spectrometer", "mass spectrometer", "a b c")]
    assert zh == sorted(zh)
    assert en == sorted(en)
    assert not is_latin("5g通信")
