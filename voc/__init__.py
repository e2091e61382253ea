"""voc: what French customers write, turned every night into figures that lead back to their words."""

__version__ = "0.1.0"
