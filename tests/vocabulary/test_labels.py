"""Labels: the shipped wordings, and a file that gives one wording to two labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.vocabulary.labels import known_labels, load_labels


def test_the_documented_labels_are_known() -> None:
    wanted = "项目名称 项目编号 国别 驻在馆 推荐单位 技术领域 项目简介 技术优势 技术成熟度 知识产权 应用领域 市场前景 合作方式 投资金额"
    assert set(wanted.split()) <= set(known_labels())
    assert "所在国" in known_labels()["国别"]
    assert "Technology field" in known_labels()["技术领域"]


def test_one_wording_cannot_stand_for_two_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text("国别: 国家\n所在地: 国家\n", "utf-8")
    with pytest.raises(InputError, match="`国家` stands for two labels"):
        load_labels(path)
