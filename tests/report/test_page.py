"""The page as a browser gets it, against the snapshot it was made from."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from tests.report.factory import CHANNELS, HOSTILE, HOTEL, LAST_DAY, SHOP, Maker, make_snapshot
from tests.report.html import Element, parse
from voc.errors import ReportError, StoreError
from voc.report import typography
from voc.report.build import build_report, tell
from voc.settings import Report
from voc.store.query import open_snapshot, run_query

CUSTOMER = frozenset({"bdi", "code", "style", "pre"})


@pytest.fixture(scope="module")
def ask(snapshot: Path):
    return lambda sql: run_query(snapshot, sql).rows


@pytest.fixture(scope="module")
def told(snapshot: Path):
    return tell(snapshot, Report())


def brand(told, name: str):
    return next(brand for brand in told.brands if brand.name == name)


# One file, nothing else needed.


def test_the_page_needs_nothing_else(html: str, page: Element):
    assert html.startswith('<!doctype html>\n<html lang="fr">')
    assert {e.tag for e in page.walk()} & {
        "script",
        "iframe",
        "img",
        "object",
        "embed",
        "form",
        "base",
    } == set()
    for element in page.walk():
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            if name in {"href", "src", "action"}:
                assert (value or "").startswith(("#", "data:,"))
    style = page.one("style").text
    assert "@import" not in style
    assert "url(" not in style


def test_the_page_forbids_what_it_does_not_use(page: Element):
    [policy] = [m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_links_lead_somewhere_and_anchors_are_unique(page: Element):
    anchors = [e.attributes["id"] for e in page.walk() if "id" in e.attributes]
    assert len(anchors) == len(set(anchors))
    targets = {(e.attributes["href"] or "")[1:] for e in page.all("a")}
    assert targets <= set(anchors)
    labels = {e.attributes["aria-labelledby"] for e in page.walk() if "aria-labelledby" in e.attributes}
    assert labels <= set(anchors)


def test_titles_go_down_one_step_at_a_time(page: Element):
    levels = [int(e.tag[1]) for e in page.walk() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_headers(page: Element):
    tables = page.all("table")
    assert len(tables) >= 12
    for table in tables:
        assert table.one("caption").text.strip()
        assert table.all("th")
        widths = {
            sum(int(c.attributes.get("colspan") or 1) for c in row.children if isinstance(c, Element))
            for row in table.all("tr")
        }
        assert len(widths) == 1


def test_every_chart_is_told_in_words(page: Element):
    charts = [svg for svg in page.all("svg") if svg.attributes.get("aria-hidden") != "true"]
    legends = [svg for ul in page.all("ul", "legend") for svg in ul.all("svg")]
    charts = [svg for svg in charts if not any(svg is key for key in legends)]
    assert len(charts) > 20
    for chart in charts:
        assert chart.attributes["role"] == "img"
        assert (chart.attributes["aria-label"] or "").strip()


def test_our_own_words_are_set_in_french(page: Element):
    words = "".join(page.one("body").texts(CUSTOMER))
    assert re.findall(r"\S* [;:!?%»]|« ", words) == []
    assert re.findall(r"\w'\w", words) == []
    assert "None" not in words
    assert [text for text in page.one("body").texts(CUSTOMER) if re.search(r"\d\.\d", text)] == []


def test_counts_agree_in_number(page: Element):
    words = "".join(page.one("body").texts(CUSTOMER))
    assert re.findall(rf"(?<![\d{typography.NARROW},])[01]{typography.FIXED}\w+s\b", words) == []


# What is quoted.


def test_quotes_are_the_stored_words_character_by_character(page: Element, ask):
    texts = dict(ask("SELECT verbatim_id, text FROM verbatims"))
    quotes = [bdi for bdi in page.all("bdi") if "data-verbatim" in bdi.attributes]
    assert len(quotes) > 60
    for shown in quotes:
        start, end = int(shown.attributes["data-start"] or ""), int(shown.attributes["data-end"] or "")
        text = texts[shown.attributes["data-verbatim"] or ""]
        assert shown.text == text[start:end]
        assert shown.text


def test_marks_are_the_stored_evidence(page: Element, ask):
    spans: dict[str, set[tuple[int, int]]] = {}
    for verbatim, start, end in ask("SELECT verbatim_id, start_char, end_char FROM tag_evidence"):
        spans.setdefault(verbatim, set()).add((start, end))
    texts = dict(ask("SELECT verbatim_id, text FROM verbatims"))
    marked = 0
    for shown in page.all("bdi"):
        verbatim = shown.attributes.get("data-verbatim")
        at = int(shown.attributes.get("data-start") or 0)
        for piece in shown.children:
            words = piece if isinstance(piece, str) else piece.text
            if isinstance(piece, Element):
                assert piece.tag == "mark"
                marked += 1
                inside = [s for s, e in spans[verbatim or ""] if s <= at and at + len(words) <= e]
                assert inside
                assert texts[verbatim or ""][at : at + len(words)] == words
            at += len(words)
    assert marked > 60


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_text(html: str, page: Element, text: str):
    start = text[:24]
    assert [bdi for bdi in page.all("bdi") if bdi.text.startswith(start)]
    assert "<script" not in html.lower()
    assert "onerror=" not in html.lower().replace("onerror=alert(1)&gt;", "")
    assert "é" * 300 not in html


def test_a_short_identifier_finds_its_verbatim(page: Element, ask):
    caption = page.all("figcaption")[1]
    shown = caption.one("code").text
    assert len(ask(f"SELECT verbatim_id FROM v_verbatims WHERE verbatim_id LIKE '{shown}%'")) == 1


# The figures.


def test_figures_are_those_of_the_published_tables(told, ask):
    found = ask(
        "SELECT brand, code, verbatims, frequency, severity, impact FROM agg_irritants"
        " WHERE period = 'all' AND dimension = 'all' AND brand <> '*'"
    )
    shown = {(b.name, i.code): i for b in told.brands for i in b.irritants}
    undated = {(SHOP, "retard_livraison")}
    assert set(shown) == {(name, code) for name, code, *_ in found}
    for name, code, verbatims, _, severity, _ in found:
        irritant = shown[name, code]
        assert irritant.verbatims == verbatims - ((name, code) in undated)
        assert irritant.severity == pytest.approx(severity)
        assert irritant.impact == pytest.approx(irritant.frequency * irritant.severity)
    assert brand(told, HOTEL).irritants[0].frequency == pytest.approx(16 / 96)


def test_irritants_come_the_heaviest_first(told):
    for section in told.brands:
        impacts = [irritant.impact for irritant in section.irritants]
        assert impacts == sorted(impacts, reverse=True)


def test_the_planted_facts_are_told(told, page: Element):
    shop, hotel = brand(told, SHOP), brand(told, HOTEL)
    assert [i.code for i in shop.rising] == ["retard_livraison"]
    assert shop.rising[0].trend.counts == (1, 1, 1, 1, 1, 1, 1, 1, 8, 8)
    assert shop.rising[0].trend.since == 2
    assert hotel.rising == ()
    dirt = hotel.irritants[0]
    assert dirt.code == "proprete"
    assert [(w.dimension, w.contrast.place.name, w.contrast.clear) for w in dirt.where] == [
        ("site", "Nasbinals", True)
    ]
    assert (dirt.where[0].contrast.place.count, dirt.where[0].contrast.others.count) == (16, 0)
    findings = [p.text for p in page.all("p", "finding")]
    assert [text.split(" est ")[0] for text in findings] == ["Nasbinals", "Réseaux sociaux"]


def test_undated_verbatims_are_told_and_left_out(told, page: Element):
    assert told.undated == 1
    assert any(
        "1 verbatim sans date" in n.text.replace(typography.FIXED, " ") for n in page.all("aside", "notice")
    )


def test_coverage_adds_up(told, ask):
    tally = told.reading.tally
    parts = [tally.tagged, tally.unsure, tally.not_informative, tally.not_french, tally.pending]
    assert (
        sum(parts) == tally.verbatims == ask("SELECT count(*) FROM v_verbatims WHERE date IS NOT NULL")[0][0]
    )
    assert (tally.unsure, tally.not_informative, tally.not_french) == (1, 10, 1)


def test_scores_keep_their_scale_and_their_source(told):
    lines = [(line.metric, line.source, line.solicited, line.n) for line in brand(told, SHOP).scores]
    assert lines == [
        ("nps", "courriels", True, 60),
        ("nps", "avis", False, 10),
        ("ces", "courriels", True, 60),
        ("ces", "avis", False, 10),
    ]
    for line in brand(told, SHOP).scores[:2]:
        assert line.promoters + line.passives + line.detractors == line.n
    assert all(line.lower_is_better for line in brand(told, SHOP).scores[2:])
    stars = brand(told, HOTEL).scores
    assert [(line.metric, line.solicited, line.n) for line in stars] == [("stars", False, 97)]


def test_weeks_end_with_the_last_day(told):
    weeks = brand(told, SHOP).weeks
    assert weeks[-1].end == LAST_DAY
    assert all((week.end - week.start).days == 6 for week in weeks)
    assert sum(week.tally.verbatims for week in weeks) == brand(told, SHOP).tally.verbatims


def test_every_query_shown_finds_what_its_figure_counts(told, snapshot: Path):
    checked = 0
    for section in told.brands:
        pairs = [(i.sql, i.verbatims) for i in section.irritants]
        pairs += [(like.sql, like.positif) for like in section.likes]
        pairs += [
            (section.sql["week"], section.tally.verbatims),
            (section.sql["stage"], max(stage.tally.verbatims for stage in section.stages)),
            (section.sql["matrix"], max(count for row in section.matrix for count, _ in row.cells)),
            (section.sql["channel"], max(line.tally.verbatims for line in section.channels)),
            (section.sql["site"], max(line.tally.verbatims for line in section.sites)),
            (section.sql["scores"], sum(line.n for line in section.scores)),
        ]
        for sql, count in pairs:
            assert len(run_query(snapshot, sql).rows) == count, sql
            checked += 1
    assert checked >= 18


def test_every_query_shown_stands_in_the_page(told, page: Element):
    shown = {pre.text for pre in page.all("pre", "sql")}
    for section in told.brands:
        assert set(section.sql.values()) <= shown
        assert {i.sql for i in section.irritants} | {like.sql for like in section.likes} <= shown


def test_every_irritant_opens_onto_its_verbatims(told, page: Element):
    rows = {e.attributes["id"]: e for e in page.walk() if "id" in e.attributes}
    for section in told.brands:
        for irritant in section.irritants:
            listed = rows[irritant.anchor].one("ol", "listing").all("li")
            assert len(listed) == min(irritant.verbatims, 30)


def test_places_with_few_verbatims_are_grey(told, page: Element):
    few = {line.name for b in told.brands for line in (*b.channels, *b.sites) if line.tally.judged < 15}
    assert few
    shown = {row.one("th").text.partition(" effectif")[0] for row in page.all("tr", "few") if row.all("bdi")}
    assert shown == few


# The same, again and elsewhere.


def test_the_same_snapshot_gives_the_same_bytes(snapshot: Path, html: str, tmp_path: Path):
    again = build_report(snapshot, tmp_path / "autre.html", Report(title="L'essai : deux marques"))
    assert again.read_bytes() == html.encode()
    assert [p.name for p in tmp_path.iterdir()] == ["autre.html"]


def test_the_order_of_reading_changes_nothing(maker: Maker, html: str, tmp_path: Path):
    backwards = make_snapshot(tmp_path, maker, backwards=True)
    again = build_report(backwards, tmp_path / "rapport.html", Report(title="L'essai : deux marques"))
    assert again.read_bytes() == html.encode()


def test_a_shorter_period_counts_back_from_the_last_day(snapshot: Path):
    fortnight = tell(snapshot, Report(days=14))
    assert fortnight.start is not None
    assert (LAST_DAY - fortnight.start).days == 13
    assert fortnight.end == LAST_DAY
    shop = brand(fortnight, SHOP)
    assert next(i.verbatims for i in shop.irritants if i.code == "retard_livraison") == 16
    assert len(shop.weeks) == 2
    for irritant in shop.irritants:
        assert len(run_query(snapshot, irritant.sql).rows) == irritant.verbatims
        assert irritant.trend.p is None


def test_one_brand_alone_needs_no_list_of_brands(tmp_path: Path):
    maker = Maker()
    maker.add(HOTEL, "Chambre au calme, petit déjeuner parfait.", 0, sentiment="positif", praise=["lieu"])
    out = build_report(make_snapshot(tmp_path, maker), tmp_path / "r.html", Report())
    text = out.read_text(encoding="utf-8")
    assert '<nav class="brands"' not in text
    assert text.count('class="brand"') == 1
    assert "Aucun irritant" in text


def test_an_empty_store_says_so(tmp_path: Path):
    out = build_report(make_snapshot(tmp_path, Maker()), tmp_path / "dossier" / "neuf" / "r.html", Report())
    text = out.read_text(encoding="utf-8")
    assert "ne contient encore aucune réponse datée" in text
    for source, *_ in CHANNELS.values():
        assert f"<code>{source}</code>" in text


def test_brands_of_the_same_letters_have_their_own_anchors(tmp_path: Path):
    maker = Maker()
    for name in ("Café Été", "Cafe ete", "!!!", "methode"):
        maker.add(name, "Très bon accueil, à refaire.", 0, sentiment="positif")
    sections = tell(make_snapshot(tmp_path, maker), Report()).brands
    assert [b.anchor for b in sections] == ["marque", "cafe-ete", "cafe-ete-2", "methode-2"]


# What cannot be done.


def test_no_snapshot(tmp_path: Path):
    with pytest.raises(StoreError, match="fichier introuvable"):
        build_report(tmp_path / "absent.duckdb", tmp_path / "r.html", Report())
    assert not (tmp_path / "r.html").exists()


def test_a_snapshot_without_its_figures(tmp_path: Path):
    path = tmp_path / "voc.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE responses (a INTEGER)")
    with pytest.raises(ReportError, match="n'a pas la forme attendue"):
        build_report(path, tmp_path / "r.html", Report())


def test_a_place_that_cannot_be_written(snapshot: Path, tmp_path: Path):
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(ReportError, match="écriture impossible"):
        build_report(snapshot, tmp_path / "fichier" / "r.html", Report())


def test_a_failure_leaves_the_former_report(snapshot: Path, tmp_path: Path):
    target = tmp_path / "r.html"
    target.mkdir()
    (target / "tenu").write_text("x")
    with pytest.raises(ReportError):
        build_report(snapshot, target, Report())
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_the_snapshot_is_only_read(snapshot: Path, tmp_path: Path):
    before = snapshot.read_bytes()
    with open_snapshot(snapshot):
        build_report(snapshot, tmp_path / "r.html", Report())
    assert snapshot.read_bytes() == before


def test_a_brand_of_many_sites_folds_the_quiet_ones(tmp_path: Path):
    maker = Maker()
    for n in range(60):
        maker.add(
            HOTEL, f"Bon accueil à la réception n° {n}.", n % 9, site=f"Site {n:02d}", sentiment="positif"
        )
    out = build_report(make_snapshot(tmp_path, maker), tmp_path / "r.html", Report())
    sites = [
        row for row in parse(out.read_text(encoding="utf-8")).all("tr", "few") if row.one("th").all("bdi")
    ]
    assert len(sites) == 60
    folded = [
        row for fold in parse(out.read_text(encoding="utf-8")).all("details") for row in fold.all("tr", "few")
    ]
    assert len(folded) == 40
