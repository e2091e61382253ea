import os

from voc.night.status import NightStatus, SourceLine, read_status


def status(state: str, pid: int) -> NightStatus:
    line = SourceLine("boutique", "complete", 1, 0, 10, 9, 0, 0, 1, None)
    return NightStatus("r1", "nightly", state, "2026-11-14T02:00:00+00:00", pid, sources=[line])


def test_no_night_yet(tmp_path):
    assert read_status(tmp_path) is None


def test_what_was_written_is_read_back(tmp_path):
    status("completed", os.getpid()).write(tmp_path)
    assert read_status(tmp_path) == status("completed", os.getpid())
    assert [p.name for p in tmp_path.iterdir()] == ["night.json"]


def test_a_running_night_whose_process_is_gone_was_interrupted(tmp_path):
    status("running", 2**22 + 12345).write(tmp_path)
    found = read_status(tmp_path)
    assert found.state == "interrupted"
    assert "reprend" in found.message


def test_a_running_night_is_running(tmp_path):
    status("running", os.getpid()).write(tmp_path)
    assert read_status(tmp_path).state == "running"
