"""How an explanation is shown in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voc.nlp.explain import Reason, explain
from voc.nlp.tagger import Tagger


def print_explanation(tagger: Tagger, text: str, question: str | None) -> None:
    """The text as it was read, then, code by code, its probability and what weighed for and against."""
    found = explain(tagger, text, question)
    console = Console()
    console.print(Text(found.text, style="italic"))
    told = "informatif" if found.informative else "sans information"
    sentiment = found.sentiment or "non dit (trop incertain)"
    console.print(f"Sentiment : [bold]{sentiment}[/] · {told} · langue {found.language}")
    if not found.reasons:
        console.print("Ce texte n'est pas lu : il est vide, illisible ou dans une autre langue.")
        return
    table = Table("", "code", "probabilité", "seuil", "ce qui a pesé", "indices de la taxonomie")
    for reason in found.reasons:
        table.add_row(
            "✓" if reason.said else "",
            Text(f"{reason.kind} {reason.code}".strip()),
            _comma(reason.chance),
            _comma(reason.threshold),
            Text(_features(reason)),
            Text(" ; ".join(f"« {found.text[cue.start : cue.end]} »" for cue in reason.cues)),
        )
    console.print(table)
    console.print(f"Modèle {found.model}, taxonomie {found.taxonomy}.", style="dim")


def _features(reason: Reason) -> str:
    return ", ".join(f"{item.feature} {item.weight:+.1f}".replace(".", ",") for item in reason.features[:5])


def _comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
