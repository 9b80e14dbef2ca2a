"""Registers in the shapes of the authorities, on synthetic files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.link.entries import Entry
from attache.link.registers import FORMATS, Loaded, load
from attache.link.registers.dates import iso_date
from tests.link.registers import samples


def by_name(loaded: Loaded) -> dict[str, Entry]:
    return {entry.name: entry for entry in loaded.entries}


def test_screening_list_json_files_every_row_under_its_register() -> None:
    loaded = load(samples.csl_json())
    assert loaded.format == "csl-json"
    found = by_name(loaded)
    optics = found["Synthetic Optics Institute"]
    assert optics.register == "us-bis-entity-list"
    assert optics.aliases == ("SOI", "合成光学研究所")
    assert (optics.country, optics.valid_from) == ("CN", "2019-05-16")
    assert "Presumption of denial" in (optics.note or "")
    assert found["SAMPLE TRADING LLC"].register == "us-bis-dpl"
    assert found["SAMPLE TRADING LLC"].valid_to == "2030-01-01"
    assert found["SAMPLE AERO CORPORATION"].register == "us-ns-cmic"
    assert found["SAMPLE AERO CORPORATION"].identifiers == ("Registration ID:123",)
    assert found["Novel Systems Ltd"].register == "us-csl"
    assert loaded.unread == ("shade",)
    assert any("A List Of Tomorrow" in remark for remark in loaded.remarks)


def test_persons_vessels_and_aircraft_never_become_entries() -> None:
    loaded = load(samples.csl_json())
    assert not {"Jane Sample Doe", "JOHN SAMPLE", "DOE, Richard", "SEA SAMPLE"} & by_name(loaded).keys()
    assert loaded.left_out == {
        "individuals": 1,
        "persons, as far as the name tells (no type is stated)": 2,
        "vessels": 1,
    }


def test_screening_list_csv_has_the_same_ids_and_names_as_json() -> None:
    loaded = load(samples.csl_csv())
    assert loaded.format == "csl-csv"
    assert loaded.unread == ()
    js = by_name(load(samples.csl_json()))
    for name, entry in by_name(loaded).items():
        assert (entry.id, entry.register, entry.aliases) == (js[name].id, js[name].register, js[name].aliases)
    assert by_name(loaded)["Synthetic Optics Institute"].country == "CN"
    assert loaded.left_out == {"individuals": 1}


def test_one_register_can_be_picked_from_a_file_of_several() -> None:
    loaded = load(samples.csl_json(), register="us-ns-cmic")
    assert [entry.name for entry in loaded.entries] == ["SAMPLE AERO CORPORATION"]
    assert loaded.left_out["entries of other registers"] == 3
    own = load(samples.csl_json(), register="mine")
    assert {entry.register for entry in own.entries} == {"mine"}


@pytest.mark.parametrize("packed", [False, True])
def test_ofac_files_together(tmp_path: Path, packed: bool) -> None:
    files = {"cons_prim.csv": samples.PRIMARY, "cons_alt.csv": samples.ALIASES, "cons_add.csv": samples.ADDRESSES}
    bodies = {name: text.encode() for name, text in files.items()}
    if packed:
        loaded = load(samples.zipped(bodies))
    else:
        for name, body in bodies.items():
            (tmp_path / name).write_bytes(body)
        loaded = load(tmp_path)
    aero, bank = loaded.entries
    assert (aero.register, aero.valid_from, aero.country) == ("us-ns-cmic", "2021-06-03", "CN")
    assert aero.aliases == ("SAMPLE AVIATION", "Sample Aero Co Ltd", "SAC")
    assert aero.parents == ("SAMPLE HOLDING GROUP",)
    assert "uscc:9100000000000000X1" in aero.identifiers
    assert "weak aliases: SAC" in (aero.note or "")
    assert (bank.register, bank.country, bank.programme) == ("us-ofac-cons", "RU", "UKRAINE-EO13662; RUSSIA-EO14024")
    assert bank.aliases == ("OLD SAMPLE BANK",)
    assert loaded.left_out == {"individuals": 1, "vessels": 1}


def test_ofac_primary_file_alone_and_alias_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(samples.PRIMARY, encoding="utf-8", newline="")
    assert {entry.register for entry in load(path).entries} == {"us-ns-cmic", "us-ofac-sdn"}
    with pytest.raises(InputError, match="no primary file"):
        load(samples.ALIASES.encode())


def test_denied_persons_are_organisations_only() -> None:
    loaded = load(samples.DENIED.encode())
    (freight,) = loaded.entries
    assert (freight.name, freight.valid_from, freight.valid_to) == ("SAMPLE FREIGHT LTD", "2019-01-02", "2029-01-02")
    assert freight.country is None, "two addresses in two countries are no country"
    assert loaded.left_out["persons, as far as the name tells (no type is stated)"] == 1


def test_named_research_organizations() -> None:
    loaded = load(samples.NRO.encode(), register="ca-nro")
    assert loaded.format == "nro-html"
    found = by_name(loaded)
    assert found["Sample Academy of Sciences"].aliases == ("SAS", "Sample Science Academy")
    assert [entry.country for entry in loaded.entries] == ["RU", "CN", "IR"]


def test_tables_in_pages() -> None:
    page = "<html><table><tr><th>Name of Entity</th><th>Effective Date</th></tr><tr><td>Sample Textile Co.</td><td>June 21, 2022</td></tr></table></html>"
    loaded = load(page.encode(), register="us-uflpa")
    assert [(entry.name, entry.valid_from) for entry in loaded.entries] == [("Sample Textile Co.", "2022-06-21")]


@pytest.mark.parametrize("packed", [False, True])
def test_ror_schema_2(packed: bool) -> None:
    body = json.dumps(samples.ROR2, ensure_ascii=False, indent=1).encode()
    both = {"v2.0-ror-data.json": b"[]", "v2.0-ror-data_schema_v2.json": body, "v2.0-ror-data.csv": b"id,name\n"}
    loaded = load(samples.zipped(both) if packed else body)
    university, laboratory = loaded.entries
    assert (university.id, university.name, university.register) == ("00sample1", "Synthetic University", "ror")
    assert university.aliases == ("合成大学", "SU")
    assert (university.country, university.address) == ("CN", "Harbin")
    assert university.parents == ("00sample9",)
    assert university.identifiers == ("grid:grid.1.a",)
    assert (university.valid_to, laboratory.valid_to) == (None, "2023-05-05")
    assert "succeeded by 00sample1" in (laboratory.note or "")
    assert loaded.unread == ("mood",)


def test_ror_schema_1_has_the_same_ids() -> None:
    (university,) = load(json.dumps(samples.ROR1).encode()).entries
    assert (university.id, university.country, university.parents) == ("00sample1", "CN", ("00sample9",))
    assert university.aliases == ("合成大学", "Old Synthetic University", "SU")


@pytest.mark.parametrize("body", [samples.lines(samples.FTM), json.dumps(samples.FTM).encode()])
def test_followthemoney(body: bytes) -> None:
    loaded = load(body, register="mine")
    (group,) = loaded.entries
    assert (group.id, group.name, group.country) == ("Q1", "Sample Group", "CN")
    assert group.aliases == ("样本集团", "Sample Holdings", "SG")
    assert (group.valid_from, group.valid_to, group.programme) == ("2021-06-03", "2024-01-31", "XYZ")
    assert group.parents == ("Q9",)
    assert "weak aliases: SG" in (group.note or "")
    assert loaded.left_out == {"individuals": 1, "vessels": 1}
    assert loaded.unread == ("properties.mood",)


def test_plain_lines_keep_to_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows: list[dict[str, object]] = [
        {"id": "1", "name": "Sample GmbH", "aliases": ["样本"], "country": "DE", "valid_from": "2019-07"},
        {"id": 2, "name": ""},
        {"id": 3, "name": "Undated Sample AG", "mood": "blue"},
    ]
    path.write_bytes(samples.lines(rows))
    loaded = load(path)
    first, second = loaded.entries
    assert (first.register, first.aliases, first.country, first.valid_from) == ("mine", ("样本",), "DE", "2019-07")
    assert (second.id, second.valid_from) == ("3", None)
    assert loaded.left_out == {"rows without a name": 1}
    assert loaded.unread == ("mood",)


def test_a_table_by_usual_headings_and_by_a_mapping() -> None:
    text = "企业名称,别名,国家,列入日期\n样本科技有限公司,样本科技;SampleTech,中国,2023年5月6日\n"
    for body in (text.encode(), text.encode("gb18030"), samples.gzipped(text.encode())):
        (one,) = load(body).entries
        assert (one.name, one.aliases, one.country, one.valid_from) == (
            "样本科技有限公司",
            ("样本科技", "SampleTech"),
            "CN",
            "2023-05-06",
        )
    loaded = load(b"Wer;Wo\nSample GmbH;Germany\n", mapping={"name": "Wer", "country": "Wo"})
    assert [(entry.name, entry.country) for entry in loaded.entries] == [("Sample GmbH", "DE")]


def test_a_workbook() -> None:
    loaded = load(samples.workbook([["Liste"], ["Name", "Country"], ["Sample GmbH", "DE"]]))
    assert loaded.format == "table-sheet"
    assert [(entry.name, entry.country) for entry in loaded.entries] == [("Sample GmbH", "DE")]


def test_a_wrong_column_is_an_error_that_lists_the_columns() -> None:
    with pytest.raises(InputError, match="`Wer`, `Wo`") as caught:
        load(b"Wer;Wo\nSample GmbH;Germany\n", mapping={"name": "Name"})
    assert "no column `Name`" in caught.value.what
    with pytest.raises(InputError, match="one of names"):
        load(b"Wer;Wo\nSample GmbH;Germany\n")
    with pytest.raises(InputError, match="no field `title`"):
        load(b"Wer;Wo\nSample GmbH;Germany\n", mapping={"title": "Wer"})
    with pytest.raises(InputError, match="no key `name`"):
        load(b'{"en": "Sample"}\n{"en": "Other"}\n')


def test_two_of_one_id_are_kept_apart_and_the_same_row_is_not_repeated() -> None:
    body = b"id,name\n1,Sample GmbH\n1,Other AG\n1,Sample GmbH\n1,Third AG\n"
    loaded = load(body)
    assert [(entry.id, entry.name) for entry in loaded.entries] == [
        ("1", "Sample GmbH"),
        ("1~2", "Other AG"),
        ("1~3", "Third AG"),
    ]
    assert loaded.left_out == {"repeated rows": 1}
    assert any("stands 3 times" in remark for remark in loaded.remarks)


BOMB = samples.gzipped(b"\0" * 40_000_000)
BAD = {
    "empty": b"",
    "blank": b" \n\n",
    "a mark alone": b"\xef\xbb\xbf",
    "binary": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 400,
    "gzip bomb": BOMB,
    "zip bomb": samples.zipped({"a.csv": b"\0" * 40_000_000}),
    "cut gzip": samples.gzipped(samples.csl_json())[:-200],
    "cut zip": samples.zipped({"a.csv": b"name\nSample"})[:-30],
    "cut JSON list": b'[{"id": 1, "name": "Sample"}, {"id": 2, "na',
    "cut JSON object": samples.csl_json()[:-400],
    "deep JSON": b'[{"name": ' + b"[" * 200_000,
    "a list of numbers": b"[1, 2, 3]",
    "a number per line": b'{"name": "A"}\n7\n',
    "a page without organisations": b"<html><body><p>Moved.</p></body></html>",
    "a page with a few items": b"<html><ul><li><strong>Home</strong> alias</li></ul></html>",
    "one long line": b'{"id": "1", "name": "' + b"x" * 10_000_000 + b'"}',
    "one long cell": b'name,country\n"' + b"x" * 10_000_000 + b'",DE\n',
    "a damaged workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "two tables in one archive": samples.zipped({"a.csv": b"name\nA\n", "b.csv": b"name\nB\n"}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_files_are_refused_in_one_sentence(what: str) -> None:
    with pytest.raises(InputError) as caught:
        load(BAD[what], name="bad file")
    assert caught.value.what
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize("kind", ["dpl-text", "csl-csv", "1260h-csv", "1286-csv", "csl-json", "table-csv", "nro-html"])
def test_an_error_page_instead_of_a_register_is_refused(kind: str) -> None:
    page = b"<html><body><h1>We have moved</h1><ul><li>Home, or elsewhere</li></ul></body></html>"
    with pytest.raises(InputError):
        load(page, format=kind)


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(InputError, match="csl-json"):
        load(b"name\nA\n", format="csl")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "nothing.csv")


def test_a_header_without_rows_has_no_entries() -> None:
    assert load(b"name,country\n").entries == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019-07-15", "2019-07-15"),
        ("2019-7", "2019-07"),
        ("2019", "2019"),
        ("03 Jun 2021", "2021-06-03"),
        ("June 21, 2022", "2022-06-21"),
        ("10/16/2017", "2017-10-16"),
        ("02.12.2019", "2019-12-02"),
        ("2023年5月6日", "2023-05-06"),
        ("2019-02-30", None),
        ("13/40/2017", None),
        ("tomorrow", None),
        (None, None),
    ],
)
def test_dates(text: str | None, iso: str | None) -> None:
    assert iso_date(text) == iso


@given(st.binary(max_size=400), st.sampled_from([None, *FORMATS]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_entries_or_a_refusal(body: bytes, kind: str | None) -> None:
    try:
        loaded = load(body, format=kind)
    except InputError:
        return
    keys = [(entry.register, entry.id) for entry in loaded.entries]
    assert len(set(keys)) == len(keys)
    assert all(entry.name.strip() for entry in loaded.entries)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "id",
        "name",
        "names",
        "source",
        "addresses",
        "alt_names",
        "ids",
        "type",
        "schema",
        "properties",
        "caption",
        "labels",
        "country",
        "status",
        "relationships",
        "external_ids",
        "admin",
        "programs",
        "aliases",
        "valid_from",
        "locations",
    ]
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=8), max_size=3), st.sampled_from(sorted(FORMATS)), st.booleans())
@settings(max_examples=300, deadline=None)
def test_json_of_any_shape_gives_entries_or_a_refusal(rows: list[dict[str, object]], kind: str, ror: bool) -> None:
    if ror:
        rows = [{**row, "id": "https://ror.org/01", "names": row.get("names")} for row in rows]
    for body in (json.dumps(rows).encode(), samples.lines(rows), json.dumps({"results": rows}).encode()):
        try:
            loaded = load(body, format=kind)
        except InputError:
            continue
        assert all(isinstance(entry, Entry) for entry in loaded.entries)


@given(st.lists(st.tuples(st.sampled_from("123"), st.text(min_size=1, max_size=6)), max_size=12))
@settings(deadline=None)
def test_no_two_entries_ever_share_an_id(pairs: list[tuple[str, str]]) -> None:
    rows: list[dict[str, object]] = [{"id": key, "name": name} for key, name in pairs]
    if not rows:
        return
    loaded = load(samples.lines(rows), register="r")
    ids = [entry.id for entry in loaded.entries]
    assert len(set(ids)) == len(ids)
    assert len(ids) + sum(loaded.left_out.values()) == len(rows)
