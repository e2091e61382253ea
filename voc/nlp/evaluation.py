"""Measures a tagger on labelled verbatims that it never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc.nlp.decisions import Decision
from voc.nlp.labelled import Labelled, read_labelled
from voc.nlp.measures import CodeFigures, Figure, agreements, figures, per_code

if TYPE_CHECKING:
    from voc.nlp.tagger import Tagger

#: figures in the order of a reader's questions, with their names on screen
LABELS = {
    "sentiment_accuracy": "Sentiment, exactitude",
    "sentiment_macro_f1": "Sentiment, F1 macro (4 classes)",
    "sentiment_coverage": "Sentiment dit (les autres : abstention)",
    "sentiment_precision_kept": "Sentiment, exactitude quand il est dit",
    "sentiment_ece": "Sentiment, erreur de calibration",
    "informative_accuracy": "Informatif ou non, exactitude",
    "themes_micro_f1": "Thèmes, F1 micro",
    "themes_macro_f1": "Thèmes, F1 macro",
    "theme_polarity_micro_f1": "Thème et polarité, F1 micro",
    "theme_polarity_macro_f1": "Thème et polarité, F1 macro",
    "themes_ece": "Thèmes, erreur de calibration (tous)",
    "themes_said_ece": "Thèmes, erreur de calibration (ceux qui sont dits)",
    "irritants_micro_f1": "Irritants, F1 micro",
    "irritants_macro_f1": "Irritants, F1 macro",
    "stages_micro_f1": "Étapes, F1 micro",
    "stages_macro_f1": "Étapes, F1 macro",
    "primary_stage_accuracy": "Étape principale, exactitude",
}


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """A few figures on the rows of one source."""

    source: str
    rows: int
    sentiment_accuracy: float
    themes_micro_f1: float
    irritants_micro_f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """Figures with their 95 % intervals, code by code and source by source."""

    rows: int
    figures: dict[str, Figure]
    codes: tuple[CodeFigures, ...]
    sources: tuple[SourceFigures, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    def __str__(self) -> str:
        """For the terminal, in French."""
        width = max(map(len, LABELS.values()))
        lines = [f"{self.rows} verbatims étiquetés ; entre crochets, l'intervalle à 95 %."]
        for name, label in LABELS.items():
            own = self.figures[name]
            lines.append(f"  {label:<{width}}  {own.value:.3f}  [{own.low:.3f} – {own.high:.3f}]")
        lines += ["", "Par code (étiquetés, précision, rappel, F1) :"]
        names = max((len(code.code) for code in self.codes), default=0)
        lines += [
            f"  {code.kind:<10} {code.code:<{names}}  {code.support:>5}"
            f"  {code.precision:.2f}  {code.recall:.2f}  {code.f1:.2f}"
            for code in self.codes
        ]
        lines += ["", "Par source (verbatims, exactitude du sentiment, F1 des thèmes, F1 des irritants) :"]
        lines += [
            f"  {own.source or '–':<32} {own.rows:>5}  {own.sentiment_accuracy:.2f}"
            f"  {own.themes_micro_f1:.2f}  {own.irritants_micro_f1:.2f}"
            for own in self.sources
        ]
        return "\n".join(lines)


def evaluate(tagger: Tagger, gold: Path) -> Report:
    """Measures a tagger on a file of labelled verbatims.

    The sentiment's accuracy counts the likeliest answer of every row; what abstention does is told apart.
    A text that the tagger does not read (another language, nothing legible) counts as not informative.

    Raises:
        InputError: the file cannot be read or is not labelled.
    """
    rows = read_labelled(gold)
    decisions, chances = tagger.decisions([(row.text, row.question) for row in rows])
    return report_on(rows, decisions, chances, list(tagger.taxonomy.themes))


def report_on(
    rows: Sequence[Labelled],
    decisions: Sequence[Decision],
    theme_chances: npt.NDArray[np.float64],
    theme_codes: Sequence[str],
) -> Report:
    """Compares decisions with labels, row by row."""
    found = agreements(rows, decisions)
    codes = [
        own
        for name, kind in (
            ("sentiment", "sentiment"),
            ("themes", "theme"),
            ("irritants", "irritant"),
            ("stages", "stage"),
        )
        for own in per_code(kind, found[name])
    ]
    return Report(
        rows=len(rows),
        figures=figures(rows, decisions, theme_chances, theme_codes),
        codes=tuple(codes),
        sources=tuple(_source(rows, decisions, source) for source in sorted({row.source for row in rows})),
    )


def _source(rows: Sequence[Labelled], decisions: Sequence[Decision], source: str) -> SourceFigures:
    at = [place for place, row in enumerate(rows) if row.source == source]
    own = [rows[place] for place in at]
    said = [decisions[place] for place in at]
    found = agreements(own, said)
    right = sum(decision.likeliest == row.sentiment for row, decision in zip(own, said, strict=True))

    def micro(name: str) -> float:
        hit, told, wanted = (part.sum() for part in found[name].counts)
        return float(2 * hit / (told + wanted)) if told + wanted else 0.0

    return SourceFigures(source, len(own), right / len(own), micro("themes"), micro("irritants"))
