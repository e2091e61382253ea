"""The page as HTML: the templates, the style sheet, and the words and shapes that they call."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.exceptions import TemplateNotFound
from markupsafe import Markup

from voc.report import figures, trend, typography
from voc.report.figures import Part
from voc.report.model import FEW, FEW_SCORES, Page, ScoreLine, Tally
from voc.report.places import MINIMUM_BASE, MINIMUM_COUNT
from voc.report.quotes import Quote
from voc.report.words import label, plain
from voc.store.connection import sql_text

#: Rows of a table before the rest goes under a fold, or to the database.
PLACES = 20
REJECTS = 50

_SENTIMENTS = {"negatif": "négatif", "mixte": "mixte", "neutre": "neutre", "positif": "positif"}
_COVERAGE = {
    "tagged": "lus",
    "unsure": "incertains",
    "not_informative": "sans information",
    "not_french": "hors français",
    "pending": "à lire",
}


def render(page: Page) -> str:
    """The HTML file's text."""
    return _environment().get_template("report.html").render(page=page, style=Markup(_style()))  # noqa: S704


class _Templates(BaseLoader):
    """The package's templates, their texts set as French wants (`voc.report.typography`)."""

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The text of one template."""
        try:
            source = sql_text("voc.report", f"templates/{template}")
        except FileNotFoundError:
            raise TemplateNotFound(template) from None
        return typography.french_markup(source), None, lambda: True


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=_Templates(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        fr=typography.french,
        hour=typography.hour,
        inner=_inner,
        number=typography.number,
        signed=typography.signed,
        percent=typography.percent,
        day=typography.date,
        short_day=typography.short_date,
        words=_words,
    )
    environment.globals.update(
        axis_top=figures.axis_top,
        counted=typography.counted,
        coverage_names=_COVERAGE,
        coverage_bar=coverage_bar,
        few=FEW,
        few_scores=FEW_SCORES,
        joined=typography.joined,
        label=label,
        minimum_base=MINIMUM_BASE,
        most_places=PLACES,
        most_rejects=REJECTS,
        minimum_count=MINIMUM_COUNT,
        period=typography.period,
        plain=plain,
        score_bar=score_bar,
        sentiment_bar=sentiment_bar,
        sentiment_names=_SENTIMENTS,
        trend=trend,
        week_bars=week_bars,
        week_columns=week_columns,
    )
    return environment


def coverage_bar(tally: Tally) -> Markup:
    """What became of the verbatims."""
    parts = [Part(name, word, getattr(tally, name)) for name, word in _COVERAGE.items()]
    return figures.stacked_bar(parts, _told(parts), height=16)


def sentiment_bar(tally: Tally, of: int | None = None) -> Markup:
    """The sentiments of a group; with ``of``, its length tells its volume too."""
    parts = _sentiments(tally)
    return figures.stacked_bar(parts, _told(parts), of=of)


def score_bar(score: ScoreLine) -> Markup:
    """Detractors, passives and promoters."""
    parts = [
        Part("negatif", "détracteurs", score.detractors),
        Part("neutre", "passifs", score.passives),
        Part("positif", "promoteurs", score.promoters),
    ]
    return figures.stacked_bar(parts, _told(parts))


def week_bars(shown: trend.Trend) -> Markup:
    """The last weeks of an irritant; those of a clear change in colour."""
    told = ", ".join(typography.number(count) for count in shown.counts)
    label_ = f"Verbatims par semaine, de la plus ancienne à la dernière : {told}"
    return figures.week_bars(shown.counts, label_, recent=shown.since)


def week_columns(tallies: list[Tally], top: int) -> Markup:
    """The sentiments week by week."""
    weeks = [_sentiments(tally) for tally in tallies]
    return figures.columns(
        weeks, top, "Verbatims par semaine et par ressenti ; les chiffres sont dans le tableau."
    )


def _sentiments(tally: Tally) -> list[Part]:
    return [Part(name, word, getattr(tally, name)) for name, word in _SENTIMENTS.items()]


def _told(parts: list[Part]) -> str:
    return (
        ", ".join(f"{typography.number(part.value)} {part.label}" for part in parts if part.value) or "aucun"
    )


def _inner(text: str) -> str:
    """A label inside a sentence: its first letter is small, unless it begins an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _words(quote: Quote) -> Markup:
    """The quoted characters and nothing else, evidence marked; a carriage return survives the parser."""
    pieces = [
        Markup("<mark>{}</mark>").format(piece) if marked else Markup("{}").format(piece)
        for piece, marked in quote.pieces
    ]
    return Markup("").join(pieces).replace("\r", Markup("&#13;"))


@lru_cache
def _style() -> str:
    return sql_text("voc.report", "templates/report.css")
