"""The style sheet: colours that can be told apart, and every class it is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.report.html import Element
from voc.report import render

CSS = (Path(render.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = colours(CSS.partition("@media")[0])
DARK = {
    **LIGHT,
    **colours(CSS.partition("@media screen and (prefers-color-scheme: dark)")[2].partition("\n}\n")[0]),
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_two_sets_of_colours_differ():
    assert DARK["paper"] != LIGHT["paper"]
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["clair", "sombre"])
@pytest.mark.parametrize(
    ("words", "behind"),
    [
        ("ink", "paper"),
        ("ink", "raised"),
        ("ink", "accent-soft"),
        ("ink", "mark"),
        ("ink", "mark-praise"),
        ("quiet", "paper"),
        ("quiet", "raised"),
        ("accent", "paper"),
        ("accent", "raised"),
        *((f"h{n}-ink", f"h{n}") for n in range(1, 6)),
    ],
)
def test_words_can_be_read(scheme: dict[str, str], words: str, behind: str):
    assert contrast(scheme[words], scheme[behind]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["clair", "sombre"])
@pytest.mark.parametrize("shape", ["negatif", "mixte", "neutre", "positif", "accent"])
def test_shapes_can_be_seen(scheme: dict[str, str], shape: str):
    assert contrast(scheme[shape], scheme["paper"]) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["clair", "sombre"])
def test_shades_darken_step_by_step(scheme: dict[str, str]):
    steps = [contrast(scheme[f"h{n}"], scheme["paper"]) for n in range(1, 6)]
    assert steps == sorted(steps)


def test_the_style_sheet_colours_every_shape(page: Element):
    names = {name for rect in page.all("rect") for name in rect.classes}
    assert {"s-negatif", "s-tagged", "s-recent"} <= names
    assert {name for name in names if f".{name}" not in CSS} == set()


def test_print_is_on_white_paper():
    assert "--paper: #ffffff" in CSS.partition("@media print")[2]
