"""The knobs of training, with the values that the shipped model was made with."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voc.errors import SettingsError
from voc.settings import explain


class Recipe(BaseModel):
    """How a model is trained; a TOML file may override any of these."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="lineaire", pattern=r"^[a-z0-9_]+$")
    version: str = Field(default="1.0", pattern=r"^\d+(\.\d+)*$")
    #: labelled verbatims added to every fold's training and never measured on; paths count from the recipe
    extra: tuple[Path, ...] = ()
    #: rows whose id starts so were drawn without regard to their labels; empty: all rows were
    reference_prefix: str = ""
    words: int = Field(default=25_000, ge=10)
    chars: int = Field(default=25_000, ge=10)
    context: int = Field(default=1_500, ge=1)
    fewest_words: int = Field(default=3, ge=1)
    fewest_chars: int = Field(default=4, ge=1)
    fewest_context: int = Field(default=3, ge=1)
    #: inverse of the regularisation of the heads, and of the head learned from stars
    strength: float = Field(default=4.0, gt=0)
    strength_stars: float = Field(default=2.0, gt=0)
    #: a code needs this many verbatims to have a head; under it, its cues alone speak for it
    fewest_rows: int = Field(default=20, ge=2)
    folds: int = Field(default=5, ge=2)
    #: families of sources to hold out whole, one after the other, in place of folds; a harder measure
    families: tuple[tuple[str, ...], ...] = ()
    #: how often a sentiment that is said must be right
    sentiment_precision: float = Field(default=0.9, gt=0, lt=1)
    seed: int = 0

    @classmethod
    def load(cls, path: Path) -> Recipe:
        """Reads a recipe.

        Raises:
            SettingsError: the file cannot be read, or holds a key or value that is refused.
        """
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
            recipe = cls.model_validate(raw)
        except ValidationError as error:
            raise SettingsError(str(path), explain(error, list(cls.model_fields))) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(str(path), [f"ce n'est pas du TOML valide ({error})"]) from None
        except OSError as error:
            raise SettingsError(str(path), [f"lecture impossible ({error.strerror})"]) from None
        return recipe.model_copy(update={"extra": tuple(path.parent / extra for extra in recipe.extra)})
