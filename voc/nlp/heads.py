"""The heads of the model: one linear score each, named by what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SENTIMENTS = ("negatif", "neutre", "positif", "mixte")
POLARITIES = ("positif", "negatif", "mixte")


class Kind(StrEnum):
    """What a head answers; the words of taxonomy and tags where there is one."""

    SENTIMENT = "sentiment"
    INFORMATIVE = "informative"
    THEME = "theme"
    POLARITY = "polarity"
    IRRITANT = "irritant"
    STAGE = "stage"
    #: the stage that the text is about above all, which the most probable one is not
    PRIMARY = "primary"
    #: positive rather than negative, learned from stars; only ever an input of the calibration
    STARS = "stars"


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """One question put to the text: does ``code`` (with this ``polarity``) hold?"""

    kind: Kind
    code: str = ""
    polarity: str = ""

    def __str__(self) -> str:
        """The name of the head in files: ``theme:prix``, ``polarity:prix:negatif``."""
        return ":".join(part for part in (self.kind.value, self.code, self.polarity) if part)

    @classmethod
    def parse(cls, name: str) -> Head:
        """The head of that name.

        Raises:
            ValueError: no kind is called so.
        """
        kind, _, rest = name.partition(":")
        code, _, polarity = rest.partition(":")
        return cls(Kind(kind), code, polarity)
