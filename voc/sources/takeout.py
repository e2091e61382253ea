"""Google Takeout, "Google Business Profile": ``account-*/location-*/reviews*.json``.

The unit of reading is one location, all its pages and accounts together: the same location often stands
under several accounts, and only together can the newest version of each review be told. Its hash covers
all these files, so that a new export of one shop does not read the others again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voc.errors import SourceError
from voc.records import Metric, RawAnswer, RawReject, RawResponse, Score
from voc.sources._base import FileSource, SourceFile
from voc.sources.dates import DateReader, Order
from voc.sources.documents import ABSENT, Document, NoListError, loads
from voc.sources.encoding import detect
from voc.sources.sniff import What, refuse_others
from voc.sources.values import Refusal, as_text, split_translation
from voc.sources.words import fold, words

if TYPE_CHECKING:
    from voc.sources._base import Notes
    from voc.sources.encoding import Encoding

STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
_PAGE = re.compile(r"^reviews.*\.json$", re.IGNORECASE)
_NAMES = ("additionalData.json", "data.json")
_COLLECTION = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
#: The files that describe a place hold a few pages of text at most.
_SMALL = 20_000_000
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_REVIEW_NAME = re.compile(r"locations/[^/]+/reviews/[^/]+$")
_NO_TREE = (
    "Indiquez le dossier décompressé d'un export Takeout « Google Business Profile » (fiches"
    " d'établissement), celui qui contient account-*/location-*/reviews.json."
)
_WRONG_REVIEWS = (
    "ce sont les avis que le titulaire du compte a écrits sur Google Maps, pas ceux de vos clients"
)


class TakeoutSource(FileSource):
    """A feed of unpacked Takeout exports; ``path`` is a folder (or a pattern of folders)."""

    def files(self) -> list[SourceFile]:
        """One unit a location, sorted by name.

        Raises:
            SourceError: no such folder, or nothing in it is a Business Profile.
        """
        locations: dict[str, list[Path]] = {}
        strangers: list[Path] = []
        roots = sorted(self._roots())
        for root in roots:
            for page in sorted([root] if root.is_file() else root.rglob("*.json")):
                if not _PAGE.match(page.name):
                    continue
                if root.is_file() and is_own_reviews(page):
                    raise self.problem(page.name, _WRONG_REVIEWS, _NO_TREE)
                folder = page.parent.name
                if folder.startswith("location-") or root.is_file():
                    locations.setdefault(folder if folder.startswith("location-") else page.stem, []).append(
                        page
                    )
                else:
                    strangers.append(page)
        if not locations and roots:
            raise self._nothing(roots[0], strangers)
        return [self._unit(name, pages) for name, pages in sorted(locations.items())]

    def _roots(self) -> list[Path]:
        pattern = self.config.path
        if Path(pattern).exists():
            return [Path(pattern)]
        if not any(sign in pattern for sign in "*?["):
            raise self.problem(
                Path(pattern).name, "introuvable", f"Vérifiez `path` dans la source : {pattern}."
            )
        return self._globbed(pattern)

    def _nothing(self, root: Path, strangers: list[Path]) -> SourceError:
        for path in strangers:
            if is_own_reviews(path):
                return self.problem(f"{path.parent.name}/{path.name}", _WRONG_REVIEWS, _NO_TREE)
        if any(root.rglob("*.zip")) if root.is_dir() else root.suffix == ".zip":
            return self.problem(root.name, "l'export est encore compressé", "Décompressez-le. " + _NO_TREE)
        return self.problem(root.name, "aucun avis de fiche d'établissement", _NO_TREE)

    def _unit(self, name: str, pages: list[Path]) -> SourceFile:
        paths = sorted({*pages, *(page.parent / extra for page in pages for extra in _NAMES)})
        paths = [path for path in paths if path.is_file()]
        state = hashlib.sha256()
        size = 0
        for path in paths:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise self.problem(path.name, f"lecture impossible ({error.strerror})") from None
            size += len(data)
            state.update(f"{path.name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
            state.update(data)
        return SourceFile(pages[0].parent, name, size, state.hexdigest(), tuple(paths))

    def _rows(self, file: SourceFile, notes: Notes) -> Iterator[RawResponse | RawReject]:
        pages = self._readable([path for path in file.paths if _PAGE.match(path.name)], file, notes)
        site = self._site(file)
        dates = DateReader("createTime", self.zone, Order.DAY_FIRST, self.now)
        newest: dict[str, tuple[list[dt.datetime], int]] = {}
        for number, review in self._reviews(pages, None):
            if isinstance(review, dict):
                key = self._key(review, file.name)
                version = (_version(review, dates), number)
                newest[key] = max(newest.get(key, version), version)
        for number, review in self._reviews(pages, notes):
            if isinstance(review, RawReject):
                yield replace(review, row=number)
                continue
            key = self._key(review, file.name)
            if newest[key][1] == number:
                yield from self._mapped(review, number, key, site, dates)
            else:
                notes.counted["copies"] += 1
        if notes.counted["copies"]:
            notes.say(
                f"{notes.counted['copies']} copies d'un même avis (autre compte ou page) laissées de côté"
            )

    def _readable(self, pages: list[Path], file: SourceFile, notes: Notes) -> list[tuple[Path, Encoding]]:
        """The pages that hold a list of reviews; the others are said, and are the error when all are bad."""
        good, bad = [], []
        for path in pages:
            name = f"{file.name}/{path.name}"
            try:
                refuse_others(path, {What.JSON}, self.config.id, name, "une page d'avis en JSON")
                if is_own_reviews(path):
                    raise self.problem(name, _WRONG_REVIEWS, _NO_TREE)
                encoding = detect(path, self.config.encoding, self.config.id, name)
                with encoding.open(path) as handle:
                    next(iter(Document(handle, self._limit, None)), None)
            except NoListError:
                bad.append(self.problem(name, "aucune liste « reviews » dans ce fichier", _NO_TREE))
            except SourceError as error:
                bad.append(error)
            else:
                good.append((path, encoding))
        if bad and not good:
            raise bad[0]
        for refused in bad:
            notes.cut(f"{refused.where} : {refused.problem}")
        return good

    @property
    def _limit(self) -> int:
        return 8 * self.limits.max_cell_chars

    def _reviews(
        self, pages: list[tuple[Path, Encoding]], notes: Notes | None
    ) -> Iterator[tuple[int, dict[str, Any] | RawReject]]:
        """The reviews of all pages, numbered from one page to the next."""
        number = 0
        for path, encoding in pages:
            with encoding.open(path) as handle:
                for _place, review in Document(handle, self._limit, notes):
                    number += 1
                    yield number, review

    def _key(self, review: Mapping[str, Any], location: str) -> str:
        """``locations/<l>/reviews/<r>``: the account part varies from one export to the next."""
        name = _string(review, "name")
        if match := _REVIEW_NAME.search(name):
            return match[0]
        place = location.removeprefix("location-")
        if given := _string(review, "reviewId") or name.rsplit("/", 1)[-1]:
            return f"locations/{place}/reviews/{given}"
        said = "\x1f".join([_string(review.get("reviewer"), "displayName"), _string(review, "createTime")])
        key = hashlib.blake2b(self.key).digest()
        hashed = hashlib.blake2b(said.encode("utf-8", "replace"), key=key, digest_size=16).hexdigest()
        return f"locations/{place}/reviews/h-{hashed}"

    def _mapped(
        self, review: dict[str, Any], number: int, key: str, site: str | None, dates: DateReader
    ) -> Iterator[RawResponse | RawReject]:
        text, translation = split_translation(_string(review, "comment"))
        created = dates.read(_string(review, "createTime"))
        if isinstance(created, Refusal):
            yield RawReject(number, created.code, created.reason, "createTime", text)
            return
        stars = review.get("starRating")
        score = self._score(stars)
        if score is None and stars not in (None, "", "STAR_RATING_UNSPECIFIED"):
            yield RawReject(number, "bad_score", "« starRating » : note inconnue", "starRating", text)
        reviewer, reply = review.get("reviewer"), review.get("reviewReply")
        author = _string(reviewer, "displayName")
        answered = split_translation(_string(reply, "comment"))[0]
        yield RawResponse(
            native_id=key,
            row=number,
            answers=(RawAnswer("avis", text, None, translation),) if text else (),
            scores=(score,) if score else (),
            created_at=created,
            updated_at=_moment(dates.read(_string(review, "updateTime"))),
            site=site or self.config.site,
            author=author if author and fold(author) not in words().anonymous else None,
            owner_reply=answered or None,
            owner_reply_at=_moment(dates.read(_string(reply, "updateTime"))),
        )

    def _score(self, stars: object) -> Score | None:
        value = STARS.get(stars) if isinstance(stars, str) else stars
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= 5:
            return None
        return Score("note", Metric.STARS, float(value), as_text(str(stars)), 1, 5)

    def _site(self, file: SourceFile) -> str | None:
        """The name of the place, from the files beside the reviews."""
        for wanted in _NAMES:
            for path in file.paths:
                if path.name == wanted and (name := _listing_name(_load(path))):
                    return name
        return None


def is_own_reviews(path: Path) -> bool:
    """True for "Maps (your places)/Reviews.json": what the account's owner wrote about others."""
    with path.open("rb") as handle:
        return _COLLECTION.search(handle.read(65_536)) is not None


def _load(path: Path) -> Any:  # noqa: ANN401  # any JSON value
    """A small document, or nothing."""
    if path.stat().st_size > _SMALL:
        return None
    value = loads(path.read_bytes().decode("utf-8-sig", "replace"))
    return None if value is ABSENT else value


def _version(review: Mapping[str, Any], dates: DateReader) -> list[dt.datetime]:
    """What tells the newest of two copies: the customer's last change, then the owner's."""
    times = (_string(review, "updateTime"), _string(review.get("reviewReply"), "updateTime"))
    return [_moment(dates.read(text)) or _NEVER for text in times]


def _string(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return as_text(value) if isinstance(value, str) else ""


def _moment(value: dt.datetime | Refusal | None) -> dt.datetime | None:
    return None if isinstance(value, Refusal) else value


def _listing_name(document: object) -> str | None:
    """LISTING_NAME wherever it stands: as a key, or as the name of an attribute that has a value."""
    if isinstance(document, dict):
        candidates = [document.get("LISTING_NAME")]
        if "LISTING_NAME" in [document.get(key) for key in ("name", "key", "type", "attribute")]:
            candidates += [document.get(key) for key in ("value", "values", "text")]
        for candidate in candidates:
            if name := _first_string(candidate):
                return name
        children: list[object] = list(document.values())
    else:
        children = document if isinstance(document, list) else []
    for child in children:
        if isinstance(child, (dict, list)) and (name := _listing_name(child)):
            return name
    if isinstance(document, dict):
        return _string(document, "title") or _string(document, "locationName") or None
    return None


def _first_string(value: object) -> str | None:
    if isinstance(value, str):
        return as_text(value) or None
    if isinstance(value, list):
        return next((name for item in value if (name := _first_string(item))), None)
    if isinstance(value, dict):
        return next((name for item in value.values() if (name := _first_string(item))), None)
    return None
