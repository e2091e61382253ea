"""What a training learns from: labelled verbatims as the tagger would read them, and their heads."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc.errors import InputError
from voc.nlp.balance import rake
from voc.nlp.heads import POLARITIES, SENTIMENTS, Head, Kind
from voc.nlp.labelled import Labelled, read_labelled
from voc.nlp.recipe import Recipe
from voc.nlp.reviews import read_reviews
from voc.nlp.scores import Passage
from voc.records import Quality
from voc.taxonomy import Taxonomy

#: (what is being done, how much is done, of how much)
Progress = Callable[[str, int, int], None]

_FOLLOWED = (Kind.SENTIMENT, Kind.INFORMATIVE, Kind.THEME, Kind.IRRITANT, Kind.STAGE)
_BATCH = 500


class Corpus:
    """Labelled rows that are measured on, extra ones that are only learned from, and reviews with stars.

    ``heads``: those of the taxonomy that have enough rows, in its order, the stars' last when there are
    reviews. ``digests``: the sha256 of each file read.
    """

    def __init__(
        self, labelled: Path, recipe: Recipe, taxonomy: Taxonomy, reviews: Path | None, progress: Progress
    ) -> None:
        self.taxonomy = taxonomy
        self._recipe = recipe
        self._progress = progress
        self.rows, self.passages = self._prepared(read_labelled(labelled))
        extra = [row for path in recipe.extra for row in read_labelled(path)]
        self.extra, self.extra_passages = self._prepared(extra)
        self.reviews = read_reviews(reviews, [row.text for row in self.rows]) if reviews else []
        self.heads = self._heads(labelled)
        files = {"labelled": labelled, **{path.name: path for path in recipe.extra}}
        files |= {"reviews": reviews} if reviews else {}
        self.digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}

    @property
    def labels(self) -> npt.NDArray[np.bool_]:
        """(rows then extra rows, heads without the stars')."""
        return self._labels(
            [*self.rows, *self.extra], [own for own in self.heads if own.kind is not Kind.STARS]
        )

    def weights(self) -> npt.NDArray[np.float64]:
        """(rows,): what undoes the choice of rows for their codes."""
        reference = np.asarray([row.id.startswith(self._recipe.reference_prefix) for row in self.rows], bool)
        return rake(self._labels(self.rows, [own for own in self.heads if own.kind in _FOLLOWED]), reference)

    def _labels(self, rows: Sequence[Labelled], heads: Sequence[Head]) -> npt.NDArray[np.bool_]:
        return np.asarray([[row.holds(head) for head in heads] for row in rows], bool)

    def _prepared(self, rows: Sequence[Labelled]) -> tuple[list[Labelled], list[Passage]]:
        """The rows that the tagger would read, mended, scrubbed and cut in clauses as it would."""
        from voc.text.prepare import Preparer
        from voc.text.segment import Segmenter

        preparer, segmenter = Preparer(), Segmenter()
        kept: list[Labelled] = []
        passages: list[Passage] = []
        for start in range(0, len(rows), _BATCH):
            self._progress("lecture", start, len(rows))
            batch = []
            for row in rows[start : start + _BATCH]:
                ready = preparer.prepare(row.text)
                if ready.quality is Quality.OK:
                    batch.append((row, ready.aligned.text))
            segments = segmenter.segment([text for _, text in batch])
            kept += [row for row, _ in batch]
            passages += [
                Passage(text, row.question, own) for (row, text), own in zip(batch, segments, strict=True)
            ]
        return kept, passages

    def _heads(self, labelled: Path) -> tuple[Head, ...]:
        rows = [*self.rows, *self.extra]
        stages = self.taxonomy.stages
        seen = Counter(code for row in rows for code in (*row.themes, *row.irritants))
        staged = Counter(code for row in rows for code in row.stages)
        polarities = Counter(item for row in rows for item in row.themes.items())
        primaries = Counter(row.primary for row in rows)
        enough, few = self._recipe.fewest_rows, max(2, self._recipe.fewest_rows // 4)
        trained = [code for code in self.taxonomy.themes if seen[code] >= enough]
        told = [code for code in stages if staged[code] >= enough and primaries[code] >= few]
        sentiments = Counter(row.sentiment for row in rows)
        if not trained or not told or min(sentiments[name] for name in SENTIMENTS) < few:
            raise InputError(
                str(labelled),
                f"trop peu de verbatims étiquetés : il en faut {few} par sentiment "
                f"({', '.join(SENTIMENTS)}) et {enough} pour au moins un thème et une étape de la taxonomie",
                "Ajoutez des verbatims.",
            )
        return (
            *(Head(Kind.SENTIMENT, name) for name in SENTIMENTS),
            Head(Kind.INFORMATIVE),
            *(Head(Kind.THEME, code) for code in trained),
            *(
                Head(Kind.POLARITY, code, name)
                for code in trained
                for name in POLARITIES
                if polarities[code, name] >= few
            ),
            *(Head(Kind.IRRITANT, code) for code in self.taxonomy.irritants if seen[code] >= enough),
            *(Head(Kind.STAGE, code) for code in told),
            *(Head(Kind.PRIMARY, code) for code in told),
            *([Head(Kind.STARS)] if self.reviews else []),
        )
