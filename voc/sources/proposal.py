"""A source's configuration file, written from what was guessed of its columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Table

from voc.records import Metric
from voc.sources.guess import ColumnGuess, scale_of
from voc.sources.words import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHECK = "à vérifier"
_METRICS = frozenset(metric.value for metric in Metric)
_COLUMNS = (
    "native_id", "created_at", "updated_at", "brand", "site", "product", "author", "language", "title",
    "owner_reply", "owner_reply_at", "network", "parent", "post_type",
)  # fmt: skip


@dataclass
class Proposal:
    """The file in the making, and what to say of it."""

    scrub: Callable[[str], str]
    text: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Feed:
    """What is proposed for the source as a whole, before its columns."""

    id: str
    format: str
    path: str
    channel: str
    kind: str
    solicited: bool
    comment: str
    extra: dict[str, Any] = field(default_factory=dict)
    leave_out: Sequence[tuple[str, Sequence[str]]] = ()


def propose(feed: Feed, columns: Sequence[ColumnGuess], scrub: Callable[[str], str]) -> Proposal:
    """Writes the TOML: what is sure, what is to be checked, and what is only suggested, as comments.

    ``scrub`` is called on the only cells that it shows: the labels of closed questions.
    """
    proposal = Proposal(scrub)
    document = tomlkit.document()
    document.add(tomlkit.comment(feed.comment))
    document.add(tomlkit.comment(f"Relisez les lignes marquées « {CHECK} », puis lancez `voc sources list`."))
    document.add(tomlkit.nl())
    for key, value in (
        ("id", feed.id), ("format", feed.format), ("path", feed.path), ("brand", "Votre marque"),
        ("channel", feed.channel), ("kind", feed.kind), ("solicited", feed.solicited), ("language", "fr"),
    ):  # fmt: skip
        document.add(key, tomlkit.item(value))
    document["brand"].comment(f"{CHECK} : le nom de l'enseigne")
    document["channel"].comment(f"{CHECK} : le canal, tel qu'il paraîtra dans les rapports")
    for key, value in feed.extra.items():
        document.add(key, tomlkit.item(value))
    _add_personal(document, columns)
    named = feed.format in {"tripadvisor", "social", "takeout"}
    if named:
        document.add(tomlkit.comment("Les colonnes de cet export sont connues : rien d'autre à déclarer."))
    else:
        _add_columns(document, columns, proposal)
        _add_questions(document, columns, proposal)
        _add_scores(document, columns, proposal)
        _add_leave_out(document, feed)
    proposal.text = tomlkit.dumps(document)
    return proposal


def _add_personal(document: TOMLDocument, columns: Sequence[ColumnGuess]) -> None:
    names = [column.name for column in columns if column.role == "personal"]
    if names:
        document.add("personal", tomlkit.item(names))
        document["personal"].comment("cherchées dans les textes pour être masquées, jamais gardées")


def _add_columns(document: TOMLDocument, columns: Sequence[ColumnGuess], proposal: Proposal) -> None:
    table = tomlkit.table()
    for role in _COLUMNS:
        for column in columns:
            if column.role == role:
                table.add(role, column.name)
                if column.why != "titre reconnu" and not column.why.startswith("titre connu"):
                    table[role].comment(f"{CHECK} : {column.why}")
    document.add("columns", table)
    roles = {column.role for column in columns}
    if "native_id" not in roles:
        proposal.warnings.append(
            "aucune colonne d'identifiant reconnue : il sera fait du contenu de chaque ligne, et une"
            " réponse corrigée comptera comme une nouvelle"
        )
    if "created_at" not in roles:
        proposal.warnings.append("aucune colonne de date reconnue : les réponses n'auront pas de date")


def _add_questions(document: TOMLDocument, columns: Sequence[ColumnGuess], proposal: Proposal) -> None:
    questions = tomlkit.aot()
    taken: set[str] = set()
    for column in columns:
        if column.role == "text":
            table = tomlkit.table()
            table.add("column", column.name)
            table.add("id", _unique(slug(column.name)[:40], taken))
            questions.append(table)
    if len(questions):
        document.add("questions", questions)
    else:
        proposal.warnings.append("aucune colonne de texte reconnue : déclarez-les dans des [[questions]]")


def _add_scores(document: TOMLDocument, columns: Sequence[ColumnGuess], proposal: Proposal) -> None:
    scores = tomlkit.aot()
    taken: set[str] = set()
    notes: list[str] = []
    for column in columns:
        if column.role in _METRICS:
            _add_score(scores, column, taken, notes, proposal)
        elif column.role == "number":
            notes.append(
                f"« {column.name} » : {column.why} ; si c'est une note, déclarez-la dans une [[scores]]"
                " avec metric, min et max."
            )
    if len(scores):
        document.add("scores", scores)
    for note in notes:
        document.add(tomlkit.comment(f"{CHECK} : {note}"))


def _add_score(
    scores: AoT, column: ColumnGuess, taken: set[str], notes: list[str], proposal: Proposal
) -> None:
    seen = column.profile
    scale = scale_of(column.role, seen) if seen.is_number else None
    if seen.is_number and scale is None:
        warning = (
            f"« {column.name} » ressemble à un {column.role.upper()} mais ses valeurs vont de {seen.low:g} à"
            f" {seen.high:g} : l'échelle est à déclarer à la main"
        )
        notes.append(warning)
        proposal.warnings.append(warning)
        return
    table = tomlkit.table()
    table.add("column", column.name)
    table.add("id", _unique(column.role, taken))
    table.add("metric", column.role)
    low, high = scale or ((0, 10) if column.role == "nps" else (1, 5))
    observed = (
        f"{CHECK} : valeurs vues de {seen.low:g} à {seen.high:g}" if scale else f"{CHECK} : réponses en mots"
    )
    table.add("min", int(low))
    table["min"].comment(observed)
    table.add("max", int(high))
    table["max"].comment(observed)
    table.add("direction", "higher_is_better")
    table["direction"].comment(f"{CHECK} : un grand nombre est-il une bonne nouvelle ?")
    if column.role == "nps" and seen.is_number and seen.low >= 1:
        proposal.warnings.append(
            f"« {column.name} » : aucun 0 parmi les valeurs vues ; posée de 1 à 10, ce n'est pas un NPS"
        )
    if not seen.is_number:
        _add_labels(table, column, proposal)
    scores.append(table)


def _add_labels(table: Table, column: ColumnGuess, proposal: Proposal) -> None:
    """Answers in words: the numbers are for a person to give, so they are only suggested."""
    table.add(tomlkit.comment(f"{CHECK} : donnez à chaque réponse son nombre, puis retirez le #"))
    labels = [proposal.scrub(label) for label in sorted(column.profile.distinct)[:12] if len(label) <= 60]
    known = ", ".join(f"{json.dumps(label, ensure_ascii=False)} = ?" for label in labels)
    table.add(tomlkit.comment(f"labels = {{ {known} }}"))
    proposal.warnings.append(
        f"« {column.name} » : réponses en mots, à traduire dans `labels` ; sinon elles seront rejetées"
    )


def _add_leave_out(document: TOMLDocument, feed: Feed) -> None:
    if feed.leave_out:
        rules = tomlkit.aot()
        for column, values in feed.leave_out:
            table = tomlkit.table()
            table.add("column", column)
            table.add("values", tomlkit.item(list(values)))
            rules.append(table)
        document.add("leave_out", rules)


def _unique(name: str, taken: set[str]) -> str:
    unique, copy = name, 1
    while unique in taken:
        copy += 1
        unique = f"{name}_{copy}"
    taken.add(unique)
    return unique
