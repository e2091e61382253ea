"""What is known of each tool's exports, as data: ``presets/*.toml``.

A preset lists the names that a tool gives to its columns, by role, in French and English. Roles are the
keys of ``Columns``, and: ``text`` (an answer or review), ``personal``, ``travel_date``, ``ignore``, and
the metrics (``nps``, ``csat``, ``ces``, ``stars``, ``recommend``).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from voc.sources.words import data_text, fold

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Preset:
    """One tool.

    ``signatures``: groups of headings; a file that has all those of one group comes from the tool.
    ``roles``: folded names by role, the most telling first; ``contains``: pieces of names by role.
    ``leave_out``: column and values of the rows that no customer wrote.
    """

    name: str
    label: str
    signatures: tuple[frozenset[str], ...]
    roles: dict[str, tuple[str, ...]]
    contains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leave_out: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kind: str = "survey"
    channel: str = "enquete"
    solicited: bool = True

    def recognises(self, names: Sequence[str]) -> bool:
        """True when the headings hold one of the signatures."""
        folded = set(map(fold, names))
        return any(signature <= folded for signature in self.signatures)

    def find(self, role: str, names: Sequence[str]) -> int | None:
        """The first column that has one of the role's names."""
        folded = [fold(name) for name in names]
        for synonym in self.roles.get(role, ()):
            if synonym in folded:
                return folded.index(synonym)
        return None

    def role_of(self, name: str) -> str | None:
        """The role of a column by its whole name, then by a piece of it."""
        folded = fold(name)
        for role, synonyms in self.roles.items():
            if folded in synonyms:
                return role
        for role, pieces in self.contains.items():
            if any(piece in folded for piece in pieces):
                return role
        return None


@lru_cache(maxsize=1)
def presets() -> dict[str, Preset]:
    """All presets by name, sorted."""
    folder = resources.files("voc.sources").joinpath("presets")
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    found = [_load(tomllib.loads(data_text(f"presets/{name}")), name.removesuffix(".toml")) for name in files]
    return {preset.name: preset for preset in found}


def recognise(names: Sequence[str]) -> Preset | None:
    """The tool that wrote these headings, the one with the longest signature if several fit."""
    fitting = [
        (max(len(signature) for signature in preset.signatures if signature <= set(map(fold, names))), preset)
        for preset in presets().values()
        if preset.recognises(names)
    ]
    return max(fitting, key=lambda pair: (pair[0], pair[1].name))[1] if fitting else None


def _load(raw: dict[str, Any], name: str) -> Preset:
    folded = {role: tuple(dict.fromkeys(map(fold, names))) for role, names in raw.get("roles", {}).items()}
    return Preset(
        name=name,
        label=raw["label"],
        signatures=tuple(frozenset(map(fold, group)) for group in raw.get("signatures", [])),
        roles=folded,
        contains={role: tuple(map(fold, names)) for role, names in raw.get("contains", {}).items()},
        leave_out=tuple((rule["column"], tuple(rule["values"])) for rule in raw.get("leave_out", [])),
        kind=raw.get("kind", "survey"),
        channel=raw.get("channel", "enquete"),
        solicited=raw.get("solicited", True),
    )
