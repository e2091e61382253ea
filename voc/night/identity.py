"""Identifiers: stable hashes for what is stored, keyed hashes for persons."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from voc.errors import StoreError


def digest(*parts: str) -> str:
    """128 bits of BLAKE2b over the parts, as 32 hexadecimal characters; no two lists of parts collide."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        state.update(len(encoded).to_bytes(8, "big"))
        state.update(encoded)
    return state.hexdigest()


class Pseudonymiser:
    """Keyed hashes (HMAC-SHA256) of authors and other personal keys; useless without the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hash(self, *parts: str) -> str:
        """32 hexadecimal characters for a person, equal for equal parts under the same key."""
        message = "\x1f".join(part.strip().casefold() for part in parts)
        return hmac.new(self._key, message.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def load_key(given: str | None, file: Path) -> bytes:
    """The key of the author hashes: the one given, else the file's, drawn and written at first use.

    Raises:
        StoreError: the file cannot be read or written.
    """
    if given:
        return given.encode("utf-8")
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass
            else:
                with os.fdopen(descriptor, "w", encoding="ascii") as handle:
                    handle.write(secrets.token_hex(32))
                    handle.flush()
                    os.fsync(handle.fileno())
        key = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StoreError(
            file, f"clé illisible ({error.strerror})", "Vérifiez les droits du dossier."
        ) from None
    if len(key) < 32:
        raise StoreError(
            file,
            "clé incomplète",
            "Restaurez-la d'une sauvegarde : sans elle, les auteurs déjà connus ne sont plus reconnus. "
            "Si la base est vide, supprimez ce fichier.",
        )
    return key.encode("ascii")
