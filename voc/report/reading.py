"""The top of the page: what was read, by what, and what the reader must know before any figure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from voc.records import Completeness
from voc.report.model import ChangeLine, Notice, Reading, RejectLine, SourceLine, Tally, ToolChange
from voc.report.queries import Answers, Row
from voc.report.typography import counted, joined
from voc.report.words import label

NOT_READ = "not_read"
_PUBLISHED = ("completed", "degraded")
#: Codes shown under a change of model or taxonomy, those that moved most.
CHANGES_SHOWN = 8


def tell_reading(found: Answers) -> Reading:
    """What was read, with its notices."""
    last = found.runs[0] if found.runs else None
    sources = tuple(_sources(found))
    return Reading(
        tally=found.volumes.get("*", {}).get(("all", "*"), Tally()),
        sources=sources,
        rejects=tuple(RejectLine(*row) for row in found.rejects),
        notices=(*_night_notices(last, sources), *_tool_notices(found), *_data_notices(found)),
        night=last[3] if last else None,
        voc=last[4] if last else "",
        model=last[5] if last else "",
        taxonomy=last[6] if last else "",
    )


def tell_changes(found: Answers) -> tuple[ToolChange, ...]:
    """The changes of model or taxonomy that the store remembers."""
    recent = _recent_change(found.runs)
    changes = []
    for tools, rows in groupby(found.tool_changes, key=lambda row: row[:4]):
        lines = [ChangeLine(name, kind, before, after) for *_, kind, name, before, after in rows]
        moved = [line for line in lines if line.before != line.after][:CHANGES_SHOWN]
        model_from, taxonomy_from, model_to, taxonomy_to = tools
        changes.append(
            ToolChange(model_from, taxonomy_from, model_to, taxonomy_to, tools == recent, tuple(moved))
        )
    return tuple(changes)


def _sources(found: Answers) -> Iterable[SourceLine]:
    tallies = {
        code: tally
        for (dimension, code), tally in found.volumes.get("*", {}).items()
        if dimension == "source"
    }
    rows = {row[0]: row[1:] for row in found.run_sources}
    rejected: dict[str, int] = {}
    for source, *_, count in found.rejects:
        rejected[source] = rejected.get(source, 0) + count
    for source in sorted({*tallies, *rows, *found.channels}):
        state, new, edited, _, message = rows.get(source, (NOT_READ, 0, 0, 0, ""))
        channels = [label("channel", channel) for channel in found.channels.get(source, [])]
        yield SourceLine(
            source_id=source,
            channel=", ".join(channels),
            tally=tallies.get(source, Tally()),
            state=state,
            state_label=label("state", state),
            new=new,
            edited=edited,
            rejected=rejected.get(source, 0),
            message=message,
        )


def _night_notices(last: Row | None, sources: tuple[SourceLine, ...]) -> Iterable[Notice]:
    if last is None:
        yield Notice("alert", "Aucune nuit n'est enregistrée dans cette base")
        return
    _, flow, status, *_, message = last
    faulty = [s for s in sources if s.state not in {Completeness.COMPLETE, NOT_READ}]
    lines = tuple(
        f"{s.source_id} : lecture {s.state_label}" + (f". {s.message}" if s.message else "") for s in faulty
    )
    if faulty:
        few = counted(
            len(faulty), "source n'a pas été lue entièrement", "sources n'ont pas été lues entièrement"
        )
        title = f"Nuit dégradée : {few}. Les chiffres qui en dépendent sont incomplets"
        yield Notice("alert", title, lines)
    elif status == "degraded":
        yield Notice("alert", "Nuit dégradée", (message,) if message else ())
    if status not in _PUBLISHED:
        title = "La dernière nuit n'est pas allée à son terme : ces chiffres peuvent être incomplets"
        yield Notice("alert", title, (message,) if message else ())
    aside = [s.source_id for s in sources if s.state == NOT_READ]
    if aside and flow == "nightly":
        few = counted(len(aside), "source n'a pas été relue", "sources n'ont pas été relues")
        yield Notice(
            "note", f"{few} par la dernière nuit", (f"{joined(aside)}. Leurs chiffres sont ceux d'avant.",)
        )


def _tool_notices(found: Answers) -> Iterable[Notice]:
    change = _recent_change(found.runs)
    if change is not None:
        model_from, taxonomy_from, model_to, taxonomy_to = change
        lines = []
        if model_from != model_to:
            lines.append(f"Modèle : {model_from}, puis {model_to}.")
        if taxonomy_from != taxonomy_to:
            lines.append(f"Taxonomie : {taxonomy_from}, puis {taxonomy_to}.")
        lines.append(
            "Tous les textes ont été relus ; un écart avec le rapport précédent peut venir de l'outil et non"
            " des clients. Le détail est dans « Méthode »."
        )
        yield Notice("alert", "L'outil de lecture a changé depuis la nuit précédente", tuple(lines))
    if len(found.tools) > 1:
        tools = [f"{model} avec la taxonomie {taxonomy}" for model, taxonomy in found.tools]
        yield Notice(
            "alert",
            "Les verbatims n'ont pas tous été lus par le même outil",
            (f"{joined(tools)}. Les évolutions sont à prendre avec prudence.",),
        )


def _data_notices(found: Answers) -> Iterable[Notice]:
    pending = found.volumes.get("*", {}).get(("all", "*"), Tally()).pending
    if pending:
        few = counted(pending, "verbatim n'a pas encore été lu", "verbatims n'ont pas encore été lus")
        yield Notice("alert", f"{few} : ces chiffres sont incomplets")
    if found.undated:
        few = counted(
            found.undated, "verbatim sans date n'est pas compté", "verbatims sans date ne sont pas comptés"
        )
        yield Notice("note", f"{few} dans ce rapport", ("Ils restent dans la base.",))


def _recent_change(runs: list[Row]) -> tuple[str, str, str, str] | None:
    """The tools of the last two published nights, when they differ."""
    published = [run for run in runs if run[2] in _PUBLISHED]
    if len(published) < 2 or published[0] is not runs[0]:
        return None
    (*_, model_to, taxonomy_to, _), (*_, model_from, taxonomy_from, _) = published[:2]
    if (model_from, taxonomy_from) == (model_to, taxonomy_to):
        return None
    return model_from, taxonomy_from, model_to, taxonomy_to
