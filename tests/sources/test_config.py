"""What a source's configuration refuses."""

import pytest
from pydantic import ValidationError

from tests.sources.conftest import survey


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "xls"}, "format"),
        ({"colums": {}}, "colums"),
        ({"columns": {"ID": "x"}}, "ID"),
        ({"questions": [], "scores": []}, "aucune colonne à lire"),
        (
            {"questions": [{"column": "a", "id": "x"}, {"column": "b", "id": "x"}]},
            "identifiants en double : x",
        ),
        ({"scores": [{"column": "a", "metric": "csat", "min": 5, "max": 1}]}, "min < max"),
        ({"scores": [{"column": "a", "metric": "nps", "min": 1, "max": 10}]}, "un NPS se mesure de 0 à 10"),
        ({"id": "Mon enquête"}, "id"),
        ({"skip_rows": -1}, "skip_rows"),
        ({"heading_rows": 0}, "heading_rows"),
        ({"leave_out": [{"column": "a"}]}, "values"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(tmp_path, changes, said):
    with pytest.raises(ValidationError, match=said):
        survey(tmp_path / "a.csv", **changes)


@pytest.mark.parametrize("format_", ["takeout", "tripadvisor", "social"])
def test_vendors_exports_need_no_mapping(tmp_path, format_):
    assert survey(tmp_path, format=format_, questions=[], scores=[]).questions == ()
