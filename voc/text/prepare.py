"""The one path from a raw text to a text that may be stored and tagged: mend, scrub, identify, judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voc.records import Quality
from voc.text.aligned import Aligned
from voc.text.clean import clean
from voc.text.language import Language, identify
from voc.text.privacy import Scrubber
from voc.text.quality import judge


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready to be stored. ``aligned.original`` leads back to the raw one.

    ``masked``: the types of the personal data replaced, in the order of the text.
    """

    aligned: Aligned
    language: Language
    quality: Quality
    masked: tuple[str, ...]


class Preparer:
    """Prepares texts, the same way for the night and for ``voc tag``."""

    def __init__(self, scrubber: Scrubber | None = None) -> None:
        self.scrubber = scrubber or Scrubber()

    def prepare(self, text: str, declared_language: str = "fr", known: Sequence[str] = ()) -> Prepared:
        """Mends and scrubs a text, then tells its language and quality.

        Args:
            text: as the source gives it.
            declared_language: what its source says; kept for texts too short or unclear to tell.
            known: the author's name and other values of the same row to look for in the text.

        Returns:
            ``quality`` is ``OTHER_LANGUAGE`` for a sound text found not to be French.
        """
        scrubbed = self.scrubber.scrub(clean(text), known)
        plain = scrubbed.aligned.text
        quality = judge(plain)
        if quality is Quality.OK:
            language = identify(plain, declared_language)
            if language.code != "fr":
                quality = Quality.OTHER_LANGUAGE
        else:
            language = Language(declared_language, "declared", 0.0)
        return Prepared(scrubbed.aligned, language, quality, tuple(item.type for item in scrubbed.found))
