"""A small codebook for tests of the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attache.code import Lexicon
from attache.vocabulary.codebook import load_codebook

HEAD = """
version: "t1"
negations: {zh: [不, 未, 无, 不寻求, 暂无, 没有], en: ["not", not seeking]}
negations_after: {zh: [暂无, 暂不考虑], en: [is excluded]}
not_negations: {zh: [不仅, 无人机, 未来]}
cues:
  planned: {zh: [计划, 拟], en: [plans]}
  farm: {zh: [种植, 果园], en: [orchard]}
variables:
"""

BODY = """
  - variable: field
    zh: 领域
    en: Field
    level: opportunity
    multi: true
    reading: topic
    definition: {zh: 领域, en: Field}
    values_definition: {zh: "{zh}", en: "{en}"}
    ignore: {zh: [汽车协会]}
    values:
      - {value: vehicle, zh: 汽车, en: vehicle, terms: {zh: [汽车], en: [car, electric vehicle, battery, 3d printing]}, crosswalk: {plan: [b]}}
      - {value: sensing, zh: 感知, en: sensing, terms: {zh: [雷达, 5G芯片], en: [lidar]}, crosswalk: {plan: [a, b]}}
      - {value: lidar, parent: sensing, zh: 激光雷达, en: lidar, terms: {zh: [激光雷达, 汽车雷达]}, weak: {zh: [测距, 点云]}}
      - {value: fruit, zh: 果, en: fruit, terms: {zh: [苹果], en: [apple]}, rules: [{term: [苹果, apple], require: ["@farm"], forbid: [手机], window: 8}]}
      - {value: rice, zh: 稻, en: rice, terms: {zh: [稻]}, rules: [{term: 稻, require: [品种, 育种], window: 0}]}
  - variable: plan
    zh: 规划
    en: Plan
    level: opportunity
    multi: true
    kind: derived
    derived_from: field
    definition: {zh: 规划, en: Plan}
    values_definition: {zh: "{zh}", en: "{en}"}
    values: [{value: a, zh: 甲, en: A}, {value: b, zh: 乙, en: B, terms: {zh: [整车]}}]
  - variable: mode
    zh: 方式
    en: Mode
    level: opportunity
    multi: true
    negatable: true
    window: 10
    definition: {zh: 方式, en: Mode}
    values_definition: {zh: "{zh}", en: "{en}"}
    applies: [{variable: direction, value: [offer]}]
    values:
      - {value: equity, zh: 股权, en: equity, terms: {zh: [股权投资, 出让…股权, '@planned…入股'], en: [equity investment, seeks…investor]}}
      - {value: jv, zh: 合资, en: JV, terms: {zh: [合资], en: [joint venture]}}
      - {value: licence, zh: 许可, en: licence, terms: {zh: [技术许可]}, weak: {zh: [授权]}}
  - variable: direction
    zh: 方向
    en: Direction
    level: document
    multi: false
    definition: {zh: 方向, en: Direction}
    values_definition: {zh: "{zh}", en: "{en}"}
    values:
      - {value: offer, zh: 供, en: offer, terms: {zh: [在华推广]}}
      - {value: demand, zh: 需, en: demand, terms: {zh: [技术需求]}}
  - variable: stage
    zh: 阶段
    en: Stage
    level: opportunity
    multi: false
    choose: highest
    negatable: true
    negating_cues: [planned]
    definition: {zh: 阶段, en: Stage}
    values_definition: {zh: "{zh}", en: "{en}"}
    values:
      - {value: lab, zh: 实验室, en: lab, terms: {zh: [实验室, 小试]}}
      - {value: market, zh: 上市, en: market, terms: {zh: [量产]}}
  - variable: flag
    zh: 标志
    en: Flag
    level: opportunity
    multi: false
    kind: derived
    definition: {zh: 标志, en: Flag}
    values_definition: {zh: "{zh}", en: "{en}"}
    values: [{value: "on", zh: 是, en: "On", when: [{variable: field, value: lidar}, {variable: stage, value: market}]}]
"""


@pytest.fixture(scope="session")
def make_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Lexicon]:
    """Make a lexicon of variables written in YAML below `variables:`."""

    def make(body: str) -> Lexicon:
        path: Path = tmp_path_factory.mktemp("codebook") / "mine.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        return Lexicon(load_codebook(path))

    return make


@pytest.fixture(scope="session")
def small(make_lexicon: Callable[[str], Lexicon]) -> Lexicon:
    """A lexicon with every feature in a few values."""
    return make_lexicon(BODY)


@pytest.fixture(scope="session")
def shipped() -> Lexicon:
    """The lexicon of the codebook that comes with Attaché."""
    return Lexicon()
