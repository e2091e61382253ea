"""Texts for property tests: ordinary French, the damage that exports do to it, and any character at all."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = [
    "Bonjour",
    "l'accueil",
    "était",
    "très bien",
    "mais",
    "Sophie",
    "MARTIN",
    "M.",
    "Mme",
    "Merci à",
    "06 12 34 56 78",
    "jean.dupont@gmail.com",
    "commande n° 48213",
    "12 rue des Lilas",
    "75011 Paris",
    "FR76 3000 6000 0112 3456 7890 189",
    "[EMAIL]",
    "[PERSONNE]",
    "😀",
    "👨‍👩‍👧",
    "é",
    "e\u0301",
    "Ã©tÃ©",
    "voilÃ ",
    "&nbsp;",
    "&amp;eacute;",
    "<br/>",
    "<3",
    "\u200b",
    "\u00a0",
    "\u202f",
    "\r\n",
    "\t",
    "...",
    "!",
    "?",
    ",",
    "1 234,50 €",
    "AB-123-CD",
    "né le 12/03/1980",
    "@lea_b75",
    "https://www.exemple.fr/a",
    "Cordialement,",
    "je m'appelle",
    "et",
    "la vendeuse",
    "zéro six douze",
    "\x00",
    "\u202e",
    "8 mai",
]

#: pieces of reviews in any order, with or without blanks
reviews = st.lists(
    st.tuples(st.sampled_from(_PIECES), st.sampled_from([" ", " ", " ", "", "\n", "  ", ". "])), max_size=14
).map(lambda pairs: "".join(piece + blank for piece, blank in pairs))
anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)
texts = st.one_of(reviews, anything)
