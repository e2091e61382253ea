"""The report: one self-contained HTML file in French, made from the published snapshot."""
