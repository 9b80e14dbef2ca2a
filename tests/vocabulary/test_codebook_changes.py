"""What differs between two codebooks."""

from __future__ import annotations

from pathlib import Path

from attache.vocabulary.codebook import Codebook, load_codebook
from attache.vocabulary.codebook_changes import Changed, changes

BOOK = """version: "1"
variables:
  - variable: colour
    zh: 颜色
    en: Colour
    level: document
    multi: true
    definition: {zh: 颜色, en: What colour it is}
    values_definition: {zh: 颜色名, en: The colour of that name}
    values:
      - {value: red, zh: 红, en: Red, terms: {zh: [红色, 朱红], en: [red]}}
      - {value: blue, zh: 蓝, en: Blue, terms: {zh: [蓝色]}, weak: {en: [blue]}}
"""


def book(folder: Path, text: str) -> Codebook:
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def found(folder: Path, text: str) -> list[Changed]:
    return changes(book(folder, BOOK), book(folder, text))


def test_the_same_is_no_change(tmp_path: Path) -> None:
    assert found(tmp_path, f"# a remark\n{BOOK}") == []
    assert changes(load_codebook(), load_codebook()) == []


def test_terms_values_settings_and_variables(tmp_path: Path) -> None:
    term = found(tmp_path, BOOK.replace("[红色, 朱红]", "[红色, 赤色]"))
    assert [(c.kind, c.what, c.value, c.name, c.before, c.after) for c in term] == [
        ("removed", "term", "red", "terms zh", "朱红", None),
        ("added", "term", "red", "terms zh", None, "赤色"),
    ]
    weak = found(tmp_path, BOOK.replace("weak: {en: [blue]}", "weak: {en: [azure]}"))
    assert {(c.kind, c.name) for c in weak} == {("removed", "weak en"), ("added", "weak en")}
    (setting,) = found(tmp_path, BOOK.replace("    multi: true", "    threshold: 0.5\n    multi: true"))
    assert (setting.kind, setting.name, setting.before, setting.after) == ("changed", "threshold", "0.3", "0.5")
    (label,) = found(tmp_path, BOOK.replace("en: Red", "en: Crimson"))
    assert (label.value, label.name, label.before, label.after) == ("red", "en", "Red", "Crimson")
    (version,) = found(tmp_path, BOOK.replace('version: "1"', 'version: "2"'))
    assert (version.what, version.name, version.after) == ("setting", "version", "2")


def test_values_and_variables_that_come_and_go(tmp_path: Path) -> None:
    lines = BOOK.splitlines(keepends=True)
    (value,) = found(tmp_path, "".join(lines[:-1]))
    assert (value.kind, value.what, value.variable, value.value) == ("removed", "value", "colour", "blue")
    (order,) = found(tmp_path, "".join([*lines[:-2], lines[-1], lines[-2]]))
    assert (order.name, order.before, order.after) == ("order of values", "red, blue", "blue, red")
    more = BOOK + BOOK.split("variables:\n")[1].replace("colour", "shade")
    (variable,) = found(tmp_path, more)
    assert (variable.kind, variable.what, variable.variable) == ("added", "variable", "shade")
    (gone,) = changes(book(tmp_path, more), book(tmp_path, BOOK))
    assert (gone.kind, gone.variable) == ("removed", "shade")
