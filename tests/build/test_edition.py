"""Editions keep what they were computed by."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from attache.build.edition import CODEBOOK, Edition
from attache.build.measuring import open_frame
from attache.core.errors import BuildError, CodebookError
from attache.core.workspace import Workspace
from attache.vocabulary.codebook import load_codebook
from tests.build.conftest import BOOK, coded_by


@pytest.fixture
def edition(space: Workspace, tmp_path: Path) -> Edition:
    """An edition of a codebook that has been changed since."""
    book = tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    made = coded_by(space, book)
    book.write_text(BOOK.replace("topic", "theme"), encoding="utf-8")
    return Edition(made.path)


def test_the_codebook_is_kept(edition: Edition) -> None:
    raw = (edition.path / CODEBOOK).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == edition.manifest["inputs"]["codebook"] == edition.codebook.digest
    assert list(edition.codebook.variables) == ["topic"]
    assert list(open_frame(edition).codebook.variables) == ["topic"]


def test_a_changed_codebook_is_refused(edition: Edition) -> None:
    (edition.path / CODEBOOK).write_text("[{}]", encoding="utf-8")
    with pytest.raises(BuildError, match="was changed"):
        _ = edition.codebook


def test_an_edition_of_an_earlier_format_has_the_shipped_one(edition: Edition) -> None:
    (edition.path / CODEBOOK).unlink()
    assert edition.codebook == load_codebook()


def test_a_mistake_in_a_codebook_is_told_with_the_file_that_people_wrote(space: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(BOOK.replace("level: opportunity", "level: moon"), encoding="utf-8")
    with pytest.raises(CodebookError) as told:
        coded_by(space, book)
    assert f"{book}:" in str(told.value)
    assert not list(space.editions.glob(".staging-*"))
