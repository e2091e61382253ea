"""The page on files says what the code does: keys, codes, examples that load."""

import re
import tomllib
from pathlib import Path

import pytest

import voc.sources
from voc.settings import Limits, load_source
from voc.sources import open_source
from voc.sources.config import Columns, Question, ScoreColumn, SourceConfig

PAGE = Path(__file__).parents[2] / "docs" / "sources" / "files.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(voc.sources.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[0])
def test_every_example_is_a_source_that_opens(example, tmp_path):
    path = tmp_path / "exemple.toml"
    path.write_text(example, encoding="utf-8")
    config = load_source(path)
    assert open_source(config, Limits(), "Europe/Paris").mapping_hash
    assert tomllib.loads(example)["brand"] == config.brand


def test_there_is_an_example_of_each_format():
    formats = {tomllib.loads(example)["format"] for example in EXAMPLES}
    assert formats == {"csv", "xlsx", "jsonl", "takeout", "tripadvisor", "social"}


@pytest.mark.parametrize("model", [SourceConfig, Columns, Question, ScoreColumn])
def test_every_key_is_on_the_page(model):
    missing = [name for name in model.model_fields if not re.search(rf"\b{name}\b", TEXT)]
    assert missing == []


def test_every_code_of_reject_is_on_the_page():
    codes = set(re.findall(r'(?:RawReject\([^"]*?|Refusal\(\s*|Broken\(\s*)"([a-z_]+)"', CODE))
    assert len(codes) >= 10
    assert [code for code in sorted(codes) if f"`{code}`" not in TEXT] == []
