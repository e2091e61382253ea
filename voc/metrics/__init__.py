"""The figures, and the verbatims behind each of them."""
