"""Charts as SVG text: shapes only, coloured by the page's style sheet, readable without colours.

Words and numbers stand in the page's HTML beside the shapes, so that they keep their size on a phone.
Every function gives the same text for the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_BAR = 1000
_CALM = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: ``name`` is the class that the style sheet colours."""

    name: str
    label: str
    value: int


def stacked_bar(parts: Sequence[Part], label: str, *, of: int | None = None, height: int = 12) -> Markup:
    """One horizontal bar cut in parts; ``of`` is what the full width stands for (default: their sum).

    Nothing is drawn for an empty part; a part too small to see still gets a sliver.
    """
    total = max(of or sum(part.value for part in parts), 1)
    shapes, x = [], 0.0
    for part in parts:
        if part.value <= 0:
            continue
        width = part.value / total * _BAR
        shapes.append(_rect(x, 0, max(width - 2, 1.5), height, f"s-{part.name}"))
        x += width
    return _svg(shapes, label, _BAR, height, "bar", stretch=True)


def week_bars(counts: Sequence[int], label: str, *, recent: int = 0) -> Markup:
    """A small row of columns, one a week, the last ``recent`` ones in the accent colour.

    The scale goes to the highest count, and to `_CALM` at least: a single verbatim is no peak.
    """
    column, gap, height = 7, 2, 28
    top = max([*counts, _CALM])
    shapes = []
    for i, count in enumerate(counts):
        tall = max(count / top * (height - 1), 0) if count else 0
        name = "s-recent" if i >= len(counts) - recent else "s-before"
        x = i * (column + gap)
        shapes.append(_rect(x, height - 1, column, 1, "s-base"))
        if count:
            shapes.append(_rect(x, height - 1 - max(tall - 1, 1.5), column, max(tall - 1, 1.5), name))
    return _svg(shapes, label, len(counts) * (column + gap) - gap, height, "spark")


def columns(weeks: Sequence[Sequence[Part]], top: int, label: str) -> Markup:
    """Stacked columns, one a week, on a scale from 0 to ``top``; stretched to the width of the page."""
    slot, height, fill = 100, 200, 74
    shapes = []
    for i, parts in enumerate(weeks):
        y = float(height)
        for part in parts:
            if part.value <= 0:
                continue
            tall = part.value / max(top, 1) * height
            y -= tall
            high = max(tall - 1, 0.6)
            shapes.append(_rect(i * slot + (slot - fill) / 2, y + tall - high, fill, high, f"s-{part.name}"))
    return _svg(shapes, label, max(len(weeks), 1) * slot, height, "columns", stretch=True)


def axis_top(value: int) -> int:
    """The first round number at or above ``value``, for the top of an axis (an even one from 4 on)."""
    if value <= 4:
        return max(value, 1)
    step: int = 10 ** (len(str(value)) - 1)
    for factor in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10):
        top = round(step * factor)
        if top >= value and top % 2 == 0:
            return top
    return step * 10


def shade(value: float, top: float, levels: int = 5) -> int:
    """The level (0 to ``levels``) of a heat table's cell; 0 for nothing, at least 1 for anything."""
    if value <= 0 or top <= 0:
        return 0
    return min(levels, max(1, -int(-(value / top * levels) // 1)))


def _rect(x: float, y: float, width: float, height: float, name: str) -> str:
    return (
        f'<rect x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'
        f' class="{name}"/>'
    )


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _svg(
    shapes: list[str], label: str, width: float, height: float, name: str, *, stretch: bool = False
) -> Markup:
    size = ' preserveAspectRatio="none"' if stretch else f' width="{_short(width)}" height="{_short(height)}"'
    return Markup(  # noqa: S704 - numbers, our own class names, and a label that is escaped
        f'<svg class="{name}" viewBox="0 0 {_short(width)} {_short(height)}"{size} role="img"'
        f' aria-label="{escape(label)}">{"".join(shapes)}</svg>'
    )
