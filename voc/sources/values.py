"""Cells to numbers, scores and texts, as French exports write them.

Nothing here guesses a scale: it is declared by the source, and a value that contradicts it is said.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from voc.records import Metric, Score
from voc.sources.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voc.sources.config import ScoreColumn

#: What a cell may hold once its file is read.
Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | None

_NUMBER = r"[+\-−–]?\d+(?:[ \u00a0\u202f\u2009']\d{3})*(?:[.,]\d+)*"
_OUT_OF = re.compile(rf"^({_NUMBER})\s*(?:/|sur|out of|of|de)\s*(\d+(?:[.,]\d+)?)(?:\s+\D*)?$", re.IGNORECASE)
_LEADING = re.compile(rf"^({_NUMBER})\D{{0,120}}$")
_LAST = re.compile(rf"^[^\d()]*[(\[]\s*({_NUMBER})\s*[)\]]$")
_STARS = re.compile(r"^[★⭐☆✩][★⭐☆✩\ufe0f\s]*$")
#: At this many answers without a single 0, a 0-10 question was perhaps asked from 1 to 10.
_ENOUGH = 200
#: A closed question has few different answers: what they mean is worked out once.
_REMEMBERED = 1000


class Number(NamedTuple):
    """A number read in a cell, and the "out of" that it was written with (``9/10``)."""

    value: float
    out_of: float | None = None


def plain_number(text: str) -> float | None:
    """``8,5``, ``1 234,5`` (any space), ``1.234,5``, ``1,234.5``, ``-3`` -> a number, else nothing."""
    digits = re.sub(r"[\s\u00a0\u202f\u2009']", "", text).replace("−", "-").replace("–", "-")
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        digits = digits.replace("." if comma > dot else ",", "")
    for mark in ",.":
        groups = digits.split(mark)
        if len(groups) > 2:
            if any(len(group) != 3 for group in groups[1:]):
                return None  # a date, a version: several numbers
            digits = "".join(groups)
    try:
        value = float(digits.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def parse_number(text: str) -> Number | None:
    """The one number that a cell says, with or without words around it; nothing when it says two.

    ``9/10``, ``9 sur 10``, ``9 - Très satisfait``, ``4 étoiles``, ``Bien (4)``, ``★★★★☆``.
    """
    text = text.strip()
    if not text or len(text) > 200:
        return None
    if _STARS.match(text):
        return Number(float(sum(text.count(star) for star in "★⭐")))
    if match := _OUT_OF.match(text):
        value, out_of = plain_number(match[1]), plain_number(match[2])
        return Number(value, out_of) if value is not None else None
    match = _LEADING.match(text) or _LAST.match(text)
    value = plain_number(match[1]) if match else None
    return Number(value) if value is not None else None


def as_text(cell: Cell) -> str:
    """A cell as a person would read it, without the spaces around it; empty for an empty one."""
    if isinstance(cell, str):
        text = cell.strip()
        return text if text.isprintable() else _without_surrogates(text)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def as_answer(cell: Cell, no_answer: frozenset[str]) -> str:
    """The text of an answer; empty when a machine or the source's own words say that nobody answered."""
    text = as_text(cell)
    if (
        len(text) <= 40
        and text
        and (folded := fold(text))
        and (folded in words().not_asked or folded in no_answer)
    ):
        return ""
    return text


def _without_surrogates(text: str) -> str:
    """Half characters (cut JSON escapes) cannot be written anywhere: the replacement mark stands for them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True)
class Refusal:
    """Why one cell gives no value: a stable code and a French sentence without the cell's content."""

    code: str
    reason: str


class ScoreReader:
    """Reads one closed question and remembers what its values say against the declared scale."""

    def __init__(
        self,
        column: ScoreColumn,
        question_id: str,
        no_answer: Iterable[str] = (),
        adjust: Callable[[float], float] | None = None,
    ) -> None:
        self.column = column
        self.question_id = question_id
        self._no_answer = words().no_answer | {fold(word) for word in no_answer}
        self._labels = {fold(label): value for label, value in column.labels.items()}
        self._adjust = adjust
        self._zeros = 0
        self._above = 0
        self._other_base = 0
        self._read = 0
        self._known: dict[str, Number | None | Refusal] = {}
        self._lowest = math.inf

    def read(self, cell: Cell) -> Score | Refusal | None:
        """A score, the reason why there is none, or nothing when the customer did not answer."""
        if cell is None or cell == "":
            return None
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            raw, number = as_text(cell), Number(float(cell))
        else:
            raw = as_text(cell)
            found = self._known.get(raw)
            if found is None and raw not in self._known:
                found = self._understood(raw, is_moment=isinstance(cell, (dt.date, dt.time)))
                if len(self._known) < _REMEMBERED:
                    self._known[raw] = found
            if not isinstance(found, Number):
                return found
            number = found
        value = self._adjust(number.value) if self._adjust else number.value
        return self._contradiction(value, number.out_of) or self._score(value, raw)

    def _understood(self, raw: str, *, is_moment: bool) -> Number | Refusal | None:
        folded = fold(raw)
        if not folded:
            return None
        if folded in self._labels:
            return Number(self._labels[folded])
        if folded in self._no_answer:
            return None
        if not is_moment and (number := parse_number(raw)) is not None:
            return number
        name = self.column.column
        return Refusal(
            "bad_score", f"« {name} » : ni un nombre, ni une étiquette déclarée, ni une non-réponse"
        )

    def _score(self, value: float, raw: str) -> Score | Refusal:
        column = self.column
        if not column.min <= value <= column.max:  # a NaN is refused too
            return Refusal(
                "out_of_scale",
                f"« {column.column} » : valeur hors de l'échelle déclarée ({_scale(column)})",
            )
        self._read += 1
        self._lowest = min(self._lowest, value)
        return Score(
            self.question_id, column.metric, value, raw[:100], column.min, column.max, column.direction
        )

    def _contradiction(self, value: float, out_of: float | None) -> Refusal | None:
        """A value that another scale explains better than a slip: the declaration is probably wrong."""
        column = self.column
        if out_of is not None and out_of != column.max:
            self._other_base += 1
            why = f"« {column.column} » : note sur une autre base que l'échelle déclarée ({_scale(column)})"
        elif value == 0 and column.min == 1:
            self._zeros += 1
            why = f"« {column.column} » : un 0 alors que l'échelle déclarée est {_scale(column)}"
        elif column.max < value <= 10 and column.max in {3, 4, 5, 6, 7} and value.is_integer():
            self._above += 1
            why = f"« {column.column} » : valeur au-dessus de l'échelle déclarée ({_scale(column)})"
        else:
            return None
        return Refusal("scale_contradicted", why)

    def messages(self) -> list[str]:
        """What the whole column says of its scale, in French, for the night's table."""
        column, said = self.column, []
        name, scale = f"la colonne « {column.column} »", _scale(column)
        if self._zeros:
            said.append(
                f"{name} est déclarée {scale} mais contient des 0 ({self._zeros} fois) : si la question va"
                f" bien de 0 à {column.max:g}, corrigez min = 0 dans la source, sinon vérifiez ce que ces 0"
                " veulent dire ; ces notes sont écartées"
            )
        if self._above:
            said.append(
                f"{name} est déclarée {scale} mais contient des valeurs plus grandes ({self._above} fois) :"
                " corrigez max dans la source ; ces notes sont écartées"
            )
        if self._other_base:
            said.append(
                f"{name} est déclarée {scale} mais des notes sont écrites sur une autre base"
                f" ({self._other_base} fois) : corrigez max dans la source ; ces notes sont écartées"
            )
        if column.metric is Metric.NPS and self._read >= _ENOUGH and self._lowest >= 1:
            said.append(
                f"{name} est déclarée de 0 à 10 mais ne contient aucun 0 sur {self._read} réponses :"
                " vérifiez que la question n'est pas posée de 1 à 10"
            )
        return said


def _scale(column: ScoreColumn) -> str:
    return f"de {column.min:g} à {column.max:g}"


def split_translation(text: str) -> tuple[str, str | None]:
    """A review that a machine translated, as (what the customer wrote, the translation).

    Google writes the translation first, with a mark before each part, or the customer's words first, and
    then one mark alone after a blank line. A text that only opens with a mark comes back whole: nothing
    says what the customer wrote.
    """
    if "(" not in text:
        return text, None
    translated = _mark(text, words().translated)
    original = _mark(text, words().original)
    if translated is None:
        return text, None
    if original is None:
        human, machine = text[: translated[0]], text[translated[1] :].strip()
        apart = re.search(r"\n[ \t]*\r?\n\s*$", human) is not None
        return (human.strip(), machine) if apart and human.strip() and machine else (text, None)
    if translated[0] < original[0]:
        before, machine, human = text[: translated[0]], text[translated[1] : original[0]], text[original[1] :]
    else:
        before, human, machine = text[: original[0]], text[original[1] : translated[0]], text[translated[1] :]
    human, machine = human.strip(), machine.strip()
    if before.strip() or not human:
        return text, None
    return human, machine or None


def _mark(text: str, marks: tuple[str, ...]) -> tuple[int, int] | None:
    """The first mark of a list that a text holds at the start of a line, as a span."""
    found = [
        (match.start(1), match.end(1))
        for mark in marks
        for match in [re.search(rf"(?:^|\n)\s*({re.escape(mark)})", text, re.IGNORECASE)]
        if match
    ]
    return min(found) if found else None
