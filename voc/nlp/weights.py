"""A model's folder: written once, read back only if every byte is the one that was written.

``manifest.json`` names each file with its sha256; nothing is unpickled. The version of a model is its name
and the beginning of its manifest's digest, so that two models never share one.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.errors import ModelError
from voc.nlp.features import BLOCKS, Featurizer
from voc.nlp.heads import Head

FORMAT = 1
MANIFEST, MODEL, WEIGHTS = "manifest.json", "model.json", "weights.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: features, one column of coefficients per head, and how to read the scores.

    ``coefficients``: (features, heads) float32; ``intercepts``: (heads,) float32; ``settings``: the rest
    of ``model.json`` (name, version, calibration, how it was trained).
    """

    featurizer: Featurizer
    heads: tuple[Head, ...]
    coefficients: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    settings: dict[str, Any]
    version: str


def save(
    folder: Path,
    featurizer: Featurizer,
    heads: tuple[Head, ...],
    coefficients: npt.NDArray[np.floating[Any]],
    intercepts: npt.NDArray[np.floating[Any]],
    settings: dict[str, Any],
) -> str:
    """Writes a model's folder and gives its version; the same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        coefficients=coefficients.astype(np.float16),
        intercepts=intercepts.astype(np.float32),
        idf=featurizer.idf.astype(np.float16),
    )
    model = {"format": FORMAT, **settings, "heads": [str(head) for head in heads]}
    files = {f"{block}.txt": "\n".join(featurizer.vocabulary[block]).encode() for block in BLOCKS}
    files[MODEL] = json.dumps(model, ensure_ascii=False, indent=1).encode()
    files[WEIGHTS] = buffer.getvalue()
    manifest = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / MANIFEST).write_bytes((json.dumps({"sha256": manifest}, indent=1) + "\n").encode())
    return _version(model, manifest)


def load(folder: Path) -> Weights:
    """Reads a model's folder.

    Raises:
        ModelError: a file is missing, altered, or of a format that this voc does not read.
    """
    manifest = _read_json(folder, folder / MANIFEST, _read(folder, MANIFEST)).get("sha256")
    expected = {f"{block}.txt" for block in BLOCKS} | {MODEL, WEIGHTS}
    if not isinstance(manifest, dict) or set(manifest) != expected:
        raise ModelError(folder, "son manifeste ne nomme pas les fichiers attendus")
    contents: dict[str, bytes] = {}
    for name in sorted(expected):
        contents[name] = _read(folder, name)
        if hashlib.sha256(contents[name]).hexdigest() != manifest[name]:
            raise ModelError(
                folder, f"le fichier {name} n'est pas celui qui a été fourni (empreinte différente)"
            )
    model = _read_json(folder, folder / MODEL, contents[MODEL])
    if model.get("format") != FORMAT:
        raise ModelError(
            folder, f"format {model.get('format')!r} inconnu de cette version (attendu : {FORMAT})"
        )
    with np.load(io.BytesIO(contents[WEIGHTS]), allow_pickle=False) as arrays:
        coefficients = arrays["coefficients"].astype(np.float32)
        intercepts = arrays["intercepts"].astype(np.float32)
        idf = arrays["idf"].astype(np.float32)
    vocabulary = {
        block: text.split("\n") if (text := contents[f"{block}.txt"].decode()) else [] for block in BLOCKS
    }
    heads = tuple(Head.parse(name) for name in model.pop("heads"))
    if coefficients.shape != (sum(map(len, vocabulary.values())), len(heads)):
        raise ModelError(folder, "vocabulaire et coefficients ne vont pas ensemble")
    version = _version(model, manifest)
    return Weights(Featurizer(vocabulary, idf), heads, coefficients, intercepts, model, version)


def _version(model: dict[str, Any], manifest: dict[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:8]
    return f"{model['name']}-{model['version']}+{digest}"


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise ModelError(folder, f"fichier {name} illisible ({error.strerror})") from None


def _read_json(folder: Path, path: Path, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ModelError(folder, f"{path.name} n'est pas un objet JSON")
    return found
