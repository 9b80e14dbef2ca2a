"""Texts with marked words: whatever the spans, the text stays whole and every piece says what it proves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from attache.web.evidence_text import Proof, mark

TEXT = "激光雷达项目\n驻德国使馆推荐激光雷达"


def test_overlapping_spans_are_cut_where_one_begins_or_ends() -> None:
    field = Proof("c-1", "tech", ((0, 4), (14, 18)))
    found = mark(TEXT, [field, Proof("c-2", "code", ((2, 6),)), Proof("v-1", "value", ((7, 12),))])
    first, second = found.lines
    assert [(piece.text, piece.keys) for piece in first] == [
        ("激光", ("c-1",)), ("雷达", ("c-1", "c-2")), ("项目", ("c-2",))
    ]  # fmt: skip
    assert [piece.kind for piece in first] == ["tech", "tech", "code"]
    assert [(piece.text, piece.kind) for piece in second] == [
        ("驻德国使馆", "value"), ("推荐", "plain"), ("激光雷达", "tech")
    ]  # fmt: skip


def test_a_note_has_the_whole_words_all_their_places_and_all_they_prove() -> None:
    field, other = Proof("c-1", "tech", ((0, 4), (14, 18))), Proof("c-2", "code", ((0, 2),))
    found = mark(TEXT, [field, other])
    notes = {note.words: note for note in found.notes}
    assert set(notes) == {"激光雷达", "激光"}
    assert notes["激光"].keys == ("c-1", "c-2")  # what is around the words counts for them
    assert notes["激光雷达"].keys == ("c-1",)
    places = {piece.place: piece for line in found.lines for piece in line if piece.keys}
    assert [places[place].text for place in notes["激光雷达"].places] == ["雷达", "激光雷达"]
    assert found.first == {"c-1": notes["激光"].places[0], "c-2": notes["激光"].places[0]}


def test_spans_that_are_not_in_the_text_are_left_out() -> None:
    found = mark("ab", [Proof("c-1", "code", ((-1, -1), (1, 9), (2, 2), (1, 0)))])
    assert found.lines == (found.lines[0],)
    assert [piece.text for piece in found.lines[0]] == ["ab"]
    assert not found.notes


def test_a_span_over_a_line_end_is_marked_on_both_lines() -> None:
    found = mark("ab\ncd", [Proof("v-1", "value", ((1, 4),))])
    assert [[(piece.text, piece.keys) for piece in line] for line in found.lines] == [
        [("a", ()), ("b", ("v-1",))],
        [("c", ("v-1",)), ("d", ())],
    ]


def test_a_text_with_very_many_spans_is_marked_in_time_and_whole() -> None:
    text = "激光雷达 " * 40_000
    spans = tuple((at, at + 4) for at in range(0, len(text), 5))
    found = mark(text, [Proof("c-1", "tech", spans)])
    assert "".join(piece.text for piece in found.lines[0]) == text
    assert [note.words for note in found.notes] == ["激光雷达"]


SPAN = st.tuples(st.integers(-2, 14), st.integers(-2, 14))


@given(st.text("ab雷\n", max_size=12), st.lists(st.lists(SPAN, max_size=4), max_size=4))
def test_any_spans(text: str, spans: list[list[tuple[int, int]]]) -> None:
    proofs = [Proof(f"c-{at}", "code", tuple(ones)) for at, ones in enumerate(spans)]
    found = mark(text, proofs)
    assert "\n".join("".join(piece.text for piece in line) for line in found.lines) == text
    notes = {note.key: note for note in found.notes}
    at = 0
    for line in found.lines:
        for piece in line:
            open_keys = {
                proof.key for proof in proofs for start, end in proof.spans
                if 0 <= start <= at < end <= len(text)
            }  # fmt: skip
            assert set(piece.keys) == open_keys
            assert not piece.keys or (
                piece.place in notes[piece.note].places and open_keys & set(notes[piece.note].keys)
            )
            at += len(piece.text)
        at += 1
    assert set(found.first) == {key for line in found.lines for piece in line for key in piece.keys}
