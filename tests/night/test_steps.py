import pytest

from voc.errors import SourceError
from voc.night.steps import Plain, Step, UnexpectedStepError


def test_a_step_gives_its_result():
    assert Plain().run(Step("x", "calcul", lambda: 3)) == 3


def test_a_failed_step_is_tried_again_as_often_as_it_allows():
    calls = []

    def flaky() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise SourceError("a", "b", "c")
        return "ok"

    assert Plain().run(Step("x", "essai", flaky, retries=2)) == "ok"
    calls.clear()
    with pytest.raises(SourceError):
        Plain().run(Step("x", "essai", flaky, retries=1))
    assert len(calls) == 2


def test_an_unknown_failure_never_carries_what_it_was_reading():
    def bad() -> None:
        raise ValueError("could not convert 'Madame Dupuis est furieuse'")

    with pytest.raises(UnexpectedStepError) as caught:
        Plain().run(Step("x", "collecte", bad))
    assert "Dupuis" not in str(caught.value)
    assert "ValueError, test_steps.py:" in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
