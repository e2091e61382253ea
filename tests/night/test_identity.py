import stat

import pytest

from voc.errors import StoreError
from voc.night.identity import Pseudonymiser, digest, load_key


def test_a_digest_is_stable_and_short():
    assert digest("boutique", "R1") == digest("boutique", "R1")
    assert len(digest("boutique", "R1")) == 32


@pytest.mark.parametrize(("left", "right"), [(("ab", "c"), ("a", "bc")), (("a", ""), ("a",)), (("",), ())])
def test_parts_never_run_together(left, right):
    assert digest(*left) != digest(*right)


def test_a_lone_surrogate_is_hashed_rather_than_refused():
    assert len(digest("cassé \ud83d")) == 32


def test_the_same_person_is_recognised_whatever_the_case_and_spaces():
    names = Pseudonymiser(b"k" * 32)
    assert names.hash("google", " Karim B. ") == names.hash("google", "karim b.")


def test_another_key_gives_another_hash():
    assert Pseudonymiser(b"a" * 32).hash("x") != Pseudonymiser(b"b" * 32).hash("x")


def test_the_key_is_drawn_once_and_kept_for_its_owner(tmp_path):
    file = tmp_path / "data" / "key"
    key = load_key(None, file)
    assert load_key(None, file) == key
    assert len(key) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_given_key_writes_no_file(tmp_path):
    assert load_key("secret", tmp_path / "key") == b"secret"
    assert not (tmp_path / "key").exists()


def test_a_truncated_key_is_refused_rather_than_replaced(tmp_path):
    (tmp_path / "key").write_text("abc")
    with pytest.raises(StoreError, match="sauvegarde"):
        load_key(None, tmp_path / "key")
