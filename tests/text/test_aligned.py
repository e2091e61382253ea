from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.text.aligned import Aligned


def test_identity_maps_to_itself():
    text = Aligned.of("Très bien")

    assert text.original(2, 6) == (2, 6)
    assert Aligned.of(text) is text


def test_replacement_maps_to_what_it_replaced():
    text = Aligned.of("L&eacute;a est  là").replace([(1, 9, "é"), (14, 16, " ")])

    assert text.text == "Léa est là"
    assert text.original(0, 3) == (0, 10)
    assert text.original(8, 10) == (16, 18)


def test_second_replacement_leads_to_the_first_text():
    once = Aligned.of("appelez Léa Martin vite").replace([(8, 18, "Léa M.")])
    twice = once.replace([(8, 14, "[PERSONNE]")])

    assert twice.text == "appelez [PERSONNE] vite"
    assert twice.original(8, 18) == (8, 18)
    assert twice.original(19, 23) == (19, 23)


def test_replacing_a_part_of_a_replacement_leads_to_all_it_stands_for():
    text = Aligned.of("abXYcd").replace([(2, 4, "123")]).replace([(3, 5, "")])

    assert text.text == "ab1cd"
    assert text.original(2, 3) == (2, 4)


def test_insertion_inside_a_replacement_keeps_the_order():
    text = Aligned.of("a").replace([(0, 1, "00")]).replace([(1, 1, "-")])

    assert [text.original(i, i + 1) for i in range(3)] == [(0, 1)] * 3


def test_empty_span_and_insertion():
    text = Aligned.of("abc").replace([(1, 1, "-")])

    assert text.text == "a-bc"
    assert text.original(1, 2) == (1, 1)
    assert text.original(4, 4) == (3, 3)


@pytest.mark.parametrize("spans", [[(0, 2, ""), (1, 3, "")], [(2, 1, "")], [(0, 9, "")]])
def test_impossible_spans_are_refused(spans):
    with pytest.raises(ValueError, match="span"):
        Aligned.of("abcd").replace(spans)


@st.composite
def _replaced(draw: st.DrawFn) -> Aligned:
    aligned = Aligned.of(draw(st.text(max_size=20)))
    for _ in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(aligned.text)), max_size=6)))
        spans = [(a, b, draw(st.text(max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        aligned = aligned.replace(spans)
    return aligned


@given(_replaced(), st.data())
def test_original_never_runs_backwards_nor_leaves_the_text(aligned, data):
    size = len(aligned.text)
    a, b, c = sorted(data.draw(st.integers(0, size)) for _ in range(3))

    first, second = aligned.original(a, b), aligned.original(b, c)

    assert 0 <= first[0] <= first[1] <= aligned.source_length
    assert first[0] <= second[0] or a == b or b == c
    assert first[1] <= second[1] or a == b or b == c
    assert aligned.original(0, size)[1] <= aligned.source_length
