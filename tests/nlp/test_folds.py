from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlp.cases import LABELLED
from tests.nlp.conftest import write_lines
from voc.errors import InputError
from voc.nlp.folds import duplicate_groups, source_folds, stratified_folds
from voc.nlp.labelled import read_labelled

LONG = "Commande passée le lundi, colis arrivé écrasé et personne au téléphone pour en parler"


def test_copies_and_near_copies_are_one_group() -> None:
    texts = [
        LONG,
        LONG.upper() + " !",
        LONG + ", quelle déception vraiment",
        "Tout autre chose, rien à voir ici",
    ]
    groups = duplicate_groups(texts)
    assert groups[0] == groups[1] == groups[2] != groups[3]


@pytest.mark.parametrize(
    ("a", "b", "same"), [("Très bien", "très bien !", True), ("Très bien", "Très mal", False)]
)
def test_short_texts_are_copies_word_for_word(a: str, b: str, same: bool) -> None:
    groups = duplicate_groups([a, b])
    assert (groups[0] == groups[1]) is same


def test_folds_hold_copies_together_and_are_even(tmp_path: Path) -> None:
    copies = [LABELLED[0] | {"id": f"x{at}"} for at in range(4)]
    rows = read_labelled(write_lines(tmp_path / "a.jsonl", [*LABELLED, *copies]))
    folds = stratified_folds(rows, 3)
    assert len({int(folds[0]), *(int(fold) for fold in folds[-4:])}) == 1
    sizes = [int((folds == fold).sum()) for fold in range(3)]
    assert max(sizes) - min(sizes) <= 5


def test_whole_sources_are_held_out(tmp_path: Path) -> None:
    rows = read_labelled(
        write_lines(tmp_path / "a.jsonl", [LABELLED[0] | {"source": name} for name in ("a", "b", "c", "a")])
    )
    assert source_folds(rows, [["a"], ["c"]]).tolist() == [0, 2, 1, 0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sentiment": "content"}, "« sentiment » attend"),
        ({"themes": [["prix", "neutre"]]}, "polarité"),
        ({"informatif": "oui"}, "pas un verbatim étiqueté"),
        ({"text": None}, "pas un verbatim étiqueté"),
        ({"themes": 3}, "pas un verbatim étiqueté"),
    ],
)
def test_a_bad_label_names_its_row_and_not_its_text(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    path = write_lines(tmp_path / "a.jsonl", [LABELLED[0], LABELLED[1] | change])
    with pytest.raises(InputError, match=said) as caught:
        read_labelled(path)
    assert caught.value.row == 2
    assert "guichet" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_labels_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match="aucun verbatim"):
        read_labelled(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lecture impossible"):
        read_labelled(tmp_path / "absent.jsonl")
