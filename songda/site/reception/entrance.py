"""The site as the web server of songda runs it; a process of it ends with the one that started it.

Else somebody would be left who only holds the port.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from multiprocessing.process import BaseProcess
from typing import Final

from songda.site.home import home_folder
from songda.site.reception.body import Bounds
from songda.site.reception.gateway import Gateway
from songda.site.reception.serving import watch_clock
from songda.site.wsgi import application as pages
from songda.trust.paper.child import FILE_SLOTS, PATIENCE_SECONDS
from songda.web.look.visitor import most_bytes_at

THREADS: Final = "SERVE_THREADS"  # set by `songda serve` for its processes
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


def end_with_parent(parent: BaseProcess) -> None:
    """Have the kernel end this process as soon as its parent dies, however that happens; only on Linux."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if not parent.is_alive():  # it died before we had asked
        os.kill(os.getpid(), signal.SIGKILL)


if server := multiprocessing.parent_process():  # else only read, by a tool or a test: nothing of theirs is ended
    end_with_parent(server)
    watch_clock(server.pid or os.getppid())


incoming = home_folder() / "incoming"  # what comes in is not sealed yet: a folder closed to everybody else


incoming.mkdir(parents=True, exist_ok=True, mode=0o700)


bounds = Bounds(folder=incoming)


application = Gateway(pages, int(os.environ.get(THREADS) or 4), most_bytes_at, bounds)


FILE_SLOTS.bound(bounds.lenders, PATIENCE_SECONDS, application.lend)
