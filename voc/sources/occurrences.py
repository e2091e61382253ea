"""A count of what was seen in a file, small enough for millions of rows."""

from __future__ import annotations

from array import array


class Occurrences:
    """Counts how often each digest came before, in 16 bytes a row: a dictionary would take ten times that."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 << 10))
        self._used = 0
        self._again: dict[int, int] = {}

    def add(self, digest: bytes) -> int:
        """How many times this digest was added before."""
        key = int.from_bytes(digest[:8], "little") or 1
        if self._put(self._slots, key):
            self._used += 1
            if self._used * 3 > len(self._slots) * 2:
                self._grow()
            return 0
        count = self._again.get(key, 0) + 1
        self._again[key] = count
        return count

    @staticmethod
    def _put(slots: array[int], key: int) -> bool:
        mask = len(slots) - 1
        place = key & mask
        while slots[place]:
            if slots[place] == key:
                return False
            place = (place + 1) & mask
        slots[place] = key
        return True

    def _grow(self) -> None:
        bigger = array("Q", bytes(16 * len(self._slots)))
        for key in self._slots:
            if key:
                self._put(bigger, key)
        self._slots = bigger
