from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from attache.collect.options import CistcOptions, WebOptions
from attache.collect.sources import ADAPTERS, SHIPPED, Source, load_source, load_sources
from attache.core.errors import SourceError

GOOD: dict[str, Any] = {
    "id": "wish-list",
    "name": "the wish list",
    "owner": "the ministry",
    "adapter": "cistc",
    "scope": ["cistc.gov.cn"],
    "entry": ["http://www.cistc.gov.cn/"],
    "settings": {"column": 229},
}


def written(folder: Path, raw: Any, name: str = "source.yaml") -> Path:
    path = folder / name
    path.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def sentence(folder: Path, raw: Any) -> str:
    path = written(folder, raw)
    with pytest.raises(SourceError) as caught:
        load_source(path)
    assert str(path) in caught.value.sentence
    assert caught.value.mend
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


def test_a_good_declaration(tmp_path: Path) -> None:
    source = load_source(written(tmp_path, GOOD))
    assert source.options == CistcOptions(column=229)
    assert (source.pace, source.gone_after, source.synthetic, source.floor.items) == (5.0, 2, False, 1)
    assert source.folder == tmp_path
    assert source.settings == {"column": 229}


def test_shipped_sources_are_all_good() -> None:
    sources = load_sources(SHIPPED)
    assert {"cistc-229", "cistc-224", "cistc-228", "cistc-221", "cistc-222"} <= sources.keys()
    assert {source.adapter for source in sources.values()} == ADAPTERS.keys()
    for path in SHIPPED.glob("*.yaml"):
        source = sources[path.stem]
        assert path.read_text(encoding="utf-8").startswith("#")
        if isinstance(source.options, CistcOptions):
            assert source.id == f"cistc-{source.options.column}"
            assert source.pace >= 3
        elif source.id.startswith("register-"):
            assert all(url.startswith("https://") for url in source.entry), "an authority's own address"
        elif isinstance(source.options, WebOptions):
            assert all("example.org" in url for url in source.entry), "a made-up address may not be asked"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"pacee": 3}, "key `pacee`: there is no such key (did you mean `pace`?)"),
        ({"zzz": 3}, "key `zzz`: there is no such key"),
        ({"floor": {"item": 3}}, "key `floor.item`: there is no such key (did you mean `items`?)"),
        ({"floor": {"shrinkage": 3}}, "key `floor.shrinkage`: "),
        ({"id": "Wish List"}, "key `id`: "),
        ({"id": None}, "key `id`: "),
        ({"name": ""}, "key `name`: "),
        ({"adapter": "ftp"}, "key `adapter`: "),
        ({"pace": -1}, "key `pace`: "),
        ({"pace": "slow"}, "key `pace`: "),
        ({"gone_after": 0}, "key `gone_after`: "),
        ({"scope": []}, "`scope` is empty"),
        ({"scope": "cistc.gov.cn"}, "key `scope`: "),
        ({"entry": []}, "`entry` is empty"),
        (
            {"entry": ["http://elsewhere.example/"]},
            "in `entry`: http://elsewhere.example/ is outside the source's scope",
        ),
        ({"entry": ["cistc.gov.cn"]}, "in `entry`: cistc.gov.cn is only http and https"),
        ({"settings": {}}, "in `settings`, key `column`: is missing"),
        (
            {"settings": {"column": 229, "colum": 1}},
            "in `settings`, key `colum`: there is no such key (did you mean `column`?)",
        ),
        ({"settings": {"column": "x"}}, "in `settings`, key `column`: "),
        ({"adapter": "web", "settings": {"kind": "list"}}, "a list needs `item`"),
        ({"adapter": "web", "settings": {"item": "a[["}}, "key `item`: is no CSS selector"),
        ({"adapter": "web", "settings": {"item": "a", "detail": "("}}, "key `detail`: is no regular expression"),
        ({"adapter": "web", "settings": {"item": "a", "pages": "http://x/1"}}, "key `pages`: must hold {page} once"),
        ({"adapter": "web", "settings": {"kind": "feed", "next": "a"}}, "belong to a list"),
        ({"adapter": "files", "settings": {}}, "key `path`: is missing"),
    ],
)
def test_mistakes_name_file_key_and_mend(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    assert told in sentence(tmp_path, {**GOOD, **change})


@pytest.mark.parametrize("key", ["id", "name", "owner", "adapter"])
def test_missing_keys(tmp_path: Path, key: str) -> None:
    assert f"key `{key}`: is missing" in sentence(tmp_path, {k: v for k, v in GOOD.items() if k != key})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no keys"),
        ("- a\n- b", "holds no keys"),
        ("just text", "holds no keys"),
        ("id: [", "is not valid YAML"),
        ("a: 1\na: 2", "key a is said twice"),
        ("a: &x [1]\nb: *x", "aliases are not allowed"),
        ("a: !!python/object/apply:os.system [ls]", "is not valid YAML"),
        ("a: \x00", "is not valid YAML"),
        ("[" * 5000, "is not valid YAML"),
        ("a: 1\n" + "#" * 300_000, "is larger than"),
        ("a: 2024-99-99", "is not valid YAML"),
    ],
)
def test_what_is_no_declaration(tmp_path: Path, text: str, told: str) -> None:
    assert told in sentence(tmp_path, text)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        load_source(tmp_path / "none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00x\xd8")
    with pytest.raises(SourceError, match="not UTF-8"):
        load_source(tmp_path / "b.yaml")


def test_an_id_may_be_declared_once(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "a.yaml")
    written(tmp_path, GOOD, "b.yml")
    written(tmp_path, "ignored", "c.txt")
    with pytest.raises(SourceError, match=r"b\.yml: key `id`: wish-list is declared in a\.yaml too"):
        load_sources(tmp_path)


def test_an_empty_or_missing_folder_has_no_sources(tmp_path: Path) -> None:
    assert load_sources(tmp_path) == {}
    assert load_sources(tmp_path / "none") == {}


def test_private_hosts_are_allowed_by_name() -> None:
    guard = Source(**{**GOOD, "private_hosts": ["Intra.Example"]}).guard(("10.0.0.5",))
    assert guard.permits("intra.example", "10.0.0.1")
    assert guard.permits("10.0.0.5", "10.0.0.5")
    assert not guard.permits("www.cistc.gov.cn", "10.0.0.1")


@given(st.text(max_size=200))
def test_any_text_is_a_source_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(SourceError):
        load_source(path)
