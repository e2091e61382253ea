"""Property tests of this folder draw the same examples everywhere, and no clock judges them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("text", deadline=None, derandomize=True)
settings.load_profile("text")
