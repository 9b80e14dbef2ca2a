from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from attache.demo import DAYS, Posting, Text, corpus
from attache.demo.corpus import world
from attache.demo.prose import STYLES

Plain = Callable[[Text], str]
NAMES = Path(__file__).parents[2].parent / "shared" / "data" / "orgnames"


def offers(postings: list[Posting]) -> list[Posting]:
    return [p for p in postings if p.truth.direction == "inbound_offer"]


def test_the_same_seed_gives_the_same_postings(postings: list[Posting]) -> None:
    assert corpus() == postings
    assert corpus(seed=7) != postings


def test_more_opportunities_leave_the_first_ones_as_they_are() -> None:
    few, more = corpus(opportunities=30), corpus(opportunities=40)
    assert {p.texts[0].html for p in few} <= {p.texts[0].html for p in more}


def test_columns_hold_what_they_hold(postings: list[Posting]) -> None:
    columns = Counter(p.column for p in postings)
    assert 350 <= columns[229] <= 390
    assert 18 <= columns[224] <= 32
    assert columns[228] == 10
    assert 35 <= columns[221] + columns[222] <= 50
    assert {p.truth.direction for p in postings if p.column == 229} == {"inbound_offer"}
    directions = Counter(p.truth.direction for p in postings if p.column != 229)
    assert min(directions[d] for d in ("event_notice", "outbound_demand", "other", "inbound_offer")) >= 5


def test_numbers_rise_with_gaps_and_are_unique(postings: list[Posting]) -> None:
    numbers = [p.info_id for p in postings]
    assert numbers == sorted(set(numbers))
    assert max(b - a for a, b in pairwise(numbers)) > 20
    assert [p.published for p in postings] == sorted(p.published for p in postings)


def test_every_truth_stands_in_its_text(postings: list[Posting], plain: Plain) -> None:
    for posting in postings:
        for text in posting.texts:
            words, truth = plain(text), text.truth
            said = [proof.words for proof in truth.proofs] + [amount.as_stated for amount in truth.amounts]
            said += [*truth.organisations, *truth.contacts, *([truth.target] if truth.target else [])]
            missing = [word for word in said if word not in words]
            assert not missing, (posting.info_id, posting.style, missing)
            assert all(proof.words for proof in truth.proofs)


def test_truth_and_proofs_agree(postings: list[Posting]) -> None:
    for posting in offers(postings):
        truth = posting.truth
        proved = {(proof.variable, proof.value) for proof in truth.proofs}
        assert {("coop_mode", mode) for mode in truth.coop_modes} <= proved
        assert not set(truth.coop_modes) & set(truth.coop_refused)
        assert {("ip_status", value) for value in truth.ip_status} <= proved
        assert truth.stage is None or ("stage", truth.stage) in proved
        assert truth.mission is None or ("mission", truth.mission) in proved
        assert truth.fields
        assert truth.target


def test_nothing_of_the_grammar_is_left(postings: list[Posting], plain: Plain) -> None:
    for posting in postings:
        for text in posting.texts:
            words = plain(text)
            assert not re.search(r"\[[a-z_]+\]|[{}|\x00]|None|&nbsp", words), (posting.info_id, words)
            assert not re.search(r"[。，、]{2}|，。|：：", words), (posting.info_id, words)


def test_countries_missions_and_years_are_plausible(postings: list[Posting]) -> None:
    items = offers(postings)
    countries = Counter(p.truth.host_country for p in items)
    assert [code for code, _ in countries.most_common(2)] == ["RU", "US"]
    assert len(countries) >= 28
    houston = [p for p in items if p.truth.mission == "us-houston-consulate" and p.repost_of is None]
    assert len(houston) > 15
    assert max(p.published for p in houston) <= date(2020, 7, 24)
    assert {p.published.year for p in postings} == set(range(2015, 2022))
    assert 0.05 < sum(p.truth.mission is None for p in items) / len(items) < 0.3


def test_missions_are_those_of_the_vocabulary(postings: list[Posting]) -> None:
    missions = pytest.importorskip("attache.vocabulary.missions").missions()
    for posting in offers(postings):
        mission = posting.truth.mission
        assert mission is None or mission in missions
    listed = [missions[key] for country in world()["countries"] for key in country["missions"]]
    written = {name for country in world()["countries"] for _, names in country["missions"].values() for name in names}
    assert written <= {alias for mission in listed for alias in mission.aliases_zh}


def test_codes_are_those_of_the_codebook(postings: list[Posting]) -> None:
    book = pytest.importorskip("attache.vocabulary.codebook").load_codebook(None)
    proofs = {(proof.variable, proof.value) for posting in postings for proof in posting.truth.proofs}
    for variable in ("technology_field", "coop_mode", "stage", "ip_status", "direction"):
        known = set(book.variable(variable).values)
        assert {value for name, value in proofs if name == variable} <= known


def test_dates_are_messy_but_true(postings: list[Posting]) -> None:
    stated = Counter(p.texts[0].published == "" for p in offers(postings))
    assert 5 <= stated[True] <= 40
    for posting in postings:
        truth, field = posting.texts[0].truth, posting.texts[0].published
        if field:
            numbers = [int(n) for n in re.findall(r"\d+", field)][:3]
            assert date(*numbers) == posting.published
            assert (truth.published_on, truth.published_precision) == (posting.published.isoformat(), "day")
        elif truth.published_on:
            assert posting.published.isoformat().startswith(truth.published_on)
    assert any(not p.texts[0].published and p.truth.published_on is None for p in postings)
    assert any(p.truth.published_precision == "month" for p in postings)
    assert any(re.fullmatch(r"\d{4}/\d/\d", p.texts[0].published) for p in postings)


def test_traditional_english_and_every_style_occur(postings: list[Posting]) -> None:
    items = offers(postings)
    assert set(STYLES) == {p.style for p in items}
    scripts = Counter(p.truth.script for p in items)
    assert scripts["Hant"] >= 8
    assert scripts["Latn"] >= 8
    assert sum(bool(p.truth.coop_refused) for p in items) >= 20
    assert sum(bool(p.truth.amounts) for p in items) >= 100
    kinds = Counter(amount.kind for p in items for amount in p.truth.amounts)
    assert len(kinds) == 8
    assert len({amount.currency for p in items for amount in p.truth.amounts}) >= 8


def test_things_happen_between_the_days(postings: list[Posting]) -> None:
    edited = [p for p in postings if len(p.texts) > 1]
    assert len(edited) >= 25
    assert any(p.texts[0].truth.amounts != p.texts[1].truth.amounts for p in edited)
    assert any(p.texts[0].truth.contacts and not p.texts[1].truth.contacts for p in edited)
    assert any(p.texts[0].title != p.texts[1].title and p.texts[0].html == p.texts[1].html for p in edited)
    assert any(p.texts[0].html != p.texts[1].html and p.texts[0].truth == p.texts[1].truth for p in edited)
    gone = [p for p in postings if p.at(DAYS[0]) and not p.at(DAYS[1])]
    assert len(gone) >= 8
    assert sum(p.at(DAYS[2]) is not None for p in gone) >= 2
    assert any(p.at(DAYS[1]) and not p.at(DAYS[2]) for p in postings)
    reposts = [p for p in postings if p.repost_of]
    by_number = {p.info_id: p for p in postings}
    assert len(reposts) >= 12
    assert {p.column for p in reposts} == {224, 229}
    assert all(by_number[p.repost_of or 0].published <= p.published for p in reposts)


def test_a_posting_has_no_text_before_it_is_published_or_while_it_is_gone(postings: list[Posting]) -> None:
    for posting in postings:
        assert posting.at(date(2014, 12, 31)) is None
        for start, end in posting.gone:
            assert posting.published < start
            assert posting.at(start) is None
            assert end is None or (posting.at(end) is not None and end > start)
        assert all(a.since < b.since for a, b in pairwise(posting.texts))


def sentences(postings: list[Posting], plain: Plain) -> Counter[str]:
    counts: Counter[str] = Counter()
    for posting in postings:
        text = posting.texts[0]
        words = plain(text)
        for contact in text.truth.contacts:
            words = words.replace(contact, "")
        counts.update({s for s in re.split(r"[。；！？\n]", words) if len(s) > 20})
    return counts


def test_the_prose_varies(postings: list[Posting], plain: Plain) -> None:
    items = [p for p in postings if p.column == 229 and p.repost_of is None]
    counts = sentences(items, plain)
    assert counts.most_common(1)[0][1] <= 0.02 * len(items)
    assert len(counts) / counts.total() > 0.9
    grams = Counter(
        words[i : i + 4] for words in map(plain, (p.texts[0] for p in items)) for i in range(len(words) - 3)
    )
    assert len(grams) / grams.total() > 0.25
    openings = Counter(
        next((line[:8] for line in plain(p.texts[0]).split("\n")[1:] if len(line) > 24), "") for p in items
    )
    assert openings.most_common(1)[0][1] <= 0.03 * len(items)
    assert len({p.texts[0].title for p in items}) > 0.85 * len(items)


def test_nobody_real_is_in_it(postings: list[Posting], plain: Plain) -> None:
    for posting in postings:
        for text in posting.texts:
            words = plain(text)
            mails = re.findall(r"[\w.+-]+@[\w.-]+", words)
            assert all(mail.endswith("example.com") for mail in mails)
            assert all("example.com" in url for url in re.findall(r"https?://\S+", text.html))
            assert not re.search(r"1[3-9]\d{9}|\(\d{3}\) [1-9]", words)
            for phone in (c for c in text.truth.contacts if re.search(r"\d{3}", c)):
                assert set(re.sub(r"\D", "", phone)) <= set("01")


@pytest.mark.skipif(not NAMES.exists(), reason="the shared lists of organisations are not beside the repository")
def test_no_coined_name_belongs_to_a_known_organisation() -> None:
    names = world()["names"]
    coined = {(head[0] + tail[0]).lower() for head in names["heads"] for tail in names["tails"]}
    coined |= {latin.lower() for latin, _ in names["japanese"]}
    known: set[str] = set()
    for file in ("ror_latest_names.jsonl.gz", "parat_companies.jsonl.gz", "foreign_names_zh_en.jsonl.gz"):
        with gzip.open(NAMES / file, "rt", encoding="utf-8") as lines:
            for line in lines:
                known.update(re.findall("[a-z]{4,}", line.lower()))
    assert not coined & known
