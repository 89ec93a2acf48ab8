"""Processes of songda that kill themselves at a named point, as `kill -9` does; and those that go on after them.

`python -m tests.site.worker.dying MODULE:FUNCTION:CALL songda-command …` runs the command of songda unchanged, but for
this: after the so-many-th call of the function the process is killed. Nothing is unwound, no handler runs, the
database finds the line closed. With `-` for the point nothing is killed.
"""

import os
import signal
import subprocess
import sys
import threading
from importlib import import_module
from itertools import count
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

NOWHERE = "-"


def database_url() -> str:
    """Where the tests' own database is, as a process is told."""
    place = connection.settings_dict
    who = f"{quote(place['USER'])}:{quote(place['PASSWORD'] or '')}"
    return f"postgresql://{who}@{quote(place['HOST'] or '', safe='')}:{place['PORT'] or ''}/{quote(place['NAME'])}"


def start(point: str, *command: str, **around: str) -> subprocess.Popen[bytes]:
    """A process of songda on the tests' database, which dies at this point."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SONGDA_WORKER_URL": database_url(),
        "SONGDA_OUTSIDE": str(settings.OUTSIDE_FOLDER),
        **around,
    }
    words = [sys.executable, "-m", "tests.site.worker.dying", point, *command]
    return subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)


def died(process: subprocess.Popen[bytes], seconds: float = 90) -> bool:
    """Whether it was killed within that time; one that was not is ended."""
    try:
        return process.wait(seconds) == -signal.SIGKILL
    except subprocess.TimeoutExpired:
        return False
    finally:
        process.kill()
        process.wait()


def arm(point: str) -> None:
    """Have this process killed there."""
    home, name, nth = point.split(":")
    place: Any = import_module(home)
    *owners, own = name.split(".")
    for owner in owners:
        place = getattr(place, owner)
    real, calls, one_at_a_time = getattr(place, own), count(1), threading.Lock()

    def dying(*given: Any, **named: Any) -> Any:
        done = real(*given, **named)
        with one_at_a_time:
            if next(calls) == int(nth):
                os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(place, own, dying)


def publish(notice_id: str, by: str) -> None:
    """What the page of a notice does when its button is pressed."""
    from songda.clock import now
    from songda.records.ways.public_notices.actions import publish_notice
    from songda.records.ways.public_notices.models import PublicNotice

    notice = PublicNotice.objects.select_related("envelope__case__court", "envelope__party").get(id=notice_id)
    publish_notice(notice, bytes(notice.text_sha256), by, now())


def main() -> None:
    """The point, then what is to be run."""
    from songda.site.environment import prepare_django

    point, *command = sys.argv[1:]
    prepare_django()
    if point != NOWHERE:
        arm(point)
    if command[0] == "publish":
        publish(*command[1:])
        return
    from songda.site.commands import main as songda

    songda(command)


if __name__ == "__main__":
    main()
