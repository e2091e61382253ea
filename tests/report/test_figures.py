from __future__ import annotations

import re

import pytest

from voc.report.figures import Part, axis_top, columns, shade, stacked_bar, week_bars

PARTS = (Part("negatif", "négatifs", 3), Part("neutre", "neutres", 0), Part("positif", "positifs", 9))


def rects(svg: str) -> list[tuple[float, ...]]:
    found = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg)
    return [tuple(map(float, rect)) for rect in found]


def test_parts_share_the_bar_and_empty_ones_are_not_drawn():
    (x1, _, w1, _), (x2, _, w2, _) = rects(stacked_bar(PARTS, "l"))
    assert (x1, x2) == (0, 250)
    assert (w1, w2) == (248, 748)


def test_a_bar_may_be_a_part_of_a_longer_one():
    assert sum(width + 2 for _, _, width, _ in rects(stacked_bar(PARTS, "l", of=24))) == 500


def test_a_sliver_is_still_seen():
    tiny = (Part("negatif", "négatifs", 1), Part("positif", "positifs", 99_999))
    assert rects(stacked_bar(tiny, "l"))[0][2] > 0


@pytest.mark.parametrize("parts", [(), (Part("negatif", "n", 0),)])
def test_nothing_to_draw(parts: tuple[Part, ...]):
    svg = stacked_bar(parts, "aucun")
    assert rects(svg) == []
    assert 'aria-label="aucun"' in svg


def test_labels_are_escaped():
    svg = stacked_bar(PARTS, 'a "b" <c>')
    assert 'aria-label="a &#34;b&#34; &lt;c&gt;"' in svg


def test_week_bars_mark_the_weeks_of_a_change():
    svg = week_bars((1, 0, 12, 24), "l", recent=2)
    assert re.findall(r'class="(s-before|s-recent)"', svg) == ["s-before", "s-recent", "s-recent"]
    heights = [height for *_, height in rects(svg) if height != 1]
    assert heights[-1] == max(heights)
    assert heights[-1] == pytest.approx(2 * heights[-2], rel=0.1)


def test_a_single_verbatim_is_no_peak():
    *_, alone = rects(week_bars((0, 0, 0, 1), "l"))[-1]
    *_, many = rects(week_bars((0, 0, 0, 20), "l"))[-1]
    assert alone < many / 4


def test_columns_stand_on_the_axis_and_stack_upwards():
    drawn = rects(columns([PARTS, ()], 12, "l"))
    assert drawn[0][1] + drawn[0][3] == pytest.approx(200)
    assert drawn[1][1] < drawn[0][1]
    assert min(y for _, y, *_ in drawn) >= 0


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (3, 3), (5, 6), (7, 8), (11, 12), (29, 30), (101, 120), (999, 1000), (1001, 1200)],
)
def test_axes_end_on_round_numbers(value: int, top: int):
    assert axis_top(value) == top


@pytest.mark.parametrize("value", range(1, 3000, 7))
def test_axes_hold_their_values(value: int):
    assert value <= axis_top(value) <= max(2 * value, 4)


@pytest.mark.parametrize(
    ("value", "top", "level"),
    [(0, 40, 0), (1, 40, 1), (8, 40, 1), (9, 40, 2), (20, 40, 3), (40, 40, 5), (3, 0, 0)],
)
def test_shades(value: int, top: int, level: int):
    assert shade(value, top) == level
