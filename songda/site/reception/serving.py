"""What the web server's processes share: pages that are warm before anybody is let in, and one clock that is right."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import Error, OperationalError, connection, connections
from django.template import Engine
from django.template.loaders import cached

import songda
from songda.clock import ClockOffError, require_right
from songda.core.evidence.doors import Writer
from songda.records.ground.processes.registry import EVERY_S, Running, say_that_it_ends, say_that_it_runs
from songda.site.environment.said import is_on
from songda.site.errors import CurableError
from songda.site.pooling import require_own_statements
from songda.site.schema import require_fit_tables
from songda.site.upgrading.making import this_process
from songda.site.wsgi import application

log = logging.getLogger("songda.web")
WATCH_S: Final = 0.5
OUR_FOLDER: Final = Path(songda.__file__).parent
# One page of each door: whatever they import, read and translate is there afterwards for all pages of that door.
FIRST_PAGES: Final = ("/", "/accounts/login/", "/s/", "/console/", "/rules", "/verify", "/log", "/api/v1/openapi.json")
LANGUAGES: Final = ("zh-hans", "en")


def warm_up() -> None:
    """Ask for the first pages before anybody can: the processes that are made afterwards begin with them in memory.

    A page that fails here will tell whoever asks for it.
    """
    for language in LANGUAGES:
        for path in FIRST_PAGES:
            try:
                _request_page(path, language)
            except Exception as wrong:  # noqa: BLE001 - it is asked for again, by somebody who is told
                log.warning("%s could not be warmed (%s)", path, type(wrong).__name__)
    _read_templates()
    connections.close_all()  # each process opens its own


def _read_templates() -> None:
    """Also those of the pages behind the doors, such as the clerk's first."""
    engine = Engine.get_default()
    keeping = [loader for loader in engine.template_loaders if isinstance(loader, cached.Loader)]
    folders = {Path(folder) for loader in keeping for folder in loader.get_dirs()}
    for folder in sorted(each for each in folders if OUR_FOLDER in each.parents):
        for file in sorted(folder.rglob("*.html")):
            engine.get_template(str(file.relative_to(folder)))


def _request_page(path: str, language: str) -> None:
    public = urlsplit(settings.PUBLIC_URL)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": public.hostname or "localhost",
        "SERVER_PORT": str(public.port or (443 if public.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": public.netloc,
        "HTTP_ACCEPT_LANGUAGE": language,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": public.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": True,
    }
    answer: Iterable[bytes] = application(environ, _start_response)
    b"".join(answer)
    if callable(close := getattr(answer, "close", None)):
        close()


def _start_response(_status: str, _headers: list[tuple[str, str]], _error: Any = None, /) -> Callable[[bytes], object]:
    return BytesIO().write


def read_clock() -> None:
    """Go by the database's clock; raises ClockOffError where the machine's is too far from it.

    A database that is away is not waited for: the first page that reaches it reads its clock.
    """
    try:
        connection.ensure_connection()
    except Error:
        log.warning("the database does not answer yet: its clock is read when it does")
    finally:
        connections.close_all()
    require_right()


def require_fit() -> Running:
    """What this server says of itself; CurableError where it cannot run on the database's tables.

    A database that is away is not waited for: it is asked before anything is said there.
    """
    try:
        require_fit_tables()
        if not is_on("SONGDA_POOLER"):
            require_own_statements(connection.get_connection_params())
    except (OperationalError, psycopg.Error):
        log.warning("the database does not answer yet: whether its tables are of this version is asked when it does")
    finally:
        connections.close_all()
    return this_process(Writer.WEB)


def keep_registered(process: Running, server: int) -> None:
    """Say twice a minute, in a thread, that this server runs; it ends where the tables are not of its version."""
    threading.Thread(target=_keep_registered, args=[process, server], name="registry", daemon=True).start()


def _keep_registered(process: Running, server: int) -> None:
    is_fit = False
    while True:
        try:
            if not is_fit:
                require_fit_tables()
                is_fit = True
            say_that_it_runs(process)
        except CurableError as unfit:
            log.error("%s", unfit)  # noqa: TRY400 - the word says it all
            os.kill(server, signal.SIGTERM)
            return
        except Error as wrong:
            log.warning("the web server could not say that it runs (%s); tried again", type(wrong).__name__)
        finally:
            connections.close_all()  # none is held meanwhile, nor left to a process that is made
        time.sleep(EVERY_S)


def say_that_it_ended(process: Running) -> None:
    """In good order, so that nobody waits two minutes for it; where the database is away, they do."""
    with suppress(Error):
        say_that_it_ends(process.name)
    connections.close_all()


def watch_clock(server: int) -> None:
    """Look twice a second, in a thread, whether this machine's clock or the database's jumped; then `server` ends.

    `server` is the process that ends with all that it started.
    """
    threading.Thread(target=_watch_clock, args=[server], name="clock", daemon=True).start()


def _watch_clock(server: int) -> None:
    while True:
        time.sleep(WATCH_S)
        try:
            require_right()
        except ClockOffError as off:
            log.error("%s", off.args[0])  # noqa: TRY400 - the word says it all
            os.kill(server, signal.SIGTERM)
            return
