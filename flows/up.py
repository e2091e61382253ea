"""What `voc up` runs: a Prefect server, the two deployments, and the reports on a local address."""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

#: Seconds given to the server to answer; the first start creates its database.
SERVER_PATIENCE = 180


@contextmanager
def prefect_server(host: str, port: int, log: Path) -> Iterator[None]:
    """A Prefect server of our own, stopped with us.

    Raises:
        RuntimeError: it stopped or stayed silent; the sentence names its log.
    """
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)  # noqa: S603 - our own arguments
    try:
        deadline = time.monotonic() + SERVER_PATIENCE
        while True:
            if process.poll() is not None:
                raise RuntimeError(f"Le serveur Prefect s'est arrêté ; son journal : {log}")
            try:
                if httpx.get(f"http://{host}:{port}/api/health", timeout=2).is_success:
                    break
            except httpx.HTTPError:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError(
                    f"Le serveur Prefect ne répond pas sur le port {port} ; son journal : {log}"
                )
            time.sleep(0.5)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def reports_site(host: str, port: int, folder: Path) -> Iterator[None]:
    """The reports over HTTP on this machine only, since a browser refuses file links from a page."""
    folder.mkdir(parents=True, exist_ok=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Requests are not logged."""

    server = http.server.ThreadingHTTPServer((host, port), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def serve_deployments(cron: str, timezone: str, config: str) -> None:
    """Serves the two flows until interrupted: the night on its schedule, one run at a time."""
    from prefect import serve
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    from flows.nightly import nightly
    from flows.retag import retag

    one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    serve(
        nightly.to_deployment(
            "nuit",
            schedule=Cron(cron, timezone=timezone),
            parameters={"config": config},
            concurrency_limit=one,
            tags=["voc"],
            description="Collecte, lecture, agrégats, publication et rapport, chaque nuit.",
        ),
        retag.to_deployment(
            "relecture",
            parameters={"config": config},
            concurrency_limit=one,
            tags=["voc"],
            description="Relit tout après un changement de modèle ou de taxonomie et dit ce qui change.",
        ),
        pause_on_shutdown=False,
        print_starting_message=False,
    )


def main() -> None:
    """Starts everything and waits."""
    parser = argparse.ArgumentParser(prog="voc up")
    for name in ("--host", "--cron", "--timezone", "--config", "--reports", "--log"):
        parser.add_argument(name, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--reports-port", type=int, required=True)
    args = parser.parse_args()
    # Prefect 3.8 stops its runner without awaiting it and warns about itself.
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop'", category=RuntimeWarning)
    os.environ["VOC_UP_REPORTS_URL"] = f"http://{args.host}:{args.reports_port}"
    own_server = "PREFECT_API_URL" not in os.environ
    if own_server:
        os.environ["PREFECT_API_URL"] = f"http://{args.host}:{args.port}/api"
    try:
        with reports_site(args.host, args.reports_port, Path(args.reports)):
            if own_server:
                with prefect_server(args.host, args.port, Path(args.log)):
                    _announce(args.host, args.port, args.reports_port, args.cron, args.timezone)
                    serve_deployments(args.cron, args.timezone, args.config)
            else:
                serve_deployments(args.cron, args.timezone, args.config)
    except (RuntimeError, OSError) as error:
        sys.exit(f"voc up : {error}")
    except KeyboardInterrupt:
        sys.stdout.write("Arrêté.\n")


def _announce(host: str, port: int, reports_port: int, cron: str, timezone: str) -> None:
    sys.stdout.write(
        f"Prefect : http://{host}:{port}\n"
        f"Rapports : http://{host}:{reports_port}/rapport.html\n"
        f"La nuit part selon « {cron} » ({timezone}). Pour la lancer tout de suite :\n"
        f"  PREFECT_API_URL=http://{host}:{port}/api prefect deployment run nightly/nuit\n"
        "Ctrl-C pour tout arrêter.\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
