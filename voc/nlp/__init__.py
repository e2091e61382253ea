"""Reading verbatims: features, heads, calibration, evidence, and how all of it is trained and measured."""
