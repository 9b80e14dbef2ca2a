"""Language and script: by script, by characters, by small words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.read.language import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("该公司成立于2016年，总部位于特拉维夫。", ("zh", "Hans")),
        ("該公司總部位於臺北，從事電動車業務。", ("zh", "Hant")),
        ("Innoviz Technologies Ltd.是一家以色列公司，开发LiDAR。", ("zh", "Hans")),
        ("中文", ("zh", "Hani")),
        ("当社は東京に本社を置く企業です。", ("ja", "Jpan")),
        ("ロボット", ("ja", "Jpan")),
        ("회사는 서울에 본사를 두고 있다.", ("ko", "Kore")),
        ("Компания находится в Москве и разрабатывает технологии.", ("ru", "Cyrl")),
        ("Компанія працює в Києві та її технології", ("uk", "Cyrl")),
        ("החברה יושבת בתל אביב", ("he", "Hebr")),
        ("الشركة مقرها دبي", ("ar", "Arab")),
        ("Η εταιρεία εδρεύει στην Αθήνα", ("el", "Grek")),
        ("The company is based in Haifa and develops lidar.", ("en", "Latn")),
        ("Die Firma sitzt in München und entwickelt Sensoren für die Medizin.", ("de", "Latn")),
        ("La société est basée à Lyon et développe des capteurs pour la médecine.", ("fr", "Latn")),
        ("La empresa desarrolla sensores para el mercado de la medicina.", ("es", "Latn")),
        ("L'azienda ha sede a Torino e sviluppa i sensori per la medicina.", ("it", "Latn")),
        ("A empresa não tem sede em Lisboa, mas desenvolve sensores para o mercado.", ("pt", "Latn")),
        ("De onderneming is gevestigd in Delft en ontwikkelt het systeem voor ziekenhuizen.", ("nl", "Latn")),
        ("Firma ma siedzibę w Warszawie i rozwija się na rynku przez lata.", ("pl", "Latn")),
        ("Innoviz", ("und", "Latn")),
        ("", ("und", "Zyyy")),
        ("12345 %", ("und", "Zyyy")),
    ],
)
def test_languages(text: str, expected: tuple[str, str]) -> None:
    assert language(text) == expected


@pytest.mark.accuracy
def test_real_texts(shared: Path) -> None:
    with gzip.open(shared / "data" / "docs" / "mfa_remarks.jsonl.gz", "rt", encoding="utf-8") as lines:
        chinese = [language(json.loads(line)["text"]) for line in lines]
    with gzip.open(shared / "data" / "docs" / "cordis_china_projects.jsonl.gz", "rt", encoding="utf-8") as lines:
        english = [language(json.loads(line)["objective"] or "the") for line in lines]
    assert chinese.count(("zh", "Hans")) >= 0.99 * len(chinese)
    assert english.count(("en", "Latn")) >= 0.99 * len(english)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    code, script = language(text)
    assert code == "und" or len(code) == 2
    assert len(script) == 4
