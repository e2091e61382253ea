"""`make sample`: writes the files of `examples/inbox` from the verbatims of `examples/sample`.

The verbatims are written by hand, for three brands that do not exist. This script only gives them the
shape of real exports, traps included: cp1252 without emoji, UTF-8 with BOM, decimal commas, dd/mm/yyyy,
a totals line, a score off its scale, an answer edited after a first export. Same verbatims, same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

HERE = Path(__file__).parent
INBOX = HERE / "inbox"
PARIS = ZoneInfo("Europe/Paris")
STARS = {1: "ONE", 2: "TWO", 3: "THREE", 4: "FOUR", 5: "FIVE"}
FIXED = (2026, 11, 15, 6, 0, 0)

Response = dict[str, Any]

#: Answers as their authors first wrote them; the next month's export holds them as they edited them since.
EDITED_SINCE = {
    "boutique_enquete": "Livré avec deux jours de retard, j'attends de voir si le fauteuil tient la route.",
    "hotel_enquete": "Rien pour l'instant, je complèterai après mon retour.",
}


def load() -> dict[str, list[Response]]:
    """The responses of each feed, in the order of their dates."""
    feeds: dict[str, list[Response]] = defaultdict(list)
    for file in sorted((HERE / "sample").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            response = json.loads(line)
            response["when"] = dt.datetime.fromisoformat(response["date"]).replace(tzinfo=PARIS)
            feeds[response["feed"]].append(response)
    return {feed: sorted(rows, key=lambda r: (r["when"], r["id"])) for feed, rows in feeds.items()}


def by_month(rows: Iterable[Response]) -> dict[str, list[Response]]:
    """Rows by month of their date, as exports are made."""
    months: dict[str, list[Response]] = defaultdict(list)
    for row in rows:
        months[f"{row['when']:%Y-%m}"].append(row)
    return dict(sorted(months.items()))


def comma(value: float | None) -> str:
    """A number as French Excel writes it."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def french_date(when: dt.datetime) -> str:
    return f"{when:%d/%m/%Y %H:%M}"


def utc(when: dt.datetime | str | None) -> str | None:
    """RFC 3339 in UTC, as Google writes it."""
    if when is None:
        return None
    moment = dt.datetime.fromisoformat(when).replace(tzinfo=PARIS) if isinstance(when, str) else when
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_csv(path: Path, rows: list[list[str]], encoding: str, delimiter: str = ";") -> None:
    """CSV with the line ends of Excel; what cp1252 does not hold becomes « ? », as Excel does."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue().encode(encoding, "replace"))


def write_xlsx(path: Path, sheet: str, rows: list[list[Any]]) -> None:
    """A workbook whose bytes depend on its cells alone."""
    book = Workbook()
    book.properties.creator = "voc"
    book.properties.created = book.properties.modified = dt.datetime(*FIXED)  # noqa: DTZ001 - Excel's are naive
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(buffer) as read, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name in sorted(read.namelist()):
            content = read.read(name)
            if name == "docProps/core.xml":
                start, end = content.index(b"<dcterms:modified"), content.index(b"</dcterms:modified>")
                stamp = b'<dcterms:modified xsi:type="dcterms:W3CDTF">2026-11-15T06:00:00Z'
                content = content[:start] + stamp + content[end:]
            written.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)


def shop_survey(rows: list[Response]) -> None:
    """E-mail survey as French Excel saves it, a file a month."""
    heading = [
        "ID réponse", "Date de réponse", "Magasin", "Nom", "E-mail", "N° de commande",
        "Recommanderiez-vous Maison Brindille ? (0 à 10)", "Satisfaction globale (1 à 5)",
        "Pourquoi avez-vous donné cette note ?", "Que devrions-nous améliorer en priorité ?",
    ]  # fmt: skip

    def line(row: Response) -> list[str]:
        answers, scores = row["answers"], row["scores"]
        return [
            row["id"], french_date(row["when"]), row["site"] or "", row["author"] or "", row["author_email"] or "",
            row.get("order") or "", comma(scores.get("nps")), comma(scores.get("csat")),
            answers.get("pourquoi") or "", answers.get("ameliorer") or "",
        ]  # fmt: skip

    previous: list[str] | None = None
    for number, (month, answered) in enumerate(by_month(rows).items()):
        table = [heading, *(line(row) for row in answered)]
        if previous:
            table.append(previous)
            previous = None
        if number == 1:
            last = next(row for row in table[:0:-1] if row[8])
            previous = list(last)
            last[8] = EDITED_SINCE["boutique_enquete"]
            off_scale = next(row for row in table[1:] if row[6] == "10")
            off_scale[6] = "11"
        total = ["Total", "", "", "", "", "", "", comma(float(len(answered))), "", ""]
        encoding = "cp1252" if number < 2 else "utf-8-sig"
        write_csv(INBOX / "boutique_enquete" / f"enquete_{month}.csv", [*table, total], encoding)


def hotel_survey(rows: list[Response]) -> None:
    """E-mail survey as an online form exports it to Excel."""
    heading = [
        "ID", "Heure de début", "Heure de fin", "Nom", "Adresse de messagerie", "Votre hôtel",
        "Votre satisfaction (1 à 5)", "Qu'est-ce qui vous a plu ?", "Qu'est-ce qui vous a déplu ?",
    ]  # fmt: skip
    for month, answered in by_month(rows).items():
        table: list[list[Any]] = [heading]
        for row in answered:
            end = row["when"].replace(tzinfo=None)
            start = end - dt.timedelta(minutes=3)
            table.append(
                [row["id"], start, end, row["author"], row["author_email"], row["site"],
                 row["scores"].get("csat"), row["answers"].get("plu"), row["answers"].get("deplu")]
            )  # fmt: skip
        write_xlsx(INBOX / "hotel_enquete" / f"sejours_{month}.xlsx", "Form1", table)


def calls_survey(rows: list[Response]) -> None:
    """Survey after a call, as a form tool gives it: nested JSON lines."""
    folder = INBOX / "assurance_appels"
    folder.mkdir(parents=True, exist_ok=True)
    for month, answered in by_month(rows).items():
        lines = []
        for row in answered:
            lines.append(
                json.dumps(
                    {
                        "id": row["id"],
                        "submitted_at": row["when"].isoformat(),
                        "contact": {
                            "name": row["author"],
                            "email": row["author_email"],
                            "contract": row.get("order"),
                        },
                        "product": row.get("product"),
                        "scores": {"nps": row["scores"].get("nps"), "effort": row["scores"].get("ces")},
                        "answers": row["answers"],
                        "language": row.get("language", "fr"),
                    },
                    ensure_ascii=False,
                )
            )
        (folder / f"apres-appel_{month}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def takeout(feed: str, brand: str, rows: list[Response]) -> None:
    """A Google Takeout tree: one folder a location, reviews by files of about fifty."""
    sites: dict[str, list[Response]] = defaultdict(list)
    for row in rows:
        sites[row["site"]].append(row)
    account = int(hashlib.sha256(brand.encode()).hexdigest()[:8], 16)
    root = INBOX / feed / "Takeout" / "Google Business Profile" / f"account-{account}"
    for number, (site, reviews) in enumerate(sorted(sites.items())):
        location = f"location-{account % 1000}{number:03d}"
        folder = root / location
        folder.mkdir(parents=True, exist_ok=True)
        title = {"title": f"{brand} {site}", "attributes": [{"name": "LISTING_NAME", "values": [site]}]}
        (folder / "additionalData.json").write_text(
            json.dumps(title, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        newest_first = [review(root.name, location, row) for row in reversed(reviews)]
        for page in range(0, len(newest_first), 50):
            name = "reviews.json" if page == 0 else f"reviews_{page // 50:03d}.json"
            text = json.dumps({"reviews": newest_first[page : page + 50]}, ensure_ascii=False, indent=1)
            (folder / name).write_text(text, encoding="utf-8")


def review(account: str, location: str, row: Response) -> dict[str, Any]:
    """One review of Takeout; no comment key when only stars were given."""
    identifier = "AbFv" + hashlib.sha256(row["id"].encode()).hexdigest()[:20]
    item: dict[str, Any] = {
        "name": f"{account.replace('-', 's/')}/{location.replace('-', 's/')}/reviews/{identifier}",
        "reviewer": {"displayName": row["author"] or "Un utilisateur de Google"},
        "starRating": STARS.get(int(row["scores"].get("stars") or 0), "STAR_RATING_UNSPECIFIED"),
    }
    if text := row["answers"].get("avis"):
        item["comment"] = text
    item["createTime"] = item["updateTime"] = utc(row["when"])
    if row.get("reply"):
        item["reviewReply"] = {
            "comment": row["reply"],
            "updateTime": utc(row.get("reply_date") or row["when"]),
        }
        item["updateTime"] = max(item["updateTime"], item["reviewReply"]["updateTime"])
    return item


def tripadvisor(rows: list[Response]) -> None:
    """The owner's export: UTF-8 with BOM, commas, French headings."""
    heading = [
        "ID de l'avis", "Établissement", "Date de publication", "Note", "Titre", "Avis", "Langue", "Date du séjour",
        "Type de voyage", "Auteur", "Réponse du propriétaire", "Date de la réponse",
    ]  # fmt: skip
    table = [heading]
    for row in rows:
        reply_date = row.get("reply_date")
        table.append(
            [row["id"], row["site"], f"{row['when']:%d/%m/%Y}", comma(row["scores"].get("stars")), row.get("title") or "",
             row["answers"].get("avis") or "", row.get("language") or "fr", row.get("travel") or "", row.get("trip") or "",
             row["author"] or "", row.get("reply") or "",
             f"{dt.datetime.fromisoformat(reply_date):%d/%m/%Y}" if reply_date else ""]
        )  # fmt: skip
    write_csv(INBOX / "hotel_tripadvisor" / "avis_tripadvisor.csv", table, "utf-8-sig", ",")


def social(feed: str, rows: list[Response]) -> None:
    """What a social listening tool exports: posts and comments of several networks."""
    networks = ("Instagram", "Facebook", "X", "Mastodon")
    table = [["ID", "Date", "Réseau", "Auteur", "Texte", "URL", "J'aime", "Partage"]]
    for number, row in enumerate(rows):
        network = networks[number * 7 % len(networks)]
        link = f"https://{network.lower()}.example/p/{row['id']}"
        table.append(
            [row["id"], row["when"].isoformat(sep=" "), network, row["author"] or "", row["answers"]["avis"], link,
             str(number * 13 % 41), ""]
        )  # fmt: skip
    write_csv(INBOX / feed / "mentions.csv", table, "utf-8", ",")


def main() -> None:
    """Writes every file again."""
    feeds = load()
    shutil.rmtree(INBOX, ignore_errors=True)
    shop_survey(feeds["boutique_enquete"])
    hotel_survey(feeds["hotel_enquete"])
    calls_survey(feeds["assurance_appels"])
    takeout("boutique_google", "Maison Brindille", feeds["boutique_google"])
    takeout("hotel_google", "Le Grand Tilleul", feeds["hotel_google"])
    takeout("assurance_google", "Assurances Hermine", feeds["assurance_google"])
    tripadvisor(feeds["hotel_tripadvisor"])
    social("boutique_reseaux", feeds["boutique_reseaux"])
    social("assurance_reseaux", feeds["assurance_reseaux"])


if __name__ == "__main__":
    main()
