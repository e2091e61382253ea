"""What a night leaves in the Prefect UI: counts and codes, never a customer's words."""

from __future__ import annotations

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from voc.night.nightly import NightResult
from voc.night.status import STATE_FR
from voc.night.summary import Summary
from voc.records import COMPLETENESS_FR


def publish_artifacts(result: NightResult, summary: Summary, report_url: str) -> None:
    """The night by source, the rejects and why, the irritants, what a new tool changed, the report."""
    create_markdown_artifact(
        key="nuit", markdown=_overview(result, summary, report_url), description="La nuit en bref"
    )
    create_table_artifact(
        key="nuit-sources",
        table=[
            {
                "source": outcome.source_id,
                "lecture": COMPLETENESS_FR[outcome.completeness],
                "fichiers lus": outcome.counts.files,
                "déjà connus": outcome.counts.files_known,
                "lignes": outcome.counts.rows,
                "nouvelles": outcome.counts.new,
                "modifiées": outcome.counts.edited,
                "inchangées": outcome.counts.unchanged,
                "rejetées": outcome.counts.rejected,
                "à savoir": " ; ".join(outcome.messages),
            }
            for outcome in result.outcomes
        ],
        description="La nuit, source par source",
    )
    create_table_artifact(
        key="nuit-rejets",
        table=[
            {
                "source": r.source_id,
                "fichier": r.file_name,
                "motif": r.reason,
                "lignes": r.rows,
                "combien": r.count,
            }
            for r in summary.rejects
        ],
        description="Lignes rejetées et pourquoi ; leur contenu, sans données personnelles : table rejects",
    )
    create_table_artifact(
        key="nuit-irritants",
        table=[
            {
                "marque": i.brand,
                "irritant": i.label,
                "verbatims": i.verbatims,
                "fréquence": f"{i.frequency:.1%}".replace(".", ","),
                "gravité": f"{i.severity:.2f}".replace(".", ","),
                "7 derniers jours": i.last_week,
                "7 jours d'avant": i.week_before,
            }
            for i in summary.irritants
        ],
        description="Les irritants, du plus pesant au moins pesant",
    )
    if result.changes:
        create_table_artifact(
            key="nuit-changement-outil",
            table=[
                {
                    "nature": c.kind,
                    "code": c.code,
                    "avant": c.before,
                    "après": c.after,
                    "gagnés": c.gained,
                    "perdus": c.lost,
                }
                for c in result.changes
            ],
            description="Ce que le nouveau modèle ou la nouvelle taxonomie change, sur les mêmes textes",
        )
    create_link_artifact(
        key="rapport", link=report_url, link_text="Ouvrir le rapport", description="Le rapport de la nuit"
    )


def _overview(result: NightResult, summary: Summary, report_url: str) -> str:
    lines = [
        f"# Nuit {STATE_FR[result.status]}",
        "",
        f"- **{summary.verbatims}** verbatims en base, **{result.tagged}** lus cette nuit",
        "- couverture : " + ", ".join(f"{count} {label}" for label, count in summary.coverage.items()),
        f"- modèle `{result.model}`, taxonomie `{result.taxonomy}`",
        f"- [rapport]({report_url})",
    ]
    if result.messages:
        lines += ["", "## À savoir", *(f"- {message}" for message in result.messages)]
    return "\n".join(lines)
