"""Texts: mended, scrubbed of personal data, identified, judged and cut into clauses."""
