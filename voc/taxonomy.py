"""The taxonomy: the themes, irritants and stages that verbatims are read with, from one TOML file.

``docs/taxonomy.md`` says how to read and edit the file. A file that contradicts itself is refused with
all its problems at once; a taxonomy that was loaded can be trusted.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from voc.cues import CueHit, CueMatcher
from voc.errors import TaxonomyError
from voc.expressions import parse
from voc.settings import explain

__all__ = [
    "CounterExample",
    "CueHit",
    "CueMatcher",
    "Irritant",
    "Matching",
    "Stage",
    "Taxonomy",
    "Theme",
    "codes_table",
]

_CODE = re.compile(r"[a-z0-9_]+")
_DEFAULT = Path("taxonomy") / "default.toml"


class _Strict(BaseModel):
    """Refuses keys that nobody declared: a misspelt key must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _check_texts(cls, value: Any) -> Any:  # noqa: ANN401 - any field passes here
        texts = value if isinstance(value, tuple) else (value,)
        if any(text == "" for text in texts):
            raise ValueError("texte vide")
        return value


class CounterExample(_Strict):
    """A text that looks like a category and belongs to another one, ``code``."""

    text: str
    code: str


class _Category(_Strict):
    """What themes, irritants and stages have in common. ``label`` is for screens, in the file's language."""

    code: str
    label: str
    definition: str
    examples: tuple[str, ...] = Field(min_length=1)
    counter_examples: tuple[CounterExample, ...] = ()
    cues: tuple[str, ...] = ()

    @field_validator("cues", "cues_positive", "cues_negative", check_fields=False)
    @classmethod
    def _check_cues(cls, cues: tuple[str, ...]) -> tuple[str, ...]:
        return _readable(cues)


class Theme(_Category):
    """A subject that customers evaluate. ``cues`` name it; the other two also say how it is judged."""

    cues_positive: tuple[str, ...] = ()
    cues_negative: tuple[str, ...] = ()


class Irritant(_Category):
    """A concrete problem that customers report.

    ``theme`` is the theme that it spoils (None: it has no theme of its own); ``severity`` is its gravity
    before anything is measured, from 1 (annoying) to 3 (serious).
    """

    theme: str | None = None
    severity: int = Field(ge=1, le=3)


class Stage(_Category):
    """A stage of the customer's journey."""


class Matching(_Strict):
    """How cues are matched: what reverses one, how far it reaches, and what stops it. Lists of cues.

    ``negations`` reverse any cue that judges, ``lacks`` only positive ones ("manque d'amabilité");
    ``exceptions`` look like a negation and are none; ``barriers`` stop the reach of a negation.
    """

    negations: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    #: words at most between a negation and the cue that it reverses
    negation_window: int = Field(default=1, ge=0, le=6)
    #: words at most that ``..`` stands for
    gap: int = Field(default=3, ge=0, le=5)

    @field_validator("negations", "lacks", "exceptions", "barriers")
    @classmethod
    def _check_cues(cls, cues: tuple[str, ...]) -> tuple[str, ...]:
        return _readable(cues)


class _Head(_Strict):
    """The first lines of the file."""

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    version: str = Field(pattern=r"^\d+(\.\d+)*$")
    language: Literal["fr"]
    matching: Matching = Matching()


_KINDS = ("themes", "irritants", "stages")
_M = TypeVar("_M", bound=BaseModel)
_C = TypeVar("_C", bound=_Category)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A taxonomy that was checked. The three maps go from code to category, in the order of the file.

    ``version`` names what verbatims were read with: "<name>-<version>+<8 hex digits of the content>";
    comments, spaces and the order of tables do not change it, any other edit does.
    """

    name: str
    version: str
    language: str
    themes: dict[str, Theme]
    irritants: dict[str, Irritant]
    stages: dict[str, Stage]
    matching: Matching

    @classmethod
    def load(cls, path: Path | None = None) -> Taxonomy:
        """Reads and checks a taxonomy file (default: the one that voc ships).

        Raises:
            TaxonomyError: the file cannot be read or contradicts itself; all its problems are listed.
        """
        path = path or cls.default_path()
        raw = _read(path)
        problems: list[str] = []
        head = _validate(_Head, {key: raw[key] for key in raw if key not in _KINDS}, "", problems)
        themes = _categories(Theme, "themes", raw, problems)
        irritants = _categories(Irritant, "irritants", raw, problems)
        stages = _categories(Stage, "stages", raw, problems)
        problems += _contradictions(raw, themes, irritants, stages)
        if problems or head is None:
            raise TaxonomyError(path, problems)
        content = {
            "head": head.model_dump(mode="json"),
            "themes": {code: item.model_dump(mode="json") for code, item in themes.items()},
            "irritants": {code: item.model_dump(mode="json") for code, item in irritants.items()},
            "stages": {code: item.model_dump(mode="json") for code, item in stages.items()},
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(canonical.encode()).hexdigest()[:8]
        version = f"{head.name}-{head.version}+{digest}"
        return cls(head.name, version, head.language, themes, irritants, stages, head.matching)

    @staticmethod
    def default_path() -> Path:
        """The file that voc ships: the checkout's, or the copy inside an installed package."""
        package = Path(__file__).resolve().parent
        checkout = package.parent / "configs" / _DEFAULT
        return checkout if checkout.is_file() else package / "_assets" / _DEFAULT

    @property
    def categories(self) -> dict[str, dict[str, Theme] | dict[str, Irritant] | dict[str, Stage]]:
        """The three maps by the word that tags and cue hits call their kind."""
        return {"theme": self.themes, "irritant": self.irritants, "stage": self.stages}

    def label(self, kind: str, code: str) -> str:
        """The label of a code; ``kind`` is theme, irritant or stage (a theme and a stage may share a code).

        Raises:
            KeyError: no category of this kind has this code.
        """
        return self.categories[kind][code].label


def codes_table(taxonomy: Taxonomy) -> str:
    """The codes of a taxonomy as Markdown tables, as they stand in ``docs/taxonomy.md``."""
    lines = [f"### Themes ({len(taxonomy.themes)})", "", "| code | label (fr) | irritants |", "|---|---|---|"]
    for theme in taxonomy.themes.values():
        own = [f"`{item.code}`" for item in taxonomy.irritants.values() if item.theme == theme.code]
        lines.append(f"| `{theme.code}` | {theme.label} | {', '.join(own) or '–'} |")
    lines += ["", f"### Irritants ({len(taxonomy.irritants)})", ""]
    lines += ["| code | label (fr) | theme | severity |", "|---|---|---|---|"]
    for item in taxonomy.irritants.values():
        theme_code = f"`{item.theme}`" if item.theme else "–"
        lines.append(f"| `{item.code}` | {item.label} | {theme_code} | {item.severity} |")
    lines += ["", f"### Stages ({len(taxonomy.stages)})", "", "| code | label (fr) |", "|---|---|"]
    lines += [f"| `{stage.code}` | {stage.label} |" for stage in taxonomy.stages.values()]
    return "\n".join(lines) + "\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TaxonomyError(path, [f"ce n'est pas du TOML valide ({error})"]) from None
    except OSError as error:
        raise TaxonomyError(path, [f"lecture impossible ({error.strerror})"]) from None


def _validate(model: type[_M], raw: object, where: str, problems: list[str]) -> _M | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems += [where + sentence for sentence in explain(error, list(model.model_fields))]
        return None


def _readable(cues: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses cues that do not follow the syntax, all at once."""
    problems = []
    for cue in cues:
        try:
            parse(cue)
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ValueError(" ; ".join(problems))
    return cues


def _categories(model: type[_C], kind: str, raw: dict[str, Any], problems: list[str]) -> dict[str, _C]:
    table = raw.get(kind)
    if not isinstance(table, dict) or not table:
        problems.append(f"table « {kind} » manquante ou vide")
        return {}
    found: dict[str, _C] = {}
    for code, body in table.items():
        where = f"{kind}.{code} : "
        if not _CODE.fullmatch(code):
            problems.append(where + "un code s'écrit en minuscules sans accent, chiffres et « _ »")
        if not isinstance(body, dict):
            problems.append(where + "une table est attendue")
        elif "code" in body:
            problems.append(where + "clé inconnue « code » (le nom de la table est le code)")
        elif (category := _validate(model, {**body, "code": code}, where, problems)) is not None:
            found[code] = category
    return found


def _contradictions(
    raw: dict[str, Any],
    themes: dict[str, Theme],
    irritants: dict[str, Irritant],
    stages: dict[str, Stage],
) -> list[str]:
    """What no category shows alone: codes used twice, references to nothing, cues that say two things."""
    problems = []
    homes: dict[str, list[str]] = {}
    for kind in _KINDS:
        for code in raw[kind] if isinstance(raw.get(kind), dict) else ():
            homes.setdefault(code, []).append(kind)
    for code, kinds in homes.items():
        # a theme and a stage may share a code ("livraison"): the subject and the moment; an irritant never
        if len(kinds) > 1 and "irritants" in kinds:
            problems.append(f"code « {code} » déclaré plusieurs fois ({', '.join(kinds)})")
    owners: dict[tuple[str, ...], str] = {}
    for irritant in irritants.values():
        where = f"irritants.{irritant.code} : "
        if irritant.theme is not None and "themes" not in homes.get(irritant.theme, ()):
            problems.append(where + f"thème inconnu « {irritant.theme} »")
        for cue in irritant.cues:
            owner = owners.setdefault(parse(cue), irritant.code)
            if owner != irritant.code:
                problems.append(where + f"l'indice « {cue} » est déjà celui de « {owner} »")
    for kind, items in zip(_KINDS, (themes.values(), irritants.values(), stages.values()), strict=True):
        for item in items:
            problems += [f"{kind}.{item.code} : {problem}" for problem in _own_contradictions(item, homes)]
    return problems


def _own_contradictions(item: _Category, homes: dict[str, list[str]]) -> list[str]:
    cues = list(item.cues)
    if isinstance(item, Theme):
        cues += [*item.cues_positive, *item.cues_negative]
    repeated = Counter(parse(cue) for cue in cues)
    problems = [
        f"l'indice « {' '.join(cue)} » y est plusieurs fois" for cue, times in repeated.items() if times > 1
    ]
    for counter in item.counter_examples:
        if counter.code == item.code:
            problems.append("un contre-exemple porte le code qu'il doit écarter")
        elif counter.code not in homes:
            problems.append(f"contre-exemple au code inconnu « {counter.code} »")
    return problems
