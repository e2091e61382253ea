"""`voc up` with a real Prefect server: schedules, runs, artifacts, and no customer's word in its files."""

from __future__ import annotations

import datetime as dt
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.conftest import ROOT, Voc

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The API of a running `voc up`."""

    def __init__(self, night: Voc, port: int, reports_port: int) -> None:
        self.night = night
        self.reports = f"http://127.0.0.1:{reports_port}"
        self.api = httpx.Client(base_url=f"http://127.0.0.1:{port}/api", timeout=60)

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self.api.post(path, json=body or {})
        answer.raise_for_status()
        return answer.json()

    def deployment(self, name: str) -> dict[str, Any]:
        found = [d for d in self.post("/deployments/filter") if d["name"] == name]
        return found[0] if found else {}

    def run(self, name: str) -> str:
        return str(self.post(f"/deployments/{self.deployment(name)['id']}/create_flow_run")["id"])

    def state(self, run: str) -> dict[str, Any]:
        return dict(self.api.get(f"/flow_runs/{run}").json()["state"])

    def wait(self, run: str, patience: float = 240) -> dict[str, Any]:
        deadline = time.monotonic() + patience
        while (state := self.state(run))["type"] not in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
            assert time.monotonic() < deadline, state
            time.sleep(1)
        return state


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    night = Voc(tmp_path_factory.mktemp("up") / "data")
    port, reports_port = free_port(), free_port()
    process = night.start("up", "--port", str(port), "--reports-port", str(reports_port))
    running = Server(night, port, reports_port)
    try:
        deadline = time.monotonic() + 240
        while True:
            assert process.poll() is None, process.stdout and process.stdout.read()
            assert time.monotonic() < deadline
            try:
                if running.deployment("nuit") and running.deployment("relecture"):
                    break
            except httpx.HTTPError:
                pass
            time.sleep(1)
        yield running
    finally:
        process.terminate()
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
    with pytest.raises(httpx.ConnectError):
        running.api.get("/health")


def test_the_night_is_scheduled_at_two_in_paris(server: Server):
    deadline = time.monotonic() + 120
    body = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "limit": 20}
    while not (runs := server.post("/flow_runs/filter", body)):
        assert time.monotonic() < deadline, "no SCHEDULED run: the scheduler is silent"
        time.sleep(2)
    nuit = server.deployment("nuit")["id"]
    starts = [dt.datetime.fromisoformat(r["expected_start_time"]) for r in runs if r["deployment_id"] == nuit]
    assert starts
    assert {(s.astimezone(ZoneInfo("Europe/Paris")).hour, s.minute) for s in starts} == {(2, 0)}


def test_a_night_completes_and_leaves_its_artifacts(server: Server):
    run = server.run("nuit")
    state = server.wait(run)
    assert (state["type"], state["name"]) == ("COMPLETED", "Completed"), state
    filter_ = {"artifacts": {"flow_run_id": {"any_": [run]}}}
    artifacts = {a["key"]: a for a in server.post("/artifacts/filter", filter_)}
    assert set(artifacts) >= {"nuit", "nuit-sources", "nuit-rejets", "nuit-irritants", "rapport"}
    sources = json.loads(artifacts["nuit-sources"]["data"])
    assert {row["source"] for row in sources} == {p.stem for p in (ROOT / "configs" / "demo").glob("*.toml")}
    assert all(row["lecture"] == "complète" for row in sources)
    assert sum(row["nouvelles"] for row in sources) >= 800
    report = httpx.get(f"{server.reports}/rapport.html")
    assert report.status_code == 200
    assert "<html" in report.text[:200]


def test_tasks_have_names_that_read_well(server: Server):
    tasks = server.post("/task_runs/filter", {"limit": 200})
    names = {task["name"] for task in tasks}
    assert "collecte boutique_google" in names
    assert any(name.startswith("lecture, lot 1/") for name in names)
    assert {"calcul des chiffres", "publication", "rapport"} <= names


def test_the_second_of_two_runs_is_cancelled(server: Server):
    first = server.run("nuit")
    second = server.run("nuit")
    states = sorted(server.wait(run)["type"] for run in (first, second))
    assert states == ["CANCELLED", "COMPLETED"]


def test_a_replay_with_the_same_tool_changes_nothing(server: Server):
    run = server.run("relecture")
    assert server.wait(run)["type"] == "COMPLETED"
    filter_ = {"artifacts": {"flow_run_id": {"any_": [run]}}}
    keys = {a["key"] for a in server.post("/artifacts/filter", filter_)}
    assert "nuit-changement-outil" not in keys


def test_no_customers_word_is_in_prefects_files(server: Server):
    """Looks for pieces of every text of the sample in all that Prefect wrote, database and logs included."""
    pieces = set()
    for file in sorted((ROOT / "examples" / "sample").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            for text in json.loads(line)["answers"].values():
                if text and len(text) >= 40:
                    pieces.add(text[5:35].encode())
    assert len(pieces) > 300
    written = b""
    for file in sorted((server.night.data / "prefect").rglob("*")):
        if file.is_file():
            written += file.read_bytes()
    assert len(written) > 100_000
    assert [piece for piece in pieces if piece in written] == []


def test_prefect_yaml_deploys_the_same_flows():
    import yaml

    declared = {d["name"]: d for d in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    assert set(declared) == {"nuit", "relecture"}
    for deployment in declared.values():
        file, function = deployment["entrypoint"].split(":")
        assert f"def {function}(" in (ROOT / Path(file)).read_text(encoding="utf-8")
    assert declared["nuit"]["schedules"] == [{"cron": "0 2 * * *", "timezone": "Europe/Paris"}]
    assert declared["nuit"]["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
