"""Is a part of the demo ready? One question per part, asked again and again until it says yes."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

from songda.site.curable import CurableError
from songda.site.demo.child import Child
from songda.site.demo.ports import answers
from songda.site.playground import HOST, Ports

PATIENCE_SECONDS = 90.0


class BrokenPartError(Exception):
    """The part runs, and will never be ready."""


def wait_for(child: Child, is_ready: Callable[[], bool]) -> None:
    """Wait until the part is ready; raise with its last words when it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _ask(child, is_ready):
        if child.exit_code is not None:
            raise _failure(child, f"`songda {child.words[0]}` ended at once (exit code {child.exit_code}).")
        if time.monotonic() > deadline:
            raise _failure(child, f"`songda {child.words[0]}` did not become ready in {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(0.1)


def web_is_ready(ports: Ports) -> bool:
    """Whether the web pages answer and reach the database; raises BrokenPartError when they answer with an error."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{ports.web}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as answer:
        if answer.code == 500:
            raise BrokenPartError from answer
        return False
    except (urllib.error.URLError, OSError):
        return False


def sandbox_is_ready(ports: Ports) -> bool:
    """Whether phones, SMS centre and mail server listen."""
    return all(answers(port) for port in (ports.sandbox, ports.smpp, ports.smtp))


def newest_worker(url: str) -> int:
    """The number of the worker that reported for duty last; 0 when none ever did."""
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers").fetchone()
        return int(row[0]) if row else 0


def _ask(child: Child, is_ready: Callable[[], bool]) -> bool:
    try:
        return is_ready()
    except BrokenPartError as error:
        raise _failure(child, f"`songda {child.words[0]}` runs, but fails.") from error


def _failure(child: Child, wrong: str) -> CurableError:
    words = child.last_words()
    return CurableError(f"{wrong}\n{words}".strip(), f"All that it said is in {child.log}.")
