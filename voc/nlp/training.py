"""Trains the linear model: features, heads, calibration on scores of unseen rows, then the folder.

Deterministic: the same data, taxonomy and recipe give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from voc.cues import CueHit
from voc.nlp.calibrate import calibrate
from voc.nlp.calibration import Calibration
from voc.nlp.corpus import Corpus, Progress
from voc.nlp.decisions import Decider, Decision
from voc.nlp.evaluation import Report, report_on
from voc.nlp.features import learn
from voc.nlp.folds import source_folds, stratified_folds
from voc.nlp.inputs import Inputs
from voc.nlp.readings import Reader
from voc.nlp.recipe import Recipe
from voc.nlp.scores import Scorer
from voc.nlp.signals import signals
from voc.nlp.weights import save
from voc.taxonomy import Taxonomy

Array = npt.NDArray[np.float64]
#: score of a head whose rows all agree
_CERTAIN = 4.0


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training gave: the model's version and folder, and figures on rows unseen by their fold."""

    version: str
    folder: Path
    rows: int
    unseen: Report
    reference: Report | None

    def __str__(self) -> str:
        """For the terminal, in French."""
        lines = [f"Modèle {self.version} écrit dans {self.folder} ({self.rows} verbatims étiquetés).", ""]
        lines += ["Mesuré par validation croisée :", str(self.unseen)]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Linear:
    """Heads fitted on some rows, rounded as they will be stored."""

    coefficients: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]


def train(
    labelled: Path,
    out: Path,
    taxonomy: Path | None = None,
    *,
    recipe: Path | Recipe | None = None,
    reviews: Path | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Trains a model and writes its folder.

    Args:
        labelled: labelled verbatims, one JSON line each.
        out: the folder to write.
        taxonomy: the taxonomy whose codes and cues are used (default: the one that voc ships).
        recipe: the knobs, or the TOML file that holds them.
        reviews: a Parquet file of reviews with stars, to teach one more head what praise sounds like.
        progress: told how far the work is.

    Raises:
        InputError: a file of verbatims or reviews cannot be used.
        SettingsError: the recipe is refused.
        TaxonomyError: the taxonomy is refused.
    """
    knobs = Recipe.load(recipe) if isinstance(recipe, Path) else recipe or Recipe()
    tell = progress or (lambda *_: None)
    return _Training(Corpus(labelled, knobs, Taxonomy.load(taxonomy), reviews, tell), knobs, tell).run(out)


class _Training:
    """One training: the corpus as vectors, and what is fitted on them."""

    def __init__(self, corpus: Corpus, recipe: Recipe, progress: Progress) -> None:
        self.corpus = corpus
        self.recipe = recipe
        self.progress = progress
        self.taxonomy = corpus.taxonomy
        self.labels = corpus.labels
        self.weights = corpus.weights()
        families = recipe.families
        self.folds = (
            source_folds(corpus.rows, families) if families else stratified_folds(corpus.rows, recipe.folds)
        )
        self.numbers = [int(fold) for fold in np.unique(self.folds)]
        passages = [*corpus.passages, *corpus.extra_passages]
        progress("vocabulaire", 0, 1)
        self.featurizer = learn(
            [(item.text, item.question) for item in passages],
            {"words": recipe.words, "chars": recipe.chars, "context": recipe.context},
            {"words": recipe.fewest_words, "chars": recipe.fewest_chars, "context": recipe.fewest_context},
        )
        self.matrix = self._vectors([(item.text, item.question) for item in passages])
        self.stars = self._fit_stars()

    def run(self, out: Path) -> Trained:
        """Calibrates and measures on unseen rows, fits on all, writes."""
        inputs = self._unseen()
        calibration = self._calibrate(inputs, np.arange(len(self.corpus.rows)))
        unseen, reference = self._measure(inputs)
        fitted = self._fit(np.arange(self.matrix.shape[0]), "apprentissage")
        settings = {
            "name": self.recipe.name,
            "version": self.recipe.version,
            "taxonomy": self.taxonomy.version,
            "calibration": calibration.to_dict(),
            "training": self._record(unseen, reference),
        }
        heads = self.corpus.heads
        version = save(out, self.featurizer, heads, fitted.coefficients, fitted.intercepts, settings)
        return Trained(version, out, self.matrix.shape[0], unseen, reference)

    # --- fitting ---------------------------------------------------------------------------------

    def _vectors(self, texts: Iterable[tuple[str, str | None]]) -> sparse.csr_matrix:
        return self.featurizer.matrix(self.featurizer.transform(*item) for item in texts)

    def _fit_stars(self) -> tuple[Array, float] | None:
        if not self.corpus.reviews:
            return None
        self.progress("étoiles", 0, 1)
        praises = np.asarray([own for _, own in self.corpus.reviews], bool)
        vectors = self._vectors((text, None) for text, _ in self.corpus.reviews)
        return self._logistic(vectors, praises, self.recipe.strength_stars)

    def _fit(self, rows: npt.NDArray[np.int64], title: str) -> _Linear:
        fitted = []
        vectors, labels = self.matrix[rows], self.labels[rows]
        for at in range(labels.shape[1]):
            self.progress(title, at, labels.shape[1])
            fitted.append(self._logistic(vectors, labels[:, at], self.recipe.strength))
        if self.stars is not None:
            fitted.append(self.stars)
        coefficients = np.stack([own for own, _ in fitted], axis=1).astype(np.float16).astype(np.float32)
        return _Linear(coefficients, np.asarray([bias for _, bias in fitted], np.float32))

    def _logistic(
        self, vectors: sparse.csr_matrix, holds: npt.NDArray[np.bool_], strength: float
    ) -> tuple[Array, float]:
        from sklearn.linear_model import LogisticRegression

        if holds.all() or not holds.any():  # a rare code may miss from a fold
            return np.zeros(vectors.shape[1]), _CERTAIN if holds.all() else -_CERTAIN
        model = LogisticRegression(  # type: ignore[no-untyped-call]
            C=strength,
            solver="liblinear",
            dual=True,
            class_weight="balanced",
            tol=1e-3,
            max_iter=1000,
            random_state=self.recipe.seed,
        )
        model.fit(vectors, holds)
        return model.coef_[0], float(model.intercept_[0])

    def _unseen(self) -> Inputs:
        """What the calibration reads of each row, from heads fitted without its fold."""
        corpus, heads = self.corpus, self.corpus.heads
        count = len(corpus.rows)
        margins = np.zeros((count, len(heads)))
        moods = np.zeros((count, len(self.taxonomy.themes)))
        hits: list[Sequence[CueHit]] = [()] * count
        extra = np.arange(count, self.matrix.shape[0])
        for fold in self.numbers:
            held = np.nonzero(self.folds == fold)[0]
            seen = np.concatenate([np.nonzero(self.folds != fold)[0], extra])
            fitted = self._fit(seen, f"validation croisée {fold + 1}/{len(self.numbers)}")
            scorer = Scorer(self.featurizer, heads, fitted.coefficients, fitted.intercepts, self.taxonomy)
            scores = scorer([corpus.passages[at] for at in held])
            margins[held] = scores.margins
            moods[held] = scores.clause_moods
            for at, found in zip(held, scores.hits, strict=True):
                hits[at] = found
        column = {head: at for at, head in enumerate(heads)}
        return Inputs(self.taxonomy, column, margins, signals(self.taxonomy, hits), moods)

    # --- measuring -------------------------------------------------------------------------------

    def _calibrate(self, inputs: Inputs, rows: npt.NDArray[np.int64]) -> Calibration:
        own = [self.corpus.rows[at] for at in rows]
        return calibrate(own, inputs.take(rows), self.corpus.heads, self.weights[rows], self.recipe)

    def _measure(self, inputs: Inputs) -> tuple[Report, Report | None]:
        """Figures on all rows and on those not chosen for their codes; calibrations leave them out too."""
        rows = self.corpus.rows
        decisions: dict[int, Decision] = {}
        chances = np.zeros((len(rows), len(self.taxonomy.themes)))
        for fold in self.numbers:
            held, seen = np.nonzero(self.folds == fold)[0], np.nonzero(self.folds != fold)[0]
            reader = Reader(self._calibrate(inputs, seen), self.taxonomy)
            readings, decide = reader(inputs.take(held)), Decider(reader)
            chances[held] = readings.themes
            decisions |= {int(at): decide(readings, place) for place, at in enumerate(held)}
        themes = list(self.taxonomy.themes)

        def report(at: Sequence[int]) -> Report:
            return report_on([rows[i] for i in at], [decisions[i] for i in at], chances[list(at)], themes)

        prefix = self.recipe.reference_prefix
        drawn = [at for at, row in enumerate(rows) if prefix and row.id.startswith(prefix)]
        return report(range(len(rows))), report(drawn) if drawn else None

    def _record(self, unseen: Report, reference: Report | None) -> dict[str, Any]:
        """What the folder keeps of its making: recipe, digests of the data, figures; no text."""
        corpus = self.corpus
        recipe = self.recipe.model_dump(mode="json") | {"extra": [path.name for path in self.recipe.extra]}
        return {
            "recipe": recipe,
            "rows": {
                "labelled": len(corpus.rows),
                "extra": len(corpus.extra),
                "reviews": len(corpus.reviews),
            },
            "sha256": corpus.digests,
            "unseen": {name: asdict(own) for name, own in unseen.figures.items()},
            "reference": {name: asdict(own) for name, own in reference.figures.items()}
            if reference
            else None,
        }
