"""Where the shipped model is: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def default_model_dir() -> Path:
    """The folder of the shipped model (the loader says clearly when it is not there)."""
    checkout = _PACKAGE.parent / "models" / "linear"
    return checkout if checkout.is_dir() else _PACKAGE / "_assets" / "model"
