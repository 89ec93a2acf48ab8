"""Answers on a port of this machine: whether the court can work, and its figures for a collector of metrics."""

import http.server
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import connections
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from songda.clock import steady
from songda.site.watching.pages import folder_of
from songda.site.watching.standing import Figure, figures

HERE: Final = "127.0.0.1"
FRESH_S: Final = 5.0  # figures are read anew after so long, however often they are asked for
TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Standing(Collector):
    """The figures of the court, read at most every few seconds."""

    def __init__(self) -> None:
        self._read_at = -FRESH_S
        self._newest: list[Figure] = []

    def newest(self) -> list[Figure]:
        """The figures, a few seconds old at most."""
        if steady() - self._read_at >= FRESH_S:
            self._newest, self._read_at = list(figures()), steady()
        return self._newest

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As the collector of metrics wants them."""
        for figure in self.newest():
            family = GaugeMetricFamily(
                f"songda_{figure.name}", figure.what, labels=[figure.label] if figure.label else []
            )
            for label, value in figure.values:
                family.add_metric([label] if figure.label else [], value)
            yield family


def what_hinders(newest: list[Figure]) -> list[str]:
    """Why the court cannot work just now, in plain words; empty where it can."""
    single = {figure.name: figure.values[0][1] for figure in newest if not figure.label}
    said = []
    if not single.get("database_up"):
        return ["the database does not answer"]
    if not single.get("workers"):
        said.append("no worker lives")
    if single.get("quarantine"):
        said.append("nothing goes out: the database was put back to an earlier day")
    return said


def metrics(standing: Standing, home: Path) -> bytes:
    """All figures: those of the court, and what the web's processes of this machine counted."""
    registry = CollectorRegistry()
    registry.register(standing)
    if folder_of(home).is_dir():
        MultiProcessCollector(registry, path=str(folder_of(home)))  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _Asked(http.server.BaseHTTPRequestHandler):
    """One question."""

    def __init__(self, standing: Standing, home: Path, *given: Any) -> None:
        self._standing, self._home = standing, home
        super().__init__(*given)

    def do_GET(self) -> None:
        """Whether this process answers, whether the court can work, its figures; nothing else is here."""
        try:
            self._answer()
        finally:
            connections.close_all()  # none is held from one question to the next

    def _answer(self) -> None:
        if self.path == "/livez":
            self._say(200, b"ok\n")
        elif self.path == "/readyz":
            hinders = what_hinders(self._standing.newest())
            self._say(503 if hinders else 200, ("\n".join(hinders or ["ok"]) + "\n").encode())
        elif self.path == "/metrics":
            self._say(200, metrics(self._standing, self._home))
        else:
            self._say(404, b"There is /livez, /readyz and /metrics.\n")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A collector asks four times a minute, which is no news."""


def open_port(port: int, home: Path) -> http.server.HTTPServer:
    """A server that answers one question after another, on this machine alone. Raises OSError where it is taken."""
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    return http.server.HTTPServer((HERE, port), partial(_Asked, Standing(), home))
